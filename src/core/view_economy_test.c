/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_economy_test.c - give-ups that wait, programmes and fees by volume, as they are shown.
 *
 * Role   Tests view_economy.c.
 */
#include "base/expect.h"
#include "core/desk_view.h"
#include "core/fixture.h"

#define OTHER  2u /* another member, a market maker */
#define DAVE   4u /* its account */
#define DAY_NS INT64_C(86400000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void accepted(void)
{
    fixture_step(&fixture);
    assert_int_equal(fixture_reject(&fixture), REJECT_NONE);
}

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    fixture_member(&fixture, OTHER);
    assert_int_equal(fixture_account(&fixture, OTHER, 0), DAVE);
    fixture_command(&fixture, COMMAND_GIVE_UP_TERMS)->give_up_terms =
        (struct body_give_up_terms){.window_ns = WINDOW_NS_MAX, .answer_ns = 1000000000};
    accepted();
}

/* Alice takes from Bob. */
static void trade(int64_t lots, int64_t ticks)
{
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, lots, ticks));
    (void)fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, lots, ticks));
    assert_int_equal(fixture_count(&fixture, EVENT_TRADE), 1);
}

static void test_give_ups(void **state)
{
    (void)state;
    static struct give_up_view list[GIVE_UPS_MAX];
    start();
    EXPECT_EQ("none yet", core_give_ups(fixture.core, list, GIVE_UPS_MAX), 0);
    EXPECT_EQ("terms", core_give_up_terms(fixture.core).window_ns, WINDOW_NS_MAX);
    trade(10, 100);
    for (int64_t lots = 3; lots <= 4; lots++) {
        fixture_command(&fixture, COMMAND_GIVE_UP)->account_id = ALICE;
        fixture.command.give_up =
            (struct body_give_up){.trade_id = 1, .lots = lots, .to_account_id = DAVE};
        accepted();
    }
    EXPECT_EQ("two wait", core_give_ups(fixture.core, list, GIVE_UPS_MAX), 2);
    EXPECT_EQ("number", list[1].give_up_id, 2);
    EXPECT_EQ("of the trade", list[1].trade_id, 1);
    EXPECT_EQ("from", list[1].from_account_id, ALICE);
    EXPECT_EQ("to", list[1].to_account_id, DAVE);
    EXPECT_EQ("lots", list[1].qty.lots, 4);
    EXPECT_EQ("at the trade's price", list[1].price.ticks, 100);
    EXPECT_EQ("side", list[1].side, SIDE_BUY);
    EXPECT_EQ("product", list[1].product_id, PRODUCT);
    EXPECT_EQ("lapses a second later", list[1].lapse_ns, list[1].since_ns + 1000000000);
    EXPECT_EQ("no more than there is room for", core_give_ups(fixture.core, list, 1), 1);
    fixture_command(&fixture, COMMAND_GIVE_UP_DECIDE)->account_id = DAVE;
    fixture.command.give_up_decide =
        (struct body_give_up_decide){.give_up_id = 1, .decision = GIVE_UP_REFUSED};
    accepted();
    EXPECT_EQ("one is answered", core_give_ups(fixture.core, list, GIVE_UPS_MAX), 1);
    fixture.time_ns += 1000000000;
    fixture_command(&fixture, COMMAND_TICK);
    accepted();
    EXPECT_EQ("the other has lapsed", core_give_ups(fixture.core, list, GIVE_UPS_MAX), 0);
}

