/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_fund_test.c - looks at a fund, its room, and what it takes, each calculated by hand.
 */
#include "lab/derive_fund.h"

#include "base/expect.h"

#define USD INT64_C(1000000)

static void test_looks(void **state)
{
    (void)state;
    static const struct body_liquidation_terms terms = {
        .window_ns = 100, .drawdown_ppm = 300000, .release_ppm = 250000};
    static const struct {
        const char *name;
        int64_t now_ns;
        int64_t value;
        bool changes;
        bool is_tripped;
        int64_t peak;
        int64_t room;
    } rows[] = {
        {"a window begins", 10, 1000, false, false, 1000, 300},
        {"a higher peak", 20, 1200, false, false, 1200, 360},
        {"down by 29.9 %", 30, 841, false, false, 1200, 1},
        {"by 30 % it trips", 40, 840, true, true, 1200, 0},
        {"by 26 % it stays tripped", 50, 888, false, true, 1200, 0},
        {"by 25 % it is released", 60, 900, true, false, 1200, 60},
        {"another window, another peak", 110, 700, false, false, 700, 210},
        {"without money it trips", 210, 0, true, true, 0, 0},
    };
    struct derived_fund fund = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool changes = derive_fund_look(&fund, &terms, rows[i].now_ns, rows[i].value);
        EXPECT_EQ(rows[i].name, changes, rows[i].changes);
        EXPECT_EQ(rows[i].name, fund.is_tripped, rows[i].is_tripped);
        EXPECT_EQ(rows[i].name, fund.peak_micros, rows[i].peak);
        EXPECT_EQ(rows[i].name, derive_fund_room(&fund, &terms, rows[i].value), rows[i].room);
    }
}

static void test_takeover(void **state)
{
    (void)state;
    struct body_liquidation_terms terms = {.fund_notional_micros_max = 1000 * USD,
                                           .fee_ppm = 10000};
    struct margin_case held = {
        .payoff = {.tick_value_micros = USD}, .mark_e4 = 1000000, .net_lots = 20};
    EXPECT_EQ("ten lots of 100", derive_takeover_lots(&held, &terms, 0, 20), 10);
    EXPECT_EQ("it has four longs", derive_takeover_lots(&held, &terms, 4, 20), 6);
    EXPECT_EQ("it is short of three", derive_takeover_lots(&held, &terms, -3, 20), 13);
    EXPECT_EQ("no more than is left", derive_takeover_lots(&held, &terms, 0, 7), 7);
    EXPECT_EQ("it is full", derive_takeover_lots(&held, &terms, 12, 20), 0);
    EXPECT_EQ("a long bought at 104", derive_takeover_cost(&held, 10, 1040 * USD), 40 * USD);
    held.net_lots = -20;
    EXPECT_EQ("a short for 96", derive_takeover_cost(&held, 10, 960 * USD), 40 * USD);
    EXPECT_EQ("the fee", derive_slice_fee(&terms, 1001, 500), 11);
    EXPECT_EQ("no more than is left over", derive_slice_fee(&terms, 1001, 5), 5);
    EXPECT_EQ("nothing beyond bankruptcy", derive_slice_fee(&terms, 1001, -5), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_takeover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
