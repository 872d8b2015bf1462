/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_terms.h - where a product's index, mark and funding come from: terms, as data.
 *
 * Role       Bodies of the commands that give a product its price step and index, its mark and its
 *            funding.  Each venue's rule is a choice of these terms (term_presets.h has names for
 *            some); nothing of them is a constant in code.
 * Rules      Part 6 of the rulebook: docs/rulebook/6-prices.md.
 */
#ifndef PERPETUA_MODEL_PRICE_TERMS_H
#define PERPETUA_MODEL_PRICE_TERMS_H

#include <stdint.h>

#include "model/limits.h"
#include "model/units.h"

/* --- index ------------------------------------------------------------------------------------ */

enum index_method {
    INDEX_GIVEN = 0,       /* by REFERENCE_PRICE */
    INDEX_CAPPED_MEAN = 1, /* weighted mean of sources capped to their weighted median */
    INDEX_MEDIAN = 2       /* the weighted median itself */
};

/* What became of a source in one value of the index. */
enum source_status {
    SOURCE_OFF = 0,    /* weight 0 */
    SOURCE_USED = 1,   /* with its own price */
    SOURCE_CAPPED = 2, /* with the price of the cap */
    SOURCE_STALE = 3,
    SOURCE_BANNED = 4, /* it strayed and has not returned */
    SOURCE_NONE = 5    /* it has no price */
};

/* What the number of live sources allows. */
enum index_state {
    INDEX_NORMAL = 0,
    INDEX_DEGRADED = 1, /* no premium samples, no new risk above a size */
    INDEX_HALT = 2      /* a pause lies over the product */
};

struct index_source {
    uint32_t source_id; /* the feed's number, not 0 */
    uint32_t weight;    /* 0: switched off */
};

struct body_price_terms {
    int64_t step_ns;                /* distance of price steps */
    int64_t impact_notional_micros; /* for impact prices; 0: the touch */
    int64_t stale_ns;               /* a source older than this does not count */
    int64_t return_ns;              /* how long a strayed source must be good again */
    int64_t degraded_lots_max;      /* DEGRADED: worse side that new orders may reach */
    uint32_t cap_ppm;               /* distance from the median that counts; 0: no cap */
    uint32_t stray_ppm;             /* beyond it a source is banned; 0: never */
    uint32_t return_ppm;            /* within it a banned source is good */
    uint8_t index_method;           /* enum index_method */
    uint8_t source_count;
    uint8_t degraded_below; /* live sources */
    uint8_t halt_below;
    struct index_source sources[INDEX_SOURCES_MAX];
};

struct body_source_price {
    uint32_t source_id;
    uint32_t reserved;
    struct fine_price bid; /* 0: none */
    struct fine_price ask;
    struct fine_price last;
    int64_t source_time_ns; /* the source's own stamp: kept in the journal, used by no rule */
};

/* --- mark ------------------------------------------------------------------------------------- */

/* The mark is the median of those chosen. */
enum mark_component {
    MARK_BASIS = 1u << 0,         /* index with the funding basis */
    MARK_SPREAD = 1u << 1,        /* index plus the average distance of the book from it */
    MARK_TOUCH = 1u << 2,         /* median of best bid, best ask and last price */
    MARK_LAST = 1u << 3,          /* last price */
    MARK_TOUCH_AVERAGE = 1u << 4, /* exponential average of MARK_TOUCH */
    MARK_IMPACT = 1u << 5,        /* mid of the impact prices */
    MARK_INDEX = 1u << 6
};

#define MARK_COMPONENTS_ALL 0x7fu

/* Which rate, and how much of it, MARK_BASIS adds. */
enum mark_basis {
    BASIS_NONE = 0,
    BASIS_ESTIMATE_FULL = 1,
    BASIS_ESTIMATE_LEFT = 2, /* times the part of the interval that is left */
    BASIS_PUBLISHED_FULL = 3,
    BASIS_PUBLISHED_LEFT = 4
};

enum spread_price { SPREAD_IMPACT = 0, SPREAD_TOUCH = 1 };

