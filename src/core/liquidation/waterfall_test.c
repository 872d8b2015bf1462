/* SPDX-License-Identifier: Apache-2.0 */
/*
 * waterfall_test.c - bounds of tranches and calls, exact division, for waterfall.c (R-DEFAULT-2,
 * R-DEFAULT-3, R-DEFAULT-4).
 */
#include "core/liquidation/waterfall.h"

#include "base/expect.h"
#include "base/random.h"
#include "model/limits.h"

#define MILLION INT64_C(1000000000000) /* USD, in micros */

static const struct body_default_terms terms = {.tranche_micros = 20 * MILLION,
                                                .tranche_ppm = 100000,
                                                .assessment_ppm = 2000000,
                                                .assessment_sum_ppm = 5500000,
                                                .gains_days = 5};

static void test_tranche(void **state)
{
    (void)state;
    EXPECT_EQ("20 million below a fund of 200", waterfall_tranche_micros(&terms, 200 * MILLION),
              20 * MILLION);
    EXPECT_EQ("a tenth of a larger fund", waterfall_tranche_micros(&terms, 300 * MILLION),
              30 * MILLION);
}

static void test_calls(void **state)
{
    (void)state;
    EXPECT_EQ("twice the requirement", waterfall_call_micros(&terms, 10, 0, 0), 20);
    EXPECT_EQ("less what was called", waterfall_call_micros(&terms, 10, 15, 15), 5);
    EXPECT_EQ("five and a half times in six months", waterfall_call_micros(&terms, 10, 0, 40), 15);
    EXPECT_EQ("and then nothing", waterfall_call_micros(&terms, 10, 0, 55), 0);
    EXPECT_EQ("nor below nothing", waterfall_call_micros(&terms, 10, 25, 60), 0);
}

#define DAY_NS (INT64_C(86400) * 1000000000)

static void test_calls_roll(void **state)
{
    (void)state;
    struct call_log log = {.count = 0};
    call_log_add(&log, 10 * DAY_NS + 5, 100);
    call_log_add(&log, 11 * DAY_NS - 1, 20);
    EXPECT_EQ("a day is one call", log.count, 1);
    EXPECT_EQ("made at the last of them", log.list[0].time_ns, 11 * DAY_NS - 1);
    call_log_add(&log, 11 * DAY_NS, 3);
    EXPECT_EQ("another day another", log.count, 2);
    EXPECT_EQ("both in the window", call_log_sum(&log, 21 * DAY_NS - 2, 10 * DAY_NS), 123);
    EXPECT_EQ("one is as old as it", call_log_sum(&log, 21 * DAY_NS - 1, 10 * DAY_NS), 3);
    EXPECT_EQ("none is left", call_log_sum(&log, 21 * DAY_NS, 10 * DAY_NS), 0);
    for (int64_t day = 12; day < 12 + (int64_t)CALLS_MAX - 2; day++) {
        call_log_add(&log, day * DAY_NS, 1);
    }
    EXPECT_EQ("as many as are remembered", log.count, CALLS_MAX);
    EXPECT_EQ("the oldest alone", log.list[0].micros, 120);
    call_log_add(&log, 50 * DAY_NS, 1);
    EXPECT_EQ("no more", log.count, CALLS_MAX);
    EXPECT_EQ("the two oldest are one", log.list[0].micros, 123);
    EXPECT_EQ("made at the later", log.list[0].time_ns, 11 * DAY_NS);
    EXPECT_EQ("a requirement as large as it may be",
              waterfall_call_micros(&(struct body_default_terms){.assessment_ppm = 10000000,
                                                                 .assessment_sum_ppm = 100000000},
                                    NOTIONAL_MICROS_MAX, 0, 0),
              10 * NOTIONAL_MICROS_MAX);
}

static void test_profit_haircut(void **state)
{
    (void)state;
    struct waterfall_share shares[] = {{300, 300, 0, 1, 0}, {150, 150, 0, 2, 0}, {50, 50, 0, 3, 0}};
    EXPECT_EQ("V131 a deficit of 100", waterfall_divide(shares, 3, 100), 100);
    EXPECT_EQ("V131 from 300", shares[0].given, 60);
    EXPECT_EQ("V131 from 150", shares[1].given, 30);
    EXPECT_EQ("V131 from 50", shares[2].given, 10);
}

static void test_division_is_exact(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 5);
    for (uint32_t round = 0; round < 20000; round++) {
        struct waterfall_share shares[7];
        uint32_t count = (uint32_t)random_between(&random, 1, 7);
        int64_t all = 0;
        for (uint32_t i = 0; i < count; i++) {
            shares[i] = (struct waterfall_share){random_between(&random, 0, 20),
                                                 random_between(&random, 0, 100), 0, i, 0};
            if (shares[i].weight > 0) all += shares[i].most;
        }
        int64_t amount = random_between(&random, 0, 400);
        int64_t given = waterfall_divide(shares, count, amount);
        int64_t sum = 0;
        for (uint32_t i = 0; i < count; i++) {
            EXPECT_TRUE("within its bound",
                        shares[i].given >= 0 && shares[i].given <= shares[i].most);
            EXPECT_TRUE("without weight nothing", shares[i].weight > 0 || shares[i].given == 0);
            sum += shares[i].given;
        }
        EXPECT_EQ("what it says", given, sum);
        EXPECT_EQ("all, or all there is", given, amount < all ? amount : all);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {

        cmocka_unit_test(test_tranche),           cmocka_unit_test(test_calls),
        cmocka_unit_test(test_calls_roll),        cmocka_unit_test(test_profit_haircut),
        cmocka_unit_test(test_division_is_exact),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
