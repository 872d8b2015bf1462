/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_initial_test.c - initial margins by mode and add-on, each calculated by hand.
 *
 * One lot at the mark is worth 100 USD.
 */
#include "lab/derive_margin.h"

#include "base/expect.h"

#define USD INT64_C(1000000)

static struct margin_case case_of(const struct body_margin_terms *terms)
{
    return (struct margin_case){.terms = terms,
                                .payoff = {.tick_value_micros = USD},
                                .mark_e4 = 1000000,
                                .open_interest_lots = 1000,
                                .queue_ratio_ppm = 910000};
}

static void test_modes(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct body_margin_terms terms;
        int64_t lots;
        int64_t want_usd;
    } rows[] = {
        {"a factor of 1.1 of 5 % (the usual one of CME)",
         {.bracket_count = 1,
          .initial_mode = INITIAL_FACTOR,
          .initial_factor_ppm = 1100000,
          .brackets = {{.maintenance_ppm = 50000}}},
         100,
         550},
        {"own rates: 10 % of 5,000 and 20 % of the other 5,000",
         {.bracket_count = 2,
          .initial_mode = INITIAL_RATES,
          .brackets = {{.maintenance_ppm = 50000, .initial_ppm = 100000},
                       {5000 * USD, 100000, 200000, 0, 0}}},
         100,
         1500},
        {"leverage of its bracket on the whole notional: 10,000 / 4",
         {.bracket_count = 2,
          .initial_mode = INITIAL_LEVERAGE,
          .brackets = {{.maintenance_ppm = 50000, .leverage_e2 = 1000},
                       {5000 * USD, 100000, 0, 400, 0}}},
         100,
         2500},
        {"of no lots", {.bracket_count = 1, .initial_mode = INITIAL_FACTOR}, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct margin_case seen = case_of(&rows[i].terms);
        EXPECT_EQ(rows[i].name, (int64_t)derive_initial(&seen, rows[i].lots).micros,
                  rows[i].want_usd * USD);
        EXPECT_EQ(rows[i].name, (int64_t)derive_initial(&seen, -rows[i].lots).micros,
                  rows[i].want_usd * USD);
    }
}

/* 100 lots at 10 % are 1,000 USD; what is added to it. */
static void test_add_ons(void **state)
{
    (void)state;
    struct body_margin_terms terms = {
        .bracket_count = 1,
        .initial_mode = INITIAL_FACTOR,
        .initial_factor_ppm = 2000000,
        .interest_low_micros = 50000 * USD,
        .interest_high_micros = 150000 * USD,
        .size_from_lots = 60,
        .size_slope_e12 = 1000000000,
        .size_cap_ppm = 30000,
        .concentration_from_lots = 20,
        .concentration_share_ppm = 70000,
        .concentration_ppm = 100000,
        .weekend_ppm = 10000,
        .brackets = {{.maintenance_ppm = 50000}},
    };
    struct margin_case seen = case_of(&terms);
    struct derived_initial initial = derive_initial(&seen, 100);
    EXPECT_EQ("base", (int64_t)initial.base_micros, 1000 * USD);
    EXPECT_EQ("interest 100,000 is half way", initial.scale_ppm, 500000);
    EXPECT_EQ("half of the distance to 10,000", (int64_t)initial.scaled_micros, 5500 * USD);
    EXPECT_EQ("size: 40 lots at 0.1 % each, at most 3 %", initial.size_micros, 300 * USD);
    EXPECT_EQ("beyond 7 % of 1,000 lots", initial.concentrated_lots, 30);
    EXPECT_EQ("a tenth of 3,000", initial.concentration_micros, 300 * USD);
    EXPECT_EQ("no weekend", initial.weekend_micros, 0);
    EXPECT_EQ("the sum", (int64_t)initial.micros, 6100 * USD);
    seen.is_weekend = true;
    EXPECT_EQ("at a weekend 1 % more", (int64_t)derive_initial(&seen, 100).micros, 6200 * USD);
}

static void test_least(void **state)
{
    (void)state;
    struct body_margin_terms terms = {.bracket_count = 1,
                                      .initial_mode = INITIAL_FACTOR,
                                      .initial_factor_ppm = 1000000,
                                      .brackets = {{.maintenance_ppm = 91000}}};
    struct margin_case seen = case_of(&terms);
    EXPECT_EQ("910 / 0.91 and a micro", (int64_t)derive_initial(&seen, 100).micros, 1000 * USD + 1);
    EXPECT_EQ("of nothing", (int64_t)derive_least_initial(0, 910000), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_modes),
        cmocka_unit_test(test_add_ons),
        cmocka_unit_test(test_least),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
