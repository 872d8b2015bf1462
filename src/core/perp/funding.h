/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding.h - from an average premium to a rate, from a rate to what a position pays.
 *
 * Role       The steps of the rate, the growth of the cumulative amount of one lot, and the exact
 *            division of what one position owes.  It moves no money.
 * Invariant  Nothing is lost: what a division leaves is carried to the next one.
 * Rules      R-FUND-3, R-FUND-4, R-FUND-7, R-FUND-8, R-FUND-9, R-FUND-10, R-FUND-12.
 */
#ifndef PERPETUA_CORE_PERP_FUNDING_H
#define PERPETUA_CORE_PERP_FUNDING_H

#include "base/int_math.h"
#include "model/price_terms.h"

struct funding_state {
    int128 remainder;         /* R-FUND-9: what the growths have left over */
    int64_t cumulative_nanos; /* per lot, of all time; longs have paid it */
    int64_t published_e12;    /* the latest rate */
    int64_t next_ns;          /* next funding time; INT64_MAX: none */
    int64_t start_ns;         /* beginning of the interval */
    int64_t accrued_ns;       /* R-FUND-8: up to where accrued */
    int64_t residue_nanos;    /* R-FUND-10: below 1,000 */
    uint8_t is_accruing;      /* accrued_ns counts */
    uint8_t reserved[15];
};

static_assert(sizeof(struct funding_state) == 80, "no padding");

/* R-FUND-3 */
int64_t funding_rate(const struct body_funding_terms *terms, int64_t average_e12,
                     int64_t former_e12);

/* What a rate is charged on: price in fine units, for `part` of `whole` of its time (0: all). */
struct funding_base {
    int64_t price_e4;
    int64_t tick_value_micros;
    int64_t part_ms;
    int64_t whole_ms;
};

/* R-FUND-9: adds rate x price x part / whole to the cumulative amount. */
void funding_grow(struct funding_state *state, int64_t rate_e12, const struct funding_base *base);

/* R-FUND-10: what `net_lots` pay for the difference of two cumulative amounts. */
struct funding_due {
    int128 amount_micros;  /* rounded up; negative: received */
    int64_t rounded_nanos; /* what the rounding added: 0 to 999 */
};

struct funding_due funding_due(int64_t net_lots, int64_t from_nanos, int64_t to_nanos);

#endif
