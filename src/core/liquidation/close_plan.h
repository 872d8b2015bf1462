/* SPDX-License-Identifier: Apache-2.0 */
/*
 * close_plan.h - how much of a position is closed, at which price, and what it owes.
 *
 * Role       The arithmetic of one forced close: the size of a slice, the price below which it does
 *            not sell, the value at which the account is left with nothing, the fee.  It knows no
 *            order, no account and no fund; maintenance margin comes through a function.
 * Invariant  A longer close never gets a bankruptcy value that is worse by more than its rounding;
 *            the fee never takes more than what is left over the bankruptcy value.
 * Rules      R-LIQ-3 (health), R-LIQ-4, R-LIQ-5, R-LIQ-6 (fee), R-LIQ-9, R-LIQ-14 (slice),
 *            R-PAYOFF-9.
 */
#ifndef PERPETUA_CORE_LIQUIDATION_CLOSE_PLAN_H
#define PERPETUA_CORE_LIQUIDATION_CLOSE_PLAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/int_math.h"
#include "model/side.h"
#include "model/units.h"

/*
 * A position that must be closed, at the present mark.  An inverse product is seen in value
 * (R-PAYOFF-9): `mark` is the value of a lot, the tick value 1, and a long position, which pays to
 * be closed, has SIDE_BUY.
 */
struct close_position {
    enum side side; /* of the close: SIDE_SELL for a long position */
    int64_t lots;   /* N, absolute, at least 1 */
    struct fine_price mark;
    int64_t tick_value_micros;
    int64_t face_micros;        /* 0, or of an inverse product: turns a value into a price */
    int64_t equity_micros;      /* E of the account */
    int64_t maintenance_micros; /* M of the account, above 0 */
    int64_t own_micros;         /* m, the part of M that is the position's, 0..M or beyond */
};

/* What the terms say of a slice, in parts per million. */
struct close_terms {
    int64_t slice_factor_ppm;
    int64_t adjustment_ppm;
    int64_t spread_ppm;
    int64_t fee_ppm;
    int64_t taker_fee_ppm;
    bool gives_all; /* R-LIQ-14: the whole spread, whatever the margin says */
};

/* The account's maintenance margin if the position had `lots` lots: M(lots). */
struct close_margin {
    int64_t (*micros)(const void *context, int64_t lots);
    const void *context;
};

/* R-LIQ-14: what the account must have on deposit if the position has `lots` lots: R(lots). */
struct close_cover {
    int128 (*required)(const void *context, int64_t lots);
    const void *context;
    int128 on_deposit_micros;
    int64_t restrict_ppm;
};

/* R-LIQ-3: floor(E x 10^6 / M), the lower the worse. */
int64_t close_health_ppm(int64_t equity_micros, int64_t maintenance_micros);

/* Value of lots at the mark, rounded down, and up. */
int64_t close_mark_value_floor(const struct close_position *position, int64_t lots);
int64_t close_mark_value_ceil(const struct close_position *position, int64_t lots);

/* R-LIQ-9 for 1..N lots. */
int64_t close_bankruptcy_value(const struct close_position *position, int64_t lots);

/* R-LIQ-5: the price that gives up no more than the terms allow; and the same, never worse than the
 * bankruptcy price, which is what a slice asks for.  Not yet within the product's price limits. */
int64_t close_fillable_ticks(const struct close_position *position,
                             const struct close_terms *terms);
int64_t close_limit_ticks(const struct close_position *position, const struct close_terms *terms);

/* R-LIQ-4: what a close of `lots` at the mark costs in fees. */
int64_t close_cost(const struct close_position *position, const struct close_terms *terms,
                   int64_t lots);

/* R-LIQ-4: the lots of a slice before the order limits of the product.  `cover` is NULL if nothing
 * but the margin is to be restored. */
int64_t close_slice_lots(const struct close_position *position, const struct close_terms *terms,
                         const struct close_margin *margin, const struct close_cover *cover);

/* R-LIQ-6: what `value` for `lots` lots is better than their bankruptcy value; negative if worse.
 */
int64_t close_leftover(const struct close_position *position, int64_t lots, int64_t value_micros);

/* R-LIQ-6: the liquidation fee on lots that traded for `value`. */
int64_t close_fee(const struct close_position *position, const struct close_terms *terms,
                  int64_t lots, int64_t value_micros);

#endif
