/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settle_window_test.c - which trades count, and their average.
 *
 * Rules  R-MARK-8, R-MARK-9.
 */
#include "core/perp/settle_window.h"

#include "base/expect.h"

static void test_average(void **state)
{
    (void)state;
    struct settle_window window = {.open_lots = 0};
    EXPECT_EQ("no trade", settle_average(&window, 60), 0);
    settle_trade(&window, 100, 2);
    settle_trade(&window, 101, 1);
    EXPECT_EQ("trades count when their slice is put", settle_average(&window, 60), 0);
    settle_put(&window, 0);
    EXPECT_EQ("301 / 3, rounded down", settle_average(&window, 60), 1003333);
    EXPECT_EQ("the slice at hand is not in it", settle_average(&window, 0), 0);
    EXPECT_EQ("the slice before is", settle_average(&window, 1), 1003333);
    EXPECT_EQ("sixty slices later it is out", settle_average(&window, 61), 0);
}

static void test_slices(void **state)
{
    (void)state;
    struct settle_window window = {.open_lots = 0};
    for (int64_t slice = 0; slice < 1000; slice++) {
        settle_trade(&window, slice + 1, 1);
        settle_put(&window, slice);
        settle_put(&window, slice); /* nothing is open: nothing changes */
        settle_trade(&window, slice + 1, 1);
        settle_put(&window, slice);
    }
    /* Prices 941 to 1,000, each twice. */
    EXPECT_EQ("the mean of the last sixty", settle_average(&window, 1000), 9705000);
    EXPECT_EQ("a later time has fewer", settle_average(&window, 1059), 10000000);
    EXPECT_EQ("and then none", settle_average(&window, 1060), 0);
}

static void test_extremes(void **state)
{
    (void)state;
    struct settle_window window = {.open_lots = 0};
    for (uint32_t i = 0; i < 1000; i++) {
        settle_trade(&window, INT64_C(1000000000000), INT64_C(1000000000000000));
    }
    settle_put(&window, 5);
    EXPECT_EQ("the largest trades", settle_average(&window, 6), INT64_C(10000000000000000));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_average),
        cmocka_unit_test(test_slices),
        cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
