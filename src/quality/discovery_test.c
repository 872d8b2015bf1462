/* SPDX-License-Identifier: Apache-2.0 */
/*
 * discovery_test.c - shares by hand, and of series of which it is known who leads.
 *
 * Role   Tests discovery.c.
 */
#include "quality/discovery.h"

#include "base/expect.h"
#include "base/random.h"

/* With adjustments -0.2 and 0.3 the weights are 0.6 and 0.4, with variances 4 and 1 and covariance
 * 1 the whole is 0.36 x 4 + 0.48 + 0.16 = 2.08: alone 0.36 x 3 / 2.08, with both
 * (0.6 x 4 + 0.4)^2 / 4 / 2.08. */
static void test_by_hand(void **state)
{
    static const struct {
        const char *row;
        struct discovery_model model;
        bool is_told;
        int64_t component_ppm;
        int64_t low_ppm;
        int64_t high_ppm;
    } rows[] = {
        {"both go back", {{-0.2, 0.3}, {4, 1}, 1}, true, 600000, 519231, 942308},
        {"the second follows", {{0, 0.5}, {2, 3}, 0}, true, 1000000, 1000000, 1000000},
        {"the first follows", {{-0.5, 0}, {2, 3}, 0}, true, 0, 0, 0},
        {"alike, with nothing in common", {{-0.1, 0.1}, {5, 5}, 0}, true, 500000, 500000, 500000},
        {"alike, half in common", {{-0.1, 0.1}, {2, 2}, 1}, true, 500000, 250000, 750000},
        {"the first goes away", {{0.1, 0.3}, {1, 1}, 0}, true, 1500000, 900000, 900000},
        {"they do not go back", {{0.1, -0.1}, {1, 1}, 0}, false, 0, 0, 0},
        {"nothing is new", {{-0.1, 0.1}, {0, 1}, 0}, false, 0, 0, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct discovery_shares shares = {0};
        bool is_told = discovery_shares_of(&rows[i].model, &shares);
        EXPECT_EQ(rows[i].row, is_told, rows[i].is_told);
        EXPECT_EQ(rows[i].row, shares.component_ppm, rows[i].component_ppm);
        EXPECT_EQ(rows[i].row, shares.low_ppm, rows[i].low_ppm);
        EXPECT_EQ(rows[i].row, shares.high_ppm, rows[i].high_ppm);
    }
}

enum who { FIRST_LEADS, SECOND_LEADS, BOTH };

/* A price that walks by chance; who follows sees it a second later, with noise of its own. */
static struct discovery walk(enum who who, uint32_t count, int64_t scale)
{
    struct discovery discovery = {0};
    struct random random;
    random_seed(&random, 5);
    int64_t value = INT64_C(6000000000);
    int64_t before = value;
    for (uint32_t i = 0; i < count; i++) {
        int64_t width = who == BOTH ? 9000 : 30000;
        int64_t noise[2] = {random_between(&random, -width, width),
                            random_between(&random, -width, width)};
        int64_t first =
            (who == SECOND_LEADS ? before : value) + (who == FIRST_LEADS ? 0 : noise[0]);
        int64_t second =
            (who == FIRST_LEADS ? before : value) + (who == SECOND_LEADS ? 0 : noise[1]);
        discovery_sample(&discovery, first, second * scale);
        before = value;
        value += random_between(&random, -30000, 30000);
    }
    return discovery;
}

static void test_series(void **state)
{
    static const struct {
        const char *row;
        enum who who;
        int64_t scale;
        int64_t least_ppm;
        int64_t most_ppm;
    } rows[] = {
        {"the first leads", FIRST_LEADS, 1, 970000, 1030000},
        {"the first leads, and the other counts in another unit", FIRST_LEADS, 7, 970000, 1030000},
        {"the second leads", SECOND_LEADS, 1, -30000, 30000},
        {"both see it at once", BOTH, 1, 450000, 550000},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct discovery discovery = walk(rows[i].who, 20000, rows[i].scale);
        struct discovery_shares shares = {0};
        EXPECT_TRUE(rows[i].row, discovery_shares(&discovery, &shares));
        EXPECT_TRUE(rows[i].row, shares.component_ppm >= rows[i].least_ppm &&
                                     shares.component_ppm <= rows[i].most_ppm);
        EXPECT_TRUE("bounds of a share", shares.low_ppm >= 0 && shares.low_ppm <= shares.high_ppm &&
                                             shares.high_ppm <= 1000000);
        if (rows[i].who == FIRST_LEADS) EXPECT_TRUE(rows[i].row, shares.low_ppm > 970000);
        if (rows[i].who == SECOND_LEADS) EXPECT_TRUE(rows[i].row, shares.high_ppm < 30000);
        if (rows[i].who != BOTH) continue;
        EXPECT_TRUE("what both learn at once is nobody's",
                    shares.low_ppm < 300000 && shares.high_ppm > 700000);
    }
}

static void test_what_is_too_little(void **state)
{
    (void)state;
    struct discovery_shares shares = {0};
    struct discovery few = walk(BOTH, DISCOVERY_LEAST + DISCOVERY_LAGS, 1);
    EXPECT_EQ("one sample too few", few.samples, DISCOVERY_LEAST - 1);
    EXPECT_FALSE("says nothing", discovery_shares(&few, &shares));
    discovery_sample(&few, 6000000000, 6000000001);
    EXPECT_TRUE("enough", discovery_shares(&few, &shares));

    struct discovery still = {0};
    for (int64_t i = 0; i < 1000; i++) discovery_sample(&still, 5000, 5000 + i % 7);
    EXPECT_FALSE("a market that never moves", discovery_shares(&still, &shares));

    struct discovery same = {0};
    for (int64_t i = 0; i < 1000; i++) discovery_sample(&same, 5000 + i % 7, 5000 + i % 7);
    EXPECT_FALSE("two that are one", discovery_shares(&same, &shares));

    struct discovery gaps = {0};
    for (int64_t i = 0; i < 1000; i++) {
        if (i % 6 == 5) discovery_sample(&gaps, 0, 5000);
        if (i % 6 == 2) discovery_gap(&gaps);
        discovery_sample(&gaps, 5000 + i % 5, 5000 + i % 7);
    }
    EXPECT_EQ("stretches that are too short", gaps.samples, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_by_hand),
        cmocka_unit_test(test_series),
        cmocka_unit_test(test_what_is_too_little),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
