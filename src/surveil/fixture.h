/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fixture.h - events written by hand, for the tests of this folder.
 *
 * Role       A small venue of events: accounts, orders, trades, cancels, prices, each in a command
 *            of its own, shown to the detectors as they would be from a journal.
 */
#ifndef PERPETUA_SURVEIL_FIXTURE_H
#define PERPETUA_SURVEIL_FIXTURE_H

#include "base/check.h"
#include "model/reject.h"
#include "surveil/surveil.h"

#define FIXTURE_PRODUCT 1u
#define FIXTURE_MID     INT64_C(60000)
#define FIXTURE_START   (INT64_C(1780000000) * SURVEIL_SECOND)

struct fixture {
    struct surveil *surveil;
    uint64_t sequence;
    uint64_t order_count;
    int64_t time_ns;
    bool has_memory;
};

static inline void fixture_show(struct fixture *fixture, struct event *event)
{
    event->sequence = fixture->sequence;
    event->time_ns = fixture->time_ns;
    event->product_id = FIXTURE_PRODUCT;
    fixture->has_memory = fixture->has_memory && surveil_events(fixture->surveil, event, 1);
}

static inline void fixture_begin(struct fixture *fixture)
{
    fixture->sequence++;
}

static inline void fixture_wait_ms(struct fixture *fixture, int64_t ms)
{
    fixture->time_ns += ms * (SURVEIL_SECOND / 1000);
}

struct fixture_party {
    uint32_t id;
    uint32_t owner;
    uint32_t controller;
    uint32_t member;
    uint32_t customer;
};

static inline void fixture_account(struct fixture *fixture, const struct fixture_party *party)
{
    struct event event = {.kind = EVENT_ACCOUNT, .account_id = party->id};
    event.party = (struct event_party){.id = party->id,
                                       .owner_account_id = party->owner,
                                       .controller_id = party->controller,
                                       .member_id = party->member,
                                       .customer_id = party->customer,
                                       .state = PARTY_APPROVED};
    fixture_begin(fixture);
    fixture_show(fixture, &event);
}

static inline void fixture_accept(struct fixture *fixture, uint32_t account_id, enum side side,
                                  int64_t ticks, int64_t lots)
{
    struct event event = {.kind = EVENT_ORDER_ACCEPTED, .account_id = account_id};
    event.order = (struct event_order){.order_id = ++fixture->order_count,
                                       .price = {ticks},
                                       .open = {lots},
                                       .side = (uint8_t)side,
                                       .type = TYPE_LIMIT,
                                       .tif = TIF_GTC};
    fixture_show(fixture, &event);
}

/* An order that rests; its id. */
static inline uint64_t fixture_rest(struct fixture *fixture, uint32_t account_id, enum side side,
                                    int64_t ticks, int64_t lots)
{
    fixture_begin(fixture);
    fixture_accept(fixture, account_id, side, ticks, lots);
    return fixture->order_count;
}

static inline void fixture_end_order(struct fixture *fixture, uint64_t order_id, uint16_t kind,
                                     uint16_t reason)
{
    const struct view_order *order = view_order(surveil_view(fixture->surveil), order_id);
    if (order == NULL) return;
    struct event event = {.kind = kind, .account_id = order->account_id};
    event.order = (struct event_order){.order_id = order_id,
                                       .price = {order->price_ticks},
                                       .open = {order->open_lots},
                                       .filled = {order->filled_lots},
                                       .reason = reason,
                                       .side = order->side,
                                       .type = order->type};
    fixture_show(fixture, &event);
}

static inline void fixture_cancel(struct fixture *fixture, uint64_t order_id, enum reason reason)
{
    fixture_begin(fixture);
    fixture_end_order(fixture, order_id, EVENT_ORDER_CANCELLED, (uint16_t)reason);
}

static inline void fixture_fill(struct fixture *fixture, uint32_t account_id, uint64_t order_id,
                                int64_t change)
{
    const struct view *view = surveil_view(fixture->surveil);
    struct event event = {.kind = EVENT_FILL, .account_id = account_id};
    event.fill.order_id = order_id;
    event.fill.net.lots = view_net_lots(view, account_id, FIXTURE_PRODUCT) + change;
    fixture_show(fixture, &event);
}

