/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settle_window.h - the trades of the last while, for the settlement mark.
 *
 * Role       Sums of price x lots and of lots in sixty slices of a window that moves with the price
 *            steps.  Trades add to open sums; a step puts these into their slice.
 * Rules      R-MARK-8, R-MARK-9.
 */
#ifndef PERPETUA_CORE_PERP_SETTLE_WINDOW_H
#define PERPETUA_CORE_PERP_SETTLE_WINDOW_H

#include <stdint.h>

#include "base/int_math.h"

#define SETTLE_SLICES     60u
#define SETTLE_SLICE_ROOM 64u /* those of the window and the one that fills; a power of two */

struct settle_slice {
    int128 value; /* sum of price in ticks x lots */
    int128 lots;
    int64_t number;
    int64_t reserved;
};

struct settle_window {
    struct settle_slice slices[SETTLE_SLICE_ROOM]; /* by number modulo the room */
    int128 open_value;                             /* of trades since the latest step */
    int128 open_lots;
};

static inline void settle_trade(struct settle_window *window, int64_t price_ticks, int64_t lots)
{
    window->open_value += (int128)price_ticks * lots;
    window->open_lots += lots;
}

/* Puts the open sums into slice `number`, at least 0. */
void settle_put(struct settle_window *window, int64_t number);

/* The average price, in fine units, rounded down, of the sixty slices before `number`; 0: none. */
int64_t settle_average(const struct settle_window *window, int64_t number);

#endif
