/* SPDX-License-Identifier: Apache-2.0 */
/*
 * deleverage_test.c - worked examples, and the rule against the plainest reading of it, for
 * deleverage.c (R-ADL-2, R-ADL-3, R-ADL-4).
 */
#include "core/liquidation/deleverage.h"

#include "base/expect.h"
#include "base/int_math.h"
#include "base/random.h"

enum { MANY = 12 };

static void score_all(struct deleverage_list *list)
{
    for (uint32_t i = 0; i < list->count; i++) deleverage_score_leverage(&list->items[i]);
}

static void test_cut(void **state)
{
    (void)state;
    struct deleverage_candidate items[] = {{.account = 1, .score = 5},
                                           {.account = 2, .score = 7},
                                           {.account = 3, .score = 5},
                                           {.account = 4, .score = 9}};
    struct deleverage_list list = {items, 4};
    deleverage_cut(&list, 3);
    EXPECT_EQ("the lowest score, then the higher account goes", list.count, 3);
    EXPECT_EQ("highest first", items[0].account, 4);
    EXPECT_EQ("then the older of two", items[2].account, 1);
    deleverage_sort(&list);
    EXPECT_EQ("in ascending order again", items[0].account, 1);
}

static void test_bitmex_rank(void **state)
{
    (void)state;
    struct deleverage_candidate items[] = {
        {.account = 1, .lots_max = 10, .score = 3}, {.account = 2, .lots_max = 10, .score = 6},
        {.account = 3, .lots_max = 20, .score = 1}, {.account = 4, .lots_max = 30, .score = 4},
        {.account = 5, .lots_max = 20, .score = 5}, {.account = 6, .lots_max = 10, .score = 2}};
    static const int64_t gives[] = {0, 10, 0, 0, 10, 0};
    struct deleverage_list list = {items, 6};
    deleverage_by_rank(&list, 20);
    for (uint32_t i = 0; i < 6; i++) {
        EXPECT_EQ("V85 BitMEX in ascending order again", items[i].account, i + 1);
        EXPECT_EQ("V85 BitMEX 2 gives 10, 5 gives 10 of 20", items[i].lots, gives[i]);
    }
}

static void test_rank_scores(void **state)
{
    (void)state;
    struct deleverage_candidate items[] = {
        /* Profit of 50 % at leverage 4; the same at 2; nothing paid at all. */
        {.account = 1,
         .profit_micros = 50,
         .paid_micros = 100,
         .value_micros = 200,
         .equity_micros = 50,
         .lots_max = 1},
        {.account = 2,
         .profit_micros = 50,
         .paid_micros = 100,
         .value_micros = 200,
         .equity_micros = 100,
         .lots_max = 1},
        {.account = 3,
         .profit_micros = 1,
         .paid_micros = 0,
         .value_micros = 3,
         .equity_micros = 2,
         .lots_max = 1},
    };
    struct deleverage_list list = {items, 3};
    for (uint32_t i = 0; i < 3; i++) deleverage_score_rank(&items[i]);
    EXPECT_EQ("all are here", list.count, 3);
    EXPECT_EQ("half a profit times four", items[0].score, 2000000);
    EXPECT_EQ("half a profit times two", items[1].score, 1000000);
    EXPECT_EQ("the largest factor stands for all", items[2].score, INT64_C(1500000000000));
}

/* One lot is a millionth of a unit. */
static void test_water_filling_example(void **state)
{
    (void)state;
    int64_t unit = 1000000;
    struct deleverage_candidate items[] = {
        {.account = 1,
         .lots_max = 30 * unit,
         .exposure_micros = 30 * unit,
         .equity_micros = 3 * unit},
        {.account = 2,
         .lots_max = 20 * unit,
         .exposure_micros = 20 * unit,
         .equity_micros = 4 * unit},
        {.account = 3,
         .lots_max = 10 * unit,
         .exposure_micros = 10 * unit,
         .equity_micros = 5 * unit},
    };
    struct deleverage_list list = {items, 3};
    score_all(&list);
    int64_t level = deleverage_by_leverage(&list, 1, 20 * unit);
    EXPECT_EQ("V130 the level is 30/7", level, 4285715);
    /* The level is rounded up; the first account gives what is missing then. */
    EXPECT_EQ("V130 A gives 17.142857, and one lot", items[0].lots, 17142858);
    EXPECT_EQ("V130 B gives 2.857143, less one lot", items[1].lots, 2857142);
    EXPECT_EQ("V130 C gives nothing", items[2].lots, 0);
    EXPECT_EQ("V130 A had leverage 10", items[0].score, 10 * unit);
}

