/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trade_pairs.h - two lists of trades, paired by price, size and nearness in time.
 *
 * Role       Where a recording does not say which orders traded, a trade of the venue is the
 *            recorded one if price and size are equal and the times are near.
 * Invariant  Each trade is paired at most once, and no other pairing has more pairs.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_TRADE_PAIRS_H
#define PERPETUA_REPLAY_TRADE_PAIRS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct trade_mark {
    int64_t price;
    int64_t qty;
    int64_t time_ns;
};

struct trade_list {
    struct trade_mark *marks;
    size_t count;
    size_t capacity;
};

/* False when memory is used up. */
bool trade_list_add(struct trade_list *list, const struct trade_mark *mark);
void trade_list_free(struct trade_list *list);

/* Sorts both lists and returns the number of pairs at most `slack_ns` apart. */
uint64_t trade_pairs_count(struct trade_list *first, struct trade_list *second, int64_t slack_ns);

#endif
