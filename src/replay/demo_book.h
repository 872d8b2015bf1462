/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo_book.h - a plain price-time book for the demonstration, written apart from the core.
 *
 * Role       Says which trades the demonstration's order flow must give.  One list of orders for
 *            each price of a fixed range, nothing clever: it is there to be read and believed.
 * Invariant  Orders of a list stand in the order in which they came.
 * Rules      R-BOOK-1, R-BOOK-2, R-MATCH-2, R-AUCTION-2 to R-AUCTION-4.
 */
#ifndef PERPETUA_REPLAY_DEMO_BOOK_H
#define PERPETUA_REPLAY_DEMO_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/side.h"

#define DEMO_PRICE_MIN   59000
#define DEMO_PRICE_COUNT 2000

struct demo_order {
    int64_t price;
    int64_t open; /* 0: not live */
    uint32_t older;
    uint32_t newer;
    enum side side;
};

struct demo_queue {
    uint32_t oldest; /* number of an order; 0: the list is empty */
    uint32_t newest;
    int64_t open;
};

struct demo_trade {
    uint32_t maker;
    uint32_t taker;
    int64_t price;
    int64_t qty;
};

struct demo_book {
    struct demo_order *orders; /* by number; 0 is none */
    size_t order_capacity;
    struct demo_queue queues[2][DEMO_PRICE_COUNT]; /* by side and price */
    struct demo_trade *trades;                     /* all trades so far */
    size_t trade_count;
    size_t trade_capacity;
    bool is_open;  /* orders match on entry */
    bool is_short; /* memory was used up: what follows is void */
};

/* NULL when memory is used up. */
struct demo_book *demo_book_new(size_t order_capacity);
void demo_book_free(struct demo_book *book);

/* Enters order `number`; what does not trade rests, unless `only_now`. */
void demo_book_enter(struct demo_book *book, uint32_t number, const struct demo_order *order,
                     bool only_now);

/* Takes lots off a live order; with all of them it ends. */
void demo_book_reduce(struct demo_book *book, uint32_t number, int64_t lots);

/* Ends the call auction: uncrosses what crosses, and from now on orders match on entry. */
void demo_book_open(struct demo_book *book);

#endif
