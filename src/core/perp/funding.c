/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding.c - see funding.h.
 *
 * Invariant  A rate is at most 10^12, a lot at most LOT_MICROS_MAX micros, so its price times tick
 *            value at most 10^16, and a part at most a day of 8.64 x 10^7 milliseconds: the
 *            numerator of a growth is below 10^36.
 */
#include "core/perp/funding.h"

#include "model/units.h"

#define NANOS_PER_MICRO INT64_C(1000)

/* 10^12 of the rate, 10^4 of the fine price, less 10^3 of nanos in a micro. */
#define GROWTH_SCALE (RATE_E12_ONE * 10)
static_assert(FINE_PER_TICK == 10 * NANOS_PER_MICRO, "GROWTH_SCALE");

static int64_t with_interest(const struct body_funding_terms *terms, int64_t average_e12)
{
    if (terms->dampener_e12 == 0) return average_e12 + terms->interest_e12;
    return average_e12 +
           i64_clamp(terms->interest_e12 - average_e12, -terms->dampener_e12, terms->dampener_e12);
}

int64_t funding_rate(const struct body_funding_terms *terms, int64_t average_e12,
                     int64_t former_e12)
{
    ASSERT(terms->divisor > 0);
    int64_t rate = with_interest(terms, average_e12) / (int64_t)terms->divisor;
    if (terms->smooth_ppm != 0) {
        rate = narrow_i64(((int128)rate * terms->smooth_ppm +
                           (int128)former_e12 * (PPM_ONE - terms->smooth_ppm)) /
                          PPM_ONE);
    }
    if (terms->cap_factor_ppm != 0) {
        int64_t cap_ppm = (int64_t)terms->cap_initial_ppm - terms->cap_maintenance_ppm;
        int64_t cap_e12 = terms->cap_factor_ppm * cap_ppm;
        rate = i64_clamp(rate, -cap_e12, cap_e12);
    }
    if (terms->change_e12 != 0) {
        rate = i64_clamp(rate, former_e12 - terms->change_e12, former_e12 + terms->change_e12);
    }
    if (terms->clamp_e12 != 0) rate = i64_clamp(rate, -terms->clamp_e12, terms->clamp_e12);
    rate = i64_clamp(rate, -RATE_E12_ONE, RATE_E12_ONE);
    return rate < terms->dead_e12 && rate > -terms->dead_e12 ? 0 : rate;
}

void funding_grow(struct funding_state *state, int64_t rate_e12, const struct funding_base *base)
{
    bool is_whole = base->whole_ms == 0;
    int128 part = is_whole ? 1 : base->part_ms;
    int128 denominator = (int128)GROWTH_SCALE * (is_whole ? 1 : base->whole_ms);
    int128 numerator =
        (int128)rate_e12 * base->price_e4 * base->tick_value_micros * part + state->remainder;
    int128 growth = div_floor(numerator, denominator);
    int128 cumulative = state->cumulative_nanos + growth;
    if (cumulative > FUNDING_NANOS_MAX || cumulative < -FUNDING_NANOS_MAX) return;
    state->cumulative_nanos = (int64_t)cumulative;
    state->remainder = numerator - growth * denominator;
    ASSERT(state->remainder >= 0 && state->remainder < denominator);
}

struct funding_due funding_due(int64_t net_lots, int64_t from_nanos, int64_t to_nanos)
{
    int128 nanos = (int128)net_lots * ((int128)to_nanos - from_nanos);
    struct funding_due due = {.amount_micros = div_ceil(nanos, NANOS_PER_MICRO)};
    due.rounded_nanos = (int64_t)(due.amount_micros * NANOS_PER_MICRO - nanos);
    ASSERT(due.rounded_nanos >= 0 && due.rounded_nanos < NANOS_PER_MICRO);
    return due;
}
