/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_end.c - how an order ends, and what its end does to the orders linked with it.
 *
 * Rules  R-MATCH-5, R-LINK-2, R-LINK-3, R-AMEND-5.
 */
#include "core/flow/flow.h"

/* Out of the list of its account and product. */
static void order_unlist(struct core *core, const struct order *order)
{
    struct order_links *links = core->store.links;
    struct position *position = order_position(core, order);
    uint32_t slot = order_slot(&core->store, order);
    uint32_t older = links[slot].older;
    uint32_t newer = links[slot].newer;

    if (older == 0) {
        position->first_order = newer;
    } else {
        links[older].newer = newer;
    }
    if (newer == 0) {
        position->last_order = older;
    } else {
        links[newer].older = older;
    }
    links[slot] = (struct order_links){0};
    position->order_count--;
    if ((order_flags(order) & FLAG_REDUCE_ONLY) != 0) position->reduce_only_count--;
    core_account_at(core, position->account)->order_count--;
}

static void work_remove(struct core *core, struct order *order)
{
    struct venue *venue = core->venue;
    if (order->older == 0) {
        venue->work_oldest = order->newer;
    } else {
        order_at(&core->store, order->older)->newer = order->newer;
    }
    if (order->newer == 0) {
        venue->work_newest = order->older;
    } else {
        order_at(&core->store, order->newer)->older = order->older;
    }
    order->older = 0;
    order->newer = 0;
    order_set_place(order, PLACE_TAKING);
}

/* Takes the order out of wherever it is. */
static void order_leave(struct core *core, struct order *order)
{
    bool active = (order->bits & ORDER_ACTIVE_BIT) != 0;
    uint32_t product = order_position(core, order)->product;
    switch (order_place(order)) {
    case PLACE_RESTING: book_remove(&core->books[product], order); break;
    case PLACE_ARMED: trigger_disarm(&core->triggers[product], &core->store, order); break;
    case PLACE_QUEUED: work_remove(core, order); break;
    case PLACE_TAKING:
    case PLACE_HELD: break;
    case PLACE_NONE:
    default: IMPOSSIBLE();
    }
    if (active && order->open_lots > 0) open_lots_change(core, order, -order->open_lots);
}

struct end_links {
    uint32_t peer;
    uint32_t children[2];
};

/* Takes the links off the order and off those that point to it. */
static struct end_links links_cut(struct core *core, struct order *order)
{
    struct end_links links = {0};
    if (order->extra == 0) return links;

    const struct order_store *store = &core->store;
    struct order_extra *extra = order_extra(store, order);
    uint32_t slot = order_slot(store, order);
    if (extra->peer != 0) {
        links.peer = extra->peer;
        order_extra(store, order_at(store, extra->peer))->peer = 0;
    }
    for (uint32_t i = 0; i < 2; i++) {
        links.children[i] = extra->children[i];
        if (links.children[i] == 0) continue;
        order_extra(store, order_at(store, links.children[i]))->parent = 0;
    }
    if (extra->parent != 0) {
        struct order_extra *parent = order_extra(store, order_at(store, extra->parent));
        for (uint32_t i = 0; i < 2; i++) {
            if (parent->children[i] == slot) parent->children[i] = 0;
        }
    }
    return links;
}

/* The order's event is given and it is out of every place: it is no more. */
static struct end_links order_retire(struct core *core, struct order *order)
{
    ASSERT(order_place(order) == PLACE_TAKING || order_place(order) == PLACE_HELD);
    struct end_links links = links_cut(core, order);
    if (order->extra != 0 && order_extra(&core->store, order)->heap_index != 0) {
        expiry_remove(&core->expiry, order);
    }
    client_index_remove(core, order);
    order_unlist(core, order);
    order_free(&core->store, order);
    return links;
}

static struct end_links cancel_alone(struct core *core, struct order *order, enum reason reason)
{
    emit_order_reason(core, EVENT_ORDER_CANCELLED, order, reason);
    order_leave(core, order);
    return order_retire(core, order);
}

