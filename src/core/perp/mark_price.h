/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark_price.h - the price at which positions are looked at: a median of chosen components.
 *
 * Role       From what the book and the index say at one step, each component and the mark.  It
 *            keeps the averages that components need, and nothing else.
 * Rules      R-MARK-2, R-MARK-3, R-MARK-4, R-MARK-5, R-MARK-7.
 */
#ifndef PERPETUA_CORE_PERP_MARK_PRICE_H
#define PERPETUA_CORE_PERP_MARK_PRICE_H

#include "core/perp/average.h"
#include "model/price_terms.h"

/* What is known at a step, in fine units; 0: there is none. */
struct price_inputs {
    int64_t as_of_ns;
    int64_t step_ns;
    int64_t index_e4;
    int64_t mark_e4; /* the one before this step */
    int64_t bid_e4;  /* best prices of the book */
    int64_t ask_e4;
    int64_t last_e4;
    int64_t impact_bid_e4;
    int64_t impact_ask_e4;
    int64_t highest_e4;
    int64_t basis_rate_e12; /* R-MARK-3: the rate r, and the part t / T of it */
    int64_t basis_left_ms;
    int64_t basis_whole_ms; /* at least 1 */
};

struct mark_state {
    struct time_average spread;
    struct time_average touch;
    struct sample_ring samples;
};

struct mark_value {
    int64_t mark_e4;
    int64_t basis_e4; /* components; 0: missing or not chosen */
    int64_t spread_e4;
    int64_t touch_e4;
    uint32_t counted; /* mask of enum mark_component */
};

/* The mean of two prices that both exist, rounded down; else 0. */
int64_t mid_of(int64_t bid_e4, int64_t ask_e4);

/* The middle one of `count` prices, of an even count the mean of the two in the middle. */
int64_t median_of(int64_t *prices, uint32_t count);

/* R-MARK-5: best bid, best ask and last price; 0 without both sides. */
int64_t touch_price(const struct price_inputs *inputs);

/* R-MARK-3 */
int64_t basis_price(const struct price_inputs *inputs);

/* Samples what the terms need and computes the mark.  The index is known. */
struct mark_value mark_compute(const struct body_mark_terms *terms, struct mark_state *state,
                               const struct price_inputs *inputs);

#endif
