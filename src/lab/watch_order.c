/* SPDX-License-Identifier: Apache-2.0 */
/*
 * watch_order.c - the orders that live, and what they make of positions; see watch.h.
 *
 * Role   See watch.h.  Orders are found by id in buckets; their open lots stand with the position.
 * Rules  R-MARGIN-1, R-MARGIN-2, R-MARKET-1, R-TRIG-5, R-LINK-5.
 */
#include <stdlib.h>

#include "base/int_math.h"
#include "lab/watch.h"
#include "model/reject.h"

#define ORDERS_FIRST 4096u

bool watch_orders_init(struct watch *watch)
{
    watch->orders = calloc(ORDERS_FIRST, sizeof *watch->orders);
    watch->order_buckets = calloc(ORDERS_FIRST, sizeof *watch->order_buckets);
    watch->order_room = ORDERS_FIRST;
    watch->order_count = 1;
    return watch->orders != NULL && watch->order_buckets != NULL;
}

void watch_orders_release(struct watch *watch)
{
    free(watch->orders);
    free(watch->order_buckets);
    watch->orders = NULL;
    watch->order_buckets = NULL;
}

/* The room is a power of two, and there are as many buckets. */
static uint32_t *bucket_of(const struct watch *watch, uint64_t order_id)
{
    uint64_t spread = order_id * UINT64_C(0x9e3779b97f4a7c15);
    return &watch->order_buckets[(uint32_t)(spread >> 32) & (watch->order_room - 1)];
}

static struct watch_order *order_find(const struct watch *watch, uint64_t order_id)
{
    uint32_t place = *bucket_of(watch, order_id);
    while (place != 0 && watch->orders[place].order_id != order_id) {
        place = watch->orders[place].next;
    }
    return place == 0 ? NULL : &watch->orders[place];
}

const struct watch_order *watch_order_find(const struct watch *watch, uint64_t order_id)
{
    return order_find(watch, order_id);
}

const struct watch_order *watch_order_named(const struct watch *watch, uint32_t account_id,
                                            uint64_t client_order_id)
{
    for (uint32_t i = 1; i < watch->order_count; i++) {
        const struct watch_order *order = &watch->orders[i];
        bool lives = order->order_id != 0 && order->client_order_id == client_order_id;
        if (lives && watch->positions[order->position].account_id == account_id) return order;
    }
    return NULL;
}

static bool orders_grow(struct watch *watch)
{
    uint32_t room = watch->order_room * 2;
    struct watch_order *orders = realloc(watch->orders, room * sizeof *orders);
    if (orders == NULL) return false;
    watch->orders = orders;
    uint32_t *buckets = calloc(room, sizeof *buckets);
    if (buckets == NULL) return false;
    free(watch->order_buckets);
    watch->order_buckets = buckets;
    watch->order_room = room;
    /* There is no free place, so every place holds an order that lives. */
    for (uint32_t i = 1; i < watch->order_count; i++) {
        uint32_t *bucket = bucket_of(watch, orders[i].order_id);
        orders[i].next = *bucket;
        *bucket = i;
    }
    return true;
}

static struct watch_order *order_take(struct watch *watch, uint64_t order_id)
{
    uint32_t place = watch->order_free;
    if (place != 0) {
        watch->order_free = watch->orders[place].next;
    } else {
        if (watch->order_count == watch->order_room && !orders_grow(watch)) return NULL;
        place = watch->order_count++;
    }
    uint32_t *bucket = bucket_of(watch, order_id);
    watch->orders[place] = (struct watch_order){.order_id = order_id, .next = *bucket};
    *bucket = place;
    return &watch->orders[place];
}

static void order_drop(struct watch *watch, struct watch_order *order)
{
    uint32_t place = (uint32_t)(order - watch->orders);
    uint32_t *link = bucket_of(watch, order->order_id);
    while (*link != place) link = &watch->orders[*link].next;
    *link = order->next;
    *order = (struct watch_order){.next = watch->order_free};
    watch->order_free = place;
}

int64_t watch_lot_margin(const struct watch_product *product, int64_t ticks)
{
    int64_t price_e4 = product->mark_price.ticks_e4;
    if (price_e4 == 0) price_e4 = product->last.ticks * FINE_PER_TICK;
    if (price_e4 == 0) price_e4 = (ticks == 0 ? product->seed.ticks : ticks) * FINE_PER_TICK;
    int128 value = derive_value_e4(watch_payoff(product), price_e4, 1);
    int128 part = value * product->terms.initial_margin_ppm;
    return derive_shown(div_ceil(part, FINE_PER_TICK * PPM_ONE));
}

void watch_hold_refresh(struct watch *watch, struct watch_position *position)
{
    const struct watch_product *product = &watch->products[position->product_id];
    if (product->margin_terms_sequence != 0) return;
    int64_t lots = derive_worse_lots(position->net_lots, position->open_lots[SIDE_BUY],
                                     position->open_lots[SIDE_SELL]);
    position->hold_micros = lots * watch_lot_margin(product, 0);
}

/* The order has so many open lots now, and they count or do not. */
static void order_set(struct watch *watch, struct watch_order *order, int64_t open_lots,
                      bool is_active)
{
    struct watch_position *position = &watch->positions[order->position];
    int64_t before = order->is_active ? order->open_lots : 0;
    int64_t after = is_active ? open_lots : 0;
    order->open_lots = open_lots;
    order->is_active = is_active;
    watch->order_version++;
    if (after == before) return;
    position->open_lots[order->side] += after - before;
    watch_hold_refresh(watch, position);
}

