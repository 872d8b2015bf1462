/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_deleverage_test.c - who gives how many lots, each calculated by hand.
 */
#include "lab/derive_deleverage.h"

#include "base/expect.h"

#define USD    INT64_C(1000000)
#define GIVERS 3u

struct row {
    const char *name;
    enum deleverage_method method;
    int64_t need;
    int64_t level_ppm;
    int64_t want[GIVERS];
};

/* 10, 5 and 3 times leveraged with 100 USD each; a lot is worth 10 USD. */
static const struct row rows[] = {
    {"just above 4.9 the first gives fifty and the second none",
     DELEVERAGE_WATER_FILLING,
     50,
     4900001,
     {50, 0, 0}},
    {"one is missing there: the lowest account that gives more at 4.9",
     DELEVERAGE_WATER_FILLING,
     51,
     4900001,
     {51, 0, 0}},
    {"just above 3.9 sixty and ten", DELEVERAGE_WATER_FILLING, 70, 3900001, {60, 10, 0}},
    {"all have less than is needed", DELEVERAGE_WATER_FILLING, 500, 0, {100, 50, 30}},
    {"by rank: second, third, then what is left of the first",
     DELEVERAGE_RANK,
     90,
     0,
     {10, 50, 30}},
    {"pro rata: 55.5, 27.7 and 16.6; the first takes what floors leave",
     DELEVERAGE_PRO_RATA,
     100,
     0,
     {56, 28, 16}},
    {"pro rata of all", DELEVERAGE_PRO_RATA, 180, 0, {100, 50, 30}},
};

static void givers_make(struct giver givers[GIVERS])
{
    static const int64_t lots[GIVERS] = {100, 50, 30};
    static const int64_t profit_usd[GIVERS] = {10, 200, 150};
    for (uint32_t i = 0; i < GIVERS; i++) {
        givers[i] = (struct giver){.account_id = 11 + i,
                                   .net_lots = -lots[i],
                                   .exposure_micros = lots[i] * 10 * USD,
                                   .equity_micros = 100 * USD,
                                   .profit_micros = profit_usd[i] * USD,
                                   .paid_micros = 1000 * USD,
                                   .value_micros = lots[i] * 10 * USD};
    }
}

static void test_give(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct giver givers[GIVERS];
        givers_make(givers);
        for (uint32_t k = 0; k < GIVERS; k++) {
            givers[k].score = derive_score(rows[i].method, &givers[k]);
        }
        uint32_t count = derive_rank(givers, GIVERS, GIVERS);
        int64_t level = derive_give(rows[i].method, givers, count, 10 * USD, rows[i].need);
        EXPECT_EQ(rows[i].name, level, rows[i].level_ppm);
        int64_t sum = 0;
        for (uint32_t k = 0; k < GIVERS; k++) {
            EXPECT_EQ(rows[i].name, givers[k].lots, rows[i].want[k]);
            sum += givers[k].lots;
        }
        EXPECT_EQ("what is needed or all", sum, i64_min(rows[i].need, 180));
    }
}

static void test_scores(void **state)
{
    (void)state;
    struct giver givers[GIVERS];
    givers_make(givers);
    EXPECT_EQ("ten times", derive_score(DELEVERAGE_WATER_FILLING, &givers[0]), 10000000);
    EXPECT_EQ("0.01 x 10", derive_score(DELEVERAGE_RANK, &givers[0]), 100000);
    EXPECT_EQ("0.2 x 5", derive_score(DELEVERAGE_RANK, &givers[1]), 1000000);
    givers[1].paid_micros = 0;
    EXPECT_EQ("with nothing paid 10^6 x 5", derive_score(DELEVERAGE_RANK, &givers[1]),
              5000000000000);
    givers[2].equity_micros = 0;
    EXPECT_EQ("without equity none", derive_score(DELEVERAGE_PRO_RATA, &givers[2]), 0);
}

static void test_rank(void **state)
{
    (void)state;
    struct giver givers[4] = {{.account_id = 9, .score = 5},
                              {.account_id = 2, .score = 7},
                              {.account_id = 4, .score = 5},
                              {.account_id = 1, .score = 1}};
    EXPECT_EQ("three are kept", derive_rank(givers, 4, 3), 3);
    EXPECT_EQ("by account", givers[0].account_id, 2);
    EXPECT_EQ("the highest score", givers[0].rank, 1);
    EXPECT_EQ("then the lower account of two", givers[1].account_id, 4);
    EXPECT_EQ("second", givers[1].rank, 2);
    EXPECT_EQ("third", givers[2].rank, 3);
}

/* The published case V85: by rank, two of five accounts close ten each. */
static void test_published(void **state)
{
    (void)state;
    struct giver givers[5];
    static const int64_t scores[5] = {10, 50, 20, 30, 40};
    for (uint32_t i = 0; i < 5; i++) {
        givers[i] = (struct giver){.account_id = i + 1, .net_lots = 10, .score = scores[i]};
    }
    (void)derive_rank(givers, 5, 5);
    (void)derive_give(DELEVERAGE_RANK, givers, 5, 0, 20);
    for (uint32_t i = 0; i < 5; i++) {
        EXPECT_EQ("V85", givers[i].lots, i == 1 || i == 4 ? 10 : 0);
    }
}

static void test_values(void **state)
{
    (void)state;
    const struct payoff payoff = {.tick_value_micros = 100};
    const struct payoff inverse = {.face_micros = 1000000};
    struct derived_position sold = {-10, -1000};
    struct derived_position bought = {10, 1000};
    struct derived_position odd = {-3, -1000};
    EXPECT_EQ("a short buys back below what it got", derive_fair_value(payoff, &sold, 4, 390), 390);
    EXPECT_EQ("never above it", derive_fair_value(payoff, &sold, 4, 410), 400);
    EXPECT_EQ("a long sells above what it paid", derive_fair_value(payoff, &bought, 4, 410), 410);
    EXPECT_EQ("never below it", derive_fair_value(payoff, &bought, 4, 390), 400);
    EXPECT_EQ("rounded for the one who gives", derive_fair_value(payoff, &odd, 1, 400), 333);
    EXPECT_EQ("an inverse short received coin", derive_fair_value(inverse, &sold, 4, 410), 410);
    EXPECT_EQ("and gives it back for no less", derive_fair_value(inverse, &sold, 4, 390), 400);
    EXPECT_EQ("an inverse long pays no more", derive_fair_value(inverse, &bought, 4, 410), 400);
    EXPECT_EQ("torn up at the settlement price", derive_tear_up_value(&sold, 4, 380, 390), 380);
    EXPECT_EQ("a short pays no more than it got", derive_tear_up_value(&sold, 4, 430, 390), 400);
    EXPECT_EQ("or than the mark, if that is more", derive_tear_up_value(&sold, 4, 430, 420), 420);
    EXPECT_EQ("a long gets what it paid", derive_tear_up_value(&bought, 4, 380, 430), 400);
    EXPECT_EQ("or the mark, if that is less", derive_tear_up_value(&bought, 4, 380, 390), 390);
    int128 exposure = derive_exposure_e10(payoff, 10001, 3, 500000);
    EXPECT_EQ("half of 300.03, down", derive_exposure_floor(exposure), 150);
    EXPECT_EQ("and up", derive_exposure_ceil(exposure), 151);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_give),   cmocka_unit_test(test_scores),
        cmocka_unit_test(test_rank),   cmocka_unit_test(test_published),
        cmocka_unit_test(test_values),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