/* The account takes lots of the resting order, with an order of just that size. */
static inline void fixture_take(struct fixture *fixture, uint32_t account_id, uint64_t maker_id,
                                int64_t lots)
{
    const struct view_order *maker = view_order(surveil_view(fixture->surveil), maker_id);
    if (maker == NULL) check_failed("the order to take lives", __FILE__, __LINE__);
    uint32_t maker_account = maker->account_id;
    int64_t ticks = maker->price_ticks;
    int64_t left = maker->open_lots - lots;
    enum side side = side_opposite((enum side)maker->side);
    int64_t change = side == SIDE_BUY ? lots : -lots;
    fixture_begin(fixture);
    fixture_accept(fixture, account_id, side, ticks, lots);
    uint64_t taker_id = fixture->order_count;
    struct event event = {.kind = EVENT_TRADE};
    event.trade = (struct event_trade){.trade_id = fixture->sequence,
                                       .maker_order_id = maker_id,
                                       .taker_order_id = taker_id,
                                       .price = {ticks},
                                       .qty = {lots},
                                       .maker_account_id = maker_account,
                                       .taker_account_id = account_id,
                                       .taker_side = (uint8_t)side};
    fixture_show(fixture, &event);
    fixture_fill(fixture, maker_account, maker_id, -change);
    fixture_fill(fixture, account_id, taker_id, change);
    fixture_end_order(fixture, taker_id, EVENT_ORDER_FILLED, 0);
    if (left == 0) fixture_end_order(fixture, maker_id, EVENT_ORDER_FILLED, 0);
}

static inline void fixture_amend(struct fixture *fixture, uint64_t order_id, int64_t ticks)
{
    const struct view_order *order = view_order(surveil_view(fixture->surveil), order_id);
    if (order == NULL) check_failed("the order to amend lives", __FILE__, __LINE__);
    struct event event = {.kind = EVENT_ORDER_AMENDED, .account_id = order->account_id};
    event.order = (struct event_order){.order_id = order_id,
                                       .price = {ticks},
                                       .open = {order->open_lots},
                                       .side = order->side,
                                       .type = TYPE_LIMIT};
    fixture_begin(fixture);
    fixture_show(fixture, &event);
}

/* A book of 1,000 lots at each of ten prices on both sides, of account 1; terms of the product. */
static inline void fixture_open(struct fixture *fixture)
{
    *fixture = (struct fixture){.time_ns = FIXTURE_START, .has_memory = true};
    fixture->surveil = surveil_create(SURVEIL_ALL);
    ASSERT(fixture->surveil != NULL);
    struct event product = {.kind = EVENT_PRODUCT};
    product.product.state = PRODUCT_LISTED;
    fixture_begin(fixture);
    fixture_show(fixture, &product);
    struct command terms = {.kind = COMMAND_PRODUCT_DEFINE, .product_id = FIXTURE_PRODUCT};
    terms.terms.tick_value_micros = 100;
    terms.terms.position_lots_max = 1000000;
    fixture->has_memory = surveil_command(fixture->surveil, &terms);
    for (uint32_t id = 1; id <= 9; id++) {
        fixture_account(fixture, &(struct fixture_party){.id = id, .member = 1, .customer = id});
    }
    for (int64_t level = 1; level <= 10; level++) {
        (void)fixture_rest(fixture, 1, SIDE_BUY, FIXTURE_MID - level * 3, 1000);
        (void)fixture_rest(fixture, 1, SIDE_SELL, FIXTURE_MID + level * 3, 1000);
    }
    fixture_wait_ms(fixture, 10000);
}

static inline void fixture_close(struct fixture *fixture)
{
    ASSERT(fixture->has_memory);
    view_audit(surveil_view(fixture->surveil));
    surveil_destroy(fixture->surveil);
}

/* Alerts of the detector; the latest is left in `latest`. */
static inline uint32_t fixture_alerts(const struct fixture *fixture, const char *name,
                                      const struct alert **latest)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < surveil_alert_count(fixture->surveil); i++) {
        const struct alert *alert = surveil_alert(fixture->surveil, i);
        if (strcmp(alert->detector, name) != 0) continue;
        count++;
        if (latest != NULL) *latest = alert;
    }
    return count;
}

#endif
