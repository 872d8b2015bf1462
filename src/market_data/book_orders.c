/* SPDX-License-Identifier: Apache-2.0 */
/*
 * book_orders.c - what live orders show, followed event by event.
 *
 * Role   An order counts in the depth from the event that makes it active until it ends.  While a
 *        command is worked a taking order counts too; when the command is over it rests or is gone.
 * Rules  R-ICE-1, R-MATCH-3, R-MATCH-5, R-TRIG-5, R-LINK-5, R-AMEND-4.
 */
#include "base/check.h"
#include "base/int_math.h"
#include "market_data/market_state.h"
#include "model/command.h"
#include "model/reject.h"

static bool type_has_trigger(uint8_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

static bool level_move(struct market_data *market, const struct book_order *order, int64_t lots,
                       int32_t orders)
{
    struct market_product *product = market_product_make(market, order->product_id);
    if (product == NULL) return false;
    struct market_level change = {
        .price = {order->price_ticks}, .shown = {lots}, .orders = (uint32_t)orders};
    return market_book_add(market, product, (enum side)order->side, &change);
}

/* No event says where a market order rests that its parent activates, and see order_turns: price 0,
 * and no level shows it. */
static bool order_counts(const struct book_order *order)
{
    return (order->flags & BOOK_ORDER_ACTIVE) != 0 && order->shown_lots != 0 &&
           order->price_ticks != 0;
}

static bool order_show(struct market_data *market, struct book_order *order)
{
    if (!order_counts(order)) return true;
    return level_move(market, order, order->shown_lots, 1);
}

static bool order_hide(struct market_data *market, struct book_order *order)
{
    if (!order_counts(order)) return true;
    return level_move(market, order, -order->shown_lots, -1);
}

static bool order_reshow(struct market_data *market, struct book_order *order, int64_t shown_lots)
{
    if (order->shown_lots == shown_lots) return true;
    if (!order_hide(market, order)) return false;
    order->shown_lots = shown_lots;
    return order_show(market, order);
}

static struct book_order *order_at(struct market_data *market, uint64_t order_id)
{
    uint32_t slot = map_find(&market->order_map, order_id, 0);
    return slot == 0 ? NULL : &market->orders[slot];
}

/* NULL: no memory. */
static struct book_order *order_make(struct market_data *market, uint64_t order_id)
{
    void *items = market->orders;
    bool has_room = pool_make_room(&market->order_pool, &items, sizeof *market->orders);
    market->orders = items;
    if (!has_room || !map_make_room(&market->order_map)) return NULL;
    uint32_t slot = slot_take(&market->order_pool, market->orders, sizeof *market->orders);
    key_map_put(&market->order_map, (struct map_key){order_id, 0}, slot);
    market->orders[slot].order_id = order_id;
    return &market->orders[slot];
}

static bool order_drop(struct market_data *market, struct book_order *order)
{
    bool done = order_hide(market, order);
    uint32_t slot = key_map_remove(&market->order_map, (struct map_key){order->order_id, 0});
    slot_free(&market->order_pool, market->orders, sizeof *market->orders, slot);
    return done;
}

static uint8_t flags_at_entry(const struct event *event)
{
    uint8_t flags = 0;
    if (type_has_trigger(event->order.type)) flags |= BOOK_ORDER_TRIGGER;
    if (event->kind == EVENT_ORDER_ACCEPTED) flags |= BOOK_ORDER_ACTIVE;
    return flags;
}

/* Price, open and shown lots as an event of an order tells them. */
static bool order_take_over(struct market_data *market, struct book_order *order,
                            const struct event *event, uint8_t flags)
{
    if (!order_hide(market, order)) return false;
    const struct event_order *body = &event->order;
    order->flags = flags;
    order->price_ticks = body->price.ticks;
    order->open_lots = body->open.lots;
    order->shown_lots = body->open.lots;
    /* Of orders that wait for a trigger the detail is the trigger; icebergs have none. */
    if ((flags & BOOK_ORDER_TRIGGER) == 0 && body->detail != 0) order->shown_lots = body->detail;
    return order_show(market, order);
}

static bool order_enter(struct market_data *market, const struct event *event)
{
    struct book_order *order = order_make(market, event->order.order_id);
    if (order == NULL) return false;
    order->product_id = event->product_id;
    order->side = event->order.side;
    return order_take_over(market, order, event, flags_at_entry(event));
}

static bool order_follow(struct market_data *market, const struct event *event)
{
    struct book_order *order = order_at(market, event->order.order_id);
    if (order == NULL) return true;
    uint8_t flags = order->flags & (BOOK_ORDER_ACTIVE | BOOK_ORDER_TRIGGER);
    if (event->kind == EVENT_ORDER_TRIGGERED) flags = BOOK_ORDER_ACTIVE;
    /* A child of a trigger type is armed by it, another becomes active. */
    if (event->kind == EVENT_ORDER_ACTIVATED && (flags & BOOK_ORDER_TRIGGER) == 0) {
        flags |= BOOK_ORDER_ACTIVE;
    }
    return order_take_over(market, order, event, flags);
}

static bool order_apply(struct market_data *market, const struct event *event)
{
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_HELD: return order_enter(market, event);
    case EVENT_ORDER_TRIGGERED:
    case EVENT_ORDER_ACTIVATED:
    case EVENT_ORDER_AMENDED:
    case EVENT_ORDER_DECREASED:
    case EVENT_ORDER_REPLENISHED:
    case EVENT_ORDER_TRAILED: return order_follow(market, event);
    case EVENT_ORDER_CANCELLED:
    case EVENT_ORDER_FILLED: {
        struct book_order *order = order_at(market, event->order.order_id);
        return order == NULL || order_drop(market, order);
    }
    default: return true;
    }
}

