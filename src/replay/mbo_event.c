/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mbo_event.c - sums and comparisons over the rows of one moment.
 *
 * Role       See mbo_event.h.  The lists are short (tens of rows), so they are walked plainly.
 * Invariant  None.
 * Rules      none.
 */
#include "replay/mbo_event.h"

#include <stdlib.h>

bool mbo_event_add(struct mbo_event *event, const struct mbo_row *row)
{
    if (event->count == event->capacity) {
        size_t wider = event->capacity == 0 ? 64 : event->capacity * 2;
        struct mbo_row *rows = realloc(event->rows, wider * sizeof *rows);
        if (rows == NULL) return false;
        event->rows = rows;
        event->capacity = wider;
    }
    bool is_trade = row->action == MBO_TRADE || row->action == MBO_FILL;
    if (event->first_trade == event->count && !is_trade) event->first_trade++;
    event->rows[event->count++] = *row;
    return true;
}

void mbo_event_clear(struct mbo_event *event)
{
    event->count = 0;
    event->first_trade = 0;
}

void mbo_event_free(struct mbo_event *event)
{
    free(event->rows);
    *event = (struct mbo_event){0};
}

static bool is_aggressor(const struct mbo_row *row, enum mbo_side side)
{
    return row->action == MBO_TRADE && row->side == side;
}

int64_t mbo_event_size(const struct mbo_event *event, enum mbo_side side)
{
    int64_t size = 0;
    for (size_t i = event->first_trade; i < event->count; i++) {
        if (is_aggressor(&event->rows[i], side)) size += event->rows[i].size;
    }
    return size;
}

static int64_t recorded_at(const struct mbo_event *event, enum mbo_side side, int64_t price_nano)
{
    int64_t size = 0;
    for (size_t i = event->first_trade; i < event->count; i++) {
        const struct mbo_row *row = &event->rows[i];
        if (is_aggressor(row, side) && row->price_nano == price_nano) size += row->size;
    }
    return size;
}

static int64_t filled_at(const struct venue_fill *fills, size_t count, int64_t price_ticks)
{
    int64_t lots = 0;
    for (size_t i = 0; i < count; i++) {
        if (fills[i].price_ticks == price_ticks) lots += fills[i].qty_lots;
    }
    return lots;
}

bool mbo_event_prices_match(const struct mbo_event *event, enum mbo_side side,
                            const struct scale *scale, const struct venue_fill *fills,
                            size_t fill_count)
{
    int64_t filled = 0;
    for (size_t i = 0; i < fill_count; i++) filled += fills[i].qty_lots;
    if (scale_qty(scale, filled) != mbo_event_size(event, side)) return false;
    /* The sums are equal, so it is enough that each recorded price has its size. */
    for (size_t i = event->first_trade; i < event->count; i++) {
        const struct mbo_row *row = &event->rows[i];
        if (!is_aggressor(row, side)) continue;
        int64_t lots = filled_at(fills, fill_count, scale_ticks(scale, row->price_nano));
        if (scale_qty(scale, lots) != recorded_at(event, side, row->price_nano)) return false;
    }
    return true;
}

static bool is_maker(const struct venue_fill *fills, size_t count, uint64_t order_id)
{
    for (size_t i = 0; i < count; i++) {
        if (fills[i].maker_ref == order_id) return true;
    }
    return false;
}

struct mbo_resting mbo_event_resting(const struct mbo_event *event, const struct venue_fill *fills,
                                     size_t fill_count)
{
    struct mbo_resting resting = {0};
    for (size_t i = event->first_trade; i < event->count; i++) {
        const struct mbo_row *row = &event->rows[i];
        if (row->action != MBO_FILL || row->side == MBO_NONE) continue;
        resting.row_count++;
        resting.found_count += is_maker(fills, fill_count, row->order_id) ? 1 : 0;
    }
    return resting;
}
