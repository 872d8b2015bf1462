/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decay_test.c - the table against exp() computed with fifty decimals elsewhere.
 *
 * Rules  R-MARK-7.
 */
#include "core/perp/decay.h"

#include "base/expect.h"

#define SECOND_US INT64_C(1000000)

/* 2^32 x exp(-elapsed / time), rounded down; roundings of exponent and product move it by one. */
static const struct {
    const char *row;
    int64_t elapsed_us;
    int64_t time_us;
    int64_t want;
} rows[] = {
    {"no time", 0, 1, 4294967296},
    {"a microsecond of 150 s", 1, 150 * SECOND_US, 4294967267},
    {"a second of 150 s", SECOND_US, 150 * SECOND_US, 4266429412},
    {"the time itself", 150 * SECOND_US, 150 * SECOND_US, 1580030168},
    {"twenty times", 3000 * SECOND_US, 150 * SECOND_US, 8},
    {"the last that the table knows", 9599999999, 150 * SECOND_US, 0},
    {"sixty-four times", 9600 * SECOND_US, 150 * SECOND_US, 0},
    {"a day of a day", 86400 * SECOND_US, 86400 * SECOND_US, 1580030168},
    {"a millisecond of a day", 1000, 86400 * SECOND_US, 4294967246},
    {"a year of a second", 31536000 * SECOND_US, SECOND_US, 0},
};

static void test_values(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t decay = (int64_t)decay_of(rows[i].elapsed_us, rows[i].time_us);
        EXPECT_TRUE(rows[i].row, decay <= rows[i].want + 1 && decay >= rows[i].want - 1);
    }
}

static void test_falls_with_time(void **state)
{
    (void)state;
    uint64_t before = decay_of(0, 150 * SECOND_US);
    for (int64_t us = 100000; us < 2000 * SECOND_US; us += 100000) {
        uint64_t decay = decay_of(us, 150 * SECOND_US);
        EXPECT_TRUE("falls", decay < before || decay == 0);
        before = decay;
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_falls_with_time),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
