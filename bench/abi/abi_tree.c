/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_tree.c - the usual design behind the interface of abi.h: what most engines look like.
 *
 * Role       Price levels in a balanced tree, one a side; a linked list of orders in each; a
 *            chained hash table from id to order; every order and level from malloc.  That is a
 *            map of lists and an unordered map, as in the engines that are written with a
 *            language's own containers, in C and without their overhead.
 * Limits     Any 64-bit price and id.
 */
#include <stdlib.h>
#include <string.h>

#include "abi.h"
#include "abi_reports.h"
#include "base/check.h"

struct tree_order {
    uint64_t id;
    struct tree_level *level;
    struct tree_order *older;
    struct tree_order *newer;
    struct tree_order *chain; /* of the hash table */
    uint32_t quantity;
    uint8_t side;
};

/* A node of a treap: ordered by price, a heap by weight, so it is balanced in all likelihood. */
struct tree_level {
    int64_t price;
    uint64_t quantity;
    struct tree_order *oldest;
    struct tree_order *newest;
    struct tree_level *below;
    struct tree_level *above;
    uint64_t weight;
};

struct tree {
    struct tree_level *root;
    struct tree_level *best;
};

static struct tree trees[2];
static struct tree_order **table;
static uint64_t table_size;
static uint64_t order_count;
static uint64_t weight;
static struct abi_reports reports;

/* --- the tree of one side --------------------------------------------------------------------- */

static void out_of_memory(void)
{
    check_failed("memory for the tree", __FILE__, __LINE__);
}

static struct tree_level *best_of(const struct tree *tree, uint32_t side)
{
    struct tree_level *level = tree->root;
    if (level == NULL) return NULL;
    if (side == ABI_BUY) {
        while (level->above != NULL) level = level->above;
    } else {
        while (level->below != NULL) level = level->below;
    }
    return level;
}

static struct tree_level *level_find(const struct tree *tree, int64_t price)
{
    struct tree_level *level = tree->root;
    while (level != NULL && level->price != price) {
        level = price < level->price ? level->below : level->above;
    }
    return level;
}

/* Hangs the levels below and above a price, out of one subtree, on two links. */
static void split(struct tree_level *from, int64_t price, struct tree_level **below,
                  struct tree_level **above)
{
    while (from != NULL) {
        if (from->price < price) {
            *below = from;
            below = &from->above;
            from = from->above;
        } else {
            *above = from;
            above = &from->below;
            from = from->below;
        }
    }
    *below = NULL;
    *above = NULL;
}

static struct tree_level *level_make(uint32_t side, int64_t price)
{
    struct tree *tree = &trees[side];
    struct tree_level *level = calloc(1, sizeof *level);
    if (level == NULL) out_of_memory();
    weight = weight * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    level->price = price;
    level->weight = weight >> 16;

    struct tree_level **link = &tree->root;
    while (*link != NULL && (*link)->weight > level->weight) {
        link = price < (*link)->price ? &(*link)->below : &(*link)->above;
    }
    split(*link, price, &level->below, &level->above);
    *link = level;
    bool best = tree->best == NULL ||
                (side == ABI_BUY ? price > tree->best->price : price < tree->best->price);
    if (best) tree->best = level;
    return level;
}

static void level_drop(uint32_t side, struct tree_level *level)
{
    struct tree *tree = &trees[side];
    struct tree_level **link = &tree->root;
    while (*link != level) {
        link = level->price < (*link)->price ? &(*link)->below : &(*link)->above;
    }
    struct tree_level *below = level->below;
    struct tree_level *above = level->above;
    while (below != NULL && above != NULL) {
        if (below->weight > above->weight) {
            *link = below;
            link = &below->above;
            below = below->above;
        } else {
            *link = above;
            link = &above->below;
            above = above->below;
        }
    }
    *link = below != NULL ? below : above;
    if (tree->best == level) tree->best = best_of(tree, side);
    free(level);
}

/* --- the table of ids ------------------------------------------------------------------------- */

static struct tree_order **bucket_of(uint64_t id)
{
    return &table[id * UINT64_C(0x9e3779b97f4a7c15) >> 20 & (table_size - 1)];
}

static void table_grow(void)
{
    struct tree_order **old = table;
    uint64_t old_size = table_size;
    table_size = old_size * 2;
    table = calloc(table_size, sizeof(struct tree_order *));
    if (table == NULL) out_of_memory();
    for (uint64_t i = 0; i < old_size; i++) {
        struct tree_order *order = old[i];
        while (order != NULL) {
            struct tree_order *next = order->chain;
            struct tree_order **bucket = bucket_of(order->id);
            order->chain = *bucket;
            *bucket = order;
            order = next;
        }
    }
    free(old);
}

static struct tree_order *order_find(uint64_t id)
{
    struct tree_order *order = *bucket_of(id);
    while (order != NULL && order->id != id) order = order->chain;
    return order;
}

static void table_remove(const struct tree_order *order)
{
    struct tree_order **link = bucket_of(order->id);
    while (*link != order) link = &(*link)->chain;
    *link = order->chain;
    order_count--;
}

/* --- orders ----------------------------------------------------------------------------------- */

