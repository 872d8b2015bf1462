/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_settle.c - see derive_settle.h.
 *
 * Role   See derive_settle.h.
 * Rules  R-MARK-8, R-MARK-9.
 */
#include "lab/derive_settle.h"

#include <string.h>

#include "model/units.h"

void derive_window_trade(struct derived_window *window, int64_t price_ticks, int64_t lots)
{
    window->open_value += (int128)price_ticks * lots;
    window->open_lots += lots;
}

/* Slices that no later boundary looks at make room. */
static void window_drop(struct derived_window *window, int64_t number)
{
    uint32_t old = 0;
    while (old < window->count && window->slices[old].number + DERIVED_SLICES < number) old++;
    window->count -= old;
    memmove(window->slices, window->slices + old, window->count * sizeof window->slices[0]);
}

void derive_window_step(struct derived_window *window, int64_t slice_ns, int64_t former_ns)
{
    int64_t number = former_ns / slice_ns;
    if (window->open_lots == 0) return;
    window_drop(window, number);
    bool is_last = window->count > 0 && window->slices[window->count - 1].number == number;
    if (!is_last) {
        ASSERT(window->count <= DERIVED_SLICES);
        window->slices[window->count++] = (struct derived_slice_sum){.number = number};
    }
    window->slices[window->count - 1].value += window->open_value;
    window->slices[window->count - 1].lots += window->open_lots;
    window->open_value = 0;
    window->open_lots = 0;
}

int64_t derive_window_average(const struct derived_window *window, int64_t slice_ns,
                              int64_t boundary_ns)
{
    int64_t number = boundary_ns / slice_ns;
    int128 value = 0;
    int128 lots = 0;
    for (uint32_t i = 0; i < window->count; i++) {
        const struct derived_slice_sum *slice = &window->slices[i];
        if (slice->number >= number || slice->number + DERIVED_SLICES < number) continue;
        value += slice->value;
        lots += slice->lots;
    }
    return lots == 0 ? 0 : narrow_i64(div_floor(value * FINE_PER_TICK, lots));
}
