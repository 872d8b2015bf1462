/* SPDX-License-Identifier: Apache-2.0 */
/*
 * sse_watch.c - comparing states with snapshots around their stamps.
 *
 * Role       See sse_watch.h.
 * Invariant  Snapshots before `first` can no longer be found: their time is over.
 * Rules      none.
 */
#include "replay/sse_watch.h"

#include <stdlib.h>

#include "base/int_math.h"

#define SLACK_NS (4 * INT64_C(1000000000))

/* In a call both best prices are the one at which it would end. */
static bool shows_call(const struct sse_snapshot *snapshot)
{
    const struct sse_level *bid = &snapshot->levels[SIDE_BUY][0];
    const struct sse_level *ask = &snapshot->levels[SIDE_SELL][0];
    return bid->qty_milli > 0 && ask->qty_milli > 0 && bid->price_milli >= ask->price_milli;
}

/* A snapshot whose earliest possible moment lies in continuous trading. */
static bool is_scored(const struct sse_day *day, const struct sse_picture *picture)
{
    int64_t time_ns = picture->time_ns;
    if (shows_call(&picture->snapshot)) return false;
    int64_t earliest = time_ns - SLACK_NS;
    if (earliest >= SSE_MORNING_NS && time_ns < SSE_NOON_NS) return true;
    return earliest >= SSE_AFTERNOON_NS && time_ns < i64_min(day->closing_ns, SSE_EVENING_NS);
}

bool sse_watch_begin(struct sse_watch *watch, const struct sse_day *day, const struct venue *venue)
{
    *watch = (struct sse_watch){.day = day, .venue = venue};
    watch->is_found = calloc(day->picture_count + 1, sizeof *watch->is_found);
    if (watch->is_found == NULL) return false;
    for (size_t i = 0; i < day->picture_count; i++) {
        bool counts = is_scored(day, &day->pictures[i]);
        watch->is_found[i] = !counts; /* nothing to look for */
        watch->total_count += counts ? 1 : 0;
    }
    return true;
}

void sse_watch_end(struct sse_watch *watch)
{
    free(watch->is_found);
    watch->is_found = NULL;
}

static bool side_is_equal(const struct sse_watch *watch, enum side side,
                          const struct sse_snapshot *snapshot)
{
    struct depth_level levels[SSE_LEVELS];
    const struct scale *scale = &watch->day->scale;
    uint32_t count = venue_depth(watch->venue, side, levels, SSE_LEVELS);
    for (uint32_t i = 0; i < SSE_LEVELS; i++) {
        const struct sse_level *want = &snapshot->levels[side][i];
        if ((i < count) != (want->qty_milli > 0)) return false;
        if (i >= count) continue;
        if (scale_price(scale, levels[i].price.ticks) != want->price_milli) return false;
        if (scale_qty(scale, levels[i].open.lots) != want->qty_milli) return false;
    }
    return true;
}

void sse_watch_state(struct sse_watch *watch, int64_t until_ns)
{
    const struct sse_day *day = watch->day;
    while (watch->first < day->picture_count &&
           day->pictures[watch->first].time_ns + SLACK_NS < watch->since_ns) {
        watch->first++;
    }
    for (size_t i = watch->first; i < day->picture_count; i++) {
        const struct sse_picture *picture = &day->pictures[i];
        if (picture->time_ns - SLACK_NS > until_ns) break;
        if (watch->is_found[i]) continue;
        if (!side_is_equal(watch, SIDE_BUY, &picture->snapshot)) continue;
        if (!side_is_equal(watch, SIDE_SELL, &picture->snapshot)) continue;
        watch->is_found[i] = true;
        watch->found_count++;
    }
    watch->since_ns = until_ns;
}
