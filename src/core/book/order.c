/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order.c - making and ending orders, and the queue of one level.
 */
#include "core/book/order.h"

struct order *order_make(struct order_store *store)
{
    struct order_pools *pools = store->pools;
    uint32_t slot = slot_take(&pools->orders, store->orders, sizeof *store->orders);
    struct order *order = order_at(store, slot);
    ASSERT(order_place(order) == PLACE_NONE);

    pools->order_count++;
    ASSERT(pools->order_count <= UINT64_MAX >> store->slot_bits);
    order->id = pools->order_count << store->slot_bits | slot; /* R-ID-1 */
    return order;
}

struct order_extra *order_extra_make(struct order_store *store, struct order *order)
{
    if (order->extra == 0) {
        order->extra = slot_take(&store->pools->extras, store->extras, sizeof *store->extras);
    }
    return order_extra(store, order);
}

void order_free(struct order_store *store, struct order *order)
{
    ASSERT(order->older == 0);
    ASSERT(order->newer == 0);
    if (order->extra != 0) {
        ASSERT(order_extra(store, order)->heap_index == 0);
        slot_free(&store->pools->extras, store->extras, sizeof *store->extras, order->extra);
    }
    slot_free(&store->pools->orders, store->orders, sizeof *store->orders,
              order_slot(store, order));
}

struct order *order_find(const struct order_store *store, uint64_t order_id)
{
    uint64_t slot = order_id & ((UINT64_C(1) << store->slot_bits) - 1);
    if (slot == 0 || slot >= store->pools->orders.used) return NULL;

    struct order *order = order_at(store, (uint32_t)slot);
    if (order_place(order) == PLACE_NONE || order->id != order_id) return NULL;
    return order;
}

void level_append(struct order_store *store, struct level *level, struct order *order)
{
    ASSERT(order->open_lots > 0);
    ASSERT(order->older == 0 && order->newer == 0);

    uint32_t slot = order_slot(store, order);
    order->older = level->newest;
    if (level->newest == 0) {
        level->oldest = slot;
    } else {
        order_at(store, level->newest)->newer = slot;
    }
    level->newest = slot;
    level->order_count++;

    int64_t shown_lots = order_shown_lots(store, order);
    level->shown_lots += shown_lots;
    level->hidden_lots += order->open_lots - shown_lots;
}

void level_unlink(struct order_store *store, struct level *level, struct order *order)
{
    ASSERT(level->order_count > 0);

    if (order->older == 0) {
        ASSERT(level->oldest == order_slot(store, order));
        level->oldest = order->newer;
    } else {
        order_at(store, order->older)->newer = order->newer;
    }
    if (order->newer == 0) {
        ASSERT(level->newest == order_slot(store, order));
        level->newest = order->older;
    } else {
        order_at(store, order->newer)->older = order->older;
    }
    order->older = 0;
    order->newer = 0;
    level->order_count--;

    int64_t shown_lots = order_shown_lots(store, order);
    level->shown_lots -= shown_lots;
    level->hidden_lots -= order->open_lots - shown_lots;
    ASSERT(level->shown_lots >= 0);
    ASSERT(level->hidden_lots >= 0);
}
