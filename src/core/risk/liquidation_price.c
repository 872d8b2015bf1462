/* SPDX-License-Identifier: Apache-2.0 */
/*
 * liquidation_price.c - see liquidation_price.h.
 */
#include <stddef.h>

#include "core/risk/liquidation_price.h"

static struct fraction fraction_of(int128 numerator, int128 divisor)
{
    if (divisor == 0) return (struct fraction){0, 0};
    if (divisor < 0) return (struct fraction){-numerator, -divisor};
    return (struct fraction){numerator, divisor};
}

/* The linear position with brackets, everything x 10^12. */
struct linear {
    int128 free;      /* backing less what was paid, in micros */
    int64_t size_e12; /* rate of the size add-on */
    int64_t sign;     /* +1 long, -1 short */
};

/* Equity less maintenance margin at a notional in a bracket; it rises with the price for a long and
 * falls for a short, because the steepest maintenance rate is below one. */
static int128 slack_at(const struct linear *linear, const struct bracket *bracket, int128 notional)
{
    int64_t rate_e12 = bracket->maintenance_ppm * (E12_ONE / PPM_ONE) + linear->size_e12;
    int128 equity = (linear->free + linear->sign * notional) * E12_ONE;
    return equity - notional * rate_e12 + bracket->maintenance_deduction * (E12_ONE / PPM_ONE);
}

/* The bracket in which the slack passes zero; NULL if it does not. */
static const struct bracket *bracket_of_zero(const struct bracket_table *table,
                                             const struct linear *linear)
{
    const struct bracket *found = NULL;
    for (uint32_t i = 0; i < table->count; i++) {
        const struct bracket *bracket = &table->list[i];
        int128 slack = slack_at(linear, bracket, bracket->floor_micros);
        bool before = linear->sign > 0 ? slack <= 0 : slack >= 0;
        if (!before) break;
        found = bracket;
    }
    return found;
}

/* R-PAYOFF-10: the price at which a lot of an inverse product is worth this, in 10^-4 units. */
static int128 price_of_value(const struct liquidation_case *position, int128 value_e4)
{
    int128 numerator = (int128)position->face_micros * FINE_PER_TICK * FINE_PER_TICK;
    if (value_e4 < 1) return 0;
    return position->net_lots > 0 ? div_floor(numerator, value_e4) : div_ceil(numerator, value_e4);
}

int64_t liquidation_price_e4(const struct product_margin *margin, const struct margin_point *point,
                             const struct liquidation_case *position)
{
    ASSERT(position->net_lots != 0);
    bool is_long = position->net_lots > 0;
    int64_t lots = is_long ? position->net_lots : -position->net_lots;
    struct linear linear = {.free = position->backing_micros - position->paid_micros,
                            .size_e12 = margin_size_rate_e12(&margin->terms, lots),
                            .sign = is_long ? 1 : -1};
    const struct bracket *bracket = bracket_of_zero(&margin->table, &linear);
    if (bracket == NULL) return 0;

    /* free + sign x N = N x rate - deduction, with N = lots x price x tick value / 10^4. */
    int64_t rate_e12 = bracket->maintenance_ppm * (E12_ONE / PPM_ONE) + linear.size_e12;
    int128 fixed = (linear.free * E12_ONE + bracket->maintenance_deduction * (E12_ONE / PPM_ONE)) *
                   FINE_PER_TICK;
    int128 lot = (int128)lots * point->tick_value_micros;
    int128 price = is_long ? div_ceil(-fixed, lot * (E12_ONE - rate_e12))
                           : div_floor(fixed, lot * (E12_ONE + rate_e12));
    if (position->face_micros != 0) price = price_of_value(position, price);
    if (price < i64_max(1, position->price_e4_least) || price > position->price_e4_limit) return 0;
    return (int64_t)price;
}

struct fraction linear_liquidation_price(const struct linear_case *position)
{
    int64_t sign = position->is_long ? 1 : -1;
    int128 fixed = position->wallet + position->deduction - sign * position->qty * position->entry;
    return fraction_of(fixed * PPM_ONE,
                       position->qty * (position->maintenance_ppm - sign * PPM_ONE));
}

struct fraction leverage_liquidation_price(int128 entry, int64_t initial_ppm,
                                           int64_t maintenance_ppm, bool is_long)
{
    int64_t sign = is_long ? 1 : -1;
    return fraction_of(entry * (PPM_ONE - sign * (initial_ppm - maintenance_ppm)), PPM_ONE);
}

struct fraction linear_bankruptcy_price(int128 entry, int64_t leverage_e2, bool is_long)
{
    int64_t sign = is_long ? 1 : -1;
    return fraction_of(entry * (leverage_e2 - sign * LEVERAGE_ONE), leverage_e2);
}

struct fraction inverse_liquidation_price(const struct inverse_case *position)
{
    int64_t sign = position->is_long ? 1 : -1;
    /* margin + sign x (N / entry - N / price) = rate x N / price, times price and entry. */
    int128 numerator = (int128)position->contracts * position->entry *
                       (PPM_ONE + sign * position->maintenance_ppm) * position->margin_units;
    int128 coin = (int128)position->contracts * position->margin_units +
                  sign * (int128)position->margin * position->entry;
    return fraction_of(numerator, coin * PPM_ONE);
}

struct fraction inverse_profit(int64_t contracts, int64_t entry, int64_t price, bool is_long)
{
    int64_t sign = is_long ? 1 : -1;
    return fraction_of((int128)sign * contracts * (price - entry), (int128)price * entry);
}

struct fraction inverse_bankruptcy_price(int128 entry, int64_t leverage_e2, bool is_long)
{
    int64_t sign = is_long ? 1 : -1;
    return fraction_of(entry * leverage_e2, leverage_e2 + sign * LEVERAGE_ONE);
}
