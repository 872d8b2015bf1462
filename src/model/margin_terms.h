/* SPDX-License-Identifier: Apache-2.0 */
/*
 * margin_terms.h - the terms of the full model of margin, as data.
 *
 * Role   Bodies of the commands that put a product, an account or an asset under the full model.
 *        Nothing about a requirement is a constant in code.
 * Rules  R-TIER-1 to R-TIER-10, R-COLL-1, R-COLL-2, R-PM-1, R-PM-2.
 */
#ifndef PERPETUA_MODEL_MARGIN_TERMS_H
#define PERPETUA_MODEL_MARGIN_TERMS_H

#include <stdint.h>

#include "model/limits.h"
#include "model/units.h"

#define BRACKETS_MAX       32u
#define SCENARIOS_MAX      32u
#define RISK_GROUPS_MAX    16u                /* group 0: none */
#define ASSETS_MAX         16u                /* asset 0: none */
#define ASSET_UNITS        INT64_C(100000000) /* of one whole asset */
#define ASSET_UNITS_MAX    MONEY_MICROS_MAX
#define ASSET_PRICE_MAX    INT64_C(100000000000000) /* 10^14 micros a whole asset */
#define QUEUE_RATIO_PPM    UINT32_C(910000)         /* R-TIER-10: until MARGIN_VENUE sets it */
#define LOT_MICROS_MAX     INT64_C(1000000000000)   /* R-TIER-8: one lot at the highest price */
#define LEVERAGE_ONE       INT64_C(100)             /* leverage is in hundredths */
#define RATIO_PPM_MAX      INT64_C(1000000000000)   /* R-ATT-5 */
#define INITIAL_FACTOR_MAX INT64_C(10000000)

/* R-TIER-2: where the initial margin comes from. */
enum initial_mode {
    INITIAL_FACTOR = 1,  /* a multiple of the bracket margin */
    INITIAL_RATES = 2,   /* own rates by bracket, continuous as well */
    INITIAL_LEVERAGE = 3 /* the whole notional at the leverage of its bracket */
};

/* R-TIER-1 */
struct margin_bracket {
    int64_t floor_micros;
    uint32_t maintenance_ppm;
    uint32_t initial_ppm; /* INITIAL_RATES, else 0 */
    uint32_t leverage_e2; /* INITIAL_LEVERAGE, else 0 */
    uint32_t reserved;
};

struct body_margin_terms {
    uint8_t bracket_count;
    uint8_t initial_mode; /* enum initial_mode */
    uint8_t risk_group;   /* R-PM-3; 0: none */
    uint8_t reserved;
    uint32_t initial_factor_ppm;      /* INITIAL_FACTOR */
    int64_t interest_low_micros;      /* R-TIER-3 */
    int64_t interest_high_micros;     /* 0: initial margin is not scaled */
    int64_t size_from_lots;           /* R-TIER-4 */
    int64_t size_slope_e12;           /* rate per lot beyond it; 0: no size add-on */
    int64_t concentration_from_lots;  /* R-TIER-5 */
    uint32_t size_cap_ppm;            /* the add-on's highest rate */
    uint32_t concentration_share_ppm; /* of open interest */
    uint32_t concentration_ppm;       /* 0: no concentration add-on */
    uint32_t weekend_ppm;             /* R-TIER-6; 0: no weekend add-on */
    uint16_t weekend_from_minute;     /* local minute of the week */
    uint16_t weekend_to_minute;
    uint32_t reserved32;
    struct margin_bracket brackets[BRACKETS_MAX];
};

/* R-TIER-10 */
struct body_margin_venue {
    uint32_t queue_ratio_ppm;
    uint32_t reserved;
};

/* R-PM-2 */
enum margin_mode { MARGIN_CROSS = 0, MARGIN_PORTFOLIO = 1 };

struct body_margin_mode {
    uint8_t margin_mode; /* enum margin_mode */
    uint8_t reserved[7];
};

/* R-PM-1 */
struct scenario_term {
    int32_t shock_ppm;
    uint32_t weight_ppm;
};

struct body_risk_grid {
    uint8_t risk_group;
    uint8_t scenario_count;
    uint8_t reserved[2];
    uint32_t net_ppm;    /* delta floor: on the net of longs and shorts */
    uint32_t hedged_ppm; /* on the smaller of both */
    uint32_t share_ppm;  /* maintenance margin as a share of the requirement */
    struct scenario_term scenarios[SCENARIOS_MAX];
};

/* R-COLL-1 */
struct body_asset_terms {
    uint32_t asset_id;
    uint32_t haircut_ppm;
    int64_t account_cap_micros; /* credited to one account at most */
    int64_t venue_cap_units;    /* taken in by the venue at most */
};

struct body_asset_price {
    uint32_t asset_id;
    uint32_t reserved;
    int64_t price_micros; /* of one whole asset */
};

/* R-COLL-2 */
struct body_asset_cash {
    uint32_t asset_id;
    uint32_t reserved;
    int64_t units;
    uint64_t reference;
};

static_assert(sizeof(struct margin_bracket) == 24, "journal format version 1");
static_assert(sizeof(struct body_margin_terms) == 72 + 24 * BRACKETS_MAX, "no padding");
static_assert(sizeof(struct body_risk_grid) == 16 + 8 * SCENARIOS_MAX, "no padding");

/* R-TIER-1: a deduction is at most the notional at a rate of 100 %. */
static_assert((int128)PRODUCT_MICROS_MAX * RATE_PPM_MAX <= INT128_MAX / 8, "deductions are exact");
/* R-PM-3: a loss in a scenario is exact, summed over every product. */
static_assert((int128)PRODUCT_MICROS_MAX * FINE_PER_TICK * 5000000 <=
                  INT128_MAX / RATE_PPM_MAX / PRODUCTS_MAX,
              "the loss of a portfolio is exact");

#endif
