/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account.c - what read_model rebuilds from events is what the core knows, after every command.
 *
 * Random streams of all kinds of commands.  Balances, positions and live orders of every account
 * are compared; the numbers of private events and of transactions have no gaps; the transactions of
 * an account add up to its balance.
 */
#include "feed.h"
#include "model/command.h"
#include "read_model/read_model.h"

#define PRODUCTS   6u
#define COMMANDS   20000u
#define ACCOUNTS   1024u
#define EVENTS_MAX 512u

/* What a listener has seen of each account. */
struct seen {
    uint64_t events;
    uint64_t transactions;
    int64_t balance_micros;
};

static struct seen seen[ACCOUNTS];
static uint64_t kinds_seen[TRANSACTION_BLOCK + 1];
static uint64_t fills_seen;
static uint64_t ends_seen;

static void listen(void *context, const struct private_event *private)
{
    const struct read_model *model = context;
    struct seen *account = &seen[private->account_id];
    EXPECT_EQ("the next number", private->number, account->events + 1);
    account->events = private->number;
    if (private->order != NULL) {
        EXPECT_TRUE("its record",
                    read_model_order(model, private->order->order_id) == private->order);
        EXPECT_EQ("its owner", private->order->account_id, private->account_id);
        if (!record_is_live(private->order)) ends_seen++;
    }
    if (private->fill != NULL) {
        bool is_block = private->event->kind == EVENT_POSITION_MOVED;
        fills_seen++;
        EXPECT_EQ("a block has a number", private->fill->block_id != 0, is_block);
        EXPECT_EQ("balance after the fill", private->transaction->balance.micros,
                  private->fill->balance.micros);
    }
    EXPECT_TRUE("a fill's record", private->event->kind != EVENT_FILL || private->fill != NULL);
    if (private->event->kind == EVENT_FILL && private->fill != NULL) {
        EXPECT_EQ("the fill is the event's", private->fill->trade_id,
                  private->event->fill.trade_id);
        EXPECT_EQ("with its balance", private->fill->balance.micros,
                  private->event->fill.balance.micros);
    }
    if (private->transaction == NULL) return;
    EXPECT_EQ("the next transaction", private->transaction->number, account->transactions + 1);
    account->transactions++;
    kinds_seen[private->transaction->kind]++;
    account->balance_micros += private->transaction->change.micros;
    EXPECT_EQ("running balance", private->transaction->balance.micros, account->balance_micros);
}

/* --- comparison ------------------------------------------------------------------------------- */

static void compare_order(const struct feed *feed, const struct order_record *record)
{
    static const uint8_t states[] = {0, RECORD_OPEN, RECORD_ARMED, RECORD_HELD};
    struct order_view view;
    assert_true(core_order(feed->core, record->order_id, &view));
    EXPECT_EQ("account", record->account_id, view.account_id);
    EXPECT_EQ("client order id", record->client_order_id, view.client_order_id);
    EXPECT_EQ("open", record->open.lots, view.open.lots);
    EXPECT_EQ("filled", record->filled.lots, view.filled.lots);
    EXPECT_EQ("total", record->qty.lots, view.open.lots + view.filled.lots);
    EXPECT_EQ("state", record->state, states[view.state]);
    if (view.state == ORDER_RESTING) EXPECT_EQ("shown", record->shown.lots, view.shown.lots);
    if (view.state == ORDER_ARMED) {
        EXPECT_EQ("trigger", record->trigger.ticks, view.trigger.ticks);
    }
    bool is_unpriced = record->type == TYPE_MARKET && record->linked_order_id != 0;
    if (!is_unpriced) EXPECT_EQ("price", record->price.ticks, view.price.ticks);
}

static void compare_orders(const struct feed *feed, const struct read_model *model,
                           uint32_t account_id, uint32_t count)
{
    uint32_t live = 0;
    uint64_t before = 0;
    const struct order_record *record = NULL;
    while ((record = read_model_live(model, account_id, record)) != NULL) {
        compare_order(feed, record);
        EXPECT_TRUE("oldest first", record->order_id > before);
        before = record->order_id;
        live++;
    }
    EXPECT_EQ("live orders", live, count);
    EXPECT_EQ("their count", read_model_live_count(model, account_id), count);
}

