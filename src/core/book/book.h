/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book.h - the resting orders of one product, best price first.
 *
 * Role       Keeps price levels and, in a level, orders in time priority.  It decides what rests,
 *            what comes first and what a fill leaves; it knows no account and no money.  The flow
 *            (core/flow) asks it for the best order and tells it what was executed.
 * Invariant  Every order in it has place PLACE_RESTING and stands in the level of its price.
 *            In phase OPEN, between two commands, the book is not crossed (R-BOOK-3).
 * Rules      R-BOOK-1 price priority, R-BOOK-2 time priority, R-ICE-1 icebergs.
 */
#ifndef PERPETUA_CORE_BOOK_BOOK_H
#define PERPETUA_CORE_BOOK_BOOK_H

#include "core/book/ladder.h"
#include "model/units.h"

struct book {
    struct ladder sides[2]; /* by enum side */
    struct order_store *store;
};

static inline bool book_has(const struct book *book, enum side side)
{
    return ladder_best(&book->sides[side]) != 0;
}

/* Best price of a side that has one. */
static inline int64_t book_best_ticks(const struct book *book, enum side side)
{
    uint32_t best = ladder_best(&book->sides[side]);
    ASSERT(best != 0);
    return side_price_key(side, level_at(book->store, best)->key); /* its own inverse */
}

/* First in priority on a side, or NULL. */
static inline struct order *book_first(const struct book *book, enum side side)
{
    uint32_t best = ladder_best(&book->sides[side]);
    if (best == 0) return NULL;
    return order_at(book->store, level_at(book->store, best)->oldest);
}

/* Would an order of `side` at this limit trade at once? */
static inline bool book_crosses(const struct book *book, enum side side, int64_t limit_ticks)
{
    enum side other = side_opposite(side);
    return book_has(book, other) && side_accepts(side, limit_ticks, book_best_ticks(book, other));
}

/* Is the best bid at or above the best ask? */
bool book_is_crossed(const struct book *book);

/* Puts an order behind all others of its price.  An iceberg shows its first part. */
void book_rest(struct book *book, struct order *order);

/* Takes a resting order out; it is PLACE_TAKING then. */
void book_remove(struct book *book, struct order *order);

/*
 * Takes executed lots off a resting order, at most what it shows.  When nothing is open it leaves
 * the book (PLACE_TAKING).  When an iceberg shows nothing any more, it stays in front until
 * book_replenish: the caller decides when.
 */
void book_execute(struct book *book, struct order *order, int64_t lots);

/* True when a resting order shows nothing but has hidden lots left. */
static inline bool book_must_replenish(const struct book *book, const struct order *order)
{
    return order_place(order) == PLACE_RESTING && order_shown_lots(book->store, order) == 0;
}

/* R-ICE-1: shows the next part, behind all others of its price. */
void book_replenish(struct book *book, struct order *order);

/* Takes lots off a resting order without moving it, hidden ones first; some must stay open. */
void book_decrease(struct book *book, struct order *order, int64_t lots);

#endif
