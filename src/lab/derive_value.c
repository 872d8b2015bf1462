/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_value.c - see derive_value.h.
 *
 * Role   See derive_value.h.
 * Rules  R-EQUITY-1, R-UNIT-2, R-LIQ-11, R-POS-3, R-PAYOFF-2 to R-PAYOFF-6, R-PAYOFF-9.
 */
#include "lab/derive_value.h"

int64_t derive_magnitude(int64_t value)
{
    return value < 0 ? -value : value;
}

int64_t derive_shown(int128 value)
{
    if (value > INT64_MAX) return INT64_MAX;
    return value < INT64_MIN ? INT64_MIN : (int64_t)value;
}

/* To the nearest whole number, halves up. */
static int128 div_nearest(int128 numerator, int128 divisor)
{
    int128 whole = div_floor(numerator, divisor);
    int128 rest = numerator - whole * divisor;
    return rest >= divisor - rest ? whole + 1 : whole;
}

int64_t derive_face(int64_t tick_value_micros, uint32_t scale)
{
    int128 face = tick_value_micros;
    while (scale-- > 0) face *= 10;
    return narrow_i64(face);
}

int128 derive_value_e4(struct payoff payoff, int64_t price_e4, int64_t lots)
{
    if (!payoff_is_inverse(payoff)) return (int128)lots * price_e4 * payoff.tick_value_micros;
    if (price_e4 == 0) return 0;
    int128 face_e8 = (int128)payoff.face_micros * FINE_PER_TICK * FINE_PER_TICK;
    return lots * div_nearest(face_e8, i64_max(price_e4, payoff.lowest_e4));
}

int128 derive_held_e4(struct payoff payoff, int64_t price_e4, int64_t net_lots)
{
    int128 value = derive_value_e4(payoff, price_e4, net_lots);
    return payoff_is_inverse(payoff) ? -value : value;
}

bool derive_is_received(struct payoff payoff, int64_t net_lots)
{
    return (net_lots > 0) != payoff_is_inverse(payoff);
}

int64_t derive_value_floor(struct payoff payoff, int64_t price_e4, int64_t lots)
{
    return derive_shown(div_floor(derive_value_e4(payoff, price_e4, lots), FINE_PER_TICK));
}

int64_t derive_value_ceil(struct payoff payoff, int64_t price_e4, int64_t lots)
{
    return derive_shown(div_ceil(derive_value_e4(payoff, price_e4, lots), FINE_PER_TICK));
}

int128 derive_trade_value(struct payoff payoff, int64_t ticks, int64_t lots)
{
    if (!payoff_is_inverse(payoff)) return (int128)lots * ticks * payoff.tick_value_micros;
    return ticks == 0 ? 0 : lots * div_nearest(payoff.face_micros, ticks);
}

int64_t derive_move(struct payoff payoff, struct derived_position *position, int64_t lots,
                    int64_t value_micros)
{
    bool sells = lots < 0;
    if (payoff_is_inverse(payoff)) value_micros = -value_micros;
    int64_t whole = derive_magnitude(position->net_lots);
    int64_t moved = derive_magnitude(lots);
    bool closes = position->net_lots != 0 && (position->net_lots < 0) != sells;
    int64_t closed = closes ? i64_min(moved, whole) : 0;
    int128 part = (int128)value_micros * closed;
    int64_t closed_micros = narrow_i64(sells ? div_floor(part, moved) : div_ceil(part, moved));
    int64_t released_micros = 0;
    if (closed > 0) {
        released_micros = narrow_i64(div_ceil((int128)position->paid_micros * closed, whole));
    }
    int64_t opened_micros = value_micros - closed_micros;
    position->paid_micros += (sells ? -opened_micros : opened_micros) - released_micros;
    position->net_lots += lots;
    if (closed == 0) return 0;
    return (sells ? closed_micros : -closed_micros) - released_micros;
}

int64_t derive_worse_lots(int64_t net_lots, int64_t bid_lots, int64_t ask_lots)
{
    return i64_max(derive_magnitude(net_lots + bid_lots), derive_magnitude(net_lots - ask_lots));
}
