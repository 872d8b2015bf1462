/* SPDX-License-Identifier: Apache-2.0 */
/*
 * portfolio_test.c - hedges, open orders and the delta floor, for portfolio.c (R-PM-1, R-PM-3,
 * R-PM-4, R-PM-5); the credit of an asset, for collateral.h (R-COLL-3).
 */
#include "core/risk/portfolio.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/risk/collateral.h"

#define USD INT64_C(1000000)

static struct risk_grid grid_of(uint32_t net_ppm, uint32_t hedged_ppm)
{
    struct risk_grid grid = {.terms = {.risk_group = 1,
                                       .scenario_count = 4,
                                       .net_ppm = net_ppm,
                                       .hedged_ppm = hedged_ppm,
                                       .share_ppm = 500000,
                                       .scenarios = {{-160000, 1000000},
                                                     {160000, 1000000},
                                                     {-660000, 240000},
                                                     {1000000, 160000}}}};
    grid.slope_ppm = risk_grid_slope_ppm(&grid.terms);
    return grid;
}

/* A lot of 1 USD a tick. */
static struct margin_point point_of(int64_t mark_ticks)
{
    return (struct margin_point){
        .mark_e4 = mark_ticks * 10000, .tick_value_micros = USD, .queue_ratio_ppm = 910000};
}

struct leg {
    int64_t mark_ticks;
    int64_t low;
    int64_t high;
};

static const struct {
    const char *row;
    struct leg legs[3];
    uint32_t net_ppm;
    uint32_t hedged_ppm;
    int64_t requirement_usd;
} rows[] = {
    {"a long loses most in the deep weighted fall", {{100, 10, 10}}, 0, 0, 160},
    {"a short in the weighted rise", {{100, -10, -10}}, 0, 0, 160},
    {"a perfect hedge has no scan", {{100, 10, 10}, {100, -10, -10}}, 0, 0, 0},
    {"the floor asks for its hedged part", {{100, 10, 10}, {100, -10, -10}}, 20000, 10000, 10},
    {"half hedged", {{100, 10, 10}, {100, -5, -5}}, 20000, 10000, 80},
    {"a floor above the scan", {{100, 10, 10}}, 200000, 0, 200},
    {"open bids count where they hurt", {{100, 0, 10}}, 0, 0, 160},
    {"and on both sides", {{100, -20, 10}}, 0, 0, 320},
    {"a hedge that is only ordered does not help", {{100, 10, 10}, {100, -10, 0}}, 0, 0, 160},
    {"the corners of the floor", {{100, 10, 10}, {100, -10, 0}}, 200000, 100000, 200},
    {"three legs", {{100, 10, 10}, {50, -10, -10}, {10, -50, -50}}, 0, 0, 0},
};

static int128 requirement_of(const struct leg *legs, const struct risk_grid *grid)
{
    struct portfolio portfolio = {.long_low = 0};
    for (uint32_t i = 0; i < 3; i++) {
        if (legs[i].mark_ticks == 0) continue;
        struct margin_point point = point_of(legs[i].mark_ticks);
        portfolio_add(&portfolio, grid, &point, (struct lots_range){legs[i].low, legs[i].high});
    }
    return portfolio_requirement(&portfolio, grid);
}

static void test_requirements(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct risk_grid grid = grid_of(rows[i].net_ppm, rows[i].hedged_ppm);
        EXPECT_EQ(rows[i].row, requirement_of(rows[i].legs, &grid), rows[i].requirement_usd * USD);
    }
    struct risk_grid grid = grid_of(0, 0);
    EXPECT_EQ("a share of it, rounded up", portfolio_maintenance(&grid, 3), 2);
}

/* A fill moves inside the range of its order; an order widens it. */
static void test_monotone(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 72);
    for (uint32_t round = 0; round < 20000; round++) {
        uint32_t net = (uint32_t)random_between(&random, 0, 300000);
        struct risk_grid grid = grid_of(net, (uint32_t)random_between(&random, 0, 2 * net));
        struct leg legs[3];
        for (uint32_t i = 0; i < 3; i++) {
            int64_t lots = random_between(&random, -100, 100);
            legs[i] = (struct leg){random_between(&random, 1, 1000),
                                   lots - random_between(&random, 0, 50),
                                   lots + random_between(&random, 0, 50)};
        }
        int128 before = requirement_of(legs, &grid);
        struct leg narrow[3] = {legs[0], legs[1], legs[2]};
        uint32_t at = (uint32_t)random_between(&random, 0, 2);
        narrow[at].low = random_between(&random, legs[at].low, legs[at].high);
        narrow[at].high = random_between(&random, narrow[at].low, legs[at].high);
        EXPECT_TRUE("a fill never asks for more", requirement_of(narrow, &grid) <= before);
    }
}

