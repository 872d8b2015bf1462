/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream_test.c - the stream repeats itself, stays within its bounds and reaches everything.
 *
 * Covers stream.c, stream_world.c, stream_setup.c, stream_order.c, stream_change.c,
 * stream_venue.c, stream_bend.c, stream_retry.c and coverage.c, with the naive venue as the other
 * side.
 */
#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"
#include "model/accounts_chart.h"
#include "model/reject.h"
#include "sim/coverage.h"
#include "sim/naive.h"
#include "sim/stream.h"

#define AUDIT_INTERVAL 500u

struct flow {
    struct core_config config;
    struct stream *stream;
    struct naive *naive;
    struct naive_events events;
    struct command command;
};

static void flow_open(struct flow *flow, uint64_t seed, uint32_t parts)
{
    memset(flow, 0, sizeof *flow);
    flow->config = stream_config(seed);
    flow->stream = stream_create(seed, 6, parts);
    flow->naive = naive_create(&flow->config, parts);
}

static void flow_step(struct flow *flow)
{
    stream_next(flow->stream, &flow->command);
    naive_step(flow->naive, &flow->command, &flow->events);
    stream_learn(flow->stream, flow->events.list, flow->events.count);
}

static void flow_close(struct flow *flow)
{
    stream_destroy(flow->stream);
    naive_destroy(flow->naive);
    naive_events_free(&flow->events);
}

static void test_repeats(void **state)
{
    (void)state;
    struct flow one;
    struct flow two;
    flow_open(&one, 11, PARTS_ALL);
    flow_open(&two, 11, PARTS_ALL);
    for (uint32_t i = 0; i < 3000; i++) {
        flow_step(&one);
        flow_step(&two);
        assert_memory_equal(&one.command, &two.command, sizeof one.command);
        assert_int_equal(one.events.count, two.events.count);
        if (one.events.count == 0) continue;
        assert_memory_equal(one.events.list, two.events.list,
                            sizeof(struct event) * one.events.count);
    }
    flow_close(&two);
    flow_open(&two, 12, PARTS_ALL);
    bool differs = false;
    for (uint32_t i = 0; i < 300; i++) {
        flow_step(&two);
        differs = differs || two.command.time_ns != one.command.time_ns;
    }
    EXPECT_TRUE("another seed is another stream", differs);
    flow_close(&one);
    flow_close(&two);
}

static void test_configurations_are_legal(void **state)
{
    (void)state;
    for (uint64_t seed = 0; seed < 8; seed++) {
        struct core_config config = stream_config(seed);
        EXPECT_TRUE("the core takes it", core_config_fault(&config) == NULL);
    }
}

/* R-AUDIT-1, R-AUDIT-2, R-BOOK-3 from outside. */
static void audit(const struct flow *flow)
{
    int64_t sum = 0;
    for (uint32_t entry = 0; entry < entry_account(flow->config.accounts_max); entry++)
        sum += naive_balance(flow->naive, entry).micros;
    for (uint32_t i = 0; i < flow->config.products_max * PRODUCT_ENTRIES; i++)
        sum += naive_balance(flow->naive, ENTRY_PRODUCT_FIRST + i).micros;
    EXPECT_EQ("R-AUDIT-1", sum, 0);
    for (uint16_t id = 1; id < flow->config.products_max; id++) {
        struct product_view product;
        struct position_view position;
        struct depth_level bid;
        struct depth_level ask;
        int64_t net = 0;
        int64_t paid = naive_balance(flow->naive, entry_clearing(id)).micros;
        if (!naive_product(flow->naive, id, &product)) continue;
        for (uint32_t account = 1; account < flow->config.accounts_max; account++) {
            if (!naive_position(flow->naive, account, id, &position)) continue;
            net += position.net.lots;
            paid += position.paid.micros;
        }
        EXPECT_EQ("R-AUDIT-2 net", net, 0);
        EXPECT_EQ("R-AUDIT-2 paid", paid, 0);
        bool is_trading = product.phase == PHASE_OPEN && product.halt == HALT_NONE;
        if (!is_trading || naive_depth(flow->naive, id, SIDE_BUY, &bid, 1) == 0) continue;
        if (naive_depth(flow->naive, id, SIDE_SELL, &ask, 1) == 0) continue;
        EXPECT_TRUE("R-BOOK-3", bid.price.ticks < ask.price.ticks);
    }
}

/* What ten runs with these parts of the economy reach. */
static void run_ten(uint32_t parts, struct coverage *sum)
{
    for (uint64_t seed = 1; seed <= 10; seed++) {
        struct flow flow;
        flow_open(&flow, seed, parts);
        for (uint32_t i = 0; i < 20000; i++) {
            flow_step(&flow);
            coverage_count(sum, &flow.command, flow.events.list, flow.events.count);
            EXPECT_TRUE("room for all orders",
                        naive_live(flow.naive, NULL, 0) + LIST_LEGS_MAX < flow.config.orders_max);
            if (i % AUDIT_INTERVAL == 0) audit(&flow);
        }
        flow_close(&flow);
    }
}

static void test_reaches_the_economy(void **state)
{
    (void)state;
    static struct coverage sum;
    run_ten(PARTS_ALL, &sum);
    EXPECT_EQ("never reached", coverage_missing(&sum, PARTS_ALL, stderr), 0);
    EXPECT_TRUE("every sixtieth command makes a trade",
                60 * sum.events[EVENT_TRADE] > 8 * UINT64_C(20000));
}

static void test_reaches_everything(void **state)
{
    (void)state;
    static struct coverage sum;
    run_ten(0, &sum);
    EXPECT_EQ("never reached", coverage_missing(&sum, 0, stderr), 0);
    EXPECT_TRUE("more than half of the orders are valid",
                2 * sum.accepted[COMMAND_ORDER_PLACE] > sum.commands[COMMAND_ORDER_PLACE]);
    EXPECT_TRUE("every tenth command makes a trade",
                10 * sum.events[EVENT_TRADE] > 8 * UINT64_C(20000));
}

static void test_coverage_counts(void **state)
{
    (void)state;
    static struct coverage coverage;
    struct command command = {.kind = COMMAND_ORDER_PLACE};
    struct event events[2] = {{.kind = EVENT_ORDER_CANCELLED}, {.kind = EVENT_REJECTED}};
    events[0].order.reason = REASON_CHECK;
    events[0].order.check = REJECT_MARGIN;
    events[1].reject.code = REJECT_QTY;
    coverage_count(&coverage, &command, events, 1);
    coverage_count(&coverage, &command, &events[1], 1);
    EXPECT_EQ("two sent", coverage.commands[COMMAND_ORDER_PLACE], 2);
    EXPECT_EQ("one of them was rejected", coverage.accepted[COMMAND_ORDER_PLACE], 1);
    EXPECT_EQ("reason", coverage.reasons[REASON_CHECK], 1);
    EXPECT_EQ("check", coverage.checks[REJECT_MARGIN], 1);
    EXPECT_EQ("code", coverage.rejects[REJECT_QTY], 1);
    FILE *nowhere = fopen("/dev/null", "w");
    assert_non_null(nowhere);
    EXPECT_TRUE("the rest is missing", coverage_missing(&coverage, 0, nowhere) > 100);
    coverage_print(&coverage, nowhere);
    (void)fclose(nowhere);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_repeats),
        cmocka_unit_test(test_configurations_are_legal),
        cmocka_unit_test(test_reaches_everything),
        cmocka_unit_test(test_reaches_the_economy),
        cmocka_unit_test(test_coverage_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
