/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mbo_book.h - the orders as a market-by-order recording has them.
 *
 * Role       Remembers for each live order of the recording its side, price and size: what the
 *            venue's book is brought back to after each event.  It knows no priority and matches
 *            nothing.
 * Invariant  An id is known exactly from its A row to its C row.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_MBO_BOOK_H
#define PERPETUA_REPLAY_MBO_BOOK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "model/side.h"
#include "replay/ref_map.h"

struct mbo_order {
    int64_t price_ticks;
    int64_t lots;
    size_t next_free;
    enum side side;
};

struct mbo_book {
    struct ref_map slots;
    struct mbo_order *orders; /* slot 0 is none */
    size_t used;
    size_t capacity;
    size_t first_free;
};

/* The order, or NULL.  It stays where it is until the next put. */
struct mbo_order *mbo_book_find(const struct mbo_book *book, uint64_t order_id);

/* Adds or replaces.  False when memory is used up. */
bool mbo_book_put(struct mbo_book *book, uint64_t order_id, const struct mbo_order *order);

void mbo_book_remove(struct mbo_book *book, uint64_t order_id);

void mbo_book_clear(struct mbo_book *book);
void mbo_book_free(struct mbo_book *book);

#endif
