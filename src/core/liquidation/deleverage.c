/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deleverage.c - see deleverage.h.
 */
#include "core/liquidation/deleverage.h"

#include "base/heap_sort.h"
#include "base/int_math.h"

#define SCORE_FACTOR_MAX INT64_C(1000000000000)

/* --- scores ----------------------------------------------------------------------------------- */

static int64_t saturate(int128 value)
{
    if (value < INT64_MIN) return INT64_MIN;
    return value > INT64_MAX ? INT64_MAX : (int64_t)value;
}

void deleverage_score_leverage(struct deleverage_candidate *candidate)
{
    int128 exposure = (int128)candidate->exposure_micros * PPM_ONE;
    candidate->score = saturate(div_floor(exposure, candidate->equity_micros));
}

static int64_t score_factor(int64_t part_micros, int64_t whole_micros)
{
    if (whole_micros == 0) return SCORE_FACTOR_MAX;
    return i64_min(SCORE_FACTOR_MAX,
                   saturate(div_floor((int128)part_micros * PPM_ONE, whole_micros)));
}

void deleverage_score_rank(struct deleverage_candidate *candidate)
{
    int128 profit_ppm = score_factor(candidate->profit_micros, candidate->paid_micros);
    int64_t value_ppm = score_factor(candidate->value_micros, candidate->equity_micros);
    candidate->score = saturate(div_floor(profit_ppm * value_ppm, PPM_ONE));
}

static bool is_higher(const void *a, const void *b)
{
    const struct deleverage_candidate *one = a;
    const struct deleverage_candidate *other = b;
    if (one->score != other->score) return one->score > other->score;
    return one->account < other->account;
}

static bool is_older(const void *a, const void *b)
{
    const struct deleverage_candidate *one = a;
    const struct deleverage_candidate *other = b;
    return one->account < other->account;
}

void deleverage_cut(struct deleverage_list *list, uint32_t most)
{
    heap_sort(list->items, sizeof list->items[0], list->count, is_higher);
    list->count = u32_min(list->count, most);
}

void deleverage_sort(struct deleverage_list *list)
{
    heap_sort(list->items, sizeof list->items[0], list->count, is_older);
}

/* --- sums ------------------------------------------------------------------------------------- */

int64_t deleverage_lots_max(const struct deleverage_list *list)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < list->count; i++) lots += list->items[i].lots_max;
    return lots;
}

int64_t deleverage_lots(const struct deleverage_list *list)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < list->count; i++) lots += list->items[i].lots;
    return lots;
}

/* --- water-filling ---------------------------------------------------------------------------- */

/* What a candidate gives when leverage is drained down to the level. */
static int64_t lots_at(const struct deleverage_candidate *candidate, int64_t unit_micros,
                       int64_t level_ppm)
{
    int128 above =
        (int128)candidate->exposure_micros * PPM_ONE - (int128)level_ppm * candidate->equity_micros;
    if (above <= 0) return 0;
    int128 lots = div_floor(above, (int128)unit_micros * PPM_ONE);
    return lots < candidate->lots_max ? (int64_t)lots : candidate->lots_max;
}

static bool level_gives_too_much(const struct deleverage_list *list, int64_t unit_micros,
                                 int64_t level_ppm, int64_t need)
{
    int64_t lots = 0;
    for (uint32_t i = 0; i < list->count && lots <= need; i++) {
        lots += lots_at(&list->items[i], unit_micros, level_ppm);
    }
    return lots > need;
}

/* The smallest level at which all together give at most the need. */
static int64_t level_find(const struct deleverage_list *list, int64_t unit_micros, int64_t need)
{
    int64_t high = 0;
    for (uint32_t i = 0; i < list->count; i++) high = i64_max(high, list->items[i].score);
    int64_t low = 0;
    /* At the highest leverage nobody gives a lot more than rounding, at the next level none. */
    if (high < INT64_MAX) high++;
    while (low < high) {
        int64_t middle = low + (high - low) / 2;
        if (level_gives_too_much(list, unit_micros, middle, need)) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

int64_t deleverage_by_leverage(struct deleverage_list *list, int64_t unit_micros, int64_t need)
{
    ASSERT(unit_micros > 0);
    int64_t level = level_find(list, unit_micros, need);
    int64_t missing = need;
    for (uint32_t i = 0; i < list->count; i++) {
        list->items[i].lots = lots_at(&list->items[i], unit_micros, level);
        missing -= list->items[i].lots;
    }
    for (uint32_t i = 0; i < list->count && missing > 0; i++) {
        struct deleverage_candidate *candidate = &list->items[i];
        int64_t most =
            level == 0 ? candidate->lots_max : lots_at(candidate, unit_micros, level - 1);
        int64_t more = i64_min(most - candidate->lots, missing);
        candidate->lots += more;
        missing -= more;
    }
    return level;
}

/* --- rank ------------------------------------------------------------------------------------- */

void deleverage_by_rank(struct deleverage_list *list, int64_t need)
{
    deleverage_cut(list, list->count);
    for (uint32_t i = 0; i < list->count; i++) {
        struct deleverage_candidate *candidate = &list->items[i];
        candidate->lots = i64_min(need, candidate->lots_max);
        need -= candidate->lots;
    }
    deleverage_sort(list);
}

/* --- pro rata --------------------------------------------------------------------------------- */

void deleverage_pro_rata(struct deleverage_list *list, int64_t need)
{
    int64_t all = deleverage_lots_max(list);
    int64_t wanted = i64_min(need, all);
    int64_t missing = wanted;
    for (uint32_t i = 0; i < list->count; i++) {
        struct deleverage_candidate *candidate = &list->items[i];
        candidate->lots = (int64_t)div_floor((int128)wanted * candidate->lots_max, all);
        missing -= candidate->lots;
    }
    for (uint32_t i = 0; i < list->count && missing > 0; i++) {
        if (list->items[i].lots == list->items[i].lots_max) continue;
        list->items[i].lots++;
        missing--;
    }
    ASSERT(missing == 0);
}
