/* SPDX-License-Identifier: Apache-2.0 */
/*
 * auction_view.c - bids at or above, asks at or below, for every limit price.
 *
 * Role       See auction_view.h.  Prices are walked from the lowest crossing one upwards: each step
 *            adds the asks of the price; bids below it fall away.
 * Invariant  None.
 * Rules      R-AUCTION-2.
 */
#include "replay/auction_view.h"

#include <stdlib.h>

#include "base/int_math.h"

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void view_price(struct auction_view *view, int64_t ticks, int64_t bids, int64_t asks)
{
    int64_t volume = smaller(bids, asks);
    int64_t imbalance = (int64_t)i64_magnitude(bids - asks);
    if (volume == 0 || volume < view->qty_lots) return;
    bool is_better = volume > view->qty_lots || imbalance < view->imbalance_lots;
    if (!is_better && imbalance > view->imbalance_lots) return;
    if (is_better) {
        *view = (struct auction_view){
            .qty_lots = volume, .imbalance_lots = imbalance, .lowest_ticks = ticks};
    }
    view->tied_count++;
    view->highest_ticks = ticks;
}

struct auction_view auction_view_of(const struct depth_level *bids, uint32_t bid_count,
                                    const struct depth_level *asks, uint32_t ask_count)
{
    struct auction_view view = {0};
    int64_t bid_lots = 0;
    int64_t ask_lots = 0;
    for (uint32_t i = 0; i < bid_count; i++) bid_lots += bids[i].open.lots;

    uint32_t bid = bid_count; /* bids[bid - 1] is the lowest bid not yet passed */
    uint32_t ask = 0;         /* asks[ask] is the lowest ask not yet passed */
    while (bid > 0 || ask < ask_count) {
        bool takes_ask =
            bid == 0 || (ask < ask_count && asks[ask].price.ticks <= bids[bid - 1].price.ticks);
        int64_t ticks = takes_ask ? asks[ask].price.ticks : bids[bid - 1].price.ticks;
        if (ask < ask_count && asks[ask].price.ticks == ticks) ask_lots += asks[ask++].open.lots;
        view_price(&view, ticks, bid_lots, ask_lots);
        if (bid > 0 && bids[bid - 1].price.ticks == ticks) bid_lots -= bids[--bid].open.lots;
    }
    return view;
}

bool auction_view_take(const struct venue *venue, struct auction_view *view)
{
    for (uint32_t max = 4096;; max *= 2) {
        struct depth_level *levels = calloc((size_t)max * 2, sizeof *levels);
        if (levels == NULL) return false;
        uint32_t bids = venue_depth(venue, SIDE_BUY, levels, max);
        uint32_t asks = venue_depth(venue, SIDE_SELL, levels + max, max);
        bool is_whole = bids < max && asks < max;
        if (is_whole) *view = auction_view_of(levels, bids, levels + max, asks);
        free(levels);
        if (is_whole) return true;
    }
}
