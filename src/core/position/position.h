/* SPDX-License-Identifier: Apache-2.0 */
/*
 * position.h - what one account has in one product: net lots, value paid, open orders.
 *
 * Role       The pool of positions, how to find one, and the exact arithmetic of a fill.  A
 *            position comes with the account's first order in the product and stays.  It knows no
 *            prices of the market and writes no balance.
 * Invariant  A flat position has paid nothing (net 0 implies paid 0).  Sums over the accounts of
 *            one owner are kept in the position of the owner's first account.
 * Rules      R-POS-1 to R-POS-3, R-LIMIT-1, R-MARGIN-2 (worse side), R-MASS-2 (order of the lists).
 */
#ifndef PERPETUA_CORE_POSITION_POSITION_H
#define PERPETUA_CORE_POSITION_POSITION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slot_pool.h"
#include "model/side.h"
#include "model/units.h"

struct position {
    uint32_t account;
    uint16_t product;
    uint8_t is_listed;   /* 1: stands in the lists of its account and product */
    uint8_t is_margined; /* 1: its account has MARGIN_FULL (clearing/account.h) */
    uint32_t owner_account;
    uint32_t owner_position; /* slot of the owner's first account's position: this one, mostly */
    uint32_t hash_next;
    uint32_t account_next; /* the account's positions, in the order in which they came */
    uint32_t product_next; /* the product's positions, likewise */
    uint32_t first_order;  /* live orders, oldest first (order_links) */
    uint32_t last_order;
    uint32_t mmp; /* slot of the market-maker protection, 0 none */
    uint32_t order_count;
    uint32_t reduce_only_count; /* live reduce-only orders */
    int64_t net_lots;
    int64_t paid_micros;
    int64_t open_lots[2];  /* of active orders, by enum side */
    int64_t margin_micros; /* the part of the account's hold that is for this product */
    int64_t owner_net_lots;
    int64_t owner_open_lots[2];
    int64_t funding_nanos; /* R-FUND-10: cumulative amount up to which it is settled */
    uint64_t reserved;     /* to two whole cache lines */
};

static_assert(sizeof(struct position) == 128, "no padding");

struct position_pool {
    struct slot_pool *slots; /* part of the state */
    struct position *positions;
    uint32_t *buckets; /* hash table of chains */
    uint32_t bucket_mask;
};

static inline struct position *position_at(const struct position_pool *pool, uint32_t slot)
{
    return &pool->positions[slot];
}

static inline uint32_t position_slot(const struct position_pool *pool,
                                     const struct position *position)
{
    return (uint32_t)(position - pool->positions);
}

/* The slot of the position, or 0. */
uint32_t position_find(const struct position_pool *pool, uint32_t account, uint16_t product);

/* Where the search for a position starts: a hint for the CPU's cache. */
const uint32_t *position_bucket(const struct position_pool *pool, uint32_t account,
                                uint16_t product);

/* Slots that position_make may take for one account: its own and its owner's. */
#define POSITION_MAKE_SLOTS 2u

/* The slot of the position, made if there is none.  The caller has checked for room. */
uint32_t position_make(struct position_pool *pool, uint32_t account, uint16_t product,
                       uint32_t owner_account);

/* What a fill does to a position. */
struct fill_effect {
    struct money value;    /* of the lots at the price */
    struct money realised; /* profit, or loss if negative */
};

/* R-POS-1 to R-POS-3.  The owner's sums follow.  The value of a bought lot is negative where the
 * payoff is inverse (R-PAYOFF-6). */
struct fill_effect position_fill(struct position_pool *pool, struct position *position,
                                 enum side side, struct qty qty, struct money lot_value);

/* R-LIQ-11: the same for lots that change hands for `value` in all. */
struct fill_effect position_move(struct position_pool *pool, struct position *position,
                                 enum side side, struct qty qty, struct money value);

/* R-FINAL-5: the position is flat and has paid nothing; the owner's sum follows. */
void position_close(struct position_pool *pool, struct position *position);

/* Lots of active orders come (positive) or go. */
void position_open(struct position_pool *pool, struct position *position, enum side side,
                   int64_t lots);

/* R-MARGIN-2: the larger of what the account would have if all its bids, or all its asks, filled.
   */
static inline int64_t worse_side_lots(int64_t net_lots, int64_t bid_lots, int64_t ask_lots)
{
    int64_t if_bids = net_lots + bid_lots;
    int64_t if_asks = net_lots - ask_lots;
    if (if_bids < 0) if_bids = -if_bids;
    if (if_asks < 0) if_asks = -if_asks;
    return if_bids > if_asks ? if_bids : if_asks;
}

/* R-REDUCE-1: lots that an order of this side would close. */
static inline int64_t position_reducible(const struct position *position, enum side side)
{
    int64_t against = -side_sign(side) * position->net_lots;
    return against > 0 ? against : 0;
}

#endif
