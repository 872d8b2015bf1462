/* SPDX-License-Identifier: Apache-2.0 */
/*
 * close_plan.c - see close_plan.h.
 *
 * A value in ten-thousandths of a micro is at most 4 x 10^22 (R-SIZE-4), lots are at most 4 x 10^14
 * (the terms ask for 10,000 micros a lot at the highest price): their product fits in 128 bits.
 */
#include "core/liquidation/close_plan.h"

#include <stddef.h>

#include "base/int_math.h"
#include "model/limits.h"

#define E12 INT64_C(1000000000000)

int64_t close_health_ppm(int64_t equity_micros, int64_t maintenance_micros)
{
    int128 health = div_floor((int128)equity_micros * PPM_ONE, maintenance_micros);
    if (health < INT64_MIN) return INT64_MIN;
    return health > INT64_MAX ? INT64_MAX : (int64_t)health;
}

/* Value at the mark in ten-thousandths of a micro, exact. */
static int128 value_e4(const struct close_position *position, int64_t lots)
{
    return (int128)position->mark.ticks_e4 * position->tick_value_micros * lots;
}

int64_t close_mark_value_floor(const struct close_position *position, int64_t lots)
{
    return narrow_i64(div_floor(value_e4(position, lots), FINE_PER_TICK));
}

int64_t close_mark_value_ceil(const struct close_position *position, int64_t lots)
{
    return narrow_i64(div_ceil(value_e4(position, lots), FINE_PER_TICK));
}

/* S: the part of the account's equity that stands behind the position. */
static int128 equity_share(const struct close_position *position)
{
    return div_floor((int128)position->equity_micros * position->own_micros,
                     position->maintenance_micros);
}

/* V - S of a long, V + S of a short: the bankruptcy value of all lots. */
static int128 bankruptcy_e4(const struct close_position *position)
{
    int128 share_e4 = equity_share(position) * FINE_PER_TICK;
    int128 value = value_e4(position, position->lots);
    return position->side == SIDE_SELL ? value - share_e4 : value + share_e4;
}

/* A seller's amount rounds up, a buyer's down: what is left of the account is never negative. */
static int128 div_for(enum side side, int128 numerator, int128 divisor)
{
    return side == SIDE_SELL ? div_ceil(numerator, divisor) : div_floor(numerator, divisor);
}

int64_t close_bankruptcy_value(const struct close_position *position, int64_t lots)
{
    ASSERT(lots > 0 && lots <= position->lots);
    int128 value = div_for(position->side, bankruptcy_e4(position) * lots,
                           (int128)position->lots * FINE_PER_TICK);
    return value > 0 ? narrow_i64(value) : 0;
}

/* R-PAYOFF-9: the side of the order that closes the position. */
static enum side order_side_of(const struct close_position *position)
{
    return position->face_micros == 0 ? position->side : side_opposite(position->side);
}

/* The price at which all lots are worth `micros_e4`. */
static int64_t ticks_of(const struct close_position *position, int128 micros_e4)
{
    int128 numerator = micros_e4;
    int128 divisor = (int128)position->lots * position->tick_value_micros * FINE_PER_TICK;
    if (position->face_micros != 0) {
        if (micros_e4 <= 0) return PRICE_TICKS_MAX;
        numerator = (int128)position->lots * position->face_micros * FINE_PER_TICK;
        divisor = micros_e4;
    }
    int128 ticks = div_for(order_side_of(position), numerator, divisor);
    if (ticks < 0) return 0;
    return ticks > PRICE_TICKS_MAX ? PRICE_TICKS_MAX : (int64_t)ticks;
}

/* a of R-LIQ-5, in 10^-12: how far the account is below its maintenance margin, weighted. */
static int64_t adjustment_e12(const struct close_position *position,
                              const struct close_terms *terms)
{
    int128 missing = (int128)position->maintenance_micros - position->equity_micros;
    if (terms->gives_all) return E12;
    if (missing <= 0) return 0;
    int128 weighted =
        div_floor(missing * terms->adjustment_ppm * PPM_ONE, position->maintenance_micros);
    return weighted > E12 ? E12 : (int64_t)weighted;
}

int64_t close_fillable_ticks(const struct close_position *position, const struct close_terms *terms)
{
    int128 given = (int128)adjustment_e12(position, terms) * terms->spread_ppm;
    int128 spread = div_floor(given * position->own_micros, (int128)E12 * PPM_ONE);
    int128 value = value_e4(position, position->lots);
    spread *= FINE_PER_TICK;
    return ticks_of(position, position->side == SIDE_SELL ? value - spread : value + spread);
}

int64_t close_limit_ticks(const struct close_position *position, const struct close_terms *terms)
{
    int64_t fillable = close_fillable_ticks(position, terms);
    int64_t bankruptcy = ticks_of(position, bankruptcy_e4(position));
    return order_side_of(position) == SIDE_SELL ? i64_max(fillable, bankruptcy)
                                                : i64_min(fillable, bankruptcy);
}

int64_t close_cost(const struct close_position *position, const struct close_terms *terms,
                   int64_t lots)
{
    int128 rate_ppm = terms->fee_ppm + terms->taker_fee_ppm;
    return narrow_i64(
        div_ceil(value_e4(position, lots) * rate_ppm, (int128)FINE_PER_TICK * PPM_ONE));
}

/* Does a close of `lots` restore the margin that the terms ask for? */
static bool is_enough(const struct close_position *position, const struct close_terms *terms,
                      const struct close_margin *margin, int64_t lots)
{
    int128 after = margin->micros(margin->context, position->lots - lots);
    int128 equity = (int128)position->equity_micros - close_cost(position, terms, lots);
    return after * terms->slice_factor_ppm <= equity * PPM_ONE;
}

/* Does it leave enough on deposit? (R-LIQ-14) */
static bool is_covered(const struct close_position *position, const struct close_terms *terms,
                       const struct close_cover *cover, int64_t lots)
{
    if (cover == NULL) return true;
    int128 required = cover->required(cover->context, position->lots - lots);
    int128 left = cover->on_deposit_micros - close_cost(position, terms, lots);
    return required * cover->restrict_ppm <= left * PPM_ONE;
}

int64_t close_slice_lots(const struct close_position *position, const struct close_terms *terms,
                         const struct close_margin *margin, const struct close_cover *cover)
{
    int64_t low = 1;
    int64_t high = position->lots;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        bool suffices = is_enough(position, terms, margin, middle) &&
                        is_covered(position, terms, cover, middle);
        if (suffices) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

int64_t close_leftover(const struct close_position *position, int64_t lots, int64_t value_micros)
{
    int64_t bankruptcy = close_bankruptcy_value(position, lots);
    return position->side == SIDE_SELL ? value_micros - bankruptcy : bankruptcy - value_micros;
}

int64_t close_fee(const struct close_position *position, const struct close_terms *terms,
                  int64_t lots, int64_t value_micros)
{
    int64_t fee = narrow_i64(div_ceil((int128)value_micros * terms->fee_ppm, PPM_ONE));
    int64_t leftover = close_leftover(position, lots, value_micros);
    return i64_max(0, i64_min(fee, leftover));
}
