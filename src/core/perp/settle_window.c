/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settle_window.c - see settle_window.h.
 */
#include "core/perp/settle_window.h"

#include "model/units.h"

void settle_put(struct settle_window *window, int64_t number)
{
    ASSERT(number >= 0);
    if (window->open_lots == 0) return;
    struct settle_slice *slice = &window->slices[(uint64_t)number % SETTLE_SLICE_ROOM];
    if (slice->number != number) *slice = (struct settle_slice){.number = number};
    slice->value += window->open_value;
    slice->lots += window->open_lots;
    window->open_value = 0;
    window->open_lots = 0;
}

int64_t settle_average(const struct settle_window *window, int64_t number)
{
    int128 value = 0;
    int128 lots = 0;
    for (int64_t at = number - (int64_t)SETTLE_SLICES; at < number; at++) {
        if (at < 0) continue;
        const struct settle_slice *slice = &window->slices[(uint64_t)at % SETTLE_SLICE_ROOM];
        if (slice->number != at) continue;
        value += slice->value;
        lots += slice->lots;
    }
    return lots == 0 ? 0 : narrow_i64(div_floor(value * FINE_PER_TICK, lots));
}
