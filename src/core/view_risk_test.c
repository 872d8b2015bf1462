/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_risk_test.c - what a look at an account says, for view_risk.c (R-EQUITY-3, R-MARGIN-5,
 * R-MARGIN-10).
 */
#include "base/expect.h"
#include "core/fixture.h"

#define USD INT64_C(1000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

/* 20 % of 100 USD, and 13 of them: the mark is 1000 ticks of 100 micros. */
static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    (void)fixture_marks(&fixture, 1000, 0);
    struct command *command = fixture_command(&fixture, COMMAND_MARGIN_TERMS);
    command->product_id = PRODUCT;
    command->margin.bracket_count = 2;
    command->margin.initial_mode = INITIAL_FACTOR;
    command->margin.initial_factor_ppm = 1300000;
    command->margin.brackets[0].maintenance_ppm = 100000;
    command->margin.brackets[1] = (struct margin_bracket){50 * USD, 200000, 0, 0, 0};
    fixture_step(&fixture);
    (void)fixture_account(&fixture, MEMBER, 0);
    (void)fixture_deposit(&fixture, 4, 40 * USD);
}

static void test_view(void **state)
{
    (void)state;
    struct account_risk_view view;
    start();
    EXPECT_FALSE("no account", core_account_risk(fixture.core, 9, &view));
    EXPECT_FALSE("none", core_account_risk(fixture.core, 0, &view));
    EXPECT_TRUE("an account without anything", core_account_risk(fixture.core, 4, &view));
    EXPECT_EQ("equity", view.equity.micros, 40 * USD);
    EXPECT_EQ("no price", view.liquidation_price.ticks_e4, 0);
    EXPECT_EQ("no units", core_asset_units(fixture.core, 4, 1), 0);
    EXPECT_EQ("no account has none", core_asset_units(fixture.core, 9, 1), 0);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 1000, 1000));
    (void)fixture_place(&fixture, 4, fixture_entry(SIDE_BUY, 1000, 1000));
    uint64_t order = fixture_place(&fixture, 4, fixture_entry(SIDE_BUY, 10, 900));
    (void)core_account_risk(fixture.core, 4, &view);
    EXPECT_EQ("maintenance", view.maintenance.micros, 15 * USD);
    EXPECT_EQ("initial margin counts the order", view.initial.micros, 19760000);
    EXPECT_EQ("available", view.available.micros, 20240000);
    EXPECT_EQ("ratio", view.ratio_ppm, 375000);
    EXPECT_EQ("an open order: no price", view.liquidation_price.ticks_e4, 0);
    (void)fixture_cancel(&fixture, 4, order);
    (void)core_account_risk(fixture.core, 4, &view);
    /* 40 - 100 + 0.1 p = 0.2 x 0.1 p - 5, p in ticks: 687.5. */
    EXPECT_EQ("liquidation price", view.liquidation_price.ticks_e4, 6875000);
    (void)fixture_marks(&fixture, 100, 0);
    (void)core_account_risk(fixture.core, 4, &view);
    EXPECT_EQ("a debt has nothing available", view.available.micros, 0);
    EXPECT_EQ("nor a ratio", view.ratio_ppm, RATIO_PPM_MAX);
    EXPECT_TRUE("queued", view.is_queued);
    EXPECT_FALSE("cross", view.is_portfolio);
}

static void test_position(void **state)
{
    (void)state;
    struct position_margin_view view;
    start();
    EXPECT_FALSE("no product", core_position_margin(fixture.core, 4, 9, &view));
    EXPECT_FALSE("no position", core_position_margin(fixture.core, 4, PRODUCT, &view));
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 1000, 1000));
    (void)fixture_place(&fixture, 4, fixture_entry(SIDE_BUY, 1000, 1000));
    (void)fixture_marks(&fixture, 900, 0);
    EXPECT_TRUE("a position", core_position_margin(fixture.core, 4, PRODUCT, &view));
    EXPECT_EQ("notional", view.notional.micros, 90 * USD);
    EXPECT_EQ("a loss of ten", view.unrealised.micros, -10 * USD);
    /* 10 % of 50 and 20 % of 40. */
    EXPECT_EQ("maintenance", view.maintenance.micros, 13 * USD);
    EXPECT_EQ("initial", view.initial.micros, 16900000);
    (void)core_position_margin(fixture.core, BOB, PRODUCT, &view);
    EXPECT_EQ("the short gains it", view.unrealised.micros, 10 * USD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_view),
                                       cmocka_unit_test(test_position)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
