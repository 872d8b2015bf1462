/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_tree.h - levels ordered by key, for prices that no table reaches.
 *
 * Role       A binary trie that keeps only the bits in which its keys differ (a crit-bit tree).  A
 *            ladder keeps far prices in one; a trigger set is nothing but trees.  Depth is at most
 *            64, and about the logarithm of the count for prices.
 * Invariant  n levels need n-1 inner nodes; the inner node made when a level came is stored in that
 *            level, so a level in the tree lies below the node stored in it.  That is what lets
 *            price_tree_remove find the node it must move.
 */
#ifndef PERPETUA_CORE_BOOK_PRICE_TREE_H
#define PERPETUA_CORE_BOOK_PRICE_TREE_H

#include <stdint.h>

#include "core/book/order.h"

/* 0: empty; else a reference: level slot << 1, plus 1 if it is the level and not its inner node. */
struct price_tree {
    uint32_t root;
};

/* The level with this key, or 0. */
uint32_t price_tree_find(const struct level *levels, const struct price_tree *tree, int64_t key);

/* The level with the lowest key at or above `key`, or 0. */
uint32_t price_tree_from(const struct level *levels, const struct price_tree *tree, int64_t key);

/* The level with the lowest key, or 0. */
uint32_t price_tree_lowest(const struct level *levels, const struct price_tree *tree);

/* The key of level `slot` is not in the tree yet. */
void price_tree_insert(struct level *levels, struct price_tree *tree, uint32_t slot);

/* Level `slot` is in the tree. */
void price_tree_remove(struct level *levels, struct price_tree *tree, uint32_t slot);

#endif