static void test_programmes(void **state)
{
    (void)state;
    struct programme_view view;
    int32_t paid = 0;
    start();
    fixture_command(&fixture, COMMAND_MEMBER_SET)->member = (struct body_member){
        .member_id = OTHER, .kind = MEMBER_MARKET_MAKER, .state = PARTY_APPROVED};
    accepted();
    EXPECT_FALSE("none", core_programme(fixture.core, 3, &view));
    EXPECT_FALSE("no such number", core_programme(fixture.core, PROGRAMMES_MAX, &view));
    EXPECT_FALSE("nor 0", core_programme(fixture.core, 0, &view));
    fixture_command(&fixture, COMMAND_PROGRAMME_TERMS)->product_id = PRODUCT;
    fixture.command.programme_terms = (struct body_programme_terms){.lots = 40,
                                                                    .programme_id = 3,
                                                                    .spread_ppm = 1000,
                                                                    .uptime_ppm = 500000,
                                                                    .to_minute = 1440,
                                                                    .weekdays = 127,
                                                                    .runs = 1};
    accepted();
    EXPECT_TRUE("a programme", core_programme(fixture.core, 3, &view));
    EXPECT_EQ("its obligation", view.terms->lots, 40);
    EXPECT_EQ("its product", view.product_id, PRODUCT);
    EXPECT_EQ("it runs", view.until, INT32_MAX);
    EXPECT_EQ("nobody takes part", view.account_count, 0);
    EXPECT_FALSE("nor does Dave", core_programme_paid(fixture.core, 3, DAVE, &paid));
    fixture_command(&fixture, COMMAND_PROGRAMME_ENROL)->account_id = DAVE;
    fixture.command.programme_enrol =
        (struct body_programme_enrol){.programme_id = 3, .is_enrolled = 1};
    accepted();
    EXPECT_TRUE("now he does", core_programme_paid(fixture.core, 3, DAVE, &paid));
    EXPECT_EQ("from the day of his entry", paid, view.since);
    EXPECT_FALSE("Bob does not", core_programme_paid(fixture.core, 3, BOB, &paid));
    EXPECT_FALSE("in no such programme", core_programme_paid(fixture.core, 0, DAVE, &paid));
    EXPECT_TRUE("it is shown", core_programme(fixture.core, 3, &view) && view.account_count == 1);
}

/* R-FEE-3: what is traded today counts from tomorrow on, for whoever has the owner. */
static void test_fees(void **state)
{
    (void)state;
    struct fee_view view;
    start();
    EXPECT_FALSE("no account", core_fees(fixture.core, 99, PRODUCT, &view));
    EXPECT_FALSE("no product", core_fees(fixture.core, ALICE, 3, &view));
    EXPECT_FALSE("nor beyond the last", core_fees(fixture.core, ALICE, 60000, &view));
    EXPECT_TRUE("the rates of the terms", core_fees(fixture.core, ALICE, PRODUCT, &view));
    EXPECT_EQ("without tiers", view.tiers->tier_count, 0);
    EXPECT_EQ("a taker's", view.taker_ppm, fixture_terms().fee_taker_ppm);
    fixture_command(&fixture, COMMAND_FEE_TIERS)->product_id = PRODUCT;
    fixture.command.fee_tiers = (struct body_fee_tiers){2, {{0, 70, 1000}, {100000, 30, 500}}};
    accepted();
    trade(10, 100); /* 100,000 micros */
    EXPECT_TRUE("today", core_fees(fixture.core, ALICE, PRODUCT, &view));
    EXPECT_EQ("nothing counts yet", view.volume_micros, 0);
    EXPECT_EQ("the first tier", view.maker_ppm, 70);
    fixture.time_ns += DAY_NS;
    fixture_command(&fixture, COMMAND_TICK);
    accepted();
    EXPECT_TRUE("tomorrow", core_fees(fixture.core, ALICE, PRODUCT, &view));
    EXPECT_EQ("it counts", view.volume_micros, 100000);
    EXPECT_EQ("the second tier", view.taker_ppm, 500);
    EXPECT_TRUE("who has not traded", core_fees(fixture.core, CAROL, PRODUCT, &view));
    EXPECT_EQ("stays in the first", view.taker_ppm, 1000);
    fixture.time_ns += 31 * DAY_NS;
    fixture_command(&fixture, COMMAND_TICK);
    accepted();
    EXPECT_TRUE("a month later", core_fees(fixture.core, ALICE, PRODUCT, &view));
    EXPECT_EQ("it is forgotten", view.volume_micros, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_give_ups),
        cmocka_unit_test(test_programmes),
        cmocka_unit_test(test_fees),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
