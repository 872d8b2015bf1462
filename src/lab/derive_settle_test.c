/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_settle_test.c - a window of a minute in slices of a second, each average by hand.
 */
#include "lab/derive_settle.h"

#include "base/expect.h"

#define SECOND_NS INT64_C(1000000000)

static void test_window(void **state)
{
    (void)state;
    struct derived_window window = {.count = 0};
    EXPECT_EQ("no trades", derive_window_average(&window, SECOND_NS, 100 * SECOND_NS), 0);
    derive_window_trade(&window, 100, 1);
    derive_window_trade(&window, 103, 2);
    EXPECT_EQ("trades wait for a step", derive_window_average(&window, SECOND_NS, SECOND_NS), 0);
    derive_window_step(&window, SECOND_NS, 100 * SECOND_NS);
    EXPECT_EQ("the slice that fills does not count",
              derive_window_average(&window, SECOND_NS, 100 * SECOND_NS), 0);
    EXPECT_EQ("(100 + 2 x 103) / 3", derive_window_average(&window, SECOND_NS, 101 * SECOND_NS),
              1020000);
    derive_window_trade(&window, 110, 4);
    derive_window_step(&window, SECOND_NS, 100 * SECOND_NS);
    EXPECT_EQ("746 / 7, rounded down", derive_window_average(&window, SECOND_NS, 101 * SECOND_NS),
              1065714);
    EXPECT_EQ("sixty slices later", derive_window_average(&window, SECOND_NS, 160 * SECOND_NS),
              1065714);
    EXPECT_EQ("and one more", derive_window_average(&window, SECOND_NS, 161 * SECOND_NS), 0);
}

static void test_full_window(void **state)
{
    (void)state;
    struct derived_window window = {.count = 0};
    for (int64_t second = 0; second < 500; second++) {
        derive_window_trade(&window, second, 1);
        derive_window_step(&window, SECOND_NS, second * SECOND_NS);
        assert_true(window.count <= DERIVED_SLICES + 1);
        int64_t first = i64_max(second + 1 - 60, 0);
        int64_t average_e4 = derive_window_average(&window, SECOND_NS, (second + 1) * SECOND_NS);
        EXPECT_EQ("the mean of the latest sixty", average_e4, (first + second) * 5000);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_full_window),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
