/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order.h - a live order in 64 bytes, and where all live orders are kept.
 *
 * Role       The store of orders, their rarer properties (extras) and price levels, shared by all
 *            products.  Things are named by slot; slot 0 is none.
 * Invariant  A live order is in exactly one place, which the order names; the store's links are
 *            slots, so a copy of the memory is a copy of the store.
 * Rules      R-ID-1 order ids, R-BOOK-2 time priority.
 */
#ifndef PERPETUA_CORE_BOOK_ORDER_H
#define PERPETUA_CORE_BOOK_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/slot_pool.h"
#include "model/command.h"
#include "model/side.h"

/* Where a live order is. */
enum order_place {
    PLACE_NONE = 0,    /* the slot is free */
    PLACE_TAKING = 1,  /* accepted, being matched or about to rest */
    PLACE_RESTING = 2, /* in a level of its book */
    PLACE_ARMED = 3,   /* in a level of a trigger set */
    PLACE_HELD = 4,    /* waits for its parent */
    PLACE_QUEUED = 5   /* in the work queue */
};

struct order {
    uint64_t id;
    uint64_t client_order_id;
    int64_t price_ticks;
    int64_t open_lots; /* hidden part included */
    int64_t filled_lots;
    uint32_t position; /* slot: whose order it is, and in which product */
    uint32_t older;    /* neighbours in a level or in the work queue */
    uint32_t newer;
    uint32_t extra;   /* slot, 0: a plain order */
    uint32_t session; /* that entered it */
    uint32_t bits;    /* see the accessors below */
};

static_assert(sizeof(struct order) == 64, "one cache line, no padding");

/* Bits of an order: flags 0..6, then fields. */
#define ORDER_SIDE_SHIFT      7u
#define ORDER_TYPE_SHIFT      8u
#define ORDER_TIF_SHIFT       11u
#define ORDER_SMP_SHIFT       14u
#define ORDER_SOURCE_SHIFT    17u
#define ORDER_PLACE_SHIFT     19u
#define ORDER_ICEBERG_BIT     (1u << 22)
#define ORDER_UNTRIGGERED_BIT (1u << 23) /* of a trigger type that has not triggered yet */
#define ORDER_WAITED_BIT      (1u << 25) /* its parent ended and its turn has not come yet */
#define ORDER_ACTIVE_BIT      (1u << 24) /* its open lots count for its account */
#define ORDER_TELLS_BIT       (1u << 26) /* R-LINK-7: of a list that tells prices */

static inline uint32_t order_field(const struct order *order, uint32_t shift, uint32_t mask)
{
    return (order->bits >> shift) & mask;
}

static inline uint32_t order_flags(const struct order *order)
{
    return order->bits & ORDER_FLAGS_ALL;
}

static inline enum side order_side(const struct order *order)
{
    return (enum side)order_field(order, ORDER_SIDE_SHIFT, 1u);
}

static inline enum order_type order_type(const struct order *order)
{
    return (enum order_type)order_field(order, ORDER_TYPE_SHIFT, 7u);
}

static inline enum time_in_force order_tif(const struct order *order)
{
    return (enum time_in_force)order_field(order, ORDER_TIF_SHIFT, 7u);
}

static inline enum smp_mode order_smp(const struct order *order)
{
    return (enum smp_mode)order_field(order, ORDER_SMP_SHIFT, 7u);
}

static inline enum trigger_source order_source(const struct order *order)
{
    return (enum trigger_source)order_field(order, ORDER_SOURCE_SHIFT, 3u);
}

static inline enum order_place order_place(const struct order *order)
{
    return (enum order_place)order_field(order, ORDER_PLACE_SHIFT, 7u);
}

static inline void order_set_place(struct order *order, enum order_place place)
{
    order->bits = (order->bits & ~(7u << ORDER_PLACE_SHIFT)) | (uint32_t)place << ORDER_PLACE_SHIFT;
}