/* R-TRIG-5: is this the turn of an order whose protection price comes from the book? */
static bool is_turn(const struct event *event)
{
    uint8_t type = event->order.type;
    bool is_market =
        type == TYPE_STOP_MARKET || type == TYPE_TAKE_MARKET || type == TYPE_TRAIL_MARKET;
    return event->kind == EVENT_ORDER_TRIGGERED && is_market &&
           (event->order.flags & FLAG_PROTECTION) == 0;
}

/* The price that TRIGGERED tells is of the book before the linked order ends.  If that was in the
 * other side, the order goes on at a price that nobody is told. */
static bool order_turns(struct market_data *market, uint64_t turning_id, const struct event *event)
{
    struct book_order *order = order_at(market, turning_id);
    const struct book_order *peer = order_at(market, event->order.order_id);
    bool is_linked = event->kind == EVENT_ORDER_CANCELLED && event->order.reason == REASON_LINK;
    if (order == NULL || peer == NULL || !is_linked) return true;
    if ((peer->flags & BOOK_ORDER_ACTIVE) == 0 || peer->side == order->side) return true;
    bool done = order_hide(market, order);
    order->price_ticks = 0;
    return done;
}

bool market_orders_apply(struct market_data *market, const struct event *event)
{
    bool done = order_turns(market, market->turning_id, event);
    market->turning_id = is_turn(event) ? event->order.order_id : 0;
    return done && order_apply(market, event);
}

/* A resting order gives up what it shows; one that takes shows at most what is left. */
static bool order_trade(struct market_data *market, uint64_t order_id, int64_t lots, bool rests)
{
    struct book_order *order = order_at(market, order_id);
    if (order == NULL) return true;
    order->open_lots -= lots;
    int64_t shown_lots =
        rests ? order->shown_lots - lots : i64_min(order->shown_lots, order->open_lots);
    return order_reshow(market, order, shown_lots);
}

bool market_orders_trade(struct market_data *market, const struct event *event)
{
    const struct event_trade *trade = &event->trade;
    bool both_rest = trade->auction != 0;
    market->turning_id = 0;
    return order_trade(market, trade->maker_order_id, trade->qty.lots, true) &&
           order_trade(market, trade->taker_order_id, trade->qty.lots, both_rest);
}

bool market_restore_order(struct market_data *market, const struct market_order *restored)
{
    struct book_order *order = order_make(market, restored->order_id);
    if (order == NULL) return false;
    order->product_id = restored->product_id;
    order->side = restored->side;
    order->flags = restored->flags;
    order->price_ticks = restored->price.ticks;
    order->open_lots = restored->open.lots;
    order->shown_lots = restored->shown.lots;
    return order_show(market, order);
}
