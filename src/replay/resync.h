/* SPDX-License-Identifier: Apache-2.0 */
/*
 * resync.h - bringing the venue's book back to what a recording says.
 *
 * Role       A recording does not show everything (hidden orders, icebergs, orders from before it
 *            began), so after each recorded event some replays correct the book: by cancels,
 *            decreases and new orders only, as any member could.  An order cannot be put in front
 *            of others, so the others are cancelled and entered again behind it.
 * Invariant  What is corrected is counted, never compared.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_RESYNC_H
#define PERPETUA_REPLAY_RESYNC_H

#include <stddef.h>
#include <stdint.h>

#include "replay/venue.h"

struct resync {
    struct venue *venue;
    uint64_t count; /* commands sent */
    uint64_t *refs; /* of the level at hand, in priority */
    size_t ref_count;
    size_t ref_capacity;
    struct depth_level *levels;
    uint32_t level_capacity;
    int64_t *lots; /* open lots of the refs */
};

void resync_begin(struct resync *resync, struct venue *venue);
void resync_end(struct resync *resync);

/*
 * The best `count` levels of a side, or fewer if it has no more.  The list belongs to resync and is
 * valid until the next call.  Returns how many.
 */
uint32_t resync_depth(struct resync *resync, enum side side, uint32_t count);

/* Finds the orders at a price: fills refs and ref_count. */
void resync_find_level(struct resync *resync, enum side side, int64_t price_ticks);

/* Cancels all orders at a price. */
void resync_drop_level(struct resync *resync, enum side side, int64_t price_ticks, int64_t time_ns);

/* Takes lots off the orders at a price, those first in priority first. */
void resync_cut_level(struct resync *resync, enum side side, int64_t price_ticks, int64_t lots,
                      int64_t time_ns);

/*
 * Enters limit orders, all of one side and price, in front of what rests there.  Those of them that
 * live already are cancelled first.
 */
void resync_place_first(struct resync *resync, const struct venue_order *orders, size_t count);

#endif
