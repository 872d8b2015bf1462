/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair_sums_test.c - regressions of a few pairs, by hand, and of series with a known answer.
 *
 * Role   Tests pair_sums.c.
 */
#include "quality/pair_sums.h"

#include "base/expect.h"
#include "base/random.h"

#define STEP_NS INT64_C(60000000000)

static void test_root(void **state)
{
    static const struct {
        const char *row;
        uint128 value;
        uint64_t root;
    } rows[] = {
        {"of nothing", 0, 0},
        {"of one", 1, 1},
        {"of three, rounded down", 3, 1},
        {"of four", 4, 2},
        {"of a large square", (uint128)4000000007 * 4000000007, 4000000007},
        {"of one less", (uint128)4000000007 * 4000000007 - 1, 4000000006},
        {"of the largest", ~(uint128)0, UINT64_MAX},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, root_floor(rows[i].value), rows[i].root);
    }
}

/* Trades that alternate between bid and ask, a spread of 20 apart: the changes are +20 and -20 in
 * turn, their covariance is -400, and twice its root is twice the spread; trades on sides that a
 * coin decides have half of that, which is what Roll says. */
static void test_roll(void **state)
{
    (void)state;
    struct pair_sums sums = {0};
    int64_t spread = 0;
    EXPECT_FALSE("nothing", pair_roll(&sums, &spread));
    for (int i = 0; i < 1000; i++) {
        int64_t change = i % 2 == 0 ? 20 : -20;
        pair_add(&sums, change, -change);
    }
    EXPECT_TRUE("in turn", pair_roll(&sums, &spread));
    EXPECT_EQ("twice the root of 400", spread, 40);

    struct random random;
    random_seed(&random, 11);
    sums = (struct pair_sums){0};
    int64_t before[3] = {0};
    for (int i = 0; i < 200000; i++) {
        before[0] = before[1];
        before[1] = before[2];
        before[2] = random_between(&random, 0, 1) == 0 ? 100000 : -100000;
        if (i >= 2) pair_add(&sums, before[1] - before[0], before[2] - before[1]);
    }
    EXPECT_TRUE("by chance", pair_roll(&sums, &spread));
    EXPECT_TRUE("a spread of 200,000", spread > 199000 && spread < 201000);

    sums = (struct pair_sums){0};
    for (int i = 0; i < 10; i++) pair_add(&sums, i, i);
    EXPECT_FALSE("prices that trend have none", pair_roll(&sums, &spread));
}

