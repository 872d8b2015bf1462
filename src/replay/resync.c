/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resync.c - cancels, decreases and new orders that correct one price level.
 *
 * Role       See resync.h.
 * Invariant  Orders of a level that are entered again keep their order among themselves.
 * Rules      none.
 */
#include "replay/resync.h"

#include <stdlib.h>

#include "base/check.h"

void resync_begin(struct resync *resync, struct venue *venue)
{
    *resync = (struct resync){.venue = venue};
}

void resync_end(struct resync *resync)
{
    free(resync->refs);
    free(resync->lots);
    free(resync->levels);
    *resync = (struct resync){0};
}

static bool grow_levels(struct resync *resync, uint32_t count)
{
    if (count <= resync->level_capacity) return true;
    struct depth_level *levels = realloc(resync->levels, (size_t)count * sizeof *levels);
    if (levels == NULL) return fault_memory(resync->venue->fault);
    resync->levels = levels;
    resync->level_capacity = count;
    return true;
}

static bool grow_refs(struct resync *resync, size_t count)
{
    if (count <= resync->ref_capacity) return true;
    uint64_t *refs = realloc(resync->refs, count * sizeof *refs);
    if (refs != NULL) resync->refs = refs;
    int64_t *lots = realloc(resync->lots, count * sizeof *lots);
    if (lots != NULL) resync->lots = lots;
    if (refs == NULL || lots == NULL) return fault_memory(resync->venue->fault);
    resync->ref_capacity = count;
    return true;
}

uint32_t resync_depth(struct resync *resync, enum side side, uint32_t count)
{
    if (!grow_levels(resync, count)) return 0;
    return venue_depth(resync->venue, side, resync->levels, count);
}

/* Index of the level at a price among the best ones; false if there is none. */
static bool find_index(struct resync *resync, enum side side, int64_t price_ticks, uint32_t *index)
{
    int64_t key = side_price_key(side, price_ticks);
    for (uint32_t max = 32;; max *= 2) {
        uint32_t count = resync_depth(resync, side, max);
        for (uint32_t i = 0; i < count; i++) {
            *index = i;
            if (resync->levels[i].price.ticks == price_ticks) return true;
            if (side_price_key(side, resync->levels[i].price.ticks) > key) return false;
        }
        if (count < max) return false;
    }
}

void resync_find_level(struct resync *resync, enum side side, int64_t price_ticks)
{
    uint32_t index = 0;
    size_t ahead = 0; /* orders at better prices */
    resync->ref_count = 0;
    if (!find_index(resync, side, price_ticks, &index)) return;
    for (uint32_t i = 0; i < index; i++) ahead += resync->levels[i].orders;

    size_t count = resync->levels[index].orders;
    if (!grow_refs(resync, ahead + count)) return;
    size_t got = venue_queue(resync->venue, side, resync->refs, ahead + count);
    ASSERT(got == ahead + count);
    for (size_t i = 0; i < count; i++) {
        struct order_view view;
        resync->refs[i] = resync->refs[ahead + i];
        bool is_live = venue_order_view(resync->venue, resync->refs[i], &view);
        ASSERT(is_live);
        resync->lots[i] = view.open.lots;
    }
    resync->ref_count = count;
}

void resync_drop_level(struct resync *resync, enum side side, int64_t price_ticks, int64_t time_ns)
{
    resync_find_level(resync, side, price_ticks);
    for (size_t i = 0; i < resync->ref_count; i++) {
        (void)venue_cancel(resync->venue, resync->refs[i], time_ns);
        resync->count++;
    }
}

void resync_cut_level(struct resync *resync, enum side side, int64_t price_ticks, int64_t lots,
                      int64_t time_ns)
{
    resync_find_level(resync, side, price_ticks);
    for (size_t i = 0; i < resync->ref_count && lots > 0; i++) {
        int64_t cut = lots < resync->lots[i] ? lots : resync->lots[i];
        (void)venue_decrease(resync->venue, resync->refs[i], cut, time_ns);
        resync->count++;
        lots -= cut;
    }
}

static bool is_among(const struct venue_order *orders, size_t count, uint64_t ref)
{
    for (size_t i = 0; i < count; i++) {
        if (orders[i].ref == ref) return true;
    }
    return false;
}

void resync_place_first(struct resync *resync, const struct venue_order *orders, size_t count)
{
    ASSERT(count > 0);
    struct venue_order again = orders[0];
    resync_find_level(resync, again.side, again.price_ticks);
    for (size_t i = 0; i < resync->ref_count; i++) {
        (void)venue_cancel(resync->venue, resync->refs[i], again.time_ns);
        resync->count++;
    }
    for (size_t i = 0; i < count; i++) {
        (void)venue_cancel(resync->venue, orders[i].ref, again.time_ns);
        venue_place(resync->venue, &orders[i]);
        resync->count++;
    }
    for (size_t i = 0; i < resync->ref_count; i++) {
        if (is_among(orders, count, resync->refs[i])) continue;
        again.ref = resync->refs[i];
        again.qty_lots = resync->lots[i];
        venue_place(resync->venue, &again);
        resync->count++;
    }
}
