/* SPDX-License-Identifier: Apache-2.0 */
/*
 * impact_price_test.c - the average price of a notional along a side.
 *
 * Rules  R-PREMIUM-1.
 */
#include "core/perp/impact_price.h"

#include "base/expect.h"

struct level {
    int64_t ticks;
    int64_t lots;
};

/* A tick on a lot is worth 100 micros. */
static const struct {
    const char *row;
    enum side side;
    int64_t notional_micros;
    struct level levels[4]; /* up to the first without lots */
    int64_t price_e4;       /* 0: thin */
} rows[] = {
    {"an empty side", SIDE_BUY, 1000, {{0, 0}}, 0},
    {"notional 0 is the touch", SIDE_SELL, 0, {{77, 1}, {80, 5}}, 770000},
    {"notional 0, empty", SIDE_SELL, 0, {{0, 0}}, 0},
    {"the first level is enough", SIDE_BUY, 100000, {{100, 10}, {90, 10}}, 1000000},
    {"the first level exactly", SIDE_BUY, 100000, {{100, 10}}, 1000000},
    {"a micro too thin", SIDE_BUY, 100001, {{100, 10}}, 0},
    /* 10 lots at 100 are worth 100,000; 50,000 more are 5.5556 lots at 90. */
    {"into the second level, a bid rounded down", SIDE_BUY, 150000, {{100, 10}, {90, 10}}, 964285},
    /* 50,000 more are 4.5455 lots at 110: 150,000 / 1,454.5455 = 103.125. */
    {"into the second level, an ask", SIDE_SELL, 150000, {{100, 10}, {110, 10}}, 1031250},
    {"an ask rounded up", SIDE_SELL, 140000, {{100, 10}, {110, 10}}, 1026667},
    {"three levels whole", SIDE_SELL, 600000, {{100, 10}, {200, 10}, {300, 10}}, 2000000},
};

static int64_t price_of(enum side side, int64_t notional, int64_t tick_value,
                        const struct level *levels)
{
    struct impact impact = impact_begin(side, notional, tick_value);
    for (uint32_t i = 0; i < 4 && levels[i].lots != 0; i++) {
        if (!impact_level(&impact, levels[i].ticks, levels[i].lots)) break;
    }
    return impact.price_e4;
}

static void test_prices(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, price_of(rows[i].side, rows[i].notional_micros, 100, rows[i].levels),
                  rows[i].price_e4);
    }
    const struct level levels[4] = {{77, 1}};
    EXPECT_EQ("without money the touch", price_of(SIDE_BUY, 1000, 0, levels), 770000);
}

static void test_the_last_level_looked_at(void **state)
{
    (void)state;
    struct impact impact = impact_begin(SIDE_SELL, INT64_C(100000000000000000), 1);
    uint32_t levels = 1;
    while (impact_level(&impact, levels, 1)) levels++;
    EXPECT_EQ("a book of crumbs is thin", impact.price_e4, 0);
    EXPECT_EQ("after so many levels", levels, IMPACT_LEVELS_MAX);
}

static void test_extremes(void **state)
{
    (void)state;
    struct level levels[4] = {{1, INT64_C(4000000000000000000)}, {INT64_C(1000000000000), 1}};
    EXPECT_EQ("the largest notional at the highest price",
              price_of(SIDE_SELL, INT64_C(100000000000000000), 1, &levels[1]), 0);
    EXPECT_EQ("the largest level", price_of(SIDE_BUY, INT64_C(100000000000000000), 1, levels),
              10000);
    levels[0].lots = 1;
    levels[1].lots = 100000;
    EXPECT_EQ("from the lowest to the highest price",
              price_of(SIDE_SELL, INT64_C(100000000000000000), 1, levels),
              INT64_C(9999900000999991));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_prices),
        cmocka_unit_test(test_the_last_level_looked_at),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