static void rest(const struct abi_new *what, uint32_t quantity)
{
    struct tree_level *level = level_find(&trees[what->side], what->price_ticks);
    if (level == NULL) level = level_make(what->side, what->price_ticks);
    struct tree_order *order = calloc(1, sizeof *order);
    if (order == NULL) out_of_memory();
    order->id = what->order_id;
    order->quantity = quantity;
    order->side = what->side;
    order->level = level;
    order->older = level->newest;
    if (level->newest == NULL) {
        level->oldest = order;
    } else {
        level->newest->newer = order;
    }
    level->newest = order;
    level->quantity += quantity;

    if (order_count++ >= table_size) table_grow();
    struct tree_order **bucket = bucket_of(order->id);
    order->chain = *bucket;
    *bucket = order;
}

static void leave(struct tree_order *order)
{
    struct tree_level *level = order->level;
    if (order->older == NULL) {
        level->oldest = order->newer;
    } else {
        order->older->newer = order->newer;
    }
    if (order->newer == NULL) {
        level->newest = order->older;
    } else {
        order->newer->older = order->older;
    }
    level->quantity -= order->quantity;
    if (level->oldest == NULL) level_drop(order->side, level);
    table_remove(order);
    free(order);
}

static uint32_t match(const struct abi_new *taker)
{
    const struct tree *other = &trees[1 - taker->side];
    uint32_t open = taker->quantity;
    while (open > 0 && other->best != NULL) {
        struct tree_level *level = other->best;
        int64_t price = level->price;
        bool accepts =
            taker->side == ABI_BUY ? price <= taker->price_ticks : price >= taker->price_ticks;
        if (!accepts) break;
        struct tree_order *maker = level->oldest;
        /* The analyzer does not see that an order which left stands in no queue. */
        ASSERT(maker->older == NULL); // NOLINT(clang-analyzer-unix.Malloc)
        uint32_t quantity = open < maker->quantity ? open : maker->quantity;
        open -= quantity;
        abi_report_trade(&reports, taker, maker->id, price, quantity);
        if (quantity == maker->quantity) {
            leave(maker);
        } else {
            maker->quantity -= quantity;
            level->quantity -= quantity;
        }
    }
    return open;
}

/* --- the interface ---------------------------------------------------------------------------- */

void engine_init(uint64_t seed, const struct abi_transport *transport, void *sink)
{
    (void)seed;
    memset(trees, 0, sizeof trees);
    table_size = 1u << 16;
    table = calloc(table_size, sizeof(struct tree_order *));
    if (table == NULL) out_of_memory();
    order_count = 0;
    weight = 1;
    abi_reports_init(&reports, transport, sink);
}

void engine_shutdown(void)
{
    for (uint64_t i = 0; i < table_size; i++) {
        while (table[i] != NULL) leave(table[i]);
    }
    free(table);
}

void engine_on_new_order(const struct abi_new *order)
{
    abi_report_answer(&reports, ABI_ORDER_ACK, order);
    uint32_t open = match(order);
    if (open == 0) return;
    if (!order->ioc) {
        rest(order, open);
        return;
    }
    struct abi_new rest_of_it = *order;
    rest_of_it.quantity = open;
    abi_report_answer(&reports, ABI_CANCEL_ACK, &rest_of_it);
}

void engine_on_cancel(const struct abi_cancel *cancel)
{
    struct abi_new answer = {.order_id = cancel->order_id,
                             .sequence_number = cancel->sequence_number};
    struct tree_order *order = order_find(cancel->order_id);
    if (order == NULL) {
        abi_report_answer(&reports, ABI_CANCEL_REJECT, &answer);
        return;
    }
    answer.side = order->side;
    answer.price_ticks = order->level->price;
    answer.quantity = order->quantity;
    leave(order);
    abi_report_answer(&reports, ABI_CANCEL_ACK, &answer);
}

void engine_on_modify(const struct abi_modify *modify)
{
    struct abi_new taker = {.order_id = modify->order_id,
                            .sequence_number = modify->sequence_number};
    struct tree_order *order = order_find(modify->order_id);
    if (order == NULL) {
        abi_report_answer(&reports, ABI_MODIFY_REJECT, &taker);
        return;
    }
    taker.side = order->side;
    taker.price_ticks = modify->new_price_ticks;
    taker.quantity = modify->new_quantity;
    leave(order);
    uint32_t open = match(&taker);
    if (open > 0) rest(&taker, open);
    abi_report_answer(&reports, ABI_MODIFY_ACK, &taker);
}

void engine_flush(void)
{
    if (reports.ring != NULL) abi_ring_show(reports.ring);
}

int64_t engine_query_best_bid(void)
{
    return trees[ABI_BUY].best == NULL ? INT64_MIN : trees[ABI_BUY].best->price;
}

int64_t engine_query_best_ask(void)
{
    return trees[ABI_SELL].best == NULL ? INT64_MAX : trees[ABI_SELL].best->price;
}

uint64_t engine_query_depth_at(int64_t price_ticks, uint8_t side)
{
    const struct tree_level *level = level_find(&trees[side == ABI_BUY ? 0 : 1], price_ticks);
    return level == NULL ? 0 : level->quantity;
}

const struct abi_transport *engine_get_transport(void)
{
    return abi_ring_transport();
}
