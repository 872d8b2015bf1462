/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_mark.h - a mark, computed from what one price step saw.
 *
 * Role       The arithmetic of marks, written for receipts and without the core.  The constants of
 *            the exponential average are computed here, by series, not taken from the core.
 * Rules      R-MARK-2 to R-MARK-5, R-MARK-7.
 */
#ifndef PERPETUA_LAB_DERIVE_MARK_H
#define PERPETUA_LAB_DERIVE_MARK_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/price_terms.h"

#define DERIVED_SAMPLES_MAX 512u

/* R-MARK-7 */
struct derived_average {
    int128 numerator;
    int128 denominator; /* 0: no sample yet */
    int64_t sampled_ns;
};

struct derived_mark {
    /* From step to step. */
    struct derived_average spread_average;
    struct derived_average touch_average;
    int64_t spreads_e4[DERIVED_SAMPLES_MAX]; /* a ring */
    uint32_t spread_count;                   /* ever */
    /* Of the latest step; 0: missing or not chosen. */
    int64_t basis_e4;
    int64_t spread_e4;
    int64_t spread_mean_e4; /* the average distance in it */
    int64_t touch_average_e4;
    int64_t values_e4[7]; /* components that count, ascending */
    uint32_t value_count;
    int64_t median_e4;
    int64_t low_e4; /* of the band; 0: none */
    int64_t high_e4;
    int64_t mark_e4;
};

/* What the step saw. */
struct mark_case {
    const struct body_mark_terms *terms;
    int64_t step_ns;
    int64_t boundary_ns;
    int64_t price_e4_max;
    int64_t index_e4;
    int64_t impact_bid_e4; /* 0: thin */
    int64_t impact_ask_e4;
    int64_t bid_e4; /* the best prices; 0: none */
    int64_t ask_e4;
    int64_t last_e4;  /* 0: no trade yet */
    int64_t rate_e12; /* of BASIS */
    int64_t left_ms;  /* t and T of R-MARK-3 */
    int64_t interval_ms;
};

/* Do marks of these terms depend on the best prices? */
bool derive_mark_uses_touch(const struct body_mark_terms *terms);

/* R-MARK-5: the median of the best prices and the last one, or the mid; 0 without both sides. */
int64_t derive_touch(const struct mark_case *seen);

/* Works one step: samples, then components, median and band. */
void derive_mark(const struct mark_case *seen, struct derived_mark *result);

/* Forgets averages and samples, as new terms do. */
void derive_mark_begin(struct derived_mark *result);

/* R-MARK-7: the decay over `elapsed_us` in 2^-32. */
uint64_t derive_decay(int64_t elapsed_us, int64_t average_us);

#endif
