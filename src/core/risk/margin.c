/* SPDX-License-Identifier: Apache-2.0 */
/*
 * margin.c - see margin.h.
 */
#include "core/risk/margin.h"

int64_t margin_notional(const struct margin_point *point, int64_t lots)
{
    ASSERT(lots >= 0);
    int128 value = (int128)point->mark_e4 * point->tick_value_micros * lots;
    return narrow_i64(div_ceil(value, FINE_PER_TICK));
}

int128 margin_unrealised(const struct margin_point *point, int64_t net_lots, int64_t paid_micros)
{
    int128 value = (int128)point->mark_e4 * point->tick_value_micros * net_lots;
    return div_floor(point->is_inverse ? -value : value, FINE_PER_TICK) - paid_micros;
}

int64_t margin_size_rate_e12(const struct body_margin_terms *terms, int64_t lots)
{
    if (terms->size_slope_e12 == 0 || lots <= terms->size_from_lots) return 0;
    int128 rate = (int128)(lots - terms->size_from_lots) * terms->size_slope_e12;
    int128 cap = (int128)terms->size_cap_ppm * (E12_ONE / PPM_ONE);
    return (int64_t)(rate < cap ? rate : cap);
}

/* R-TIER-4 */
static int64_t size_margin(const struct body_margin_terms *terms, int64_t lots,
                           int64_t notional_micros)
{
    int64_t rate_e12 = margin_size_rate_e12(terms, lots);
    if (rate_e12 == 0) return 0;
    return narrow_i64(div_ceil((int128)rate_e12 * notional_micros, E12_ONE));
}

int64_t margin_maintenance(const struct product_margin *margin, const struct margin_point *point,
                           int64_t lots)
{
    if (lots == 0) return 0;
    int64_t notional = margin_notional(point, lots);
    return bracket_maintenance(&margin->table, notional) +
           size_margin(&margin->terms, lots, notional);
}

/* R-TIER-3: how much of the distance to the whole notional the open interest asks for. */
static int64_t interest_ppm(const struct body_margin_terms *terms, const struct margin_point *point)
{
    int64_t interest = margin_notional(point, point->open_interest_lots);
    if (interest <= terms->interest_low_micros) return 0;
    if (interest >= terms->interest_high_micros) return PPM_ONE;
    int64_t width = terms->interest_high_micros - terms->interest_low_micros;
    return (int64_t)div_ceil((int128)(interest - terms->interest_low_micros) * PPM_ONE, width);
}

/* R-TIER-5 */
static int64_t concentration_margin(const struct body_margin_terms *terms,
                                    const struct margin_point *point, int64_t lots)
{
    if (terms->concentration_ppm == 0) return 0;
    int128 share = (int128)point->open_interest_lots * terms->concentration_share_ppm;
    int64_t free_lots = i64_max(terms->concentration_from_lots, (int64_t)div_floor(share, PPM_ONE));
    if (lots <= free_lots) return 0;
    int64_t notional = margin_notional(point, lots - free_lots);
    return narrow_i64(div_ceil((int128)notional * terms->concentration_ppm, PPM_ONE));
}

int128 margin_initial(const struct product_margin *margin, const struct margin_point *point,
                      int64_t lots)
{
    if (lots == 0) return 0;
    const struct body_margin_terms *terms = &margin->terms;
    int64_t notional = margin_notional(point, lots);
    int64_t size = size_margin(terms, lots, notional);
    int64_t bracket = bracket_maintenance(&margin->table, notional);
    int128 initial = bracket_initial_from(&margin->table, notional, bracket);
    if (terms->interest_high_micros != 0 && initial < notional) {
        initial += div_ceil((notional - initial) * interest_ppm(terms, point), PPM_ONE);
    }
    initial += size;
    initial += concentration_margin(terms, point, lots);
    if (point->is_weekend && terms->weekend_ppm > 0) {
        initial += div_ceil((int128)notional * terms->weekend_ppm, PPM_ONE);
    }
    int128 maintenance = (int128)bracket + size;
    int128 least = margin_least_initial(maintenance, point->queue_ratio_ppm);
    return initial > least ? initial : least;
}

int64_t margin_ratio_ppm(int128 maintenance, int128 equity)
{
    if (maintenance == 0) return 0;
    if (equity <= 0) return RATIO_PPM_MAX;
    int128 ratio = div_ceil(maintenance * PPM_ONE, equity);
    return ratio < RATIO_PPM_MAX ? (int64_t)ratio : RATIO_PPM_MAX;
}
