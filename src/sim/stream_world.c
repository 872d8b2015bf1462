/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_world.c - what the stream learns from events, and how it picks from what it knows.
 *
 * Role   See stream_world.h.
 */
#include "sim/stream_economy.h"

#include <string.h>

#include "base/check.h"

uint64_t pick(struct stream *stream, uint64_t bound)
{
    return random_below(&stream->random, bound);
}

int64_t pick_between(struct stream *stream, int64_t low, int64_t high)
{
    return random_between(&stream->random, low, high);
}

bool chance(struct stream *stream, uint64_t count, uint64_t total)
{
    return random_chance(&stream->random, count, total);
}

/* --- learning --------------------------------------------------------------------------------- */

static struct world_order *find_order(struct stream *stream, uint64_t order_id)
{
    for (uint32_t i = 0; i < stream->order_count; i++) {
        if (stream->orders[i].id == order_id) return &stream->orders[i];
    }
    return NULL;
}

static void learn_new_order(struct stream *stream, const struct event *event)
{
    ASSERT(stream->order_count < WORLD_ORDERS);
    struct world_order *order = &stream->orders[stream->order_count++];
    memset(order, 0, sizeof *order);
    order->id = event->order.order_id;
    order->client_order_id = event->order.client_order_id;
    order->account_id = event->account_id;
    order->session_id = stream->sent.session_id;
    order->product_id = event->product_id;
    order->flags = event->order.flags;
    order->side = event->order.side;
    order->type = event->order.type;
    order->is_armed = event->kind == EVENT_ORDER_ARMED;
    order->is_held = event->kind == EVENT_ORDER_HELD;
}

static void forget_order(struct stream *stream, uint64_t order_id)
{
    struct world_order *order = find_order(stream, order_id);
    if (order == NULL) return;
    *order = stream->orders[--stream->order_count];
    stream->dead_ids[stream->dead_count++ % WORLD_DEAD] = order_id;
}

static bool is_order_event(uint16_t kind)
{
    return kind >= EVENT_ORDER_ACCEPTED && kind <= EVENT_ORDER_FILLED;
}

static void learn_order(struct stream *stream, const struct event *event)
{
    const struct event_order *body = &event->order;
    if (event->kind <= EVENT_ORDER_HELD) learn_new_order(stream, event);
    if (event->kind == EVENT_ORDER_CANCELLED || event->kind == EVENT_ORDER_FILLED) {
        forget_order(stream, body->order_id);
        return;
    }
    struct world_order *order = find_order(stream, body->order_id);
    if (order == NULL) return;
    order->price = body->price.ticks;
    order->open = body->open.lots;
    order->filled = body->filled.lots;
    if (event->kind == EVENT_ORDER_TRIGGERED) order->is_armed = false;
    if (event->kind == EVENT_ORDER_ACTIVATED) {
        order->is_held = false;
        order->is_armed = body->type >= TYPE_STOP_LIMIT;
    }
    if (order->is_armed) order->trigger = body->detail;
}

static void learn_fill(struct stream *stream, const struct event *event)
{
    struct world_order *order = find_order(stream, event->fill.order_id);
    stream->accounts[event->account_id].net[event->product_id] = event->fill.net.lots;
    stream->accounts[event->account_id].balance_micros = event->fill.balance.micros;
    if (order == NULL) return;
    order->filled += order->open - event->fill.open.lots;
    order->open = event->fill.open.lots;
}

static void learn_trade(struct stream *stream, const struct event *event)
{
    struct world_product *product = &stream->products[event->product_id];
    product->references[SOURCE_LAST] = event->trade.price.ticks;
    if (chance(stream, 1, 4)) product->center = event->trade.price.ticks;
}

static void learn_reference(struct stream *stream, const struct event *event)
{
    struct world_product *product = &stream->products[event->product_id];
    if (event->reference.mark.ticks_e4 != 0)
        product->references[SOURCE_MARK] = event->reference.mark.ticks_e4 / FINE_PER_TICK;
    if (event->reference.index.ticks_e4 != 0)
        product->references[SOURCE_INDEX] = event->reference.index.ticks_e4 / FINE_PER_TICK;
}

static void learn_account(struct stream *stream, const struct event *event)
{
    const struct event_party *body = &event->party;
    ASSERT(body->id < WORLD_ACCOUNTS);
    struct world_account *account = &stream->accounts[body->id];
    account->member_id = body->member_id;
    account->owner_id = body->owner_account_id;
    account->state = body->state;
    if (body->id > stream->account_count) stream->account_count = body->id;
}

static void learn_product(struct stream *stream, const struct event *event)
{
    struct world_product *product = &stream->products[event->product_id];
    product->state = event->product.state;
    /* A dated product can be delisted in any command (R-FINAL-5). */
    if (event->product.state == PRODUCT_DELISTED) return;
    bool is_defined = stream->sent.kind == COMMAND_PRODUCT_DEFINE;
    if (is_defined || stream->sent.kind == COMMAND_PRODUCT_TERMS) {
        product->terms = stream->sent.terms;
    } else if (!product->exists) { /* defined by an action that waited: terms like it */
        product->terms = make_terms(stream, event->product_id);
        is_defined = true;
    }
    if (!is_defined) return;
    product->exists = true;
    product->center = center_of_terms(&product->terms);
}

