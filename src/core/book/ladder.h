/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ladder.h - the price levels of one side of a book, best first.
 *
 * Role       Prices near the best are found by index in a table with one entry a price (the
 *            window), all others, better or worse, in a tree.  The window is a ring: when it slides
 *            it moves only the levels that enter or leave it, and it slides only when the tree has
 *            been asked as often for prices near the best as levels leave the window (ladder.c).
 *            Prices appear as keys (side_price_key): the best price has the lowest key, on both
 *            sides.
 * Invariant  A level is in the window if its key lies in [base, base + width), else in the tree.
 *            `best` is the level with the lowest key.  If there is a level, there is one in the
 *            window.  `misses` is below the width.
 * Rules      R-BOOK-1 price priority.
 */
#ifndef PERPETUA_CORE_BOOK_LADDER_H
#define PERPETUA_CORE_BOOK_LADDER_H

#include "core/book/price_tree.h"

/* The part that belongs to the state. */
struct ladder_state {
    int64_t base;           /* lowest key of the window */
    uint32_t best;          /* level slot, 0: empty */
    uint32_t window_levels; /* levels in the window */
    uint32_t tree_levels;
    struct price_tree tree;
    uint32_t misses; /* tree operations since the last slide that a window at the best had saved */
    uint32_t reserved;
};

static_assert(sizeof(struct ladder_state) == 32, "no padding");

/* The part that finds it: set once, never changed. */
struct ladder {
    struct ladder_state *state;
    uint32_t *slots;   /* width entries: level slot by key modulo width */
    uint64_t *words;   /* width / 64: a bit for each entry in use */
    uint64_t *summary; /* width / 4096, at least 1: a bit for each word that is not zero */
    uint32_t width;    /* a power of two, at least 64 */
    struct order_store *store;
};

/* Is this the key of an entry of the window?  Keys are compared by their distance: no sum of
 * keys, so none can overflow. */
static inline bool ladder_window_holds(const struct ladder *ladder, int64_t key)
{
    int64_t base = ladder->state->base;
    return key >= base && (uint64_t)key - (uint64_t)base < ladder->width;
}

/* The level with this key, or 0. */
uint32_t ladder_find(const struct ladder *ladder, int64_t key);

/* The level with this key, made if there is none.  The caller has checked for room. */
uint32_t ladder_level(struct ladder *ladder, int64_t key);

/* Takes an empty level out and frees it. */
void ladder_drop(struct ladder *ladder, uint32_t slot);

/* The next worse level after `slot`, or 0. */
uint32_t ladder_worse(const struct ladder *ladder, uint32_t slot);

static inline uint32_t ladder_best(const struct ladder *ladder)
{
    return ladder->state->best;
}

#endif
