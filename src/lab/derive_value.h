/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_value.h - what lots are worth: the one place of lab that turns lots at a price into money.
 *
 * Role       Every receipt that needs a value asks here, so that another payoff is added in one
 *            file. Values are exact and in ten-thousandths of a micro; the rule that needs
 *            micros says how it rounds.
 * Rules      R-EQUITY-1, R-UNIT-2, R-LIQ-11.
 */
#ifndef PERPETUA_LAB_DERIVE_VALUE_H
#define PERPETUA_LAB_DERIVE_VALUE_H

#include "base/int_math.h"
#include "model/units.h"

/* How a product's lots become money. */
struct payoff {
    int64_t tick_value_micros; /* one tick on one lot */
};

/* Value of lots (negative: of a short) at a price, in 10^-4 micros, exact. */
int128 derive_value_e4(struct payoff payoff, int64_t price_e4, int64_t lots);

/* The same in micros, towards minus infinity and towards plus infinity. */
int64_t derive_value_floor(struct payoff payoff, int64_t price_e4, int64_t lots);
int64_t derive_value_ceil(struct payoff payoff, int64_t price_e4, int64_t lots);

/* R-UNIT-2: value of lots at a whole tick, in micros, exact. */
int128 derive_trade_value(struct payoff payoff, int64_t ticks, int64_t lots);

/* A position: lots and what was paid for them. */
struct derived_position {
    int64_t net_lots;
    int64_t paid_micros;
};

/* R-LIQ-11, R-POS-3: lots change hands for a value; `lots` is negative for the one who sells.
 * Returns what the account realises. */
int64_t derive_move(struct derived_position *position, int64_t lots, int64_t value_micros);

/* Held in 64 bits, as events hold it. */
int64_t derive_shown(int128 value);

/* Without its sign; what is counted in lots has one. */
int64_t derive_magnitude(int64_t value);

/* R-MARGIN-2: the larger side of a position with its open orders. */
int64_t derive_worse_lots(int64_t net_lots, int64_t bid_lots, int64_t ask_lots);

#endif
