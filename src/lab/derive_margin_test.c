/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_margin_test.c - margins of published tables, and a slice that is checked by hand.
 */
#include "lab/derive_margin.h"

#include "base/expect.h"

#define USD INT64_C(1000000)

/* Binance BTCUSDT, October 2024. */
static const struct body_margin_terms binance = {
    .bracket_count = 6,
    .brackets = {{0, 4000, 0, 0, 0},
                 {50000 * USD, 5000, 0, 0, 0},
                 {600000 * USD, 6500, 0, 0, 0},
                 {3000000 * USD, 10000, 0, 0, 0},
                 {12000000 * USD, 20000, 0, 0, 0},
                 {70000000 * USD, 25000, 0, 0, 0}},
};

static void test_brackets(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t notional_usd;
        int64_t want_usd;
    } rows[] = {
        {"T1: 40 thousand", 40000, 160},      {"T1: a million", 1000000, 5550},
        {"T1: five million", 5000000, 38550}, {"T1: fifty million", 50000000, 868550},
        {"no jump at a floor", 600000, 2950}, {"nothing", 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct margin_case seen = {
            .terms = &binance, .payoff = {.tick_value_micros = USD}, .mark_e4 = 10000};
        EXPECT_EQ(rows[i].name, derive_maintenance(&seen, rows[i].notional_usd),
                  rows[i].want_usd * USD);
        EXPECT_EQ(rows[i].name, derive_maintenance(&seen, -rows[i].notional_usd),
                  rows[i].want_usd * USD);
    }
}

static void test_equity(void **state)
{
    (void)state;
    struct margin_case seen = {.terms = &binance,
                               .payoff = {.tick_value_micros = 100},
                               .mark_e4 = 633290000,
                               .net_lots = 1,
                               .paid_micros = 6358700};
    EXPECT_EQ("golden account: 6.3329 less 6.3587", derive_unrealised(&seen), -25800);
    seen.owed_micros = 7;
    EXPECT_EQ("less what funding is due", derive_unrealised(&seen), -25807);
    seen.owed_micros = 0;
    seen.mark_e4 = 633290001;
    EXPECT_EQ("a part of a micro is not counted", derive_unrealised(&seen), -25800);
    seen.net_lots = -1;
    seen.paid_micros = -6358700;
    EXPECT_EQ("for a short it is", derive_unrealised(&seen), 25799);
}

static void test_slice(void **state)
{
    (void)state;
    struct body_margin_terms margin = {.bracket_count = 1, .brackets = {{0, 100000, 0, 0, 0}}};
    struct body_liquidation_terms terms = {.liquidate_ratio_ppm = 1000000,
                                           .slice_factor_ppm = 1100000,
                                           .adjustment_ppm = 1000000,
                                           .spread_ppm = 100000};
    /* dYdX V94: long 0.1 BTC at 50,000, 4,501 USD owed: equity 499, margin 500. */
    struct slice_case seen = {
        .position = {.terms = &margin,
                     .payoff = {.tick_value_micros = USD},
                     .mark_e4 = 500000000,
                     .net_lots = 1000,
                     .paid_micros = 0},
        .terms = &terms,
        .equity_micros = 4990000 * USD,
        .maintenance_micros = 5000000 * USD,
        .price_ticks_min = 1,
        .price_ticks_max = 1000000,
        .order_lots_max = 1000000,
        .order_notional_micros_max = INT64_MAX,
    };
    struct derived_slice slice = derive_slice(&seen);
    EXPECT_EQ("V94: the fillable price", slice.price_ticks, 49999);
    EXPECT_EQ("contracts: 1.1 x 5,000 x (1000 - q) <= 4,990,000", slice.lots, 93);
    EXPECT_EQ("bankruptcy value of 93: 93 x 45,010", slice.bankruptcy_micros, 4185930 * USD);
    EXPECT_EQ("the smallest deposit", derive_deposit(&seen), 10000 * USD + 1);
    EXPECT_EQ("the smallest close: 5,000 x (1000 - q) < 4,990,000", derive_close(&seen), 3);
    seen.position.net_lots = -1000;
    slice = derive_slice(&seen);
    EXPECT_EQ("V96: a short is bought above the mark", slice.price_ticks, 50001);
    seen.equity_micros = 0;
    slice = derive_slice(&seen);
    EXPECT_EQ("V99: not above bankruptcy: the mark itself", slice.price_ticks, 50000);
}

