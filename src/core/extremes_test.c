/* SPDX-License-Identifier: Apache-2.0 */
/*
 * extremes_test.c - what members and operators can do at the edge of the numbers of
 * model/limits.h: the core neither stops nor overflows (R-SIZE-4, R-TIME-1, R-CASH-1, R-MARGIN-3).
 *
 * The sanitized builds of this test are the point of it.  Every step is audited.
 */
#include "base/expect.h"
#include "core/fixture.h"

#define MARGIN_ALL 1000000u

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

/* Terms as wide as they may be: prices to 10^12, so that 4 000 000 lots are all there can be. */
static struct product_terms wide_terms(void)
{
    struct product_terms terms = fixture_terms();
    terms.tick_value_micros = 1;
    terms.price_ticks_max = PRICE_TICKS_MAX;
    terms.order_lots_max = QTY_LOTS_MAX;
    terms.order_notional_micros_max = NOTIONAL_MICROS_MAX;
    terms.protection_ticks = PRICE_TICKS_MAX;
    return terms;
}

static void start(const struct product_terms *terms)
{
    fixture_start(&fixture, memory, sizeof memory);
    for (uint16_t product = 1; product <= 3; product++) {
        fixture_define(&fixture, product, terms);
        fixture_list(&fixture, product);
    }
    fixture_member(&fixture, MEMBER);
    for (uint32_t account = ALICE; account <= CAROL; account++) {
        (void)fixture_account(&fixture, MEMBER, 0);
    }
}

static uint64_t place_in(uint16_t product, uint32_t account, struct order_entry entry)
{
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_PLACE);
    command->account_id = account;
    command->product_id = product;
    command->order = entry;
    fixture_step(&fixture);
    return fixture_reject(&fixture) == REJECT_NONE ? fixture.list[0].order.order_id : 0;
}

static void trade(enum side alice, int64_t lots, int64_t ticks)
{
    (void)place_in(1, ALICE, fixture_entry(alice, lots, ticks));
    (void)place_in(1, BOB, fixture_entry(side_opposite(alice), lots, ticks));
}

static int64_t balance_of(uint32_t account)
{
    return core_balance(fixture.core, entry_account(account)).micros;
}

/* Buying for nothing and selling at the highest price, until no 64 bits hold the profit. */
static void test_profit_without_end(void **state)
{
    (void)state;
    struct product_terms terms = wide_terms();
    terms.fee_taker_ppm = 1;
    start(&terms);
    for (uint32_t round = 0; round < 120; round++) {
        trade(SIDE_BUY, 100000, 1);
        trade(SIDE_SELL, 100000, PRICE_TICKS_MAX);
    }
    EXPECT_EQ("a profit is shown at the bound", balance_of(ALICE), INT64_MAX);
    EXPECT_EQ("and a loss", balance_of(BOB), INT64_MIN);
    fixture_command(&fixture, COMMAND_WITHDRAW)->account_id = ALICE;
    fixture.command.cash.amount.micros = MONEY_MICROS_MAX;
    fixture_step(&fixture);
    EXPECT_EQ("it can be withdrawn", fixture_reject(&fixture), REJECT_NONE);
    EXPECT_EQ("but not added to", fixture_deposit(&fixture, ALICE, 1), REJECT_AMOUNT);
    EXPECT_EQ("nothing is left to add", fixture.list[0].reject.legal, 0);
    for (uint32_t i = 0; i < 8; i++) (void)fixture_deposit(&fixture, BOB, MONEY_MICROS_MAX);
    EXPECT_EQ("all deposits are bounded", fixture_reject(&fixture), REJECT_AMOUNT);
}

static void test_fees_without_end(void **state)
{
    (void)state;
    struct product_terms terms = wide_terms();
    terms.fee_taker_ppm = (uint32_t)RATE_PPM_MAX;
    terms.fee_maker_ppm = (uint32_t)RATE_PPM_MAX;
    start(&terms);
    for (uint32_t round = 0; round < 60; round++) {
        trade(round % 2 == 0 ? SIDE_BUY : SIDE_SELL, 100000, PRICE_TICKS_MAX);
    }
    EXPECT_EQ("fees are shown at the bound", core_balance(fixture.core, ENTRY_FEES).micros,
              INT64_MAX);
}

