/* SPDX-License-Identifier: Apache-2.0 */
/*
 * waterfall_test.c - losses of every size through the layers, for waterfall.c (R-DEFAULT-1,
 * R-DEFAULT-2, R-DEFAULT-3, R-DEFAULT-4).
 */
#include "core/liquidation/waterfall.h"

#include "base/expect.h"
#include "base/random.h"

#define MILLION INT64_C(1000000000000) /* USD, in micros */

static const struct waterfall_terms terms = {.tranche_micros = 20 * MILLION,
                                             .tranche_ppm = 100000,
                                             .assessment_ppm = 2000000,
                                             .assessment_sum_ppm = 5500000,
                                             .gains_days = 5};

static const struct waterfall_means means = {.margin_micros = 5 * MILLION,
                                             .own_share_micros = 10 * MILLION,
                                             .fund_micros = 90 * MILLION,
                                             .capital_micros = 35 * MILLION,
                                             .assessment_micros = 180 * MILLION,
                                             .gains_micros = 30 * MILLION};

/* clang-format off */
static const struct {
    const char *row;
    int64_t loss;
    int64_t paid[LAYER_COUNT]; /* in the order of the layers */
    int64_t left;
} losses[] = {
    {"no loss",                             0, {0,  0,  0,  0,  0,   0,  0},  0},
    {"margin pays first",                   4, {4,  0,  0,  0,  0,   0,  0},  0},
    {"then the defaulter's share",         12, {5,  7,  0,  0,  0,   0,  0},  0},
    {"then the house's first tranche",     30, {5, 10, 15,  0,  0,   0,  0},  0},
    {"of 20 million at most",              36, {5, 10, 20,  1,  0,   0,  0},  0},
    {"then the others' fund",             125, {5, 10, 20, 90,  0,   0,  0},  0},
    {"then what is left of the capital",  139, {5, 10, 20, 90, 14,   0,  0},  0},
    {"no more than there is of it",       141, {5, 10, 20, 90, 15,   1,  0},  0},
    {"assessments",                       320, {5, 10, 20, 90, 15, 180,  0},  0},
    {"gains",                             349, {5, 10, 20, 90, 15, 180, 29},  0},
    {"then only a tear-up helps",         360, {5, 10, 20, 90, 15, 180, 30}, 10},
};
/* clang-format on */

static void test_layers(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof losses / sizeof losses[0]; i++) {
        struct waterfall_result result = waterfall_run(&terms, &means, losses[i].loss * MILLION);
        int64_t sum = result.left_micros;
        for (uint32_t layer = 0; layer < LAYER_COUNT; layer++) {
            EXPECT_EQ(losses[i].row, result.paid_micros[layer], losses[i].paid[layer] * MILLION);
            sum += result.paid_micros[layer];
        }
        EXPECT_EQ(losses[i].row, result.left_micros, losses[i].left * MILLION);
        EXPECT_EQ(losses[i].row, sum, losses[i].loss * MILLION);
    }
}

static void test_tranche(void **state)
{
    (void)state;
    EXPECT_EQ("20 million below a fund of 200", waterfall_tranche_micros(&terms, 200 * MILLION),
              20 * MILLION);
    EXPECT_EQ("a tenth of a larger fund", waterfall_tranche_micros(&terms, 300 * MILLION),
              30 * MILLION);
    struct waterfall_means rich = means;
    rich.fund_micros = 300 * MILLION;
    rich.own_share_micros = 0;
    rich.margin_micros = 0;
    rich.capital_micros = 100 * MILLION;
    struct waterfall_result result = waterfall_run(&terms, &rich, 1000 * MILLION);
    EXPECT_EQ("both tranches have one size", result.paid_micros[LAYER_FIRST_TRANCHE],
              result.paid_micros[LAYER_SECOND_TRANCHE]);
    EXPECT_EQ("that of the fund", result.paid_micros[LAYER_FIRST_TRANCHE], 30 * MILLION);
}

static void test_calls(void **state)
{
    (void)state;
    EXPECT_EQ("twice the requirement", waterfall_call_micros(&terms, 10, 0, 0), 20);
    EXPECT_EQ("less what was called", waterfall_call_micros(&terms, 10, 15, 15), 5);
    EXPECT_EQ("five and a half times in six months", waterfall_call_micros(&terms, 10, 0, 40), 15);
    EXPECT_EQ("and then nothing", waterfall_call_micros(&terms, 10, 0, 55), 0);
    EXPECT_EQ("nor below nothing", waterfall_call_micros(&terms, 10, 25, 60), 0);
}

static void test_profit_haircut(void **state)
{
    (void)state;
    struct waterfall_share shares[] = {{300, 300, 0}, {150, 150, 0}, {50, 50, 0}};
    EXPECT_EQ("V131 a deficit of 100", waterfall_divide(shares, 3, 100), 100);
    EXPECT_EQ("V131 from 300", shares[0].given, 60);
    EXPECT_EQ("V131 from 150", shares[1].given, 30);
    EXPECT_EQ("V131 from 50", shares[2].given, 10);
}

static void test_division_is_exact(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    for (uint32_t round = 0; round < 20000; round++) {
        struct waterfall_share shares[7];
        uint32_t count = (uint32_t)random_between(&random, 1, 7);
        int64_t all = 0;
        for (uint32_t i = 0; i < count; i++) {
            shares[i] = (struct waterfall_share){random_between(&random, 0, 20),
                                                 random_between(&random, 0, 100), 0};
            if (shares[i].weight > 0) all += shares[i].most;
        }
        int64_t amount = random_between(&random, 0, 400);
        int64_t given = waterfall_divide(shares, count, amount);
        int64_t sum = 0;
        for (uint32_t i = 0; i < count; i++) {
            EXPECT_TRUE("within its bound",
                        shares[i].given >= 0 && shares[i].given <= shares[i].most);
            EXPECT_TRUE("without weight nothing", shares[i].weight > 0 || shares[i].given == 0);
            sum += shares[i].given;
        }
        EXPECT_EQ("what it says", given, sum);
        EXPECT_EQ("all, or all there is", given, amount < all ? amount : all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_layers),
        cmocka_unit_test(test_tranche),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_profit_haircut),
        cmocka_unit_test(test_division_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