/* y = x / 2 halves in a step, y = x / 4 in half of one. */
static void test_half_life(void **state)
{
    static const struct {
        const char *row;
        int64_t numerator;
        int64_t denominator;
        int64_t half_life_ns; /* -1: none */
    } rows[] = {
        {"a half", 1, 2, STEP_NS},
        {"a quarter", 1, 4, STEP_NS / 2},
        {"a sixteenth", 1, 16, STEP_NS / 4},
        {"nothing goes away", 1, 1, -1},
        {"it grows", 3, 2, -1},
        {"it turns around", -1, 2, -1},
        {"nothing is left", 0, 1, -1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct pair_sums sums = {0};
        int64_t half_life_ns = -1;
        for (int64_t x = -8; x <= 8; x++) {
            pair_add(&sums, 1600 * x, 1600 * x * rows[i].numerator / rows[i].denominator + 77);
        }
        (void)pair_half_life(&sums, STEP_NS, &half_life_ns);
        EXPECT_EQ(rows[i].row, half_life_ns, rows[i].half_life_ns);
    }
    struct pair_sums sums = {0};
    int64_t half_life_ns = 0;
    EXPECT_FALSE("nothing", pair_half_life(&sums, STEP_NS, &half_life_ns));
    pair_add(&sums, 5, 5);
    EXPECT_FALSE("one pair", pair_half_life(&sums, STEP_NS, &half_life_ns));

    /* A basis that keeps 0.9 of itself each minute: ln(1/2) / ln(0.9) = 6.5788 minutes. */
    struct random random;
    random_seed(&random, 12);
    int64_t basis = 0;
    for (int i = 0; i < 400000; i++) {
        int64_t next = basis * 9 / 10 + random_between(&random, -100000, 100000);
        pair_add(&sums, basis, next);
        basis = next;
    }
    EXPECT_TRUE("a series", pair_half_life(&sums, STEP_NS, &half_life_ns));
    EXPECT_TRUE("of 6.58 minutes",
                half_life_ns > 6400 * STEP_NS / 1000 && half_life_ns < 6760 * STEP_NS / 1000);
}

static void test_correlation(void **state)
{
    (void)state;
    struct pair_sums same = {0};
    struct pair_sums turned = {0};
    struct pair_sums corner = {0};
    int64_t correlation_e6 = 7;
    EXPECT_FALSE("nothing", pair_correlation(&same, &correlation_e6));
    for (int64_t i = 0; i < 50; i++) {
        pair_add(&same, i, 3 * i + 5);
        pair_add(&turned, i * 1000000, 9 - i);
    }
    EXPECT_TRUE("a line", pair_correlation(&same, &correlation_e6));
    EXPECT_TRUE("all of it", correlation_e6 >= 999998 && correlation_e6 <= 1000000);
    EXPECT_TRUE("a line downwards", pair_correlation(&turned, &correlation_e6));
    EXPECT_TRUE("all of it, downwards", correlation_e6 <= -999998);
    /* (0,0), (1,0), (1,1): covariance 1/9 of both variances 2/9: a half. */
    pair_add(&corner, 0, 0);
    pair_add(&corner, 1, 0);
    pair_add(&corner, 1, 1);
    EXPECT_TRUE("a corner", pair_correlation(&corner, &correlation_e6));
    EXPECT_TRUE("a half", correlation_e6 >= 499999 && correlation_e6 <= 500000);
    struct pair_sums flat = {0};
    pair_add(&flat, 1, 4);
    pair_add(&flat, 2, 4);
    EXPECT_FALSE("one that never changes", pair_correlation(&flat, &correlation_e6));
}

/* Sums of parts are those of the whole, and nothing overflows at the bounds. */
static void test_bounds(void **state)
{
    (void)state;
    struct pair_sums left = {0};
    struct pair_sums right = {0};
    struct pair_sums whole = {0};
    for (int64_t i = 0; i < 100; i++) {
        pair_add(i < 40 ? &left : &right, i * i, -i);
        pair_add(&whole, i * i, -i);
    }
    pair_join(&left, &right);
    EXPECT_EQ("count", left.count, whole.count);
    EXPECT_TRUE("sums", left.x == whole.x && left.y == whole.y && left.xx == whole.xx &&
                            left.xy == whole.xy && left.yy == whole.yy);
    struct pair_sums full = {.count = PAIR_COUNT_MAX - 1};
    full.xx = full.yy = full.count * (int128)PAIR_VALUE_MAX * PAIR_VALUE_MAX;
    full.xy = -full.xx;
    pair_add(&full, INT64_MIN, INT64_MAX);
    pair_add(&full, 1, 1);
    EXPECT_EQ("no more than the bound", full.count, PAIR_COUNT_MAX);
    int64_t result = 0;
    EXPECT_TRUE("the widest spread", pair_roll(&full, &result));
    EXPECT_TRUE("of values at the bound",
                result <= 2 * PAIR_VALUE_MAX && result > 2 * PAIR_VALUE_MAX - 10);
    EXPECT_TRUE("the widest line", pair_correlation(&full, &result));
    EXPECT_TRUE("downwards", result <= -999998);
    pair_join(&full, &whole);
    EXPECT_EQ("nor by joining", full.count, PAIR_COUNT_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_root),      cmocka_unit_test(test_roll),
        cmocka_unit_test(test_half_life), cmocka_unit_test(test_correlation),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
