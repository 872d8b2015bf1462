/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_account_test.c - orders that margin refuses, each calculated by hand.
 *
 * One lot at the mark of 100 ticks is worth 100 USD; maintenance margin is 10 %, initial margin
 * 15 %, the larger fee rate 1 %.
 */
#include "lab/derive_account.h"

#include "base/expect.h"
#include "lab/derive_fixture.h"
#include "model/side.h"

static struct account_case account;

struct row {
    const char *name;
    int64_t balance_usd;
    int64_t net_lots;
    int64_t paid_usd;
    int64_t open_lots[2];
    uint8_t side;
    int64_t ticks;
    int64_t lots;
    int64_t limit_usd;
    /* want */
    enum order_verdict verdict;
    int64_t needed_cents;
    int64_t free_cents;
    int64_t largest;
    int64_t deposit_cents;
};

static const struct row rows[] = {
    {"six lots two ticks above the mark: 90 + 12 + 6.12",
     100,
     0,
     0,
     {0, 0},
     SIDE_BUY,
     102,
     6,
     0,
     ORDER_SHORT_OF_MARGIN,
     10812,
     10000,
     5,
     812},
    {"five of them pass: 75 + 10 + 5.10",
     100,
     0,
     0,
     {0, 0},
     SIDE_BUY,
     102,
     5,
     0,
     ORDER_PASSES,
     9010,
     10000,
     4,
     0},
    {"open bids count already: 120 - 75 + 3",
     100,
     0,
     0,
     {5, 0},
     SIDE_BUY,
     100,
     3,
     0,
     ORDER_SHORT_OF_MARGIN,
     4800,
     2500,
     1,
     2300},
    {"a short 20 under water sells a tick below the mark: 30 + 2 + 1.98",
     100,
     -4,
     -380,
     {0, 0},
     SIDE_SELL,
     99,
     2,
     0,
     ORDER_SHORT_OF_MARGIN,
     3398,
     2000,
     1,
     1398},
    {"what makes the worse side no larger is never refused",
     -1000,
     4,
     400,
     {0, 0},
     SIDE_SELL,
     100,
     8,
     0,
     ORDER_PASSES,
     800,
     -106000,
     7,
     0},
    {"ten lots turn four over: 90 - 60 + 10",
     95,
     4,
     400,
     {0, 0},
     SIDE_SELL,
     100,
     10,
     0,
     ORDER_SHORT_OF_MARGIN,
     4000,
     3500,
     9,
     500},
    {"a limit of the clearing member below 90",
     1000,
     0,
     0,
     {0, 0},
     SIDE_BUY,
     100,
     6,
     80,
     ORDER_ABOVE_LIMIT,
     9600,
     100000,
     5,
     0},
    {"a limit of 90 lets 90 pass",
     1000,
     0,
     0,
     {0, 0},
     SIDE_BUY,
     100,
     6,
     90,
     ORDER_PASSES,
     9600,
     100000,
     5,
     0},
};

static struct order_case order_of(const struct row *row)
{
    account = (struct account_case){
        .balance_micros = row->balance_usd * USD, .queue_ratio_ppm = 910000, .stake_count = 1};
    account.stakes[0] = stake_of(row->net_lots, row->paid_usd * USD);
    account.stakes[0].open_lots[SIDE_BUY] = row->open_lots[SIDE_BUY];
    account.stakes[0].open_lots[SIDE_SELL] = row->open_lots[SIDE_SELL];
    return (struct order_case){.account = &account,
                               .side = row->side,
                               .price_ticks = row->ticks,
                               .added_lots = row->lots,
                               .fee_ppm = 10000,
                               .limit_micros = row->limit_usd * USD};
}

static void test_orders(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        struct order_case order = order_of(row);
        struct derived_order derived = derive_order(&order, row->lots);
        EXPECT_EQ(row->name, derived.verdict, row->verdict);
        EXPECT_EQ(row->name, (int64_t)derived.needed_micros, row->needed_cents * CENT);
        EXPECT_EQ(row->name, (int64_t)derived.free_micros, row->free_cents * CENT);
        EXPECT_EQ(row->name, derive_order_largest(&order), row->largest);
        EXPECT_EQ(row->name, (int64_t)derive_order_deposit(&derived), row->deposit_cents * CENT);
    }
}

