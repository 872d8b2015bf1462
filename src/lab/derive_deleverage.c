/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_deleverage.c - see derive_deleverage.h.
 *
 * Role   See derive_deleverage.h.
 * Rules  R-ADL-1 to R-ADL-4, R-DEFAULT-8.
 */
#include "lab/derive_deleverage.h"

#include "base/heap_sort.h"

#define E10        ((int128)FINE_PER_TICK * PPM_ONE)
#define FACTOR_MAX INT64_C(1000000000000)

int128 derive_exposure_e10(struct payoff payoff, int64_t mark_e4, int64_t lots,
                           uint32_t exposure_ppm)
{
    return derive_value_e4(payoff, mark_e4, lots) * (int128)exposure_ppm;
}

int64_t derive_exposure_floor(int128 exposure_e10)
{
    return derive_shown(div_floor(exposure_e10, E10));
}

int64_t derive_exposure_ceil(int128 exposure_e10)
{
    return derive_shown(div_ceil(exposure_e10, E10));
}

/* A part of R-ADL-3, in ppm. */
static int64_t factor_of(int64_t part_micros, int64_t whole_micros)
{
    if (whole_micros == 0) return FACTOR_MAX;
    return i64_min(derive_shown(div_floor((int128)part_micros * PPM_ONE, whole_micros)),
                   FACTOR_MAX);
}

int64_t derive_score(enum deleverage_method method, const struct giver *giver)
{
    if (giver->equity_micros <= 0 || giver->profit_micros <= 0) return 0;
    if (method != DELEVERAGE_RANK) {
        int128 exposure = (int128)giver->exposure_micros * PPM_ONE;
        return derive_shown(div_floor(exposure, giver->equity_micros));
    }
    int128 profit_ppm = factor_of(giver->profit_micros, giver->paid_micros);
    int128 leverage_ppm = factor_of(giver->value_micros, giver->equity_micros);
    return derive_shown(div_floor(profit_ppm * leverage_ppm, PPM_ONE));
}

static bool has_higher_score(const void *a, const void *b)
{
    const struct giver *one = a;
    const struct giver *other = b;
    if (one->score != other->score) return one->score > other->score;
    return one->account_id < other->account_id;
}

static bool has_lower_account(const void *a, const void *b)
{
    return ((const struct giver *)a)->account_id < ((const struct giver *)b)->account_id;
}

uint32_t derive_rank(struct giver *givers, uint32_t count, uint32_t most)
{
    heap_sort(givers, sizeof *givers, count, has_higher_score);
    for (uint32_t i = 0; i < count; i++) givers[i].rank = i + 1;
    if (count > most) count = most;
    heap_sort(givers, sizeof *givers, count, has_lower_account);
    return count;
}

int64_t derive_lots_found(const struct giver *givers, uint32_t count)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < count; i++) lots += derive_magnitude(givers[i].net_lots);
    return lots;
}

/* --- water-filling ---------------------------------------------------------------------------- */

/* R-ADL-2: what one gives when leverage is drained down to the level. */
static int64_t lots_down_to(const struct giver *giver, int64_t unit_micros, int64_t level_ppm)
{
    int128 above =
        (int128)giver->exposure_micros * PPM_ONE - (int128)level_ppm * giver->equity_micros;
    int128 lots = above > 0 ? above / ((int128)unit_micros * PPM_ONE) : 0;
    return (int64_t)(lots < derive_magnitude(giver->net_lots) ? lots
                                                              : derive_magnitude(giver->net_lots));
}

static int64_t sum_down_to(const struct giver *givers, uint32_t count, int64_t unit_micros,
                           int64_t level_ppm)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < count; i++) {
        sum += lots_down_to(&givers[i], unit_micros, level_ppm);
    }
    return sum;
}

/* The largest level at which they give more than is needed, plus one: doubled, then halved. */
static int64_t level_of(const struct giver *givers, uint32_t count, int64_t unit_micros,
                        int64_t need_lots)
{
    if (sum_down_to(givers, count, unit_micros, 0) <= need_lots) return 0;
    int64_t too_low = 0;
    int64_t enough = 1;
    while (sum_down_to(givers, count, unit_micros, enough) > need_lots) {
        too_low = enough;
        enough = enough > INT64_MAX / 2 ? INT64_MAX : enough * 2;
    }
    while (enough - too_low > 1) {
        int64_t middle = too_low + (enough - too_low) / 2;
        if (sum_down_to(givers, count, unit_micros, middle) > need_lots) {
            too_low = middle;
        } else {
            enough = middle;
        }
    }
    return enough;
}