static void learn_guard(struct stream *stream, const struct event *event)
{
    struct world_account *account = &stream->accounts[event->account_id];
    if (event->kind == EVENT_MMP && event->mmp.group_id != 0) {
        if (event->mmp.group_id < WORLD_GROUPS)
            account->group_has_mmp[event->mmp.group_id] = event->mmp.window_ns != 0;
        return;
    }
    if (event->kind == EVENT_MMP) {
        account->has_mmp[event->product_id] = event->mmp.window_ns != 0;
        account->frozen_until_ns[event->product_id] = event->mmp.frozen_until_ns;
        return;
    }
    if (event->group.group_id >= WORLD_GROUPS) return;
    account->has_group[event->group.group_id] = true;
    account->group_is_triggered[event->group.group_id] = event->group.triggered != 0;
}

static void learn_phase(struct stream *stream, const struct event *event)
{
    if (event->product_id == 0) {
        stream->venue_halt = event->phase.halt;
        return;
    }
    struct world_product *product = &stream->products[event->product_id];
    product->phase = event->phase.phase;
    product->halt = event->phase.halt;
    product->auction_end_ns = event->phase.until_ns;
}

static void learn_event(struct stream *stream, const struct event *event)
{
    if (is_order_event(event->kind)) learn_order(stream, event);
    learn_economy(stream, event);
    switch (event->kind) {
    case EVENT_FILL: learn_fill(stream, event); break;
    case EVENT_REJECTED: remember_reject(stream, &event->reject); break;
    case EVENT_TRADE: learn_trade(stream, event); break;
    case EVENT_REFERENCE_PRICE: learn_reference(stream, event); break;
    case EVENT_CASH:
        stream->accounts[event->account_id].balance_micros = event->cash.balance.micros;
        break;
    case EVENT_ACCOUNT_LIMITS:
        stream->accounts[event->account_id].has_limits =
            (event->limits.order_lots_max | event->limits.order_notional_micros_max |
             event->limits.position_lots_max | event->limits.margin_micros_max) != 0;
        break;
    case EVENT_ACCOUNT: learn_account(stream, event); break;
    case EVENT_MEMBER: stream->member_states[event->party.id] = event->party.state; break;
    case EVENT_PRODUCT: learn_product(stream, event); break;
    case EVENT_PHASE: learn_phase(stream, event); break;
    case EVENT_GROUP:
    case EVENT_MMP: learn_guard(stream, event); break;
    case EVENT_VENUE_TERMS:
        stream->budget_is_on =
            event->venue.message_window_ns != 0 && event->venue.message_budget_count != 0;
        break;
    default: break;
    }
}

void stream_learn(struct stream *stream, const struct event *list, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) learn_event(stream, &list[i]);
}

/* --- picking ---------------------------------------------------------------------------------- */

bool product_is_live(const struct stream *stream, uint16_t product_id)
{
    uint32_t state = stream->products[product_id].state;
    return stream->products[product_id].exists &&
           (state == PRODUCT_LISTED || state == PRODUCT_RESTRICTED);
}

uint16_t pick_product(struct stream *stream)
{
    for (uint32_t i = 0; i < 4; i++) {
        uint64_t bound = chance(stream, 1, 12) ? WORLD_PRODUCTS - 1 : stream->listed_products;
        uint16_t product_id = (uint16_t)(1 + pick(stream, bound));
        if (product_is_live(stream, product_id)) return product_id;
    }
    return (uint16_t)(1 + pick(stream, stream->listed_products));
}

uint32_t pick_account(struct stream *stream)
{
    if (stream->account_count == 0) return 1;
    uint32_t account_id = (uint32_t)(1 + pick(stream, stream->account_count));
    /* An account of the waterfall that is opened, as an order of it would be repaired, is none. */
    if (is_purse(stream, account_id) && chance(stream, 399, 400)) account_id = 6;
    return account_id;
}

const struct world_order *pick_order(struct stream *stream, uint16_t product_id)
{
    if (stream->order_count == 0) return NULL;
    const struct world_order *order = NULL;
    for (uint32_t i = 0; i < 8; i++) {
        order = &stream->orders[pick(stream, stream->order_count)];
        if (product_id == 0 || order->product_id == product_id) break;
    }
    return order;
}

int64_t odd_number(struct stream *stream)
{
    static const int64_t numbers[] = {
        0,
        1,
        -1,
        2,
        -1000,
        39,
        40,
        41,
        1000000,
        1000001,
        WINDOW_NS_MIN,
        WINDOW_NS_MIN - 1,
        WINDOW_NS_MAX,
        WINDOW_NS_MAX + 1,
        PRICE_TICKS_MAX,
        PRICE_TICKS_MAX + 1,
        QTY_LOTS_MAX,
        QTY_LOTS_MAX + 1,
        INT64_MAX,
        INT64_MIN,
    };
    return numbers[pick(stream, sizeof numbers / sizeof numbers[0])];
}

uint8_t odd_byte(struct stream *stream)
{
    static const uint8_t bytes[] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 16, 128, 255};
    return bytes[pick(stream, sizeof bytes)];
}