/* The largest quantity passes and one more does not; so with the smallest deposit. */
static void test_bounds(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const struct row *row = &rows[i];
        if (row->verdict == ORDER_PASSES) continue;
        struct order_case order = order_of(row);
        EXPECT_EQ(row->name, derive_order(&order, row->largest).verdict, ORDER_PASSES);
        EXPECT_EQ(row->name, derive_order(&order, row->largest + 1).verdict, row->verdict);
        if (row->verdict == ORDER_ABOVE_LIMIT) continue;
        account.balance_micros += row->deposit_cents * CENT;
        EXPECT_EQ(row->name, derive_order(&order, row->lots).verdict, ORDER_PASSES);
        account.balance_micros -= 1;
        EXPECT_EQ(row->name, derive_order(&order, row->lots).verdict, row->verdict);
    }
}

static void test_plain_model(void **state)
{
    (void)state;
    account = (struct account_case){.balance_micros = 70 * USD, .stake_count = 1};
    account.stakes[0] = (struct account_stake){
        .seen = {.net_lots = 2, .owed_micros = 4 * USD}, .hold_micros = 30 * USD, .product_id = 1};
    struct order_case order = {.account = &account,
                               .side = SIDE_BUY,
                               .price_ticks = 100,
                               .added_lots = 4,
                               .fee_ppm = 10000,
                               .lot_margin_micros = 15 * USD};
    struct derived_order derived = derive_order(&order, 4);
    EXPECT_EQ("six lots less what is held, no fee", (int64_t)derived.needed_micros, 60 * USD);
    EXPECT_EQ("balance less hold", (int64_t)derived.free_micros, 40 * USD);
    EXPECT_EQ("two lots at 15 each", derive_order_largest(&order), 2);
    EXPECT_EQ("the rest by deposit", (int64_t)derive_order_deposit(&derived), 20 * USD);
    EXPECT_EQ("what may leave: 70 - 30 - 4 of funding",
              (int64_t)derive_withdrawable(&derived.before, account.balance_micros), 36 * USD);
}

static void test_withdrawable(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t balance_usd;
        int64_t paid_usd;
        int64_t want_usd;
    } cases[] = {
        {"equity 160, margin 60: by margin", 150, 390, 100},
        {"a profit of 100 does not leave: by balance", 30, 300, 30},
        {"short of margin", 10, 400, -50},
    };
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        account = (struct account_case){.balance_micros = cases[i].balance_usd * USD,
                                        .queue_ratio_ppm = 910000,
                                        .stake_count = 1};
        account.stakes[0] = stake_of(4, cases[i].paid_usd * USD);
        struct account_sums sums = derive_sums(&account);
        EXPECT_EQ(cases[i].name, (int64_t)derive_withdrawable(&sums, account.balance_micros),
                  cases[i].want_usd * USD);
    }
}

/* Long 10 and short 6 lots in one group: see derive_portfolio_test.c for 40 and 32 USD. */
static void test_group(void **state)
{
    (void)state;
    static struct body_risk_grid grids[RISK_GROUPS_MAX];
    grids[3] = (struct body_risk_grid){.risk_group = 3,
                                       .scenario_count = 1,
                                       .net_ppm = 30000,
                                       .share_ppm = 800000,
                                       .scenarios = {{-100000, 1000000}}};
    account = (struct account_case){
        .balance_micros = 100 * USD, .queue_ratio_ppm = 910000, .grids = grids, .stake_count = 2};
    account.stakes[0] = stake_of(10, 1000 * USD);
    account.stakes[1] = stake_of(-6, -600 * USD);
    account.stakes[0].risk_group = 3;
    account.stakes[1].risk_group = 3;
    account.stakes[1].open_lots[SIDE_BUY] = 2;
    struct account_sums sums = derive_sums(&account);
    EXPECT_EQ("80 % of a scan of 40", (int64_t)sums.maintenance_micros, 32 * USD);
    EXPECT_EQ("two of the short bought back: 1000 - 400, a tenth", (int64_t)sums.initial_micros,
              60 * USD);
}

static void test_credit(void **state)
{
    (void)state;
    struct body_asset_terms terms = {.haircut_ppm = 200000, .account_cap_micros = 1000 * USD};
    EXPECT_EQ("half an asset of 1,001 USD less a fifth",
              derive_credit(&terms, 1001 * USD, 50000000), 400400000);
    EXPECT_EQ("a part of a micro is not counted", derive_credit(&terms, 3, 50000001), 1);
    EXPECT_EQ("at most the cap", derive_credit(&terms, 1001 * USD, 200000000), 1000 * USD);
    EXPECT_EQ("nothing without a price", derive_credit(&terms, 0, 200000000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_orders),      cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_plain_model), cmocka_unit_test(test_withdrawable),
        cmocka_unit_test(test_group),       cmocka_unit_test(test_credit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
