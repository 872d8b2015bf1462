/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_value_test.c - values and moves of positions, each calculated by hand.
 */
#include "lab/derive_value.h"

#include "base/expect.h"

static void test_values(void **state)
{
    (void)state;
    struct payoff payoff = {.tick_value_micros = 100};
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

/* The face of scenarios R-PAYOFF-6 and R-PAYOFF-9: a lot is worth 1 at a price of 100. */
static const struct payoff inverse = {
    .tick_value_micros = 100, .face_micros = 100000000, .lowest_e4 = 500000};

static void test_inverse(void **state)
{
    (void)state;
    EXPECT_EQ("a face of two factors", derive_face(100, 6), 100000000);
    EXPECT_EQ("a face of one", derive_face(7, 0), 7);
    EXPECT_EQ("a lot at a mark of 97, in 10^-4 micros",
              (int64_t)derive_value_e4(inverse, 970000, 1), 10309278351);
    EXPECT_EQ("at 80, exact", (int64_t)derive_value_e4(inverse, 800000, 3), 37500000000);
    EXPECT_EQ("below the lowest price", (int64_t)derive_value_e4(inverse, 1, 1), 20000000000);
    EXPECT_EQ("at no price", (int64_t)derive_value_e4(inverse, 0, 1), 0);
    EXPECT_EQ("a long is worth less than nothing", (int64_t)derive_held_e4(inverse, 800000, 2),
              -25000000000);
    EXPECT_EQ("a short more", (int64_t)derive_held_e4(inverse, 800000, -2), 25000000000);
    EXPECT_EQ("seven lots at 70: each to the nearest unit",
              (int64_t)derive_trade_value(inverse, 70, 7), 7 * 1428571);
    EXPECT_EQ("half a unit is rounded up",
              (int64_t)derive_trade_value((struct payoff){.face_micros = 15}, 2, 1), 8);
    EXPECT_EQ("a long pays to be closed", derive_is_received(inverse, 1), false);
    EXPECT_EQ("a short receives", derive_is_received(inverse, -1), true);
}

/* R-PAYOFF-6: three bought at 80, two sold at 100, one at 70. */
static void test_inverse_moves(void **state)
{
    (void)state;
    struct derived_position position = {0, 0};
    EXPECT_EQ("opens", derive_move(inverse, &position, 3, 3750000), 0);
    EXPECT_EQ("has sold coin", position.paid_micros, -3750000);
    EXPECT_EQ("buys back for less", derive_move(inverse, &position, -2, 2000000), 500000);
    EXPECT_EQ("and for more", derive_move(inverse, &position, -1, 1428571), -178571);
    EXPECT_EQ("nothing is left", position.paid_micros, 0);
    position = (struct derived_position){10, -10000000};
    EXPECT_EQ("R-PAYOFF-9: three to the fund", derive_move(inverse, &position, -3, 3359999),
              -359999);
}

static void test_moves(void **state)
{
    (void)state;
    const struct payoff linear = {.tick_value_micros = 100};
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
        int64_t realised = derive_move(linear, &position, rows[i].lots, rows[i].value);
        EXPECT_EQ(rows[i].name, realised, rows[i].realised);
        EXPECT_EQ(rows[i].name, position.net_lots, rows[i].net);
        EXPECT_EQ(rows[i].name, position.paid_micros, rows[i].paid);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_inverse),
        cmocka_unit_test(test_inverse_moves),
        cmocka_unit_test(test_moves),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
