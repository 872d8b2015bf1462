/* SPDX-License-Identifier: Apache-2.0 */
/*
 * emit_test.c - headers, lists that fill up, and what an event says of an order, for emit.c
 * (R-TIME-3).
 */
#include "core/state/emit.h"

#include "base/expect.h"
#include "core/fixture.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

/* What the drain was given. */
static struct event drained[16];
static uint32_t drained_count;

static void drain(void *context, const struct event *list, uint32_t count)
{
    EXPECT_TRUE("the caller's context", context == &fixture);
    memcpy(&drained[drained_count], list, count * sizeof *list);
    drained_count += count;
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    fixture.core->events = &fixture.events;
    fixture.core->event_count = 0;
    fixture.events.count = 0;
    drained_count = 0;
}

static void test_header(void **state)
{
    (void)state;
    start();
    memset(fixture.list, 0xaa, 2 * sizeof fixture.list[0]); /* what a list holds does not matter */
    struct event *event = emit(fixture.core, EVENT_CASH, 7, 3);
    static const struct event_cash nothing;
    EXPECT_EQ("sequence", event->sequence, core_sequence(fixture.core));
    EXPECT_EQ("time", event->time_ns, core_time_ns(fixture.core));
    EXPECT_EQ("account", event->account_id, 7);
    EXPECT_EQ("product", event->product_id, 3);
    EXPECT_EQ("kind", event->kind, EVENT_CASH);
    EXPECT_EQ("the first of its command", event->index, 0);
    EXPECT_EQ("reserved bytes are zero", event->reserved, 0);
    EXPECT_EQ("the body is zero", memcmp(&event->cash, &nothing, sizeof nothing), 0);
    EXPECT_EQ("the second of its command", emit(fixture.core, EVENT_CASH, 7, 3)->index, 1);
}

static void test_full_list(void **state)
{
    (void)state;
    start();
    fixture.events.capacity = 2;
    fixture.events.drain = drain;
    fixture.events.context = &fixture;
    for (uint32_t i = 0; i < 5; i++) (void)emit(fixture.core, EVENT_CASH, i, 0);
    EXPECT_EQ("two lists were full", drained_count, 4);
    EXPECT_EQ("one event is left", fixture.events.count, 1);
    for (uint32_t i = 0; i < 4; i++) EXPECT_EQ("in order", drained[i].index, i);
    EXPECT_EQ("the last", fixture.list[0].index, 4);

    fixture.events.drain = NULL;
    (void)emit(fixture.core, EVENT_CASH, 0, 0);
    EXPECT_STOPS("a list too short without a drain", (void)emit(fixture.core, EVENT_CASH, 0, 0));
}

static void test_order_body(void **state)
{
    (void)state;
    start();
    struct order_entry entry = fixture_entry(SIDE_SELL, 10, 500);
    entry.client_order_id = 99;
    entry.flags = FLAG_CANCEL_ON_PAUSE;
    uint64_t id = fixture_place(&fixture, ALICE, entry);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 3, 500));
    fixture.core->events = &fixture.events;
    fixture.events.count = 0;
    const struct order *order = order_find(&fixture.core->store, id);
    emit_order_reason(fixture.core, EVENT_ORDER_DECREASED, order, REASON_MEMBER);
    const struct event_order *body = &fixture.list[0].order;
    EXPECT_EQ("account", fixture.list[0].account_id, ALICE);
    EXPECT_EQ("product", fixture.list[0].product_id, PRODUCT);
    EXPECT_EQ("id", body->order_id, id);
    EXPECT_EQ("client order id", body->client_order_id, 99);
    EXPECT_EQ("price", body->price.ticks, 500);
    EXPECT_EQ("open", body->open.lots, 7);
    EXPECT_EQ("filled", body->filled.lots, 3);
    EXPECT_EQ("no detail", body->detail, 0);
    EXPECT_EQ("flags", body->flags, FLAG_CANCEL_ON_PAUSE);
    EXPECT_EQ("side", body->side, SIDE_SELL);
    EXPECT_EQ("type", body->type, TYPE_LIMIT);
    EXPECT_EQ("tif", body->tif, TIF_GTC);
    EXPECT_EQ("reason", body->reason, REASON_MEMBER);
}

/* Detail of the first event of an order: shown lots of an iceberg, trigger of a conditional
   order. */
