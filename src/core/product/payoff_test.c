/* SPDX-License-Identifier: Apache-2.0 */
/*
 * payoff_test.c - the value of a lot, and which payoffs are legal, for payoff.c and payoff.h
 * (R-PAYOFF-1 to R-PAYOFF-6).
 *
 * The ids V.. are those of docs/worked-examples.md.
 */
#include "core/product/payoff.h"

#include "base/expect.h"
#include "base/random.h"

/* An inverse product whose lot is worth tick value x 10^scale / price. */
static struct product inverse(int64_t tick_value, uint8_t scale, int64_t lowest, int64_t highest)
{
    return (struct product){.terms = {.tick_value_micros = tick_value,
                                      .price_ticks_min = lowest,
                                      .price_ticks_max = highest},
                            .highest_ticks = highest,
                            .payoff = PAYOFF_INVERSE,
                            .payoff_scale = scale};
}

/* What lots that are bought at one price and sold at another bring. */
static int64_t profit(const struct product *product, int64_t lots, int64_t entry, int64_t exit)
{
    int64_t paid = product_signed(product, (int64_t)product_lot_value(product, entry));
    int64_t taken = product_signed(product, (int64_t)product_lot_value(product, exit));
    return lots * (taken - paid);
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t tick_value;
    uint8_t scale;
    int64_t lots, entry, exit, profit;
} examples[] = {
    {"V1 BitMEX, one lot of 15,000 contracts of 1 USD, 750 to 800",
     1500, 9, 1, 750, 800, 125000000},
    {"V1 a lot of one contract: its value has 8 digits, the profit loses the rest",
     1, 8, 15000, 750, 800, 15000 * (133333 - 125000)},
    {"V2 BitMEX, 5 lots of 100 USD, ticks of 0.5, 42292.5 to 42303",
     20, 9, 5, 84585, 84606, 295},
    {"V3 BitMEX, 15 lots, 42292.5 to 42107.5",
     20, 9, 15, 84585, 84215, -15570},
    {"V3 the short on the other side",
     20, 9, -15, 84585, 84215, 15570},
    {"no move, no profit", 20, 9, 7, 84585, 84585, 0},
};
/* clang-format on */

static void test_worked_examples(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof examples / sizeof examples[0]; i++) {
        struct product product =
            inverse(examples[i].tick_value, examples[i].scale, 100, INT64_C(1000000));
        EXPECT_EQ(examples[i].row,
                  profit(&product, examples[i].lots, examples[i].entry, examples[i].exit),
                  examples[i].profit);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    int64_t price, value;
} values[] = {
    {"a price that divides the face",         8, 125},
    {"below a half: down",                    7, 143}, /* 142.857 */
    {"1000 / 16 = 62.5: up",                 16, 63},
    {"1000 / 48 = 20.83: up",                48, 21},
    {"1000 / 80 = 12.5: up",                 80, 13},
    {"the face itself",                    1000, 1},
    {"no price, no value",                    0, 0},
};
/* clang-format on */

static void test_values(void **state)
{
    (void)state;
    struct product product = inverse(1, 3, 4, 1000);
    for (uint32_t i = 0; i < sizeof values / sizeof values[0]; i++) {
        EXPECT_EQ(values[i].row, product_lot_value(&product, values[i].price), values[i].value);
    }
    EXPECT_EQ("a mark of 8 has four digits more",
              product_fine_value(&product, (struct fine_price){80000}), 1250000);
    EXPECT_EQ("a mark of 7", product_fine_value(&product, (struct fine_price){70000}), 1428571);
    EXPECT_EQ("a mark below the lowest price counts as that",
              product_fine_value(&product, (struct fine_price){1}), 2500000);
    EXPECT_EQ("no mark", product_fine_value(&product, (struct fine_price){0}), 0);
    struct product linear = {.terms = {.tick_value_micros = 5, .price_ticks_min = 4}};
    EXPECT_EQ("linear: price x tick value", product_lot_value(&linear, 3), 15);
    EXPECT_EQ("linear: a mark below the lowest price is itself",
              product_fine_value(&linear, (struct fine_price){2}), 10);
    EXPECT_EQ("a bought linear lot counts plus", product_signed(&linear, 15), 15);
    EXPECT_EQ("a bought inverse lot counts minus", product_signed(&product, 15), -15);
}

