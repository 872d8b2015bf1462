/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_book.c - matching by walking prices from the best one on.
 *
 * Role       See demo_book.h.
 * Invariant  A queue's open lots are the sum of its orders' open lots.
 * Rules      R-BOOK-1, R-BOOK-2, R-MATCH-2, R-AUCTION-2 to R-AUCTION-4.
 */
#include "replay/demo_book.h"

#include <stdlib.h>

#include "base/check.h"

struct demo_book *demo_book_new(size_t order_capacity)
{
    struct demo_book *book = calloc(1, sizeof *book);
    if (book == NULL) return NULL;
    book->orders = calloc(order_capacity, sizeof *book->orders);
    book->order_capacity = order_capacity;
    if (book->orders != NULL) return book;
    free(book);
    return NULL;
}

void demo_book_free(struct demo_book *book)
{
    if (book == NULL) return;
    free(book->orders);
    free(book->trades);
    free(book);
}

static struct demo_queue *queue_of(struct demo_book *book, enum side side, int64_t price)
{
    ASSERT(price >= DEMO_PRICE_MIN);
    ASSERT(price < DEMO_PRICE_MIN + DEMO_PRICE_COUNT);
    return &book->queues[side][price - DEMO_PRICE_MIN];
}

/* The best price of a side that has orders; 0 if the side is empty. */
static int64_t best_price(const struct demo_book *book, enum side side)
{
    for (int64_t i = 0; i < DEMO_PRICE_COUNT; i++) {
        int64_t index = side == SIDE_BUY ? DEMO_PRICE_COUNT - 1 - i : i;
        if (book->queues[side][index].oldest != 0) return DEMO_PRICE_MIN + index;
    }
    return 0;
}

static void queue_add(struct demo_book *book, uint32_t number)
{
    struct demo_order *order = &book->orders[number];
    struct demo_queue *queue = queue_of(book, order->side, order->price);
    order->older = queue->newest;
    order->newer = 0;
    if (queue->newest != 0) {
        book->orders[queue->newest].newer = number;
    } else {
        queue->oldest = number;
    }
    queue->newest = number;
    queue->open += order->open;
}

/* Takes lots off an order in a queue; an order with none left leaves it. */
static void queue_take(struct demo_book *book, uint32_t number, int64_t lots)
{
    struct demo_order *order = &book->orders[number];
    struct demo_queue *queue = queue_of(book, order->side, order->price);
    ASSERT(lots <= order->open);
    order->open -= lots;
    queue->open -= lots;
    if (order->open > 0) return;
    if (order->older != 0) {
        book->orders[order->older].newer = order->newer;
    } else {
        queue->oldest = order->newer;
    }
    if (order->newer != 0) {
        book->orders[order->newer].older = order->older;
    } else {
        queue->newest = order->older;
    }
}

static void add_trade(struct demo_book *book, struct demo_trade trade)
{
    if (book->trade_count == book->trade_capacity) {
        size_t wider = book->trade_capacity == 0 ? 4096 : book->trade_capacity * 2;
        struct demo_trade *trades = realloc(book->trades, wider * sizeof *trades);
        if (trades == NULL) {
            book->is_short = true;
            return;
        }
        book->trades = trades;
        book->trade_capacity = wider;
    }
    book->trades[book->trade_count++] = trade;
}

static int64_t smaller(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static void match(struct demo_book *book, uint32_t number)
{
    struct demo_order *taker = &book->orders[number];
    enum side other = side_opposite(taker->side);
    while (taker->open > 0) {
        int64_t price = best_price(book, other);
        if (price == 0 || !side_accepts(taker->side, taker->price, price)) return;
        uint32_t maker = queue_of(book, other, price)->oldest;
        int64_t qty = smaller(taker->open, book->orders[maker].open);
        add_trade(book, (struct demo_trade){maker, number, price, qty});
        queue_take(book, maker, qty);
        taker->open -= qty;
    }
}

void demo_book_enter(struct demo_book *book, uint32_t number, const struct demo_order *order,
                     bool only_now)
{
    ASSERT(number > 0 && number < book->order_capacity);
    book->orders[number] = *order;
    if (book->is_open) match(book, number);
    if (only_now) book->orders[number].open = 0;
    if (book->orders[number].open > 0) queue_add(book, number);
}

void demo_book_reduce(struct demo_book *book, uint32_t number, int64_t lots)
{
    queue_take(book, number, lots);
}

/* Bids at or above a price, or asks at or below it. */
static int64_t willing(const struct demo_book *book, enum side side, int64_t index)
{
    int64_t lots = 0;
    for (int64_t i = 0; i < DEMO_PRICE_COUNT; i++) {
        if (side_accepts(side, i, index)) lots += book->queues[side][i].open;
    }
    return lots;
}

/* The prices at which most trades and least is left over, so far. */
struct demo_ties {
    int64_t most;
    int64_t least;
    int64_t lowest;
    int64_t highest; /* 0: nothing crosses */
    bool only_bids;  /* are left over, at all of them */
    bool only_asks;
};

static void look_at_price(const struct demo_book *book, int64_t index, struct demo_ties *ties)
{
    int64_t bids = willing(book, SIDE_BUY, index);
    int64_t asks = willing(book, SIDE_SELL, index);
    int64_t volume = smaller(bids, asks);
    int64_t left = bids + asks - 2 * volume;
    if (volume == 0 || volume < ties->most) return;
    if (volume == ties->most && left > ties->least) return;
    if (volume > ties->most || left < ties->least) {
        *ties = (struct demo_ties){.most = volume,
                                   .least = left,
                                   .lowest = DEMO_PRICE_MIN + index,
                                   .only_bids = true,
                                   .only_asks = true};
    }
    ties->highest = DEMO_PRICE_MIN + index;
    ties->only_bids = ties->only_bids && bids > asks;
    ties->only_asks = ties->only_asks && bids < asks;
}

/* R-AUCTION-2.  0: nothing crosses. */
static int64_t auction_price(const struct demo_book *book)
{
    struct demo_ties ties = {0};
    for (int64_t i = 0; i < DEMO_PRICE_COUNT; i++) {
        bool has_order =
            book->queues[SIDE_BUY][i].oldest != 0 || book->queues[SIDE_SELL][i].oldest != 0;
        if (has_order) look_at_price(book, i, &ties);
    }
    if (ties.only_bids) return ties.highest;
    if (ties.only_asks) return ties.lowest;
    return (ties.lowest + ties.highest + 1) / 2;
}

void demo_book_open(struct demo_book *book)
{
    int64_t price = auction_price(book);
    book->is_open = true;
    while (price != 0) {
        int64_t bid = best_price(book, SIDE_BUY);
        int64_t ask = best_price(book, SIDE_SELL);
        if (bid < price || ask == 0 || ask > price) return;
        uint32_t buyer = queue_of(book, SIDE_BUY, bid)->oldest;
        uint32_t seller = queue_of(book, SIDE_SELL, ask)->oldest;
        int64_t qty = smaller(book->orders[buyer].open, book->orders[seller].open);
        uint32_t maker = buyer < seller ? buyer : seller;
        add_trade(book, (struct demo_trade){maker, buyer + seller - maker, price, qty});
        queue_take(book, buyer, qty);
        queue_take(book, seller, qty);
    }
}
