/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_cover_test.c - what a closure of the bank asks for, calculated by hand.
 */
#include "lab/derive_cover.h"

#include "base/expect.h"
#include "model/side.h"

#define USD INT64_C(1000000)

static struct account_case account;

/* Ten lots at 100 under the full model, and three of another product under the plain one. */
static void begin(const struct body_margin_terms *terms)
{
    account = (struct account_case){.balance_micros = 150 * USD, .queue_ratio_ppm = 910000};
    account.stake_count = 2;
    account.stakes[0] = (struct account_stake){
        .seen = {.terms = terms,
                 .payoff = {.tick_value_micros = USD},
                 .mark_e4 = 1000000,
                 .net_lots = 10,
                 .paid_micros = 1000 * USD,
                 .queue_ratio_ppm = 910000},
        .weekend_ppm = 4000000,
        .product_id = 1,
        .is_full = true,
    };
    account.stakes[1] = (struct account_stake){
        .seen = {.payoff = {.tick_value_micros = USD}, .net_lots = -3, .paid_micros = -300 * USD},
        .hold_micros = 31,
        .settled_e4 = 905000,
        .weekend_ppm = 1500000,
        .product_id = 2,
    };
}

static void test_cover(void **state)
{
    (void)state;
    struct body_margin_terms terms = {.bracket_count = 1,
                                      .initial_mode = INITIAL_FACTOR,
                                      .initial_factor_ppm = 1300000,
                                      .brackets = {{0, 100000, 0, 0, 0}}};
    begin(&terms);
    struct derived_cover cover = derive_cover(&account);
    EXPECT_EQ("130 x 4 and 31 x 1.5, rounded up", (int64_t)cover.required_micros, 520 * USD + 47);
    EXPECT_EQ("150 and what the short gained: 300 - 271.5", (int64_t)cover.on_deposit_micros,
              178500000);
    EXPECT_EQ("of two lots: 26 x 4", (int64_t)derive_required_with(&account, 0, 2), 104 * USD + 47);
    account.stakes[0].open_lots[SIDE_BUY] = 10;
    EXPECT_EQ("open orders count", (int64_t)derive_cover(&account).required_micros,
              1040 * USD + 47);
    EXPECT_EQ("but not with fewer lots", (int64_t)derive_required_with(&account, 0, 2),
              104 * USD + 47);
    account.stakes[0].weekend_ppm = 0;
    EXPECT_EQ("a product without terms asks for nothing",
              (int64_t)derive_cover(&account).required_micros, 47);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cover),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