/* Each number is half a unit from face / price at most, and falls when the price rises. */
static void test_values_are_nearest(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 1031);
    for (uint32_t round = 0; round < 20000; round++) {
        int64_t tick_value = random_between(&random, 1, 1000);
        uint8_t scale = (uint8_t)random_between(&random, 0, PAYOFF_SCALE_MAX);
        struct product product = inverse(tick_value, scale, 1, INT64_C(1000000));
        int64_t face = product_face(&product);
        int64_t price = random_between(&random, 1, INT64_C(1000000));
        int128 value = product_lot_value(&product, price);
        int128 off = 2 * (value * price - face);
        EXPECT_TRUE("nearest", off <= price && off > -price - (price == 1));
        EXPECT_TRUE("it falls", product_lot_value(&product, price + 1) <= value);
        struct fine_price fine = {price * FINE_PER_TICK};
        int128 wide = product_fine_value(&product, fine) - value * FINE_PER_TICK;
        EXPECT_TRUE("the mark's value is near", wide <= FINE_PER_TICK / 2 + 1);
        EXPECT_TRUE("from below as well", wide >= -FINE_PER_TICK / 2 - 1);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    uint8_t payoff, currency, scale;
    int64_t tick_value, lowest, highest;
    enum field field; /* FIELD_NONE: legal */
    int64_t given, legal;
} checks[] = {
    {"linear in dollars",              0,  0, 0,  100, 1,  1000, FIELD_NONE, 0, 0},
    {"linear without money",           0,  0, 0,    0, 1,  1000, FIELD_NONE, 0, 0},
    {"linear in the last currency",    0, 14, 0,  100, 1,  1000, FIELD_NONE, 0, 0},
    {"a currency that is none",        0, 15, 0,  100, 1,  1000, FIELD_CURRENCY, 15, 14},
    {"a payoff that is none",          2,  0, 0,  100, 1,  1000, FIELD_PAYOFF, 2, 1},
    {"linear with a scale",            0,  0, 1,  100, 1,  1000, FIELD_SCALE, 1, 0},
    {"inverse",                        1,  1, 3,  100, 1,  1000, FIELD_NONE, 0, 0},
    {"the largest scale",              1,  1, 9,  100, 1,  1000, FIELD_NONE, 0, 0},
    {"a larger one",                   1,  1, 10, 100, 1,  1000, FIELD_SCALE, 10, 9},
    {"inverse without money",          1,  1, 3,    0, 1,  1000, FIELD_TICK_VALUE, 0, 1},
    {"a lot worth one at the highest", 1,  1, 1,  100, 1,  1000, FIELD_NONE, 0, 0},
    {"and less than one beyond it",    1,  1, 1,  100, 1,  1001, FIELD_PRICE, 1001, 1000},
    {"10^12 at the lowest price",      1,  1, 9, 1000, 1,  1000, FIELD_NONE, 0, 0},
    {"and more than that",             1,  1, 9, 1001, 1,  1000, FIELD_PRICE, 1, 2},
};
/* clang-format on */

static void test_checks(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof checks / sizeof checks[0]; i++) {
        struct body_payoff_terms payoff = {
            checks[i].payoff, checks[i].currency, checks[i].scale, {0}};
        struct product_terms terms = {.tick_value_micros = checks[i].tick_value,
                                      .price_ticks_min = checks[i].lowest,
                                      .price_ticks_max = checks[i].highest};
        struct terms_fault fault = payoff_check(&payoff, &terms, checks[i].highest);
        EXPECT_EQ(checks[i].row, fault.field, checks[i].field);
        EXPECT_EQ(checks[i].row, fault.given, checks[i].given);
        EXPECT_EQ(checks[i].row, fault.legal, checks[i].legal);
    }
}

static void test_capacity(void **state)
{
    (void)state;
    struct product product = inverse(100, 2, 10, 1000);
    EXPECT_EQ("a lot is worth 1,000 at the lowest price",
              product_lots_max(&product, &product.terms, 1000), PRODUCT_MICROS_MAX / 1000);
    struct product linear = {.terms = {.tick_value_micros = 5}};
    EXPECT_EQ("a linear one 5,000 at the highest", product_lots_max(&linear, &linear.terms, 1000),
              PRODUCT_MICROS_MAX / 5000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_worked_examples),    cmocka_unit_test(test_values),
        cmocka_unit_test(test_values_are_nearest), cmocka_unit_test(test_checks),
        cmocka_unit_test(test_capacity),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