/* One offer at the highest price is the price by which the margin of all others is computed. */
static void test_holds_without_end(void **state)
{
    (void)state;
    struct product_terms terms = wide_terms();
    struct account_view view;
    uint64_t bids[4];
    terms.initial_margin_ppm = MARGIN_ALL;
    start(&terms);
    (void)fixture_deposit(&fixture, ALICE, MONEY_MICROS_MAX);
    (void)fixture_deposit(&fixture, BOB, MONEY_MICROS_MAX);
    for (uint16_t product = 1; product <= 3; product++) {
        bids[product] = place_in(product, ALICE, fixture_entry(SIDE_BUY, 3900000, 1));
    }
    for (uint16_t product = 1; product <= 3; product++) {
        (void)place_in(product, BOB, fixture_entry(SIDE_SELL, 10000, PRICE_TICKS_MAX));
    }
    for (uint16_t product = 1; product <= 3; product++) {
        struct command *command = fixture_command(&fixture, COMMAND_ORDER_DECREASE);
        command->account_id = ALICE;
        command->product_id = product;
        command->amend.order_id = bids[product];
        command->amend.qty.lots = 1;
        fixture_step(&fixture);
    }
    (void)core_account(fixture.core, ALICE, &view);
    EXPECT_EQ("a hold is shown at the bound", view.held.micros, INT64_MAX);
    (void)place_in(1, ALICE, fixture_entry(SIDE_BUY, 1, PRICE_TICKS_MAX - 1));
    EXPECT_EQ("nothing is free", fixture_reject(&fixture), REJECT_MARGIN);
    fixture_command(&fixture, COMMAND_ACCOUNT_LIMITS)->account_id = ALICE;
    fixture.command.limits.margin_micros_max = INT64_MAX;
    fixture_step(&fixture);
    (void)place_in(1, ALICE, fixture_entry(SIDE_BUY, 1, PRICE_TICKS_MAX - 1));
    EXPECT_EQ("the clearing member's limit", fixture_reject(&fixture), REJECT_FCM_MARGIN);
    EXPECT_EQ("the margin is shown at the bound", fixture.list[0].reject.given, INT64_MAX);
}

/* The highest price falls while mark, orders and positions still stand at it. */
static void test_terms_that_shrink(void **state)
{
    (void)state;
    struct product_terms terms = wide_terms();
    start(&terms);
    (void)fixture_deposit(&fixture, ALICE, MONEY_MICROS_MAX);
    (void)fixture_deposit(&fixture, CAROL, MONEY_MICROS_MAX);
    trade(SIDE_BUY, 100000, PRICE_TICKS_MAX);
    uint64_t old = place_in(1, ALICE, fixture_entry(SIDE_SELL, 1, PRICE_TICKS_MAX));
    (void)fixture_marks(&fixture, PRICE_TICKS_MAX, PRICE_TICKS_MAX);
    terms.price_ticks_max = 1;
    terms.initial_margin_ppm = MARGIN_ALL;
    fixture_command(&fixture, COMMAND_PRODUCT_TERMS)->product_id = 1;
    fixture.command.terms = terms;
    fixture_step(&fixture);
    EXPECT_EQ("the terms are taken", fixture_reject(&fixture), REJECT_NONE);
    (void)place_in(1, CAROL, fixture_entry(SIDE_BUY, QTY_LOTS_MAX, 1));
    EXPECT_EQ("the capacity is that of the old price", fixture_reject(&fixture), REJECT_CAPACITY);
    struct command *command = fixture_command(&fixture, COMMAND_ORDER_AMEND);
    command->account_id = ALICE;
    command->product_id = 1;
    command->amend = (struct body_amend){.order_id = old, .qty = {QTY_LOTS_MAX}, .set = AMEND_QTY};
    fixture_step(&fixture);
    EXPECT_EQ("an old order cannot grow beyond it", fixture_reject(&fixture), REJECT_NOTIONAL);
    (void)place_in(1, CAROL, fixture_entry(SIDE_BUY, 900000, 1));
    EXPECT_EQ("margin at the old mark", fixture_reject(&fixture), REJECT_NONE);
}