/* R-PM-1: what the index of attention relies on. */
static void test_slope(void **state)
{
    (void)state;
    struct risk_grid grid = grid_of(20000, 10000);
    EXPECT_EQ("half of the steepest scenario", grid.slope_ppm, 80000);
    struct random random;
    random_seed(&random, 73);
    for (uint32_t round = 0; round < 5000; round++) {
        struct leg legs[3];
        for (uint32_t i = 0; i < 3; i++) {
            int64_t lots = random_between(&random, -100, 100);
            legs[i] = (struct leg){random_between(&random, 1, 1000), lots, lots};
        }
        int128 before = portfolio_maintenance(&grid, requirement_of(legs, &grid));
        int64_t move = random_between(&random, 1, 100);
        legs[0].mark_ticks += move;
        int128 after = portfolio_maintenance(&grid, requirement_of(legs, &grid));
        int64_t lots = legs[0].low < 0 ? -legs[0].low : legs[0].low;
        int128 most = (int128)lots * move * USD * grid.slope_ppm / PPM_ONE + 3;
        EXPECT_TRUE("not faster up", after - before <= most);
        EXPECT_TRUE("not faster down", before - after <= most);
    }
}

#define FAULT(row, change, want_field, want_given, want_legal)                                     \
    do {                                                                                           \
        struct body_risk_grid terms = grid_of(20000, 10000).terms;                                 \
        change;                                                                                    \
        struct margin_fault fault = risk_grid_check(&terms, 910000);                               \
        EXPECT_EQ(row, fault.reject, REJECT_TERMS);                                                \
        EXPECT_EQ(row, fault.field, want_field);                                                   \
        EXPECT_EQ(row, fault.given, want_given);                                                   \
        EXPECT_EQ(row, fault.legal, want_legal);                                                   \
    } while (0)

static void test_faults(void **state)
{
    (void)state;
    struct body_risk_grid good = grid_of(20000, 10000).terms;
    EXPECT_EQ("nothing wrong", risk_grid_check(&good, 910000).reject, REJECT_NONE);
    FAULT("no scenario", terms.scenario_count = 0, FIELD_SCENARIOS, 0, 1);
    FAULT("too many", terms.scenario_count = 33, FIELD_SCENARIOS, 33, 32);
    FAULT("a shock below nothing", terms.scenarios[2].shock_ppm = -1000001, FIELD_SCENARIOS, 2, 0);
    FAULT("a weight above one", terms.scenarios[1].weight_ppm = 1000001, FIELD_SCENARIOS, 1, 0);
    FAULT("hedged above twice the net", terms.hedged_ppm = 40001, FIELD_FLOOR, 40001, 40000);
    FAULT("a net above one", terms.net_ppm = 1000001, FIELD_FLOOR, 1000001, 1000000);
    FAULT("no share", terms.share_ppm = 0, FIELD_SHARE, 0, 1);
    FAULT("a share above the queue ratio", terms.share_ppm = 910001, FIELD_SHARE, 910001, 910000);
    FAULT("a scenario behind the last", terms.scenarios[9].weight_ppm = 1, FIELD_SCENARIOS, 9, 0);
    FAULT("too steep",
          (terms.scenarios[3].shock_ppm = 5000000, terms.scenarios[3].weight_ppm = 400000),
          FIELD_SHARE, 1000000, 682500);
}

static void test_asset_credit(void **state)
{
    (void)state;
    /* V81, Coinbase: 2,000 of collateral at 90 %. */
    struct asset asset = {.terms = {.asset_id = 1,
                                    .haircut_ppm = 100000,
                                    .account_cap_micros = 5000 * USD,
                                    .venue_cap_units = ASSET_UNITS_MAX},
                          .price_micros = 1000 * USD};
    EXPECT_EQ("V81", asset_credit(&asset, 2 * ASSET_UNITS), 1800 * USD);
    EXPECT_EQ("rounded down", asset_credit(&asset, 1), 9);
    EXPECT_EQ("at most the cap", asset_credit(&asset, 9 * ASSET_UNITS), 5000 * USD);
    asset.price_micros = 0;
    EXPECT_EQ("nothing without a price", asset_credit(&asset, 9 * ASSET_UNITS), 0);
    asset.price_micros = ASSET_PRICE_MAX;
    asset.terms.haircut_ppm = 0;
    EXPECT_EQ("the largest", asset_credit(&asset, ASSET_UNITS_MAX), 5000 * USD);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_requirements), cmocka_unit_test(test_monotone),
        cmocka_unit_test(test_slope),        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_asset_credit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