/* What only some orders have: a display, trigger, expiry, group or link. */
struct order_extra {
    int64_t display_lots; /* 0: not an iceberg */
    int64_t shown_lots;   /* of an iceberg */
    int64_t trigger_ticks;
    int64_t trail_ticks;
    int64_t expiry_ns;    /* 0: none */
    uint32_t group;       /* slot of the order group, 0 none */
    uint32_t group_id;    /* its number, for events */
    uint32_t peer;        /* slot of the other OCO leg */
    uint32_t parent;      /* slot of the order this one waits for */
    uint32_t children[2]; /* slots of the orders that wait for this one */
    uint32_t heap_index;  /* place in the expiry heap, from 1; 0 not in it */
    uint32_t trail_older; /* neighbours in the product's list of trailing orders */
    uint32_t trail_newer;
    uint32_t reserved;
};

static_assert(sizeof(struct order_extra) == 80, "no padding");

/* Neighbours in the list of orders of one account and product, kept apart: a list walk or an unlink
 * then touches 8 bytes an order, not a cache line. */
struct order_links {
    uint32_t older;
    uint32_t newer;
};

/* One price with its queue; also a node of the tree of far prices (price_tree.h). */
struct level {
    int64_t key;         /* side_price_key of the price, so the best has the lowest key */
    int64_t shown_lots;  /* of its orders */
    int64_t hidden_lots; /* of its icebergs */
    uint32_t oldest;     /* order slots */
    uint32_t newest;
    uint32_t order_count;
    uint32_t tree_bit;
    uint32_t tree_child[2];
};

static_assert(sizeof(struct level) == 48, "no padding");

/* The counters that belong to the state; the arrays are found through struct order_store. */
struct order_pools {
    struct slot_pool orders;
    struct slot_pool extras;
    struct slot_pool levels;
    uint64_t order_count; /* orders ever made: the upper part of the next id */
};

struct order_store {
    struct order_pools *pools;
    struct order *orders;
    struct order_links *links;
    struct order_extra *extras;
    struct level *levels;
    uint32_t slot_bits; /* low bits of an order id that name its slot */
};

static inline struct order *order_at(const struct order_store *store, uint32_t slot)
{
    return &store->orders[slot];
}

static inline uint32_t order_slot(const struct order_store *store, const struct order *order)
{
    return (uint32_t)(order - store->orders);
}

static inline struct level *level_at(const struct order_store *store, uint32_t slot)
{
    return &store->levels[slot];
}

/* Slot 0 of the extras is all zero and never written: the extra of a plain order. */
static inline struct order_extra *order_extra(const struct order_store *store,
                                              const struct order *order)
{
    return &store->extras[order->extra];
}

/* The lots that the book shows of this order. */
static inline int64_t order_shown_lots(const struct order_store *store, const struct order *order)
{
    if ((order->bits & ORDER_ICEBERG_BIT) == 0) return order->open_lots;
    return order_extra(store, order)->shown_lots;
}

static inline bool type_is_market(uint32_t type)
{
    return type == TYPE_MARKET || type == TYPE_STOP_MARKET || type == TYPE_TAKE_MARKET ||
           type == TYPE_TRAIL_MARKET;
}

static inline bool type_has_trigger(uint32_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

/* R-TRIG-1: does the condition become true by a rising reference price? */
static inline bool order_rises(enum order_type type, enum side side)
{
    bool takes_profit = type == TYPE_TAKE_LIMIT || type == TYPE_TAKE_MARKET;
    return (side == SIDE_BUY) != takes_profit;
}

/* Takes a slot and gives the order its id.  The caller has checked for room. */
struct order *order_make(struct order_store *store);

/* Gives the order its own extra, if it has none yet. */
struct order_extra *order_extra_make(struct order_store *store, struct order *order);

/* The order and its extra are no more; nothing may refer to them. */
void order_free(struct order_store *store, struct order *order);

/* The live order with this id, or NULL. */
struct order *order_find(const struct order_store *store, uint64_t order_id);

/* --- a level's queue -------------------------------------------------------------------------- */

void level_append(struct order_store *store, struct level *level, struct order *order);
void level_unlink(struct order_store *store, struct level *level, struct order *order);

#endif