static void test_hedgers_are_cut_last(void **state)
{
    (void)state;
    struct deleverage_candidate items[] = {
        {.account = 1, .lots_max = 100, .exposure_micros = -50, .equity_micros = 10},
        {.account = 2, .lots_max = 100, .exposure_micros = 100, .equity_micros = 50},
        {.account = 3, .lots_max = 10, .exposure_micros = 100, .equity_micros = 1},
    };
    struct deleverage_list list = {items, 3};
    score_all(&list);
    EXPECT_EQ("the level is above zero", deleverage_by_leverage(&list, 1, 60) > 0, true);
    EXPECT_EQ("a hedger gives nothing", items[0].lots, 0);
    EXPECT_EQ("the middle gives the rest", items[1].lots, 50);
    EXPECT_EQ("the most leveraged gives all it has", items[2].lots, 10);
    EXPECT_EQ("all leverage is drained", deleverage_by_leverage(&list, 1, 150), 0);
    EXPECT_EQ("then hedgers give too", items[0].lots, 40);
    EXPECT_EQ("and no more than there is", deleverage_by_leverage(&list, 1, 1000), 0);
    EXPECT_EQ("everyone gives all", deleverage_lots(&list), 210);
}

static void test_pro_rata(void **state)
{
    (void)state;
    struct deleverage_candidate items[] = {{.account = 1, .lots_max = 300},
                                           {.account = 2, .lots_max = 150},
                                           {.account = 3, .lots_max = 51}};
    struct deleverage_list list = {items, 3};
    deleverage_pro_rata(&list, 100);
    EXPECT_EQ("59.88 and one more", items[0].lots, 60);
    EXPECT_EQ("29.94 and one more", items[1].lots, 30);
    EXPECT_EQ("10.18", items[2].lots, 10);
    deleverage_pro_rata(&list, 1000);
    EXPECT_EQ("never more than there is", deleverage_lots(&list), 501);
}

static int64_t plain_lots(const struct deleverage_candidate *candidate, int64_t unit, int64_t level)
{
    int64_t lots = (candidate->exposure_micros * PPM_ONE - level * candidate->equity_micros) /
                   (unit * PPM_ONE);
    return i64_max(0, i64_min(lots, candidate->lots_max));
}

/* Every level from 0 up, until they give no more than the need. */
static int64_t plain_level(const struct deleverage_list *list, int64_t unit, int64_t need)
{
    for (int64_t level = 0;; level++) {
        int64_t lots = 0;
        for (uint32_t i = 0; i < list->count; i++) lots += plain_lots(&list->items[i], unit, level);
        if (lots <= need) return level;
    }
}

static void test_water_filling_is_the_rule(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 3);
    for (uint32_t round = 0; round < 300; round++) {
        struct deleverage_candidate items[MANY] = {{0}};
        struct deleverage_list list = {items, (uint32_t)random_between(&random, 1, MANY)};
        int64_t unit = random_between(&random, 1, 5);
        for (uint32_t i = 0; i < list.count; i++) {
            items[i].account = i + 1;
            items[i].lots_max = random_between(&random, 1, 50);
            items[i].exposure_micros = random_between(&random, -20, 100);
            items[i].equity_micros = random_between(&random, 1000, 10000);
        }
        int64_t need = random_between(&random, 1, deleverage_lots_max(&list));
        score_all(&list);
        int64_t level = deleverage_by_leverage(&list, unit, need);
        EXPECT_EQ("the level of the rule", level, plain_level(&list, unit, need));
        EXPECT_EQ("exactly the need is given", deleverage_lots(&list), need);
        for (uint32_t i = 0; i < list.count; i++) {
            EXPECT_TRUE("within what it has",
                        items[i].lots >= 0 && items[i].lots <= items[i].lots_max);
            EXPECT_TRUE("at least what the level says",
                        items[i].lots >= plain_lots(&items[i], unit, level));
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_cut),
        cmocka_unit_test(test_bitmex_rank),
        cmocka_unit_test(test_rank_scores),
        cmocka_unit_test(test_water_filling_example),
        cmocka_unit_test(test_hedgers_are_cut_last),
        cmocka_unit_test(test_pro_rata),
        cmocka_unit_test(test_water_filling_is_the_rule),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
