/* SPDX-License-Identifier: Apache-2.0 */
/*
 * flow_give_up_test.c - what scenarios of give-ups, allocations, programmes and tiers cannot show:
 * memory that is used up, trades that are not kept any more, parts that add up, for flow_give_up.c,
 * flow_allocation.c, flow_error.c and flow_fee.c (R-ERROR-1, R-GIVE-2 to R-GIVE-4, R-ALLOC-2,
 * R-FEE-3).  The fixture audits after each command, so that all sums are zero.
 */
#include "base/expect.h"
#include "core/fixture.h"

#define OTHER 2u /* another member */
#define DAVE  4u /* its account */

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void start(void)
{
    struct product_terms terms = fixture_terms();
    fixture_open(&fixture, memory, sizeof memory);
    terms.fee_maker_ppm = 333;
    terms.fee_taker_ppm = 777;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = PRODUCT;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    fixture_member(&fixture, OTHER);
    assert_int_equal(fixture_account(&fixture, OTHER, 0), DAVE);
    fixture_command(&fixture, COMMAND_GIVE_UP_TERMS)->give_up_terms.window_ns = WINDOW_NS_MAX;
    fixture_step(&fixture);
    assert_int_equal(fixture_reject(&fixture), REJECT_NONE);
}

/* Alice takes from Bob. */
static void trade(int64_t lots, int64_t ticks, uint64_t client_order_id)
{
    struct order_entry entry = fixture_entry(SIDE_BUY, lots, ticks);
    entry.client_order_id = client_order_id;
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, lots, ticks));
    (void)fixture_place(&fixture, ALICE, entry);
    assert_int_equal(fixture_count(&fixture, EVENT_TRADE), 1);
}

