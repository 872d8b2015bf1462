/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impact_price.c - see impact_price.h.
 *
 * Role   A level that is needed in part counts as the fraction of it whose value is left, so the
 *        price is the notional over a number of lots that need not be whole; put over one
 *        denominator it is a single division.
 */
#include "core/perp/impact_price.h"

#include "model/limits.h"
#include "model/payoff.h"
#include "model/units.h"

struct impact impact_begin(enum side side, int64_t notional_micros, int64_t tick_value_micros)
{
    ASSERT(notional_micros >= 0 && notional_micros <= NOTIONAL_MICROS_MAX);
    ASSERT(tick_value_micros >= 0 && tick_value_micros <= TICK_VALUE_MICROS_MAX);
    bool is_touch = notional_micros == 0 || tick_value_micros == 0;
    return (struct impact){.side = (uint8_t)side,
                           .notional_micros = is_touch ? 0 : notional_micros,
                           .tick_value_micros = tick_value_micros,
                           .left_micros = is_touch ? 0 : notional_micros};
}

/* The last level, `lot_micros` the value of one of its lots. */
static int64_t average_e4(const struct impact *impact, int64_t price_ticks, int128 lot_micros)
{
    int128 numerator = (int128)impact->notional_micros * price_ticks * FINE_PER_TICK;
    int128 denominator = impact->lots * lot_micros + impact->left_micros;
    if (impact->face_micros != 0) { /* lots x face over the notional: the harmonic mean */
        numerator = impact->lots * impact->face_micros + impact->left_micros * price_ticks;
        numerator *= FINE_PER_TICK;
        denominator = impact->notional_micros;
    }
    return narrow_i64(impact->side == SIDE_BUY ? div_floor(numerator, denominator)
                                               : div_ceil(numerator, denominator));
}

bool impact_level(struct impact *impact, int64_t price_ticks, int64_t lots)
{
    ASSERT(impact->price_e4 == 0);
    ASSERT(price_ticks > 0 && price_ticks <= PRICE_TICKS_MAX);
    if (impact->notional_micros == 0) {
        impact->price_e4 = price_ticks * FINE_PER_TICK;
        return false;
    }
    int128 lot_micros = (int128)price_ticks * impact->tick_value_micros;
    if (impact->face_micros != 0) lot_micros = payoff_inverse(impact->face_micros, price_ticks);
    int128 level_micros = lot_micros * lots;
    if (level_micros >= impact->left_micros) {
        impact->price_e4 = average_e4(impact, price_ticks, lot_micros);
        return false;
    }
    impact->lots += lots;
    impact->left_micros -= level_micros;
    impact->levels++;
    return impact->levels < IMPACT_LEVELS_MAX;
}