static void compare_positions(const struct feed *feed, const struct read_model *model,
                              uint32_t account_id)
{
    for (uint16_t id = 1; id <= PRODUCTS; id++) {
        struct position_view view = {0};
        struct position_record record = {0};
        (void)core_position(feed->core, account_id, id, &view);
        (void)read_model_position(model, account_id, id, &record);
        EXPECT_EQ("net lots", record.net.lots, view.net.lots);
        EXPECT_EQ("paid", record.paid.micros, view.paid.micros);
    }
}

static void compare(const struct feed *feed, const struct read_model *model)
{
    for (uint32_t id = 1; id < feed->config.accounts_max; id++) {
        struct account_view view;
        struct account_record record;
        bool exists = core_account(feed->core, id, &view);
        EXPECT_EQ("account exists", read_model_account(model, id, &record), exists);
        if (!exists) continue;
        EXPECT_EQ("balance", record.balance.micros, view.balance.micros);
        EXPECT_EQ("member", record.member_id, view.member_id);
        EXPECT_EQ("account state", record.state, view.state);
        EXPECT_EQ("events", record.event_number, seen[id].events);
        EXPECT_EQ("transactions", record.transaction_number, seen[id].transactions);
        compare_positions(feed, model, id);
        compare_orders(feed, model, id, view.order_count);
    }
}

/* A client that resumes behind any number it has seen gets what followed. */
static void compare_events(const struct read_model *model, uint32_t account_id)
{
    static struct kept_event list[EVENTS_MAX];
    struct kept_events kept = {.list = list, .max = EVENTS_MAX};
    uint64_t last = seen[account_id].events;
    for (uint64_t after = last > 40 ? last - 40 : 0; after <= last; after++) {
        read_model_events(model, account_id, after, &kept);
        EXPECT_TRUE("kept", kept.is_complete);
        EXPECT_EQ("all that followed", kept.count, last - after);
        for (uint32_t i = 0; i < kept.count; i++) {
            EXPECT_EQ("in order", list[i].number, after + 1 + i);
        }
    }
}

static void run(uint64_t seed, uint32_t parts)
{
    static struct feed feed;
    feed_open(&feed, seed, PRODUCTS, parts);
    assert_true(feed.config.accounts_max <= ACCOUNTS);
    struct read_model_config config =
        read_model_config_default(feed.config.products_max, feed.config.accounts_max);
    config.ended_orders_kept = 64;
    struct read_model *model = read_model_create(&config);
    assert_non_null(model);
    memset(seen, 0, sizeof seen);
    fills_seen = 0;
    ends_seen = 0;
    read_model_listen(model, listen, model);
    for (uint32_t i = 0; i < COMMANDS; i++) {
        feed_step(&feed);
        read_model_command(model, &feed.command);
        assert_true(read_model_apply(model, feed.list, feed.count));
        if (i % 8 == 0) compare(&feed, model);
    }
    compare(&feed, model);
    for (uint32_t id = 1; id < feed.config.accounts_max; id++) compare_events(model, id);
    EXPECT_TRUE("fills happened", fills_seen > 200);
    print_message("seed %llu: %llu fills, %llu ended orders\n", (unsigned long long)seed,
                  (unsigned long long)fills_seen, (unsigned long long)ends_seen);
    read_model_destroy(model);
    feed_close(&feed);
}

static void test_orders_alone(void **state)
{
    (void)state;
    run(31, 0);
}

static void test_with_the_economy(void **state)
{
    (void)state;
    run(46, PARTS_ALL);
    run(44, PARTS_ALL | PART_WATERFALL);
    run(47, PARTS_ALL);
    for (uint32_t kind = TRANSACTION_DEPOSIT; kind <= TRANSACTION_BLOCK; kind++) {
        EXPECT_TRUE("a transaction of this kind", kinds_seen[kind] > 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders_alone),
        cmocka_unit_test(test_with_the_economy),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