static enum reject give_up(uint64_t trade_id, int64_t lots)
{
    fixture_command(&fixture, COMMAND_GIVE_UP)->account_id = ALICE;
    fixture.command.give_up =
        (struct body_give_up){.trade_id = trade_id, .lots = lots, .to_account_id = DAVE};
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static enum reject decide(uint64_t give_up_id, enum give_up_step decision)
{
    bool withdraws = decision == GIVE_UP_WITHDRAWN;
    fixture_command(&fixture, COMMAND_GIVE_UP_DECIDE)->account_id = withdraws ? ALICE : DAVE;
    fixture.command.give_up_decide =
        (struct body_give_up_decide){.give_up_id = give_up_id, .decision = (uint8_t)decision};
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

/* R-ERROR-1: as many trades are kept as there can be orders. */
static void test_kept(void **state)
{
    (void)state;
    start();
    uint32_t room = fixture_config().orders_max;
    for (uint32_t i = 0; i < room; i++) trade(1, 100, 0);
    EXPECT_EQ("the first is kept", give_up(1, 1), REJECT_NONE);
    trade(1, 100, 0);
    EXPECT_EQ("and not any more", decide(1, GIVE_UP_ACCEPTED), REJECT_TRADE);
    EXPECT_EQ("nor asked about", give_up(1, 1), REJECT_TRADE);
    EXPECT_EQ("the next one still is", give_up(2, 1), REJECT_NONE);
    EXPECT_EQ("what nobody can accept can be withdrawn", decide(1, GIVE_UP_WITHDRAWN), REJECT_NONE);
}

/* R-GIVE-2: so many wait and no more; a place that became free is used. */
static void test_room(void **state)
{
    (void)state;
    start();
    trade(1000, 100, 0);
    for (uint32_t i = 0; i < GIVE_UPS_MAX; i++) {
        EXPECT_EQ("one lot each", give_up(1, 1), REJECT_NONE);
    }
    EXPECT_EQ("one too many", give_up(1, 1), REJECT_CAPACITY);
    EXPECT_EQ("one is answered", decide(7, GIVE_UP_REFUSED), REJECT_NONE);
    EXPECT_EQ("then there is room", give_up(1, 1), REJECT_NONE);
    EXPECT_EQ("and the number goes on", decide(GIVE_UPS_MAX + 1, GIVE_UP_ACCEPTED), REJECT_NONE);
}

/* Of the last trade: the maker's fill comes first. */
static int64_t taker_fee_micros(void)
{
    const struct event *fill = fixture_event(&fixture, EVENT_FILL);
    return fill == NULL ? -1 : fill[1].fill.fee.micros;
}

/* R-GIVE-4: parts of a trade, in any order and size, take over its fee to the micro. */
static void test_parts(void **state)
{
    static const int64_t parts[] = {1, 1, 5, 333, 2, 617, 41};
    const uint32_t count = sizeof parts / sizeof parts[0];
    (void)state;
    start();
    trade(1000, 101, 0);
    int64_t fee_micros = taker_fee_micros();
    int64_t sum_micros = 0;
    for (uint32_t i = 0; i < count; i++) {
        EXPECT_EQ("offered", give_up(1, parts[i]), REJECT_NONE);
        EXPECT_EQ("accepted", decide(i + 1, GIVE_UP_ACCEPTED), REJECT_NONE);
        sum_micros += fixture_seen(&fixture, EVENT_GIVE_UP).give_up.fee.micros;
        EXPECT_EQ("it moved", fixture_count(&fixture, EVENT_POSITION_MOVED), 1);
        EXPECT_EQ("nothing realised",
                  fixture_seen(&fixture, EVENT_POSITION_MOVED).moved.realised.micros, 0);
    }
    EXPECT_EQ("the fee of the trade", sum_micros, fee_micros);
    struct position_view view;
    assert_true(core_position(fixture.core, ALICE, PRODUCT, &view));
    EXPECT_EQ("the giver is flat", view.net.lots, 0);
    assert_true(core_position(fixture.core, DAVE, PRODUCT, &view));
    EXPECT_EQ("the receiver has it all", view.net.lots, 1000);
    EXPECT_EQ("for what it cost", view.paid.micros, INT64_C(1000) * 101 * 100);
}

/* R-ALLOC-2: rows take value and fees of the bunch to the micro. */
static void test_rows(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_ACCOUNT_PROFILE)->account_id = ALICE;
    fixture.command.account_profile =
        (struct body_account_profile){.country = COUNTRY_OF('U', 'S'), .kind = ACCOUNT_OMNIBUS};
    fixture_step(&fixture);
    int64_t fees_micros = 0;
    int64_t value_micros = 0;
    for (int64_t i = 0; i < 40; i++) {
        trade(1 + i % 7, 90 + i % 13, 5);
        value_micros += (1 + i % 7) * (90 + i % 13) * 100;
        fees_micros += taker_fee_micros();
    }
    int64_t lots = 5 * 28 + 1 + 2 + 3 + 4 + 5;
    fixture_command(&fixture, COMMAND_ALLOCATION)->account_id = ALICE;
    fixture.command.product_id = PRODUCT;
    fixture.command.allocation =
        (struct body_allocation){.client_order_id = 5,
                                 .row_count = 3,
                                 .rows = {{1, ALICE, 0}, {lots - 18, BOB, 0}, {17, CAROL, 0}}};
    fixture_step(&fixture);
    EXPECT_EQ("allocated", fixture_reject(&fixture), REJECT_NONE);
    for (uint32_t i = 0; i < fixture.events.count; i++) {
        const struct event *event = &fixture.list[i];
        if (event->kind != EVENT_ALLOCATION) continue;
        value_micros -= event->allocation.value.micros;
        fees_micros -= event->allocation.fee.micros;
        EXPECT_EQ("the whole bunch", event->allocation.bunch.lots, lots);
    }
    EXPECT_EQ("all of the value", value_micros, 0);
    EXPECT_EQ("all of the fees", fees_micros, 0);
}

/* R-FEE-3: a rate does not change within a day, and does on the next. */
static void test_tiers(void **state)
{
    (void)state;
    start();
    fixture_command(&fixture, COMMAND_FEE_TIERS)->product_id = PRODUCT;
    fixture.command.fee_tiers = (struct body_fee_tiers){2, {{0, 0, 1000}, {10000, 0, 500}}};
    fixture_step(&fixture);
    for (uint32_t i = 0; i < 3; i++) {
        trade(10, 100, 0); /* 100,000 micros */
        EXPECT_EQ("today", taker_fee_micros(), 100);
    }
    fixture.time_ns += WINDOW_NS_MAX;
    trade(10, 100, 0);
    EXPECT_EQ("tomorrow", taker_fee_micros(), 50);
    fixture.time_ns += 31 * WINDOW_NS_MAX;
    trade(10, 100, 0);
    EXPECT_EQ("a month later", taker_fee_micros(), 100);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_kept), cmocka_unit_test(test_room),  cmocka_unit_test(test_parts),
        cmocka_unit_test(test_rows), cmocka_unit_test(test_tiers),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