/* Scenario R-PAYOFF-9: ten bought at 100, the mark at 97, equity 0.890721. */
static void test_inverse(void **state)
{
    (void)state;
    struct body_margin_terms margin = {.bracket_count = 1, .brackets = {{0, 100000, 0, 0, 0}}};
    struct body_liquidation_terms terms = {.liquidate_ratio_ppm = 1000000,
                                           .slice_factor_ppm = 1100000,
                                           .adjustment_ppm = 1000000,
                                           .spread_ppm = 1000000};
    struct slice_case seen = {
        .position = {.terms = &margin,
                     .payoff = {100, 100000000, 500000},
                     .mark_e4 = 970000,
                     .net_lots = 10,
                     .paid_micros = -10000000},
        .terms = &terms,
        .equity_micros = 890721,
        .maintenance_micros = 1030928,
        .price_ticks_min = 50,
        .price_ticks_max = 1000,
        .order_lots_max = 1000000,
        .order_notional_micros_max = INT64_MAX,
    };
    EXPECT_EQ("unrealised, rounded down", derive_unrealised(&seen.position), -309279);
    EXPECT_EQ("maintenance", derive_maintenance(&seen.position, 10), 1030928);
    EXPECT_EQ("bankruptcy value of all", derive_bankruptcy(&seen.position, 890721, 10), 11199999);
    EXPECT_EQ("of three", derive_bankruptcy(&seen.position, 890721, 3), 3359999);
    struct derived_slice slice = derive_slice(&seen);
    EXPECT_EQ("a = (1030928 - 890721) / 1030928", slice.adjustment_e12, 136000768239);
    EXPECT_EQ("d = a x m", slice.given_up_micros, 140206);
    EXPECT_EQ("10 x 100 / (10.309278351 + 0.140206) is 95.7, rounded up", slice.price_ticks, 96);
    seen.position.net_lots = -10;
    seen.position.paid_micros = 10000000;
    slice = derive_slice(&seen);
    EXPECT_EQ("a short: 10 x 100 / (10.309278351 - 0.140206) is 98.3, down", slice.price_ticks, 98);
    seen.equity_micros = 20000000;
    seen.is_unfunded = true;
    EXPECT_EQ("worth nothing at bankruptcy", derive_bankruptcy(&seen.position, 20000000, 10), 0);
}

static int128 fifty_two_a_lot(void *context, int64_t lots)
{
    (void)context;
    return 52 * USD * lots;
}

/* Scenario R-LIQ-14: ten lots at 100, 150 USD on deposit, 52 USD a lot required. */
static void test_cover(void **state)
{
    (void)state;
    struct body_margin_terms margin = {.bracket_count = 1, .brackets = {{0, 100000, 0, 0, 0}}};
    struct body_liquidation_terms terms = {.liquidate_ratio_ppm = 1000000,
                                           .slice_factor_ppm = 1100000,
                                           .adjustment_ppm = 1000000,
                                           .spread_ppm = 500000};
    struct slice_case seen = {
        .position = {.terms = &margin,
                     .payoff = {USD, 0, 0},
                     .mark_e4 = 1000000,
                     .net_lots = 10,
                     .paid_micros = 1000 * USD},
        .terms = &terms,
        .equity_micros = 150 * USD,
        .maintenance_micros = 100 * USD,
        .price_ticks_min = 1,
        .price_ticks_max = 1000000,
        .order_lots_max = 1000000,
        .order_notional_micros_max = INT64_MAX,
        .is_unfunded = true,
        .restrict_ppm = 1000000,
        .liquidate_ppm = 500000,
        .on_deposit_micros = 150 * USD,
        .required_of_lots = fifty_two_a_lot,
    };
    struct derived_slice slice = derive_slice(&seen);
    EXPECT_EQ("150 is enough for two", slice.lots, 8);
    EXPECT_EQ("half of the margin may be given up", slice.price_ticks, 95);
    EXPECT_EQ("bankruptcy value of eight", slice.bankruptcy_micros, 680 * USD);
    EXPECT_EQ("half of 520 is 110 more than there is", derive_deposit(&seen), 110 * USD);
    EXPECT_EQ("150 is half of what five ask for", derive_close(&seen), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_brackets), cmocka_unit_test(test_equity),
        cmocka_unit_test(test_slice),    cmocka_unit_test(test_inverse),
        cmocka_unit_test(test_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