struct body_mark_terms {
    int64_t average_ns;       /* MARK_SPREAD with sample_count 0: time of the average */
    int64_t touch_average_ns; /* MARK_TOUCH_AVERAGE */
    int64_t spread_sample_ns; /* MARK_SPREAD with samples: their distance */
    int64_t settle_window_ns; /* window of the settlement mark; 0: none */
    uint32_t components;      /* mask of enum mark_component; 0: by REFERENCE_PRICE */
    uint32_t sample_count;    /* MARK_SPREAD: mean of so many samples; 0: exponential average */
    uint32_t band_ppm;        /* distance from the index; 0: no bound */
    uint8_t basis;            /* enum mark_basis */
    uint8_t spread_price;     /* enum spread_price */
    uint8_t thin_rule;        /* 1: without impact prices MARK_BASIS alone counts */
    uint8_t reserved;
};

/* --- funding ---------------------------------------------------------------------------------- */

enum premium_kind {
    PREMIUM_NONE = 0,   /* no funding */
    PREMIUM_IMPACT = 1, /* impact prices against the index */
    PREMIUM_TOUCH = 2,  /* mid of the touch against the index */
    PREMIUM_MARK = 3    /* mark against the index */
};

enum bucket_reduce { REDUCE_MEDIAN = 0, REDUCE_LAST = 1, REDUCE_MEAN = 2 };

enum funding_weights { WEIGHTS_EQUAL = 0, WEIGHTS_LINEAR = 1 };

enum funding_charge { CHARGE_AT_INTERVAL = 0, CHARGE_CONTINUOUS = 1 };

enum funding_price { FUNDING_SETTLEMENT = 0, FUNDING_MARK = 1, FUNDING_INDEX = 2 };

struct body_funding_terms {
    int64_t interval_ns;  /* funding at its multiples, UTC; 0: at local times */
    int64_t sample_ns;    /* distance of premium samples */
    int64_t bucket_ns;    /* samples of this long become one premium */
    int64_t base_ns;      /* continuous: the time for which the rate is charged in full */
    int64_t interest_e12; /* added to the average */
    int64_t dampener_e12; /* bound of what interest may add; 0: none */
    int64_t clamp_e12;    /* bound of the rate; 0: none */
    int64_t dead_e12;     /* a rate nearer to zero is zero */
    int64_t change_e12;   /* bound of the change from the rate before; 0: none */
    uint32_t sample_cap_ppm;
    uint32_t cap_factor_ppm; /* bound of the rate: factor x (initial - maintenance); 0: none */
    uint32_t cap_initial_ppm;
    uint32_t cap_maintenance_ppm;
    uint32_t smooth_ppm; /* share of the new rate, the rest is the one before; 0: no smoothing */
    uint32_t divisor;    /* parts of the quoted rate that one interval charges */
    uint8_t premium;     /* enum premium_kind */
    uint8_t reduce;      /* enum bucket_reduce */
    uint8_t weighting;   /* enum funding_weights */
    uint8_t charge;      /* enum funding_charge */
    uint8_t price;       /* enum funding_price: what the rate is charged on */
    uint8_t lag;         /* 1: a rate is charged in the interval after its own */
    uint8_t time_count;
    uint8_t reserved;
    uint16_t times[FUNDING_TIMES_MAX]; /* minutes of the local day, ascending */
};

#define FUNDING_COLLECT_MAX 1024 /* accounts of one FUNDING_COLLECT */

/* R-FUND-14: these accounts' positions in the product pay what is due. */
struct body_funding_collect {
    uint32_t first_account_id;
    uint32_t last_account_id;
};

static_assert(sizeof(struct body_funding_collect) == 8, "no padding");
static_assert(sizeof(struct body_price_terms) == 56 + 8 * INDEX_SOURCES_MAX, "no padding");
static_assert(sizeof(struct body_source_price) == 40, "no padding");
static_assert(sizeof(struct body_mark_terms) == 48, "no padding");
static_assert(sizeof(struct body_funding_terms) == 104 + 2 * FUNDING_TIMES_MAX, "no padding");

#endif
