/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fund_test.c - the drawdown limit on stories and on a fund of March 2020, for fund.c
 * (R-FUNDCAP-1).
 */
#include "core/liquidation/fund.h"

#include "base/expect.h"

#define HOUR INT64_C(3600000000000)

static const struct {
    const char *row;
    int64_t hour;
    int64_t value;
    enum fund_change change;
    int64_t peak;
    int64_t room;
} story[] = {
    /* clang-format off */
    {"the first look opens the window",      0, 1000000, FUND_SAME,     1000000, 300000},
    {"a gain lifts the peak",                1, 1100000, FUND_SAME,     1100000, 330000},
    {"a loss is drawdown",                   2,  771000, FUND_SAME,     1100000,   1000},
    {"at 30 per cent it trips",              3,  770000, FUND_TRIPPED,  1100000,      0},
    {"between the bounds it stays tripped",  4,  824999, FUND_SAME,     1100000,  54999},
    {"at 25 per cent it is released",        5,  825000, FUND_RELEASED, 1100000,  55000},
    {"between them it stays released",       6,  771000, FUND_SAME,     1100000,   1000},
    {"and trips again",                      7,  100000, FUND_TRIPPED,  1100000,      0},
    {"a new window forgets the peak",        8,  100000, FUND_RELEASED,  100000,  30000},
    {"nothing is left",                      9,       0, FUND_TRIPPED,   100000,      0},
    {"a window without money is tripped",   16,       0, FUND_SAME,           0,      0},
    {"debts too",                           24,     -10, FUND_SAME,         -10,      0},
    {"money comes",                         25,     100, FUND_RELEASED,     100,     30},
    /* clang-format on */
};

static void test_story(void **state)
{
    (void)state;
    struct fund_limit limit = {8 * HOUR, 300000, 250000};
    struct fund_window window = {0};
    for (size_t i = 0; i < sizeof story / sizeof story[0]; i++) {
        const char *row = story[i].row;
        enum fund_change change = fund_look(&window, &limit, story[i].hour * HOUR, story[i].value);
        EXPECT_EQ(row, change, story[i].change);
        EXPECT_EQ(row, window.peak_micros, story[i].peak);
        EXPECT_EQ(row, fund_room_micros(&window, &limit, story[i].value), story[i].room);
    }
}

static void test_bybit_pool(void **state)
{
    (void)state;
    struct fund_limit limit = {8 * HOUR, 300000, 250000};
    struct fund_window window = {0};
    int64_t pool = INT64_C(1000000000000);
    int64_t loss = INT64_C(350000000000);
    EXPECT_EQ("V91 Bybit a pool of 1M", fund_look(&window, &limit, 0, pool), FUND_SAME);
    EXPECT_EQ("V91 Bybit -35 % is beyond", fund_look(&window, &limit, HOUR, pool - loss),
              FUND_TRIPPED);
    EXPECT_EQ("V91 Bybit 50k to hold -30 %", fund_floor_micros(&window, &limit) - (pool - loss),
              INT64_C(50000000000));
}

static void test_no_limit(void **state)
{
    (void)state;
    struct fund_limit limit = {HOUR, 0, 0};
    struct fund_window window = {0};
    EXPECT_EQ("never tripped", fund_look(&window, &limit, 0, 100), FUND_SAME);
    EXPECT_EQ("nor when all is lost", fund_look(&window, &limit, 1, -100), FUND_SAME);
    EXPECT_EQ("all of it may be lost", fund_room_micros(&window, &limit, 70), 70);
    EXPECT_EQ("not more", fund_room_micros(&window, &limit, -100), 0);
}

/* The insurance fund of BitMEX at noon of each day of March 2020, in 10^-8 bitcoin. */
static const struct {
    const char *row;
    int64_t value;
    int64_t change_e2; /* loss since the day before, in 0.01 bitcoin; 0: a gain */
} bitmex[] = {
    {"IF1 BitMEX 11 March", INT64_C(3550848199494), 0},
    {"IF1 BitMEX 12 March", INT64_C(3388125207348), -162723},
    {"IF1 BitMEX 13 March", INT64_C(3649317044723), 0},
    {"IF1 BitMEX 14 March", INT64_C(3521076833974), -128240},
    {"IF1 BitMEX 15 March", INT64_C(3523536678010), 0},
    {"IF1 BitMEX 16 March", INT64_C(3464620273812), -58916},
};

/* A limit of 4 per cent a day would have stopped takeovers on one of the three days of loss. */
static void test_bitmex_fund(void **state)
{
    (void)state;
    struct fund_limit limit = {25 * HOUR, 40000, 30000};
    uint32_t tripped = 0;
    for (size_t i = 1; i < sizeof bitmex / sizeof bitmex[0]; i++) {
        const char *row = bitmex[i].row;
        struct fund_window window = {0};
        (void)fund_look(&window, &limit, 0, bitmex[i - 1].value);
        enum fund_change change = fund_look(&window, &limit, 24 * HOUR, bitmex[i].value);
        if (change == FUND_TRIPPED) tripped++;
        int64_t drawdown = window.peak_micros - bitmex[i].value;
        EXPECT_EQ(row, (drawdown + 500000) / 1000000, -bitmex[i].change_e2);
    }
    EXPECT_EQ("the fall of 12 March was beyond it", tripped, 1);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_story),
        cmocka_unit_test(test_bybit_pool),
        cmocka_unit_test(test_no_limit),
        cmocka_unit_test(test_bitmex_fund),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