static void order_activate(struct watch *watch, struct watch_order *order)
{
    watch->products[watch->positions[order->position].product_id].seed.ticks = order->price_ticks;
    order_set(watch, order, order->open_lots, true);
}

bool watch_is_market(uint32_t type)
{
    return type == TYPE_MARKET || type == TYPE_STOP_MARKET || type == TYPE_TAKE_MARKET ||
           type == TYPE_TRAIL_MARKET;
}

/* R-MARKET-1, R-TRIG-5: the price of a market type follows the book as the order linked to it has
 * left it, which is after the event that showed one. */
static void order_protect(struct watch *watch, struct watch_order *order)
{
    if (!watch_is_market(order->type) || (order->flags & FLAG_PROTECTION) != 0) return;
    uint16_t product_id = watch->positions[order->position].product_id;
    const struct product_terms *terms = &watch->products[product_id].terms;
    bool buys = order->side == SIDE_BUY;
    int64_t best = watch_best_ticks(watch, product_id, buys ? SIDE_SELL : SIDE_BUY);
    if (best == 0) return;
    int64_t ticks = best + (buys ? terms->protection_ticks : -terms->protection_ticks);
    order->price_ticks = i64_clamp(ticks, terms->price_ticks_min, terms->price_ticks_max);
}

void watch_turn(struct watch *watch, const struct event *event)
{
    if (watch->turning_id == 0) return;
    struct watch_order *order = order_find(watch, watch->turning_id);
    bool is_linked =
        event != NULL && event->kind == EVENT_ORDER_CANCELLED && event->order.reason == REASON_LINK;
    bool has_failed = event != NULL && event->kind == EVENT_ORDER_CANCELLED &&
                      event->order.order_id == watch->turning_id &&
                      event->order.reason == REASON_CHECK;
    if (is_linked || has_failed) return;
    watch->turning_id = 0;
    if (order == NULL) return;
    order_protect(watch, order);
    order_activate(watch, order);
}

static bool has_trigger(uint8_t type)
{
    return type >= TYPE_STOP_LIMIT && type <= TYPE_TRAIL_MARKET;
}

static struct watch_order *order_begin(struct watch *watch, const struct event *event)
{
    struct watch_position *position = watch_position(watch, event->account_id, event->product_id);
    if (position == NULL) return NULL;
    struct watch_order *order = order_take(watch, event->order.order_id);
    if (order == NULL) return NULL;
    order->position = (uint32_t)(position - watch->positions);
    order->client_order_id = event->order.client_order_id;
    order->side = event->order.side;
    return order;
}

static bool is_begin(uint16_t kind)
{
    return kind == EVENT_ORDER_ACCEPTED || kind == EVENT_ORDER_ARMED || kind == EVENT_ORDER_HELD;
}

static void order_changed(struct watch *watch, struct watch_order *order, const struct event *event)
{
    const struct event_order *body = &event->order;
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED:
        order->open_lots = body->open.lots;
        order_activate(watch, order);
        break;
    case EVENT_ORDER_ACTIVATED:
    case EVENT_ORDER_TRIGGERED: {
        bool waits = event->kind == EVENT_ORDER_ACTIVATED && has_trigger(body->type);
        order->open_lots = body->open.lots;
        if (!waits) watch->turning_id = body->order_id;
        break;
    }
    case EVENT_ORDER_AMENDED:
        if (order->is_active) {
            watch->products[event->product_id].seed.ticks = body->price.ticks;
        }
        order_set(watch, order, body->open.lots, order->is_active);
        break;
    default: order_set(watch, order, body->open.lots, order->is_active); break;
    }
}

bool watch_order_event(struct watch *watch, const struct event *event)
{
    const struct event_order *body = &event->order;
    struct watch_order *order =
        is_begin(event->kind) ? order_begin(watch, event) : order_find(watch, body->order_id);
    if (order == NULL) return !is_begin(event->kind);
    if (event->kind == EVENT_ORDER_CANCELLED || event->kind == EVENT_ORDER_FILLED) {
        if (watch->turning_id == body->order_id) watch->turning_id = 0;
        order_set(watch, order, 0, false);
        order_drop(watch, order);
        return true;
    }
    order->price_ticks = body->price.ticks;
    order->filled_lots = body->filled.lots;
    order->flags = body->flags;
    order->type = body->type;
    order_changed(watch, order, event);
    return true;
}

void watch_order_fill(struct watch *watch, const struct event *event)
{
    struct watch_order *order = order_find(watch, event->fill.order_id);
    if (order == NULL) return;
    order->filled_lots += order->open_lots - event->fill.open.lots;
    order_set(watch, order, event->fill.open.lots, order->is_active);
}

/* Prices of the best orders are looked for only when one is asked for after the book changed. */
int64_t watch_best_ticks(struct watch *watch, uint16_t product_id, uint32_t side)
{
    struct watch_product *product = &watch->products[product_id];
    if (product->best_version == watch->order_version && watch->order_version != 0) {
        return product->best_ticks[side];
    }
    product->best_version = watch->order_version;
    product->best_ticks[SIDE_BUY] = 0;
    product->best_ticks[SIDE_SELL] = 0;
    for (uint32_t i = 1; i < watch->order_count; i++) {
        const struct watch_order *order = &watch->orders[i];
        bool rests = order->order_id != 0 && order->is_active && order->open_lots > 0;
        if (!rests || watch->positions[order->position].product_id != product_id) continue;
        int64_t *best = &product->best_ticks[order->side];
        bool is_better =
            order->side == SIDE_BUY ? order->price_ticks > *best : order->price_ticks < *best;
        if (*best == 0 || is_better) *best = order->price_ticks;
    }
    return product->best_ticks[side];
}
