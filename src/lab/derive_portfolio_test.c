/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_portfolio_test.c - requirements of groups, each calculated by hand.
 */
#include "lab/derive_portfolio.h"

#include "base/expect.h"

#define USD_E4 INT64_C(10000000000)
#define USD    INT64_C(1000000)

static const struct body_risk_grid grid = {
    .risk_group = 1,
    .scenario_count = 3,
    .net_ppm = 30000,
    .hedged_ppm = 20000,
    .share_ppm = 800000,
    .scenarios = {{-100000, 1000000}, {100000, 1000000}, {-500000, 150000}},
};

static void test_requirement(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t usd[2][2]; /* lowest and highest value of two positions */
        int64_t scan_usd;
        int64_t floor_usd;
    } rows[] = {
        {"a long of 1,000: half of it at 15 %", {{1000, 1000}, {0, 0}}, 100, 30},
        {"with a short of 600: a tenth of 400, 3 % of 400 and 2 % of 600",
         {{1000, 1000}, {-600, -600}},
         40,
         24},
        {"hedged: only the floor is left", {{1000, 1000}, {-1000, -1000}}, 0, 20},
        {"orders that may close the short: the worse end, and its corner",
         {{1000, 1000}, {-600, 0}},
         100,
         30},
        {"nothing", {{0, 0}, {0, 0}}, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct portfolio_case positions = {.grid = &grid};
        for (size_t k = 0; k < 2; k++) {
            derive_portfolio_add(&positions, (int128)rows[i].usd[k][0] * USD_E4,
                                 (int128)rows[i].usd[k][1] * USD_E4);
        }
        struct derived_portfolio derived = derive_portfolio(&positions);
        int64_t larger = i64_max(rows[i].scan_usd, rows[i].floor_usd);
        EXPECT_EQ(rows[i].name, (int64_t)derived.scan_micros, rows[i].scan_usd * USD);
        EXPECT_EQ(rows[i].name, (int64_t)derived.floor_micros, rows[i].floor_usd * USD);
        EXPECT_EQ(rows[i].name, (int64_t)derived.requirement_micros, larger * USD);
    }
    EXPECT_EQ("80 %, rounded up", (int64_t)derive_portfolio_maintenance(&grid, 11), 9);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requirement),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