/* R-LINK-2.  The other leg of an OCO has no further links: its own to this leg is cut. */
static void peer_end(struct core *core, uint32_t slot)
{
    if (slot == 0) return;
    struct end_links links = cancel_alone(core, order_at(&core->store, slot), REASON_LINK);
    ASSERT(links.peer == 0 && links.children[0] == 0 && links.children[1] == 0);
}

/* R-LINK-3, R-LINK-6: a child of a parent with fills joins the queue with at most what was filled,
 * and shows less than that. */
static void child_free(struct core *core, uint32_t slot, int64_t filled_lots)
{
    if (slot == 0) return;
    struct order *child = order_at(&core->store, slot);
    ASSERT(order_place(child) == PLACE_HELD);
    if (filled_lots == 0) {
        (void)cancel_alone(core, child, REASON_PARENT); /* the other child has the same end */
        return;
    }
    struct order_extra *extra = order_extra(&core->store, child);
    if (child->open_lots > filled_lots) child->open_lots = filled_lots;
    if (extra->display_lots >= child->open_lots) extra->display_lots = child->open_lots - 1;
    if (extra->display_lots == 0) child->bits &= ~ORDER_ICEBERG_BIT;
    child->bits |= ORDER_WAITED_BIT;
    work_append(core, child);
}

/* What an order's end does to the orders linked with it (R-MATCH-5). */
static void links_follow(struct core *core, const struct end_links *links, int64_t filled_lots)
{
    if ((links->peer | links->children[0] | links->children[1]) == 0) return;
    peer_end(core, links->peer);
    child_free(core, links->children[0], filled_lots);
    child_free(core, links->children[1], filled_lots);
}

void order_cancel(struct core *core, struct order *order, enum reason reason)
{
    int64_t filled_lots = order->filled_lots;
    struct end_links links = cancel_alone(core, order, reason);
    links_follow(core, &links, filled_lots);
}

void order_cancel_check(struct core *core, struct order *order, enum reject reject)
{
    int64_t filled_lots = order->filled_lots;
    struct event *event = emit_order(core, EVENT_ORDER_CANCELLED, order);
    event->order.reason = REASON_CHECK;
    event->order.check = (uint16_t)reject;
    order_leave(core, order);
    struct end_links links = order_retire(core, order);
    links_follow(core, &links, filled_lots);
}

void order_filled(struct core *core, struct order *order)
{
    ASSERT(order->open_lots == 0);
    int64_t filled_lots = order->filled_lots;
    emit_order(core, EVENT_ORDER_FILLED, order);
    struct end_links links = order_retire(core, order);
    links_follow(core, &links, filled_lots);
}

void link_cancel_peer(struct core *core, struct order *order)
{
    if (order->extra == 0) return;
    struct order_extra *extra = order_extra(&core->store, order);
    uint32_t peer = extra->peer;
    if (peer == 0) return;
    extra->peer = 0;
    order_extra(&core->store, order_at(&core->store, peer))->peer = 0;
    peer_end(core, peer);
}

void order_decrease(struct core *core, struct order *order, int64_t lots, enum reason reason)
{
    ASSERT(lots > 0);
    ASSERT(lots < order->open_lots);
    uint32_t product = order_position(core, order)->product;
    switch (order_place(order)) {
    case PLACE_RESTING:
        book_decrease(&core->books[product], order, lots);
        open_lots_change(core, order, -lots);
        break;
    case PLACE_ARMED:
        trigger_resize(&core->triggers[product], &core->store, order, order->open_lots - lots);
        break;
    case PLACE_TAKING:
        order->open_lots -= lots;
        if ((order->bits & ORDER_ACTIVE_BIT) != 0) open_lots_change(core, order, -lots);
        break;
    case PLACE_NONE:
    case PLACE_HELD:
    case PLACE_QUEUED:
    default: IMPOSSIBLE();
    }
    emit_order_reason(core, EVENT_ORDER_DECREASED, order, reason);
}
