/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_value_test.c - values and moves of positions, each calculated by hand.
 */
#include "lab/derive_value.h"

#include "base/expect.h"

static void test_values(void **state)
{
    (void)state;
    struct payoff payoff = {100};
    EXPECT_EQ("golden account: one lot at 63329", derive_value_floor(payoff, 633290000, 1),
              6332900);
    EXPECT_EQ("a finer mark, down", derive_value_floor(payoff, 633290001, 1), 6332900);
    EXPECT_EQ("a finer mark, up", derive_value_ceil(payoff, 633290001, 1), 6332901);
    EXPECT_EQ("of a short, down is larger", derive_value_floor(payoff, 633290001, -1), -6332901);
    EXPECT_EQ("at a whole tick", (int64_t)derive_trade_value(payoff, 63587, 3), 19076100);
    EXPECT_EQ("more than 64 bits hold", derive_shown(INT128_MAX), INT64_MAX);
    EXPECT_EQ("and less", derive_shown(-INT128_MAX), INT64_MIN);
    EXPECT_EQ("worse side: all bids", derive_worse_lots(3, 4, 6), 7);
    EXPECT_EQ("worse side: all asks", derive_worse_lots(3, 1, 9), 6);
}

static void test_moves(void **state)
{
    (void)state;
    struct derived_position position = {0, 0};
    static const struct {
        const char *name;
        int64_t lots;
        int64_t value;
        int64_t realised;
        int64_t net;
        int64_t paid;
    } rows[] = {
        {"opens ten", 10, 1000, 0, 10, 1000},
        {"sells three at a profit, the part of paid rounded up", -3, 331, 31, 7, 700},
        {"adds one that does not divide", 1, 101, 0, 8, 801},
        {"sells three: 801 x 3 / 8 is 301 up", -3, 300, -1, 5, 500},
        {"sells nine: five close for 500 of 900", -9, 901, 0, -4, -401},
        {"buys six: four close for 400 of 600", 6, 600, 1, 2, 200},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t realised = derive_move(&position, rows[i].lots, rows[i].value);
        EXPECT_EQ(rows[i].name, realised, rows[i].realised);
        EXPECT_EQ(rows[i].name, position.net_lots, rows[i].net);
        EXPECT_EQ(rows[i].name, position.paid_micros, rows[i].paid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