static void test_order_detail(void **state)
{
    (void)state;
    start();
    struct order_entry iceberg = fixture_entry(SIDE_SELL, 10, 500);
    iceberg.display.lots = 4;
    struct order_entry stop = fixture_entry(SIDE_SELL, 10, 300);
    stop.type = TYPE_STOP_LIMIT;
    stop.trigger.ticks = 310;
    struct order_entry timed = fixture_entry(SIDE_SELL, 10, 500);
    timed.tif = TIF_DAY;

    (void)fixture_place(&fixture, ALICE, iceberg);
    EXPECT_EQ("an iceberg: lots shown", fixture.list[0].order.detail, 4);
    (void)fixture_place(&fixture, ALICE, stop);
    EXPECT_EQ("an armed order: its trigger", fixture.list[0].order.detail, 310);
    (void)fixture_place(&fixture, ALICE, timed);
    EXPECT_EQ("an order that expires: none", fixture.list[0].order.detail, 0);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 4, 500));
    const struct event *event = fixture_event(&fixture, EVENT_ORDER_REPLENISHED);
    EXPECT_TRUE("replenished", event != NULL && event->order.detail == 4);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_BUY, 14, 500));
    event = fixture_event(&fixture, EVENT_ORDER_REPLENISHED);
    EXPECT_TRUE("the rest", event != NULL && event->order.detail == 2);
}

/* clang-format off */
static const struct {
    const char *row;
    enum command_kind kind;
    uint64_t order_id;        /* in the reject, from the command */
    uint64_t client_order_id;
} named[] = {
    {"a new order: the member's id",       COMMAND_ORDER_PLACE,    0, 21},
    {"a list: that of the leg",            COMMAND_ORDER_LIST,     0, 32},
    {"an amend: both ids",                 COMMAND_ORDER_AMEND,    5, 6},
    {"a decrease: both ids",               COMMAND_ORDER_DECREASE, 5, 6},
    {"a cancel: both ids",                 COMMAND_ORDER_CANCEL,   7, 8},
    {"another command: none",              COMMAND_DEPOSIT,        0, 0},
};
/* clang-format on */

static void test_reject(void **state)
{
    (void)state;
    start();
    for (uint32_t i = 0; i < sizeof named / sizeof named[0]; i++) {
        const char *row = named[i].row;
        struct command command = {.kind = (uint16_t)named[i].kind,
                                  .account_id = 4,
                                  .product_id = 2,
                                  .session_id = 3,
                                  .client_sequence = 12};
        if (command.kind == COMMAND_ORDER_PLACE) command.order.client_order_id = 21;
        if (command.kind == COMMAND_ORDER_LIST) command.list.legs[1].client_order_id = 32;
        if (command.kind == COMMAND_ORDER_CANCEL) command.cancel = (struct body_cancel){7, 8};
        if (command.kind == COMMAND_ORDER_AMEND || command.kind == COMMAND_ORDER_DECREASE) {
            command.amend = (struct body_amend){.order_id = 5, .client_order_id = 6};
        }
        fixture.events.count = 0;
        fixture.core->command = &command;
        emit_reject(fixture.core, verdict_of(REJECT_MARGIN, FIELD_MARGIN, 100, 50), 1);
        const struct event *event = &fixture.list[0];
        EXPECT_EQ(row, event->kind, EVENT_REJECTED);
        EXPECT_EQ(row, event->account_id, 4);
        EXPECT_EQ(row, event->product_id, 2);
        EXPECT_EQ(row, event->reject.code, REJECT_MARGIN);
        EXPECT_EQ(row, event->reject.field, FIELD_MARGIN);
        EXPECT_EQ(row, event->reject.given, 100);
        EXPECT_EQ(row, event->reject.legal, 50);
        EXPECT_EQ(row, event->reject.command_kind, named[i].kind);
        EXPECT_EQ(row, event->reject.leg, 1);
        EXPECT_EQ(row, event->reject.session_id, 3);
        EXPECT_EQ(row, event->reject.client_sequence, 12);
        EXPECT_EQ(row, event->reject.order_id, named[i].order_id);
        EXPECT_EQ(row, event->reject.client_order_id, named[i].client_order_id);
    }
    EXPECT_STOPS("a reject has a reason", emit_reject(fixture.core, verdict_ok(), 0));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_header),     cmocka_unit_test(test_full_list),
        cmocka_unit_test(test_order_body), cmocka_unit_test(test_order_detail),
        cmocka_unit_test(test_reject),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
