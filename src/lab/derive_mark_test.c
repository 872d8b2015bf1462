/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_mark_test.c - marks of small cases, and the decay against its definition.
 */
#include "lab/derive_mark.h"

#include "base/expect.h"

#define SECOND_NS INT64_C(1000000000)

static struct mark_case case_of(const struct body_mark_terms *terms)
{
    return (struct mark_case){
        .terms = terms,
        .step_ns = SECOND_NS,
        .boundary_ns = 100 * SECOND_NS,
        .price_e4_max = INT64_C(1000000000),
        .index_e4 = 20000000,
        .impact_bid_e4 = 20000100,
        .impact_ask_e4 = 20000301,
        .bid_e4 = 20000100,
        .ask_e4 = 20000200,
        .last_e4 = 20000000,
    };
}

static void test_decay(void **state)
{
    (void)state;
    EXPECT_EQ("nothing fades in no time", (int64_t)derive_decay(0, 1000000), INT64_C(1) << 32);
    EXPECT_EQ("e to the -1, rounded down", (int64_t)derive_decay(1000000, 1000000), 1580030168);
    EXPECT_EQ("e to the -1/150, rounded down", (int64_t)derive_decay(1000000, 150000000),
              4266429412);
    EXPECT_EQ("nothing is left after 64 times", (int64_t)derive_decay(64000000, 1000000), 0);
}

static void test_components(void **state)
{
    (void)state;
    struct body_mark_terms terms = {.components = MARK_BASIS | MARK_SPREAD | MARK_TOUCH,
                                    .average_ns = 150 * SECOND_NS,
                                    .band_ppm = 10000,
                                    .basis = BASIS_ESTIMATE_LEFT};
    struct mark_case seen = case_of(&terms);
    struct derived_mark mark = {0};
    seen.rate_e12 = INT64_C(5000000000);
    seen.left_ms = 1800000;
    seen.interval_ms = 3600000;
    derive_mark(&seen, &mark);
    EXPECT_EQ("V14: index 2000, rate 0.5 %, half of the interval left", mark.basis_e4, 20050000);
    EXPECT_EQ("mid of the impact prices, rounded down", mark.spread_e4, 20000200);
    EXPECT_EQ("median of three", mark.mark_e4, 20000200);

    seen.impact_bid_e4 = 0;
    terms.thin_rule = 1;
    derive_mark(&seen, &mark);
    EXPECT_EQ("a thin book: the basis alone", mark.mark_e4, 20050000);
    terms.band_ppm = 1000;
    derive_mark(&seen, &mark);
    EXPECT_EQ("kept in the band", mark.mark_e4, 20020000);
}

static void test_samples(void **state)
{
    (void)state;
    struct body_mark_terms terms = {
        .components = MARK_SPREAD, .sample_count = 2, .spread_sample_ns = 5 * SECOND_NS};
    struct mark_case seen = case_of(&terms);
    struct derived_mark mark = {0};
    static const struct {
        const char *name;
        int64_t second;
        int64_t ask_e4;
        int64_t want_e4;
    } rows[] = {
        {"the first sample", 100, 20000300, 20000200},
        {"no sample between", 101, 20009999, 20000200},
        {"the mean of two", 105, 20000500, 20000250},
        {"the oldest goes", 110, 20000900, 20000400},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        seen.boundary_ns = rows[i].second * SECOND_NS;
        seen.impact_ask_e4 = rows[i].ask_e4;
        derive_mark(&seen, &mark);
        EXPECT_EQ(rows[i].name, mark.mark_e4, rows[i].want_e4);
    }
}

static void test_nothing(void **state)
{
    (void)state;
    struct body_mark_terms terms = {.components = MARK_LAST};
    struct mark_case seen = case_of(&terms);
    struct derived_mark mark = {0};
    seen.last_e4 = 0;
    derive_mark(&seen, &mark);
    EXPECT_EQ("without components the index", mark.mark_e4, 20000000);
    EXPECT_TRUE("LAST needs no touch", !derive_mark_uses_touch(&terms));
    terms.components = MARK_TOUCH_AVERAGE;
    EXPECT_TRUE("its average does", derive_mark_uses_touch(&terms));
    terms = (struct body_mark_terms){.components = MARK_SPREAD, .spread_price = SPREAD_TOUCH};
    EXPECT_TRUE("and a spread from it", derive_mark_uses_touch(&terms));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decay),
        cmocka_unit_test(test_components),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_nothing),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
