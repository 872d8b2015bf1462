/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_terms.h - how positions that lost their margin are closed, as data.
 *
 * Role   Bodies of the commands 80 to 89; the list is in command.h.
 * Rules  R-LIQ-1 ranges, R-BID-2.
 */
#ifndef PERPETUA_MODEL_LIQUIDATION_TERMS_H
#define PERPETUA_MODEL_LIQUIDATION_TERMS_H

#include <stdint.h>

#include "base/check.h"
#include "model/units.h"

/* What follows when neither book, auction nor fund takes a position. */
enum liquidation_regime {
    REGIME_VENUE = 1,   /* deleveraging */
    REGIME_CLEARING = 2 /* tear-up, and the waterfall of R-DEFAULT-1 for what is lost */
};

enum deleverage_method {
    DELEVERAGE_WATER_FILLING = 1, /* R-ADL-2 */
    DELEVERAGE_RANK = 2,          /* R-ADL-3 */
    DELEVERAGE_PRO_RATA = 3       /* R-ADL-4 */
};

/* What a product's listing says of liquidation; the product is the header's. */
struct body_liquidation_terms {
    int64_t window_ns;                /* R-FUNDCAP-1: window of the drawdown limit */
    int64_t auction_ns;               /* R-BID-1: length of an auction; 0: none */
    int64_t fund_notional_micros_max; /* R-LIQ-8: largest position of the fund; 0: none */
    uint32_t fund_account_id;         /* 0: no fund */
    uint32_t liquidate_ratio_ppm;     /* maintenance margin over equity where slices begin */
    uint32_t close_out_ppm;           /* equity over maintenance margin below which they end */
    uint32_t slice_factor_ppm;        /* equity over maintenance margin that a slice aims at */
    uint32_t adjustment_ppm;          /* R-LIQ-5 */
    uint32_t spread_ppm;              /* R-LIQ-5: share of maintenance margin given up at most */
    uint32_t fee_ppm;                 /* liquidation fee on what a slice trades */
    uint32_t drawdown_ppm;            /* R-FUNDCAP-1; 0: no limit */
    uint32_t release_ppm;             /* R-FUNDCAP-1 */
    uint32_t exposure_ppm;            /* R-ADL-2: weight of this product in an exposure */
    uint32_t work_max;                /* R-LIQ-3: accounts worked in one step */
    uint8_t regime;                   /* enum liquidation_regime */
    uint8_t method;                   /* enum deleverage_method */
    uint8_t reserved[2];
};

static_assert(sizeof(struct body_liquidation_terms) == 72, "journal format version 1");

/* A sealed bid of a liquidity provider; account and product are the header's. */
struct body_auction_bid {
    struct price price;
    struct qty qty; /* 0: the bid of this side is withdrawn */
    uint8_t side;   /* enum side: what the bidder does */
    uint8_t reserved[7];
};

static_assert(sizeof(struct body_auction_bid) == 24, "journal format version 1");

/* R-DEFAULT-1: who pays for a default, in this order. */
enum waterfall_layer {
    LAYER_MARGIN = 0,         /* what is left of the defaulter's margin */
    LAYER_OWN_SHARE = 1,      /* the defaulter's share of the guaranty fund */
    LAYER_FIRST_TRANCHE = 2,  /* the clearing house's own capital */
    LAYER_GUARANTY_FUND = 3,  /* the other members' shares, pro rata */
    LAYER_SECOND_TRANCHE = 4, /* capital again */
    LAYER_ASSESSMENT = 5,     /* called from the other members */
    LAYER_GAINS = 6           /* haircut of variation-margin gains */
};

#define LAYER_COUNT 7u

/* The bounds of R-DEFAULT-2 and R-DEFAULT-3; one set for the venue. */
struct body_default_terms {
    int64_t tranche_micros;      /* 20,000,000 USD */
    int64_t window_ns;           /* six months */
    uint32_t tranche_ppm;        /* 100,000: of the guaranty fund */
    uint32_t assessment_ppm;     /* 2,000,000: of the requirement, for one default */
    uint32_t assessment_sum_ppm; /* 5,500,000: of the requirement, in the window */
    uint32_t gains_days;         /* 5 */
    uint32_t capital_account_id; /* the clearing house's own capital; 0: none */
    uint32_t reserved;
};

static_assert(sizeof(struct body_default_terms) == 40, "journal format version 1");

/* R-DEFAULT-6: a member's place in the guaranty fund. */
struct body_default_member {
    int64_t requirement_micros;
    uint32_t member_id;
    uint32_t guaranty_account_id; /* 0: none */
};

static_assert(sizeof(struct body_default_member) == 16, "journal format version 1");

#endif
