/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_value.c - see derive_value.h.
 *
 * Role   See derive_value.h.
 * Rules  R-EQUITY-1, R-UNIT-2, R-LIQ-11, R-POS-3.
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

int128 derive_value_e4(struct payoff payoff, int64_t price_e4, int64_t lots)
{
    return (int128)lots * price_e4 * payoff.tick_value_micros;
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
    return (int128)lots * ticks * payoff.tick_value_micros;
}

int64_t derive_move(struct derived_position *position, int64_t lots, int64_t value_micros)
{
    bool sells = lots < 0;
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
