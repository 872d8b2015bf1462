/* SPDX-License-Identifier: Apache-2.0 */
/*
 * average_test.c - exponential averages of irregular samples, and means of the latest ones.
 *
 * Rules  R-MARK-4, R-MARK-7.
 */
#include "core/perp/average.h"

#include "base/expect.h"

#define SECOND INT64_C(1000000000)

/* Hyperliquid's form, 150 seconds; the values were computed with fifty decimals elsewhere. */
static const struct {
    const char *row;
    int64_t second;
    int64_t value;
    int64_t average; /* rounded down */
} rows[] = {
    {"the first sample", 1, 5000, 5000},
    {"a second later", 2, 7000, 6003},
    {"two seconds later, the other way", 4, -3000, 1464},
    {"a gap of 56 seconds counts for 56", 60, 10000, 9603},
    {"the same again", 61, 10000, 9609},
    {"a gap longer than the average", 300, -20000, -18578},
};

static void test_irregular_samples(void **state)
{
    (void)state;
    struct time_average average = {.denominator_us = 0};
    EXPECT_FALSE("nothing yet", average_exists(&average));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        average_sample(&average, rows[i].value, rows[i].second * SECOND, SECOND, 150 * SECOND);
        EXPECT_EQ(rows[i].row, average_value(&average), rows[i].average);
    }
}

/* Whatever the gaps, the average of equal samples is the sample, and it lies within its samples. */
static void test_bounded_by_its_samples(void **state)
{
    (void)state;
    struct time_average same = {.denominator_us = 0};
    struct time_average mixed = {.denominator_us = 0};
    int64_t now_ns = SECOND;
    uint64_t random = 1;
    for (uint32_t i = 0; i < 20000; i++) {
        random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
        now_ns += (int64_t)(random >> 60) * SECOND + 1000000;
        average_sample(&same, 777, now_ns, SECOND, 150 * SECOND);
        average_sample(&mixed, (int64_t)(random >> 33 & 1023), now_ns, SECOND, 150 * SECOND);
        int64_t value = average_value(&same);
        EXPECT_TRUE("equal samples, less what rounding takes", value == 777 || value == 776);
        EXPECT_TRUE("not below", average_value(&mixed) >= 0);
        EXPECT_TRUE("not above", average_value(&mixed) <= 1023);
    }
}

static void test_extremes(void **state)
{
    (void)state;
    struct time_average average = {.denominator_us = 0};
    int64_t day_ns = 86400 * SECOND;
    for (int64_t i = 1; i < 400; i++) {
        average_sample(&average, AVERAGE_VALUE_MAX, i * day_ns, day_ns, day_ns);
        EXPECT_TRUE("the largest", average_value(&average) >= AVERAGE_VALUE_MAX - 1);
    }
    average_sample(&average, -AVERAGE_VALUE_MAX, 36500 * day_ns, SECOND, SECOND);
    EXPECT_EQ("after a century the last alone counts", average_value(&average), -AVERAGE_VALUE_MAX);
}

static void test_ring(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t value;
        int64_t mean;
    } steps[] = {
        {"one", 10, 10},
        {"two", 13, 11},
        {"three", -1, 7},
        {"the first is out", -30, -6},
        {"and the second", 0, -11},
        {"round again", 1, -10},
    };
    struct sample_ring ring = {.count = 0};
    for (size_t i = 0; i < sizeof steps / sizeof steps[0]; i++) {
        ring_sample(&ring, steps[i].value, 3);
        EXPECT_EQ(steps[i].row, ring_mean(&ring), steps[i].mean);
    }
    struct sample_ring large = {.count = 0};
    for (uint32_t i = 0; i < 2 * SAMPLE_RING_MAX; i++) {
        ring_sample(&large, AVERAGE_VALUE_MAX, SAMPLE_RING_MAX);
        EXPECT_EQ("the largest", ring_mean(&large), AVERAGE_VALUE_MAX);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_irregular_samples),
        cmocka_unit_test(test_bounded_by_its_samples),
        cmocka_unit_test(test_extremes),
        cmocka_unit_test(test_ring),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
