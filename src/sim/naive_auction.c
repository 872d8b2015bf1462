/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_auction.c - the call auction.
 *
 * Role   See naive_book.h.  Every price of every resting order is tried.
 * Rules  R-AUCTION-2 to R-AUCTION-5, R-AUCTION-7, R-MATCH-5.
 */
#include "sim/naive_book.h"

struct auction {
    int64_t price;
    int64_t volume;
    int64_t imbalance; /* bids less asks */
};

/* What the auction would be at this price. */
static struct auction auction_at(const struct naive *naive, uint16_t product_id, int64_t price)
{
    int64_t bids = 0;
    int64_t asks = 0;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (order->state != NAIVE_RESTING || order->product_id != product_id) continue;
        if (order->side == SIDE_BUY && order->price >= price) bids += order->open;
        if (order->side == SIDE_SELL && order->price <= price) asks += order->open;
    }
    return (struct auction){price, i64_min(bids, asks), bids - asks};
}

/* R-AUCTION-2: 1 if `a` is better by volume, then by imbalance; 0 if they are tied; else -1. */
static int compare_auctions(struct auction a, struct auction b)
{
    uint64_t imbalance_a = i64_magnitude(a.imbalance);
    uint64_t imbalance_b = i64_magnitude(b.imbalance);
    if (a.volume != b.volume) return a.volume > b.volume ? 1 : -1;
    if (imbalance_a != imbalance_b) return imbalance_a < imbalance_b ? 1 : -1;
    return 0;
}

/* The best auction at any limit price of a resting order; volume 0 if there is none. */
static struct auction best_auction(const struct naive *naive, uint16_t product_id)
{
    struct auction best = {0, 0, 0};
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (order->state != NAIVE_RESTING || order->product_id != product_id) continue;
        struct auction here = auction_at(naive, product_id, order->price);
        if (compare_auctions(here, best) > 0) best = here;
    }
    return best;
}

/* R-AUCTION-2: among the prices tied with the best the surplus decides. */
static struct auction choose_auction(const struct naive *naive, uint16_t product_id)
{
    struct auction best = best_auction(naive, product_id);
    int64_t lowest = best.price;
    int64_t highest = best.price;
    bool all_bid = true;
    bool all_ask = true;
    if (best.volume == 0) return best;
    for (uint32_t i = 0; i < naive->order_count; i++) {
        const struct naive_order *order = naive->orders[i];
        if (order->state != NAIVE_RESTING || order->product_id != product_id) continue;
        struct auction here = auction_at(naive, product_id, order->price);
        if (compare_auctions(here, best) != 0) continue;
        lowest = i64_min(lowest, here.price);
        highest = i64_max(highest, here.price);
        if (here.imbalance <= 0) all_bid = false;
        if (here.imbalance >= 0) all_ask = false;
    }
    int64_t middle = narrow_i64(div_ceil((int128)lowest + highest, 2));
    int64_t price = all_bid ? highest : all_ask ? lowest : middle;
    return auction_at(naive, product_id, price);
}

/* R-AUCTION-4; the taker's end follows the consequences for the taker (R-MATCH-5). */
static void match_pair(struct naive *naive, struct naive_order *bid, struct naive_order *ask,
                       int64_t price)
{
    struct naive_order *taker = bid->id > ask->id ? bid : ask;
    struct naive_order *maker = bid->id > ask->id ? ask : bid;
    if (naive_is_self_match(naive, maker, taker)) {
        naive_prevent_self_match(naive, maker, taker, true);
        return;
    }
    naive_trade_orders(naive, maker, taker, price, true);
    if (!naive_order_is_live(taker)) return;
    if (taker->open == 0) {
        naive_order_end(naive, taker, EVENT_ORDER_FILLED, REASON_NONE, 0);
    } else {
        naive_order_replenish(naive, taker);
    }
}

void naive_uncross_book(struct naive *naive, uint16_t product_id)
{
    for (;;) {
        struct auction auction = choose_auction(naive, product_id);
        if (auction.volume == 0) return;
        struct event *event = naive_emit(naive, EVENT_AUCTION, 0, product_id);
        event->auction.price.ticks = auction.price;
        event->auction.qty.lots = auction.volume;
        event->auction.imbalance.lots = auction.imbalance;

        for (;;) {
            struct naive_order *bid = naive_book_best(naive, product_id, SIDE_BUY, 0);
            struct naive_order *ask = naive_book_best(naive, product_id, SIDE_SELL, 0);
            if (bid == NULL || ask == NULL) break;
            if (bid->price < auction.price || ask->price > auction.price) break;
            match_pair(naive, bid, ask, auction.price);
        }
    }
}