/* All of a product on one side, at both ends of its prices, then turned round. */
static void test_all_of_a_product(void **state)
{
    (void)state;
    struct product_terms terms = wide_terms();
    struct position_view view;
    start(&terms);
    for (uint32_t i = 0; i < 38; i++) trade(SIDE_BUY, 100000, PRICE_TICKS_MAX);
    (void)core_position(fixture.core, ALICE, 1, &view);
    EXPECT_EQ("almost all there can be", view.net.lots, 3800000);
    EXPECT_EQ("at the highest price", view.paid.micros, 3800000 * PRICE_TICKS_MAX);
    for (uint32_t i = 0; i < 76; i++) trade(SIDE_SELL, 100000, 1);
    (void)core_position(fixture.core, ALICE, 1, &view);
    EXPECT_EQ("as much the other way", view.net.lots, -3800000);
    struct product_view product;
    (void)core_product(fixture.core, 1, &product);
    EXPECT_EQ("open interest", product.open_interest.lots, 3800000);
}

/* Lots that are worth nothing: as many as 64 bits allow, and a count without a limit. */
static void test_most_lots(void **state)
{
    (void)state;
    struct product_terms terms = wide_terms();
    terms.tick_value_micros = 0;
    start(&terms);
    struct command *command = fixture_command(&fixture, COMMAND_MMP_SET);
    command->account_id = ALICE;
    command->product_id = 1;
    command->mmp.window_ns = WINDOW_NS_MAX;
    fixture_step(&fixture);
    struct order_entry entry = fixture_entry(SIDE_BUY, QTY_LOTS_MAX, 1);
    entry.flags = FLAG_MMP;
    uint32_t taken = 0;
    for (; taken < 5000 && place_in(1, ALICE, entry) != 0; taken++) {
        if (place_in(1, BOB, fixture_entry(SIDE_SELL, QTY_LOTS_MAX, 1)) == 0) break;
    }
    EXPECT_EQ("R-SIZE-4 until the product is full", fixture_reject(&fixture), REJECT_CAPACITY);
    EXPECT_EQ("which it is at 4 x 10^18", taken, 3999);
}

/* A command from the end of time: expiries, windows and auctions still have room behind it. */
static void test_end_of_time(void **state)
{
    (void)state;
    struct product_terms terms = wide_terms();
    terms.resume_auction_ns = WINDOW_NS_MAX;
    terms.tick_value_micros = 1;
    start(&terms);
    fixture_command(&fixture, COMMAND_VENUE_TERMS)->venue =
        (struct body_venue_terms){WINDOW_NS_MAX, 1};
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_CALENDAR)->calendar.step_count = 1;
    fixture.command.calendar.steps[0].offset_s = -54000;
    fixture_step(&fixture);
    struct command *command = fixture_command(&fixture, COMMAND_MMP_SET);
    command->account_id = ALICE;
    command->product_id = 1;
    command->mmp = (struct body_mmp){WINDOW_NS_MAX, WINDOW_NS_MAX, 1, 1};
    fixture_step(&fixture);
    fixture.time_ns = INT64_MAX;
    struct order_entry entry = fixture_entry(SIDE_BUY, 1, 5);
    entry.tif = TIF_DAY;
    entry.flags = FLAG_MMP;
    EXPECT_TRUE("a day order", place_in(1, ALICE, entry) != 0);
    EXPECT_TRUE("a fill that freezes", place_in(1, BOB, fixture_entry(SIDE_SELL, 1, 5)) != 0);
    EXPECT_EQ("frozen for a day", fixture_count(&fixture, EVENT_MMP), 1);
    (void)place_in(1, ALICE, entry);
    EXPECT_EQ("is frozen", fixture_reject(&fixture), REJECT_MMP_FROZEN);
    (void)place_in(1, BOB, fixture_entry(SIDE_SELL, 1, 5));
    EXPECT_EQ("the budget is used up", fixture_reject(&fixture), REJECT_MESSAGE_BUDGET);
    (void)fixture_state(&fixture, COMMAND_HALT, 1, HALT_PAUSED);
    (void)fixture_state(&fixture, COMMAND_HALT, 1, HALT_NONE);
    EXPECT_EQ("an auction of a day", fixture.list[0].phase.until_ns, TIME_NS_MAX + WINDOW_NS_MAX);
    fixture_command(&fixture, COMMAND_TICK);
    fixture_step(&fixture);
    EXPECT_EQ("no time comes after", core_time_ns(fixture.core), TIME_NS_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_profit_without_end), cmocka_unit_test(test_fees_without_end),
        cmocka_unit_test(test_holds_without_end),  cmocka_unit_test(test_terms_that_shrink),
        cmocka_unit_test(test_all_of_a_product),   cmocka_unit_test(test_most_lots),
        cmocka_unit_test(test_end_of_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
