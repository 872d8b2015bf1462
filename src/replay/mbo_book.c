/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mbo_book.c - orders by id.
 *
 * Role       See mbo_book.h.
 * Invariant  A slot is either in the map or in the list of free ones.
 * Rules      none.
 */
#include "replay/mbo_book.h"

#include <stdlib.h>

struct mbo_order *mbo_book_find(const struct mbo_book *book, uint64_t order_id)
{
    uint64_t slot;
    return ref_map_get(&book->slots, order_id, &slot) ? &book->orders[slot] : NULL;
}

static bool grow(struct mbo_book *book)
{
    size_t wider = book->capacity == 0 ? 4096 : book->capacity * 2;
    struct mbo_order *orders = realloc(book->orders, wider * sizeof *orders);
    if (orders == NULL) return false;
    book->orders = orders;
    book->capacity = wider;
    if (book->used == 0) book->used = 1;
    return true;
}

bool mbo_book_put(struct mbo_book *book, uint64_t order_id, const struct mbo_order *order)
{
    struct mbo_order *known = mbo_book_find(book, order_id);
    if (known != NULL) {
        *known = *order;
        return true;
    }
    if (book->first_free == 0 && book->used == book->capacity && !grow(book)) return false;
    size_t slot = book->first_free == 0 ? book->used : book->first_free;
    if (!ref_map_put(&book->slots, order_id, slot)) return false;
    if (book->first_free == 0) {
        book->used++;
    } else {
        book->first_free = book->orders[slot].next_free;
    }
    book->orders[slot] = *order;
    return true;
}

void mbo_book_remove(struct mbo_book *book, uint64_t order_id)
{
    struct mbo_order *order = mbo_book_find(book, order_id);
    if (order == NULL) return;
    order->next_free = book->first_free;
    book->first_free = (size_t)(order - book->orders);
    ref_map_remove(&book->slots, order_id);
}

void mbo_book_clear(struct mbo_book *book)
{
    ref_map_clear(&book->slots);
    book->used = book->capacity == 0 ? 0 : 1;
    book->first_free = 0;
}

void mbo_book_free(struct mbo_book *book)
{
    ref_map_free(&book->slots);
    free(book->orders);
    *book = (struct mbo_book){0};
}
