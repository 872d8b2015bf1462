/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trigger.c - see trigger.h.  A falling trigger has the complement of its price as key, so that in
 * each tree the trigger that fires first has the lowest key.
 */
#include "core/book/trigger.h"

#include "base/int_math.h"

static bool order_falls(const struct order *order)
{
    return !order_rises(order_type(order), order_side(order));
}

static int64_t trigger_key(const struct order *order, int64_t trigger_ticks)
{
    return order_falls(order) ? ~trigger_ticks : trigger_ticks;
}

static struct price_tree *tree_of(struct trigger_set *set, const struct order *order)
{
    return &set->trees[order_source(order)][order_falls(order)];
}

static bool price_meets(bool falls, int64_t trigger_ticks, struct fine_price reference)
{
    int64_t trigger_e4 = trigger_ticks * FINE_PER_TICK;
    return falls ? reference.ticks_e4 <= trigger_e4 : reference.ticks_e4 >= trigger_e4;
}

bool trigger_is_met(const struct order_store *store, const struct order *order,
                    struct fine_price reference)
{
    return price_meets(order_falls(order), order_extra(store, order)->trigger_ticks, reference);
}

int64_t trail_ticks_at(const struct order *order, int64_t trail_ticks, struct fine_price reference)
{
    ASSERT(reference.ticks_e4 > 0);
    int64_t ticks;
    if (order_side(order) == SIDE_SELL) {
        ticks = (int64_t)div_floor(reference.ticks_e4, FINE_PER_TICK) - trail_ticks;
    } else {
        ticks = (int64_t)div_ceil(reference.ticks_e4, FINE_PER_TICK) + trail_ticks;
    }
    return ticks < 1 ? 1 : ticks;
}

static void level_enter(struct trigger_set *set, struct order_store *store, struct order *order)
{
    struct price_tree *tree = tree_of(set, order);
    int64_t key = trigger_key(order, order_extra(store, order)->trigger_ticks);
    uint32_t slot = price_tree_find(store->levels, tree, key);
    if (slot == 0) {
        slot = slot_take(&store->pools->levels, store->levels, sizeof *store->levels);
        level_at(store, slot)->key = key;
        price_tree_insert(store->levels, tree, slot);
    }
    level_append(store, level_at(store, slot), order);
}

static void level_leave(struct trigger_set *set, struct order_store *store, struct order *order)
{
    struct price_tree *tree = tree_of(set, order);
    int64_t key = trigger_key(order, order_extra(store, order)->trigger_ticks);
    uint32_t slot = price_tree_find(store->levels, tree, key);
    ASSERT(slot != 0);
    struct level *level = level_at(store, slot);
    level_unlink(store, level, order);
    if (level->order_count > 0) return;
    price_tree_remove(store->levels, tree, slot);
    slot_free(&store->pools->levels, store->levels, sizeof *store->levels, slot);
}

static void trail_append(struct trigger_set *set, struct order_store *store, struct order *order)
{
    uint32_t source = order_source(order);
    uint32_t slot = order_slot(store, order);
    uint32_t newest = set->trail_newest[source];
    order_extra(store, order)->trail_older = newest;
    if (newest == 0) {
        set->trail_oldest[source] = slot;
    } else {
        order_extra(store, order_at(store, newest))->trail_newer = slot;
    }
    set->trail_newest[source] = slot;
}

static void trail_unlink(struct trigger_set *set, struct order_store *store, struct order *order)
{
    uint32_t source = order_source(order);
    struct order_extra *extra = order_extra(store, order);
    if (extra->trail_older == 0) {
        set->trail_oldest[source] = extra->trail_newer;
    } else {
        order_extra(store, order_at(store, extra->trail_older))->trail_newer = extra->trail_newer;
    }
    if (extra->trail_newer == 0) {
        set->trail_newest[source] = extra->trail_older;
    } else {
        order_extra(store, order_at(store, extra->trail_newer))->trail_older = extra->trail_older;
    }
    extra->trail_older = 0;
    extra->trail_newer = 0;
}

void trigger_arm(struct trigger_set *set, struct order_store *store, struct order *order)
{
    ASSERT(order_place(order) == PLACE_TAKING);
    ASSERT((order->bits & ORDER_UNTRIGGERED_BIT) != 0);
    ASSERT(order_extra(store, order)->trigger_ticks > 0);

    level_enter(set, store, order);
    if (order_type(order) == TYPE_TRAIL_MARKET) trail_append(set, store, order);
    order_set_place(order, PLACE_ARMED);
}

void trigger_disarm(struct trigger_set *set, struct order_store *store, struct order *order)
{
    ASSERT(order_place(order) == PLACE_ARMED);

    level_leave(set, store, order);
    if (order_type(order) == TYPE_TRAIL_MARKET) trail_unlink(set, store, order);
    order_set_place(order, PLACE_TAKING);
}

void trigger_move(struct trigger_set *set, struct order_store *store, struct order *order,
                  int64_t trigger_ticks)
{
    ASSERT(order_place(order) == PLACE_ARMED);
    ASSERT(trigger_ticks > 0);

    level_leave(set, store, order);
    order_extra(store, order)->trigger_ticks = trigger_ticks;
    level_enter(set, store, order);
}

void trigger_resize(struct trigger_set *set, struct order_store *store, struct order *order,
                    int64_t open_lots)
{
    ASSERT(order_place(order) == PLACE_ARMED);
    ASSERT(open_lots > 0);

    int64_t key = trigger_key(order, order_extra(store, order)->trigger_ticks);
    uint32_t slot = price_tree_find(store->levels, tree_of(set, order), key);
    ASSERT(slot != 0);
    level_at(store, slot)->shown_lots += open_lots - order->open_lots;
    order->open_lots = open_lots;
}

struct order *trigger_next(const struct trigger_set *set, const struct order_store *store,
                           enum trigger_source source, struct fine_price reference)
{
    for (uint32_t falls = 0; falls < 2; falls++) {
        uint32_t slot = price_tree_lowest(store->levels, &set->trees[source][falls]);
        if (slot == 0) continue;
        struct order *order = order_at(store, level_at(store, slot)->oldest);
        if (trigger_is_met(store, order, reference)) return order;
    }
    return NULL;
}