static int64_t give_by_leverage(struct giver *givers, uint32_t count, int64_t unit_micros,
                                int64_t need_lots)
{
    int64_t level_ppm = level_of(givers, count, unit_micros, need_lots);
    int64_t missing = need_lots - sum_down_to(givers, count, unit_micros, level_ppm);
    for (uint32_t i = 0; i < count; i++) {
        struct giver *giver = &givers[i];
        giver->lots = lots_down_to(giver, unit_micros, level_ppm);
        int64_t most = level_ppm == 0 ? derive_magnitude(giver->net_lots)
                                      : lots_down_to(giver, unit_micros, level_ppm - 1);
        int64_t more = i64_clamp(most - giver->lots, 0, missing);
        giver->lots += more;
        missing -= more;
    }
    return level_ppm;
}

/* --- rank and pro rata ------------------------------------------------------------------------ */

static void give_by_rank(struct giver *givers, uint32_t count, int64_t need_lots)
{
    heap_sort(givers, sizeof *givers, count, has_higher_score);
    for (uint32_t i = 0; i < count; i++) {
        givers[i].lots = i64_min(derive_magnitude(givers[i].net_lots), need_lots);
        need_lots -= givers[i].lots;
    }
    heap_sort(givers, sizeof *givers, count, has_lower_account);
}

static void give_pro_rata(struct giver *givers, uint32_t count, int64_t need_lots)
{
    int64_t found = derive_lots_found(givers, count);
    int64_t wanted = i64_min(need_lots, found);
    int64_t missing = wanted;
    for (uint32_t i = 0; i < count; i++) {
        int128 part = (int128)wanted * derive_magnitude(givers[i].net_lots) / found;
        givers[i].lots = (int64_t)part;
        missing -= givers[i].lots;
    }
    for (uint32_t i = 0; i < count && missing > 0; i++) {
        if (givers[i].lots == derive_magnitude(givers[i].net_lots)) continue;
        givers[i].lots++;
        missing--;
    }
}

int64_t derive_give(enum deleverage_method method, struct giver *givers, uint32_t count,
                    int64_t unit_micros, int64_t need_lots)
{
    if (count == 0) return 0;
    switch (method) {
    case DELEVERAGE_WATER_FILLING: return give_by_leverage(givers, count, unit_micros, need_lots);
    case DELEVERAGE_RANK: give_by_rank(givers, count, need_lots); break;
    case DELEVERAGE_PRO_RATA: give_pro_rata(givers, count, need_lots); break;
    default: break;
    }
    return 0;
}

int64_t derive_fair_value(struct payoff payoff, const struct derived_position *giver, int64_t lots,
                          int64_t bankruptcy_micros)
{
    int128 paid = (int128)derive_magnitude(giver->paid_micros) * lots;
    int64_t whole = derive_magnitude(giver->net_lots);
    if (whole == 0) return bankruptcy_micros;
    if (!derive_is_received(payoff, giver->net_lots)) {
        return i64_min(bankruptcy_micros, narrow_i64(div_floor(paid, whole)));
    }
    return i64_max(bankruptcy_micros, narrow_i64(div_ceil(paid, whole)));
}

int64_t derive_tear_up_value(const struct derived_position *giver, int64_t lots,
                             int64_t settled_micros, int64_t mark_micros)
{
    int128 paid = (int128)derive_magnitude(giver->paid_micros) * lots;
    int64_t whole = derive_magnitude(giver->net_lots);
    if (whole == 0) return settled_micros;
    if (giver->net_lots < 0) {
        int64_t most = i64_max(narrow_i64(div_floor(paid, whole)), mark_micros);
        return i64_min(settled_micros, most);
    }
    int64_t least = i64_min(narrow_i64(div_ceil(paid, whole)), mark_micros);
    return i64_max(settled_micros, least);
}
