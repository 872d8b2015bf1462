/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_settle.h - the average price of the trades of a while, computed from events.
 *
 * Role   The window of the settlement mark, written for receipts and without the core: what traded
 *        in each of its slices, oldest first.
 * Rules  R-MARK-8, R-MARK-9.
 */
#ifndef PERPETUA_LAB_DERIVE_SETTLE_H
#define PERPETUA_LAB_DERIVE_SETTLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/int_math.h"

#define DERIVED_SLICES 60u

struct derived_slice_sum {
    int64_t number; /* boundary over the length of a slice */
    int128 value;   /* sum of price in ticks x lots */
    int128 lots;
};

struct derived_window {
    struct derived_slice_sum slices[DERIVED_SLICES + 1]; /* ascending, those with trades */
    uint32_t count;
    int128 open_value; /* of trades since the latest step */
    int128 open_lots;
};

void derive_window_trade(struct derived_window *window, int64_t price_ticks, int64_t lots);

/* A step: what traded since the step before goes into the slice of that step. */
void derive_window_step(struct derived_window *window, int64_t slice_ns, int64_t former_ns);

/* The average as of a boundary as a fine price, rounded down; 0 without trades. */
int64_t derive_window_average(const struct derived_window *window, int64_t slice_ns,
                              int64_t boundary_ns);

#endif
