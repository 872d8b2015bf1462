/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book_fixture.h - a store and a book in static memory, for the tests of this folder.
 *
 * Role       Gives tests real orders without a venue around them, and walks what they built: every
 *            fault of structure that an audit can see from outside is found here.
 * Ownership  One shelf holds all its memory; shelf_start makes it empty again.
 */
#ifndef PERPETUA_CORE_BOOK_BOOK_FIXTURE_H
#define PERPETUA_CORE_BOOK_BOOK_FIXTURE_H

#include <string.h>

#include "core/book/book.h"

#define SHELF_ORDERS    2048u
#define SHELF_SLOT_BITS 11u
#define SHELF_WIDTH_MAX 8192u

struct shelf {
    struct order_pools pools;
    struct order_store store;
    struct book book;
    struct order orders[SHELF_ORDERS];
    struct order_links links[SHELF_ORDERS];
    struct order_extra extras[SHELF_ORDERS];
    struct level levels[SHELF_ORDERS];
    struct ladder_state ladder_states[2];
    uint32_t ladder_slots[2][SHELF_WIDTH_MAX];
    uint64_t ladder_words[2][SHELF_WIDTH_MAX / 64];
    uint64_t ladder_summary[2][SHELF_WIDTH_MAX / 4096];
};

static inline void shelf_start(struct shelf *shelf, uint32_t ladder_width)
{
    memset(shelf, 0, sizeof *shelf);
    slot_pool_init(&shelf->pools.orders, SHELF_ORDERS);
    slot_pool_init(&shelf->pools.extras, SHELF_ORDERS);
    slot_pool_init(&shelf->pools.levels, SHELF_ORDERS);
    shelf->store = (struct order_store){.pools = &shelf->pools,
                                        .orders = shelf->orders,
                                        .links = shelf->links,
                                        .extras = shelf->extras,
                                        .levels = shelf->levels,
                                        .slot_bits = SHELF_SLOT_BITS};
    shelf->book.store = &shelf->store;
    for (uint32_t side = 0; side < 2; side++) {
        shelf->book.sides[side] = (struct ladder){.state = &shelf->ladder_states[side],
                                                  .slots = shelf->ladder_slots[side],
                                                  .words = shelf->ladder_words[side],
                                                  .summary = shelf->ladder_summary[side],
                                                  .width = ladder_width,
                                                  .store = &shelf->store};
    }
}

/* An order that has just been accepted; `display_lots` 0: not an iceberg. */
static inline struct order *shelf_order(struct shelf *shelf, enum side side, int64_t ticks,
                                        int64_t lots, int64_t display_lots)
{
    struct order *order = order_make(&shelf->store);
    order->price_ticks = ticks;
    order->open_lots = lots;
    order->bits = (uint32_t)side << ORDER_SIDE_SHIFT | (uint32_t)TYPE_LIMIT << ORDER_TYPE_SHIFT;
    order_set_place(order, PLACE_TAKING);
    if (display_lots > 0) {
        order->bits |= ORDER_ICEBERG_BIT;
        order_extra_make(&shelf->store, order)->display_lots = display_lots;
    }
    return order;
}

/* The same, resting in the book. */
static inline struct order *shelf_rest(struct shelf *shelf, enum side side, int64_t ticks,
                                       int64_t lots, int64_t display_lots)
{
    struct order *order = shelf_order(shelf, side, ticks, lots, display_lots);
    book_rest(&shelf->book, order);
    return order;
}

/* A resting order ends. */
static inline void shelf_end(struct shelf *shelf, struct order *order)
{
    book_remove(&shelf->book, order);
    order_free(&shelf->store, order);
}

#endif
