/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candle.c - see candle.h.
 */
#include "market_data/candle.h"

#include "base/check.h"
#include "base/int_math.h"

bool market_resolution_exists(uint32_t minutes)
{
    static const uint32_t known[] = {1, 3, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440};
    for (uint32_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        if (known[i] == minutes) return true;
    }
    return false;
}

int64_t candle_sum(int64_t a, int64_t b)
{
    int64_t sum;
    if (!i64_add_overflows(a, b, &sum)) return sum;
    return b > 0 ? INT64_MAX : INT64_MIN;
}

int64_t candle_product(int64_t sum, int64_t a, int64_t b)
{
    int128 exact = (int128)a * b + sum;
    if (exact > INT64_MAX) return INT64_MAX;
    return exact < INT64_MIN ? INT64_MIN : (int64_t)exact;
}

void candle_range_add(struct market_range *range, int64_t price)
{
    if (price == 0) return;
    if (range->open == 0) {
        *range = (struct market_range){price, price, price, price};
        return;
    }
    range->high = i64_max(range->high, price);
    range->low = i64_min(range->low, price);
    range->close = price;
}

static void range_join(struct market_range *range, const struct market_range *later)
{
    if (later->open == 0) return;
    if (range->open == 0) {
        *range = *later;
        return;
    }
    range->high = i64_max(range->high, later->high);
    range->low = i64_min(range->low, later->low);
    range->close = later->close;
}

void market_candle_join(struct market_candle *candle, const struct market_candle *later)
{
    ASSERT(later->start_ns >= candle->start_ns);
    range_join(&candle->price, &later->price);
    range_join(&candle->bid, &later->bid);
    range_join(&candle->ask, &later->ask);
    range_join(&candle->mark, &later->mark);
    range_join(&candle->index, &later->index);
    candle->volume.lots = candle_sum(candle->volume.lots, later->volume.lots);
    candle->value_tick_lots = candle_sum(candle->value_tick_lots, later->value_tick_lots);
    candle->open_interest = later->open_interest;
    candle->trades += later->trades;
}

static struct market_range range_flat(const struct market_range *before)
{
    int64_t close = before->close;
    return (struct market_range){close, close, close, close};
}

struct market_candle candle_flat(const struct market_candle *before, int64_t start_ns)
{
    return (struct market_candle){
        .start_ns = start_ns,
        .bid = range_flat(&before->bid),
        .ask = range_flat(&before->ask),
        .mark = range_flat(&before->mark),
        .index = range_flat(&before->index),
        .open_interest = before->open_interest,
        .previous_close = before->price.close != 0 ? before->price.close : before->previous_close,
    };
}

void candle_series_begin(struct candle_series *series, uint32_t minutes, struct market_candle *list,
                         uint32_t max)
{
    ASSERT(market_resolution_exists(minutes));
    ASSERT(max >= 1);
    *series = (struct candle_series){.length_ns = MINUTE_NS * minutes, .list = list, .max = max};
}

void candle_series_window(struct candle_series *series, int64_t from_ns, int64_t to_ns)
{
    int64_t length_ns = series->length_ns;
    int64_t from = (int64_t)div_ceil(i64_clamp(from_ns, 0, INT64_MAX - length_ns), length_ns);
    int64_t to = i64_max(to_ns, -1) < 0 ? -1 : to_ns / length_ns;
    if (to - from >= series->max) from = to - series->max + 1;
    series->from_ns = from * length_ns;
    series->to_ns = to * length_ns;
}

/* Puts away the candle before, and those without events up to, not with, `start_ns`. */
static void series_advance(struct candle_series *series, int64_t start_ns)
{
    if (!series->has_before) return;
    struct market_candle candle = series->before;
    while (candle.start_ns < start_ns) {
        if (candle.start_ns >= series->from_ns && candle.start_ns <= series->to_ns) {
            series->list[series->count++] = candle;
        }
        int64_t next_ns = candle.start_ns + series->length_ns;
        if (candle.start_ns > series->to_ns) break;
        if (next_ns < series->from_ns) next_ns = i64_min(series->from_ns, start_ns);
        candle = candle_flat(&candle, next_ns);
    }
    series->before = candle;
}

void candle_series_add(struct candle_series *series, const struct market_candle *minute)
{
    int64_t start_ns = minute->start_ns - minute->start_ns % series->length_ns;
    series_advance(series, start_ns);
    if (series->has_before && series->before.start_ns == start_ns) {
        market_candle_join(&series->before, minute);
        return;
    }
    series->before = *minute;
    series->before.start_ns = start_ns;
    series->has_before = true;
}

uint32_t candle_series_end(struct candle_series *series, int64_t until_ns)
{
    if (!series->has_before) return 0;
    int64_t last_ns = i64_min(until_ns - until_ns % series->length_ns, series->to_ns);
    int64_t end_ns = i64_max(last_ns, series->before.start_ns) + series->length_ns;
    series_advance(series, end_ns);
    return series->count;
}
