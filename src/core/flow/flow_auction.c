/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_auction.c - uncrossing a book at one price.
 *
 * Rules  R-AUCTION-2 to R-AUCTION-5, R-AUCTION-7.
 */
#include "core/book/auction.h"
#include "core/flow/flow.h"

/* Lots that both orders show. */
static int64_t both_show(const struct core *core, const struct order *a, const struct order *b)
{
    int64_t a_lots = order_shown_lots(&core->store, a);
    int64_t b_lots = order_shown_lots(&core->store, b);
    return a_lots < b_lots ? a_lots : b_lots;
}

/* SMP_DECREMENT between two resting orders: what both show goes off both, the maker first. */
static void decrement_both(struct core *core, struct order *taker, struct order *maker)
{
    int64_t lots = both_show(core, taker, maker);
    uint64_t taker_id = taker->id;
    self_decrement_resting(core, maker, lots);
    taker = order_find(&core->store, taker_id);
    if (taker != NULL) self_decrement_resting(core, taker, lots);
}

/* R-AUCTION-4: one match between the first bid and the first ask. */
static void heads_match(struct core *core, struct order *bid, struct order *ask, int64_t ticks)
{
    struct order *taker = bid->id > ask->id ? bid : ask;
    struct order *maker = taker == bid ? ask : bid;
    bool same_owner =
        order_position(core, bid)->owner_account == order_position(core, ask)->owner_account;
    if (!same_owner || order_smp(taker) == SMP_NONE) {
        trade_match(core, maker, taker, ticks, both_show(core, bid, ask));
    } else if (order_smp(taker) == SMP_DECREMENT) {
        decrement_both(core, taker, maker);
    } else {
        self_match(core, taker, maker);
    }
}

/* R-AUCTION-3 */
static void uncross_at(struct core *core, uint32_t product_id, int64_t ticks)
{
    struct book *book = &core->books[product_id];
    for (;;) {
        struct order *bid = book_first(book, SIDE_BUY);
        struct order *ask = book_first(book, SIDE_SELL);
        if (bid == NULL || ask == NULL) break;
        if (bid->price_ticks < ticks || ask->price_ticks > ticks) break;
        heads_match(core, bid, ask, ticks);
    }
}

void auction_uncross(struct core *core, uint32_t product_id)
{
    struct book *book = &core->books[product_id];
    while (book_is_crossed(book)) {
        struct auction_price price = auction_price_of(book); /* R-AUCTION-7 */
        ASSERT(price.lots > 0);
        emit(core, EVENT_AUCTION, 0, product_id)->auction = (struct event_auction){
            .price = {price.price_ticks}, .qty = {price.lots}, .imbalance = {price.imbalance_lots}};
        uncross_at(core, product_id, price.price_ticks);
    }
}
