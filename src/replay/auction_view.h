/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auction_view.h - what an uncross could do, counted from the published depth.
 *
 * Role       Says for the report how much volume the auction rule can match, and at which prices
 *            the rule's first two criteria (largest volume, smallest imbalance) leave a tie.  It is
 *            counted from the depth, apart from the core's own auction, so the two check each
 *            other.
 * Invariant  Nothing here changes the venue.
 * Rules      R-AUCTION-2.
 */
#ifndef PERPETUA_REPLAY_AUCTION_VIEW_H
#define PERPETUA_REPLAY_AUCTION_VIEW_H

#include <stdint.h>

#include "replay/venue.h"

struct auction_view {
    int64_t qty_lots;       /* largest volume; 0: nothing crosses */
    int64_t imbalance_lots; /* smallest |bids - asks| at that volume */
    uint32_t tied_count;    /* limit prices that have both */
    int64_t lowest_ticks;   /* of them */
    int64_t highest_ticks;
};

/* False when memory is used up. */
bool auction_view_take(const struct venue *venue, struct auction_view *view);

/* The same from two sides of a book, each best first. */
struct auction_view auction_view_of(const struct depth_level *bids, uint32_t bid_count,
                                    const struct depth_level *asks, uint32_t ask_count);

#endif
