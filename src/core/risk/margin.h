/* SPDX-License-Identifier: Apache-2.0 */
/*
 * margin.h - what lots of a product under the full model require.
 *
 * Role       The record of a product's margin terms, their check, and maintenance and initial
 *            margin of a number of lots at a mark.  It knows no account and writes nothing.
 * Invariant  Both margins are 0 for 0 lots and never fall when lots grow; initial margin is never
 *            below what keeps an account out of the queue (R-TIER-7).
 * Rules      R-EQUITY-1, R-EQUITY-2, R-TIER-3 to R-TIER-8.
 */
#ifndef PERPETUA_CORE_RISK_MARGIN_H
#define PERPETUA_CORE_RISK_MARGIN_H

#include <stdbool.h>

#include "core/risk/bracket.h"
#include "model/reject.h"

#define E12_ONE INT64_C(1000000000000)

/* attention.h: the positions of a product whose accounts are queued, in the order of the queue. */
struct look_queue {
    uint32_t oldest; /* slots, 0 none */
    uint32_t newest;
};

struct product_margin {
    struct body_margin_terms terms;
    uint32_t terms_version; /* 0: the plain model */
    uint32_t slope_low_ppm; /* attention.h: least and most of maintenance margin per notional */
    uint32_t slope_high_ppm;
    uint32_t guard_ppm; /* attention.h: what adverse funding counts for */
    uint32_t roots[2];  /* attention.h: heaps of longs and shorts */
    struct look_queue queue;
    int64_t guard_offsets[2]; /* attention.h: 10^-4 micros a lot, of longs and shorts */
    uint64_t reserved;
    struct bracket_table table;
};

static_assert(sizeof(struct product_margin) ==
                  sizeof(struct body_margin_terms) + 56 + sizeof(struct bracket_table),
              "no padding");

/* What a margin is computed at.  An inverse product has the value of a lot in `mark_e4` and a tick
 * value of 1 (R-PAYOFF-4). */
struct margin_point {
    int64_t mark_e4;
    int64_t tick_value_micros;
    int64_t open_interest_lots;
    uint32_t queue_ratio_ppm;
    bool is_weekend;
    bool is_inverse; /* a long is worth minus the value of its lots (R-PAYOFF-6) */
};

/* What is wrong with terms, or REJECT_NONE. */
struct margin_fault {
    enum reject reject;
    enum field field;
    int64_t given;
    int64_t legal;
};

/* R-TIER-8 from the bracket count on. */
struct margin_fault margin_terms_check(const struct body_margin_terms *terms,
                                       uint32_t queue_ratio_ppm);

/* R-TIER-8, R-PM-1: the highest slope of maintenance margin that the index of attention allows. */
static inline uint32_t slope_ppm_max(uint32_t queue_ratio_ppm)
{
    return (uint32_t)((uint64_t)queue_ratio_ppm * 3 / 4);
}

/* R-EQUITY-1: of `lots`, which are not negative. */
int64_t margin_notional(const struct margin_point *point, int64_t lots);

/* R-EQUITY-2 without funding: the value of a position at the mark less what was paid for it. */
int128 margin_unrealised(const struct margin_point *point, int64_t net_lots, int64_t paid_micros);

/* R-TIER-4: the rate of the size add-on for so many lots. */
int64_t margin_size_rate_e12(const struct body_margin_terms *terms, int64_t lots);

/* R-TIER-1, R-TIER-4, R-TIER-7. */
int64_t margin_maintenance(const struct product_margin *margin, const struct margin_point *point,
                           int64_t lots);

/* R-TIER-2 to R-TIER-7. */
int128 margin_initial(const struct product_margin *margin, const struct margin_point *point,
                      int64_t lots);

/* R-TIER-7, R-PM-5: the least equity that keeps this maintenance margin out of the queue. */
static inline int128 margin_least_initial(int128 maintenance, uint32_t queue_ratio_ppm)
{
    return maintenance == 0 ? 0 : div_floor(maintenance * PPM_ONE, queue_ratio_ppm) + 1;
}

/* R-ATT-2 */
static inline bool margin_is_unhealthy(int128 maintenance, int128 equity, uint32_t queue_ratio_ppm)
{
    return maintenance > 0 && maintenance * PPM_ONE >= equity * queue_ratio_ppm;
}

/* R-ATT-5 */
int64_t margin_ratio_ppm(int128 maintenance, int128 equity);

#endif
