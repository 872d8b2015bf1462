/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book.c - see book.h.
 */
#include "core/book/book.h"

static struct ladder *ladder_of(struct book *book, const struct order *order)
{
    return &book->sides[order_side(order)];
}

static uint32_t level_of(struct book *book, const struct order *order)
{
    int64_t key = side_price_key(order_side(order), order->price_ticks);
    uint32_t slot = ladder_find(ladder_of(book, order), key);
    ASSERT(slot != 0);
    return slot;
}

bool book_is_crossed(const struct book *book)
{
    return book_has(book, SIDE_BUY) && book_has(book, SIDE_SELL) &&
           book_best_ticks(book, SIDE_BUY) >= book_best_ticks(book, SIDE_SELL);
}

/* R-ICE-1: the book shows at most the display quantity. */
static void order_show(const struct order_store *store, const struct order *order)
{
    if ((order->bits & ORDER_ICEBERG_BIT) == 0) return;
    struct order_extra *extra = order_extra(store, order);
    extra->shown_lots =
        extra->display_lots < order->open_lots ? extra->display_lots : order->open_lots;
}

void book_rest(struct book *book, struct order *order)
{
    ASSERT(order_place(order) == PLACE_TAKING);
    ASSERT(order->open_lots > 0);

    order_show(book->store, order);
    int64_t key = side_price_key(order_side(order), order->price_ticks);
    uint32_t slot = ladder_level(ladder_of(book, order), key);
    level_append(book->store, level_at(book->store, slot), order);
    order_set_place(order, PLACE_RESTING);
}

void book_remove(struct book *book, struct order *order)
{
    ASSERT(order_place(order) == PLACE_RESTING);

    uint32_t slot = level_of(book, order);
    struct level *level = level_at(book->store, slot);
    level_unlink(book->store, level, order);
    if (level->order_count == 0) ladder_drop(ladder_of(book, order), slot);
    order_set_place(order, PLACE_TAKING);
}

void book_execute(struct book *book, struct order *order, int64_t lots)
{
    ASSERT(order_place(order) == PLACE_RESTING);
    ASSERT(lots > 0);
    ASSERT(lots <= order_shown_lots(book->store, order));

    if (lots == order->open_lots) {
        book_remove(book, order);
        order->open_lots = 0;
    } else {
        level_at(book->store, level_of(book, order))->shown_lots -= lots;
        order->open_lots -= lots;
        if ((order->bits & ORDER_ICEBERG_BIT) != 0) {
            order_extra(book->store, order)->shown_lots -= lots;
        }
    }
}

void book_replenish(struct book *book, struct order *order)
{
    ASSERT(book_must_replenish(book, order));

    struct level *level = level_at(book->store, level_of(book, order));
    level_unlink(book->store, level, order);
    order_show(book->store, order);
    level_append(book->store, level, order);
}

void book_decrease(struct book *book, struct order *order, int64_t lots)
{
    ASSERT(order_place(order) == PLACE_RESTING);
    ASSERT(lots > 0);
    ASSERT(lots < order->open_lots);

    struct level *level = level_at(book->store, level_of(book, order));
    int64_t shown_lots = order_shown_lots(book->store, order);
    int64_t hidden_lots = order->open_lots - shown_lots;
    int64_t from_hidden = lots < hidden_lots ? lots : hidden_lots;

    level->hidden_lots -= from_hidden;
    level->shown_lots -= lots - from_hidden;
    order->open_lots -= lots;
    if ((order->bits & ORDER_ICEBERG_BIT) != 0) {
        order_extra(book->store, order)->shown_lots -= lots - from_hidden;
    }
}
