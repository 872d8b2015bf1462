/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_waterfall_test.c - tranches, assessments and divisions, each calculated by hand.
 */
#include "lab/derive_waterfall.h"

#include "base/expect.h"

#define MILLION INT64_C(1000000000000)
#define PAYERS  3u

static const struct body_default_terms terms = {
    .tranche_micros = 20 * MILLION,
    .tranche_ppm = 100000,
    .assessment_ppm = 2000000,
    .assessment_sum_ppm = 5500000,
};

static void test_bounds(void **state)
{
    (void)state;
    EXPECT_EQ("a small fund: 20 million", derive_tranche(&terms, 150 * MILLION), 20 * MILLION);
    EXPECT_EQ("a large one: a tenth", derive_tranche(&terms, 300 * MILLION), 30 * MILLION);
    EXPECT_EQ("in one default: twice", derive_call(&terms, 100, 0, 0), 200);
    EXPECT_EQ("less what was called in it", derive_call(&terms, 100, 30, 30), 170);
    EXPECT_EQ("what 5.5 times leave in the window: 550 - 400", derive_call(&terms, 100, 0, 400),
              150);
    EXPECT_EQ("nothing beyond", derive_call(&terms, 100, 0, 600), 0);
}

static void test_calls(void **state)
{
    (void)state;
    const int64_t day_ns = INT64_C(86400000000000);
    struct derived_calls calls = {0};
    derive_calls_add(&calls, 10 * day_ns, 5);
    derive_calls_add(&calls, 10 * day_ns + 100, 7);
    EXPECT_EQ("calls of a day are one, made at the last", calls.times_ns[0], 10 * day_ns + 100);
    EXPECT_EQ("a day later it counts", (int64_t)derive_calls_sum(&calls, 11 * day_ns + 99, day_ns),
              12);
    EXPECT_EQ("it has rolled out", (int64_t)derive_calls_sum(&calls, 11 * day_ns + 100, day_ns), 0);
    for (int64_t day = 11; day < 26; day++) derive_calls_add(&calls, day * day_ns, 1);
    EXPECT_EQ("sixteen are remembered", calls.count, DERIVED_CALLS_MAX);
    derive_calls_add(&calls, 26 * day_ns, 1);
    EXPECT_EQ("still sixteen", calls.count, DERIVED_CALLS_MAX);
    EXPECT_EQ("the two oldest became one", (int64_t)calls.micros[0], 13);
    EXPECT_EQ("made at the later of them", calls.times_ns[0], 11 * day_ns);
}

static void test_division(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t amount;
        int64_t weights[PAYERS];
        int64_t mosts[PAYERS];
        int64_t want[PAYERS];
        int64_t left;
    } rows[] = {
        {"ten by three: the first takes the unit", 10, {1, 1, 1}, {99, 99, 99}, {4, 3, 3}, 0},
        {"the second is at its bound, the rest goes round: 30 + 10 + 1, 3, 12 + 4",
         60,
         {50, 30, 20},
         {50, 3, 20},
         {41, 3, 16},
         0},
        {"all at their bounds", 20, {1, 1, 1}, {5, 5, 2}, {5, 5, 2}, 8},
        {"without weight nothing", 5, {0, 1, 0}, {9, 3, 9}, {0, 3, 0}, 2},
        {"less than floors give", 2, {1, 1, 1}, {9, 9, 9}, {1, 1, 0}, 0},
        {"nobody", 7, {0, 0, 0}, {0, 0, 0}, {0, 0, 0}, 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct payer payers[PAYERS] = {{0}};
        for (size_t k = 0; k < PAYERS; k++) {
            payers[k].weight_micros = rows[i].weights[k];
            payers[k].most_micros = rows[i].mosts[k];
        }
        EXPECT_EQ(rows[i].name, derive_divide(payers, PAYERS, rows[i].amount), rows[i].left);
        for (size_t k = 0; k < PAYERS; k++) {
            EXPECT_EQ(rows[i].name, payers[k].given_micros, rows[i].want[k]);
        }
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bounds),
        cmocka_unit_test(test_calls),
        cmocka_unit_test(test_division),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
