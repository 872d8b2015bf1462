/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_value.h - what lots are worth: the one place of lab that turns lots at a price into money.
 *
 * Role       Every receipt that needs a value asks here, so that payoffs differ in one file.
 *            Values are in ten-thousandths of a micro, or of the smallest unit of another
 *            currency; the rule that needs whole ones says how it rounds.
 * Rules      R-EQUITY-1, R-UNIT-2, R-LIQ-11, R-PAYOFF-2 to R-PAYOFF-6, R-PAYOFF-9.
 */
#ifndef PERPETUA_LAB_DERIVE_VALUE_H
#define PERPETUA_LAB_DERIVE_VALUE_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/units.h"

/* How a product's lots become money. */
struct payoff {
    int64_t tick_value_micros; /* linear: one tick on one lot */
    int64_t face_micros;       /* inverse: value of a lot x its price; 0: linear */
    int64_t lowest_e4;         /* inverse: a mark below it counts as this */
};

static inline bool payoff_is_inverse(struct payoff payoff)
{
    return payoff.face_micros != 0;
}

/* R-PAYOFF-2: a face from its two factors. */
int64_t derive_face(int64_t tick_value_micros, uint32_t scale);

/* R-PAYOFF-4: value of lots (negative: of fewer than none) at a fine price, in 10^-4 micros. */
int128 derive_value_e4(struct payoff payoff, int64_t price_e4, int64_t lots);

/* R-PAYOFF-6: what a position is worth at it: in an inverse product a bought lot counts negative.
 */
int128 derive_held_e4(struct payoff payoff, int64_t price_e4, int64_t net_lots);

/* R-PAYOFF-9: is the value of the position received when it is closed, as that of a long linear
 * one is, or paid? */
bool derive_is_received(struct payoff payoff, int64_t net_lots);

/* The value of lots in micros, towards minus infinity and towards plus infinity. */
int64_t derive_value_floor(struct payoff payoff, int64_t price_e4, int64_t lots);
int64_t derive_value_ceil(struct payoff payoff, int64_t price_e4, int64_t lots);

/* R-UNIT-2, R-PAYOFF-3: value of lots at a whole tick, in micros; 0 at no price. */
int128 derive_trade_value(struct payoff payoff, int64_t ticks, int64_t lots);

/* A position: lots and what was paid for them. */
struct derived_position {
    int64_t net_lots;
    int64_t paid_micros;
};

/* R-LIQ-11, R-POS-3, R-PAYOFF-6: lots change hands for a value, without sign; `lots` is negative
 * for the one who sells.  Returns what the account realises. */
int64_t derive_move(struct payoff payoff, struct derived_position *position, int64_t lots,
                    int64_t value_micros);

/* Held in 64 bits, as events hold it. */
int64_t derive_shown(int128 value);

/* Without its sign; what is counted in lots has one. */
int64_t derive_magnitude(int64_t value);

/* R-MARGIN-2: the larger side of a position with its open orders. */
int64_t derive_worse_lots(int64_t net_lots, int64_t bid_lots, int64_t ask_lots);

#endif
