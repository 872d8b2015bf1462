/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_index.c - is everything that finds things complete: trees, lists, heap, table, pools.
 *
 * Role   The other half of core_audit (audit.c): each order is found by every index that should
 *        know it, and no index knows anything else.  It may walk the hash table: nothing depends
 *        on the order in which it does.
 * Rules  R-AUDIT-4.
 */
#include "core/audit_index.h"

#include "core/state/layout.h"

struct index_counts {
    uint32_t orders;
    uint32_t extras;
    uint32_t armed;
    uint32_t trailing;
    uint32_t expiring;
    uint32_t with_client_id;
};

/* R-LINK-2, R-LINK-3: linked orders know each other. */
static void audit_links(const struct core *core, const struct order *order)
{
    const struct order_store *store = &core->store;
    const struct order_extra *extra = order_extra(store, order);
    uint32_t slot = order_slot(store, order);
    if (extra->peer != 0) {
        ASSERT(order_extra(store, order_at(store, extra->peer))->peer == slot);
    }
    for (uint32_t i = 0; i < 2; i++) {
        if (extra->children[i] == 0) continue;
        const struct order *child = order_at(store, extra->children[i]);
        ASSERT(order_place(child) == PLACE_HELD);
        ASSERT(order_extra(store, child)->parent == slot);
    }
}

static struct index_counts counts_of_orders(const struct core *core)
{
    struct index_counts counts = {0};
    for (uint32_t slot = 1; slot < core->venue->orders.orders.used; slot++) {
        const struct order *order = order_at(&core->store, slot);
        if (order_place(order) == PLACE_NONE) continue;
        bool is_armed = order_place(order) == PLACE_ARMED;
        counts.orders++;
        if (order->extra != 0) counts.extras++;
        if (is_armed) counts.armed++;
        if (is_armed && order_type(order) == TYPE_TRAIL_MARKET) counts.trailing++;
        if (order_extra(&core->store, order)->expiry_ns != 0) counts.expiring++;
        if (order->client_order_id != 0) counts.with_client_id++;
        if (order->extra != 0) audit_links(core, order);
    }
    return counts;
}

struct trigger_counts {
    uint32_t levels;
    uint32_t orders;
};

/* One tree of triggers: levels in order, each with armed orders of its trigger. */
static void audit_trigger_tree(const struct core *core, const struct price_tree *tree, bool falls,
                               struct trigger_counts *counts)
{
    uint32_t slot = price_tree_lowest(core->store.levels, tree);
    while (slot != 0) {
        const struct level *level = level_at(&core->store, slot);
        uint32_t orders = 0;
        for (uint32_t at = level->oldest; at != 0; at = order_at(&core->store, at)->newer) {
            const struct order *order = order_at(&core->store, at);
            int64_t ticks = order_extra(&core->store, order)->trigger_ticks;
            ASSERT(order_place(order) == PLACE_ARMED);
            ASSERT(level->key == (falls ? ~ticks : ticks));
            orders++;
        }
        ASSERT(orders > 0);
        ASSERT(orders == level->order_count);
        counts->levels++;
        counts->orders += orders;
        slot =
            level->key == INT64_MAX ? 0 : price_tree_from(core->store.levels, tree, level->key + 1);
    }
}

static uint32_t audit_trail_list(const struct core *core, const struct trigger_set *set,
                                 uint32_t source)
{
    uint32_t count = 0;
    uint32_t older = 0;
    for (uint32_t slot = set->trail_oldest[source]; slot != 0;) {
        const struct order *order = order_at(&core->store, slot);
        const struct order_extra *extra = order_extra(&core->store, order);
        ASSERT(order_place(order) == PLACE_ARMED);
        ASSERT((uint32_t)order_source(order) == source);
        ASSERT(extra->trail_older == older);
        older = slot;
        slot = extra->trail_newer;
        count++;
    }
    ASSERT(set->trail_newest[source] == older);
    return count;
}

static void audit_triggers_and_levels(const struct core *core, const struct index_counts *expected)
{
    struct trigger_counts counts = {0};
    uint32_t trailing = 0;
    uint32_t ladder_levels = 0;
    uint32_t auctions = 0;
    for (uint32_t id = 1; id < core->config.products_max; id++) {
        const struct trigger_set *set = &core->triggers[id];
        for (uint32_t source = 0; source < TRIGGER_SOURCES; source++) {
            audit_trigger_tree(core, &set->trees[source][0], false, &counts);
            audit_trigger_tree(core, &set->trees[source][1], true, &counts);
            trailing += audit_trail_list(core, set, source);
        }
        for (uint32_t side = 0; side < 2; side++) {
            const struct ladder_state *state = core->books[id].sides[side].state;
            ladder_levels += state->window_levels + state->tree_levels;
        }
        if (core_product_at(core, id)->auction_end_ns != 0) auctions++;
    }
    ASSERT(counts.orders == expected->armed);
    ASSERT(trailing == expected->trailing);
    ASSERT(counts.levels + ladder_levels == core->venue->orders.levels.live);
    ASSERT(auctions == core->venue->auctions_running);
}

static void audit_expiries(const struct core *core, uint32_t expected)
{
    ASSERT(core->venue->expiry_count == expected);
    for (uint32_t i = 1; i <= expected; i++) {
        const struct order *order = order_at(&core->store, core->expiry.slots[i]);
        const struct order_extra *extra = order_extra(&core->store, order);
        ASSERT(order_place(order) != PLACE_NONE);
        ASSERT(extra->heap_index == i);
        if (i == 1) continue;
        const struct order *above = order_at(&core->store, core->expiry.slots[i / 2]);
        ASSERT(order_extra(&core->store, above)->expiry_ns <= extra->expiry_ns);
    }
}

static void audit_client_table(const struct core *core, uint32_t expected)
{
    uint32_t count = 0;
    uint32_t entries = layout_client_entries(&core->config);
    for (uint32_t i = 0; i < entries; i++) {
        uint32_t slot = core->client_slots[i];
        if (slot == 0) continue;
        ASSERT(order_place(order_at(&core->store, slot)) != PLACE_NONE);
        count++;
    }
    ASSERT(count == expected);
}

void audit_indexes(const struct core *core)
{
    struct index_counts counts = counts_of_orders(core);
    ASSERT(counts.orders == core->venue->orders.orders.live);
    ASSERT(counts.extras == core->venue->orders.extras.live);
    audit_triggers_and_levels(core, &counts);
    audit_expiries(core, counts.expiring);
    audit_client_table(core, counts.with_client_id);
}
