/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_check_test.c - every range of the terms, at its edge and beyond.
 *
 * Rules  R-INDEX-1, R-MARK-1, R-FUND-1.
 */
#include "core/perp/price_check.h"

#include "base/expect.h"

#define MS     INT64_C(1000000)
#define SECOND (1000 * MS)
#define MINUTE (60 * SECOND)
#define HOUR   (60 * MINUTE)
#define DAY    (24 * HOUR)

static struct body_price_terms prices_good(void)
{
    return (struct body_price_terms){.step_ns = SECOND,
                                     .index_method = INDEX_CAPPED_MEAN,
                                     .stale_ns = 10 * SECOND,
                                     .degraded_below = 3,
                                     .halt_below = 2,
                                     .source_count = 2,
                                     .sources = {{7, 1}, {8, 1}}};
}

static struct body_mark_terms mark_good(void)
{
    return (struct body_mark_terms){.components = MARK_BASIS | MARK_SPREAD | MARK_TOUCH_AVERAGE,
                                    .average_ns = 150 * SECOND,
                                    .touch_average_ns = 30 * SECOND,
                                    .settle_window_ns = MINUTE};
}

static struct body_funding_terms funding_good(void)
{
    return (struct body_funding_terms){.premium = PREMIUM_IMPACT,
                                       .sample_ns = SECOND,
                                       .bucket_ns = MINUTE,
                                       .interval_ns = HOUR,
                                       .divisor = 1};
}

static const struct body_mark_terms no_mark;
static const struct body_funding_terms no_funding;

static void expect_fault(const char *row, struct price_fault fault, enum field field, int64_t given,
                         int64_t legal)
{
    EXPECT_EQ(row, fault.field, field);
    EXPECT_EQ(row, fault.given, given);
    EXPECT_EQ(row, fault.legal, legal);
}

/* One field of good price terms is set to `given`: is that legal, and if not, what is? */
#define PRICES(row, member, value, want_field, want_legal)                                         \
    do {                                                                                           \
        struct body_price_terms terms = prices_good();                                             \
        terms.member = value;                                                                      \
        expect_fault(row, price_terms_check(&terms, &no_mark, &no_funding), want_field,            \
                     (want_field) == FIELD_NONE ? 0 : (int64_t)(value), want_legal);               \
    } while (0)

static void test_price_terms(void **state)
{
    (void)state;
    PRICES("a good step", step_ns, MS, FIELD_NONE, 0);
    PRICES("too short", step_ns, MS - 1, FIELD_STEP, MS);
    PRICES("too long", step_ns, HOUR + 1, FIELD_STEP, HOUR);
    PRICES("no whole milliseconds", step_ns, SECOND + 1, FIELD_STEP, SECOND);
    PRICES("notional", impact_notional_micros, -1, FIELD_NOTIONAL, 0);
    PRICES("notional", impact_notional_micros, NOTIONAL_MICROS_MAX + 1, FIELD_NOTIONAL,
           NOTIONAL_MICROS_MAX);
    PRICES("method", index_method, 3, FIELD_METHOD, 0);
    PRICES("no sources", source_count, 0, FIELD_SOURCES, 1);
    PRICES("too many", source_count, 17, FIELD_SOURCES, 16);
    PRICES("stale", stale_ns, MS - 1, FIELD_STALE, MS);
    PRICES("stale", stale_ns, DAY + 1, FIELD_STALE, DAY);
    PRICES("cap", cap_ppm, 1000001, FIELD_CAP, 1000000);
    PRICES("stray", stray_ppm, 1000001, FIELD_STRAY, 1000000);
    PRICES("return", return_ppm, 1000001, FIELD_RETURN, 1000000);
    PRICES("return time", return_ns, DAY + 1, FIELD_RETURN, DAY);
    PRICES("halt", halt_below, 17, FIELD_LIVE_SOURCES, 16);
    PRICES("degraded below halt", degraded_below, 1, FIELD_LIVE_SOURCES, 2);
    PRICES("degraded", degraded_below, 17, FIELD_LIVE_SOURCES, 16);
    PRICES("degraded lots", degraded_lots_max, -1, FIELD_LIMIT, 0);
    PRICES("weight", sources[1].weight, 1000001, FIELD_WEIGHT, 1000000);
}

static void test_sources(void **state)
{
    (void)state;
    struct body_price_terms terms = prices_good();
    terms.sources[1].source_id = 7;
    expect_fault("twice", price_terms_check(&terms, &no_mark, &no_funding), FIELD_SOURCES, 1, 0);
    terms = prices_good();
    terms.sources[0].source_id = 0;
    expect_fault("zero", price_terms_check(&terms, &no_mark, &no_funding), FIELD_SOURCES, 0, 0);
    terms = prices_good();
    terms.sources[2].weight = 1;
    expect_fault("behind the last", price_terms_check(&terms, &no_mark, &no_funding), FIELD_SOURCES,
                 2, 0);
    terms = prices_good();
    terms.sources[0].weight = terms.sources[1].weight = 0;
    expect_fault("all off", price_terms_check(&terms, &no_mark, &no_funding), FIELD_WEIGHT, 0, 1);
    terms = (struct body_price_terms){.step_ns = SECOND};
    expect_fault("given needs no more", price_terms_check(&terms, &no_mark, &no_funding),
                 FIELD_NONE, 0, 0);
    terms.source_count = 1;
    expect_fault("given has no sources", price_terms_check(&terms, &no_mark, &no_funding),
                 FIELD_SOURCES, 1, 0);
}

/* A step must fit the periods that are in use. */
static void test_step_fits(void **state)
{
    (void)state;
    struct body_price_terms terms = prices_good();
    struct body_mark_terms mark = mark_good();
    struct body_funding_terms funding = funding_good();
    terms.step_ns = 500 * MS;
    expect_fault("half", price_terms_check(&terms, &mark, &funding), FIELD_NONE, 0, 0);
    terms.step_ns = 2 * SECOND;
    expect_fault("samples", price_terms_check(&terms, &no_mark, &funding), FIELD_STEP, 2 * SECOND,
                 0);
    expect_fault("window", price_terms_check(&terms, &mark, &no_funding), FIELD_STEP, 2 * SECOND,
                 0);
    mark.settle_window_ns = 0;
    expect_fault("averages need no multiple", price_terms_check(&terms, &mark, &no_funding),
                 FIELD_NONE, 0, 0);
    mark.sample_count = 1;
    mark.spread_sample_ns = 5 * SECOND;
    expect_fault("samples of the mark", price_terms_check(&terms, &mark, &no_funding), FIELD_STEP,
                 2 * SECOND, 0);
}

#define MARK(row, member, value, want_field, want_legal)                                           \
    do {                                                                                           \
        struct body_mark_terms terms = mark_good();                                                \
        terms.member = value;                                                                      \
        expect_fault(row, mark_terms_check(&terms, SECOND), want_field,                            \
                     (want_field) == FIELD_NONE ? 0 : (int64_t)(value), want_legal);               \
    } while (0)

static void test_mark_terms(void **state)
{
    (void)state;
    MARK("given", components, 0, FIELD_NONE, 0);
    MARK("all", components, MARK_COMPONENTS_ALL, FIELD_NONE, 0);
    MARK("unknown component", components, 128, FIELD_COMPONENTS, 0);
    MARK("basis", basis, 5, FIELD_BASIS, 0);
    MARK("spread price", spread_price, 2, FIELD_BASIS, 0);
    MARK("thin rule", thin_rule, 2, FIELD_BASIS, 0);
    MARK("average", average_ns, SECOND - 1, FIELD_AVERAGE, SECOND);
    MARK("average", average_ns, DAY + 1, FIELD_AVERAGE, DAY);
    MARK("touch average", touch_average_ns, 0, FIELD_AVERAGE, SECOND);
    MARK("band", band_ppm, 1000001, FIELD_BAND, 1000000);
    MARK("no window", settle_window_ns, 0, FIELD_NONE, 0);
    MARK("window", settle_window_ns, -1, FIELD_WINDOW, 0);
    MARK("window no multiple of 60 steps", settle_window_ns, MINUTE + SECOND, FIELD_WINDOW, MINUTE);
    MARK("window", settle_window_ns, DAY + MINUTE, FIELD_WINDOW, DAY);
    MARK("count", sample_count, 513, FIELD_SAMPLE, 512);

    struct body_mark_terms terms = mark_good();
    terms.sample_count = 512;
    terms.spread_sample_ns = 1500 * MS;
    expect_fault("no multiple", mark_terms_check(&terms, SECOND), FIELD_SAMPLE, 1500 * MS, SECOND);
    terms.spread_sample_ns = HOUR + SECOND;
    expect_fault("too far apart", mark_terms_check(&terms, SECOND), FIELD_SAMPLE, HOUR + SECOND,
                 HOUR);
    terms.components = MARK_BASIS;
    expect_fault("not in use, not looked at", mark_terms_check(&terms, SECOND), FIELD_NONE, 0, 0);
}

#define FUNDING(row, member, value, want_field, want_legal)                                        \
    do {                                                                                           \
        struct body_funding_terms terms = funding_good();                                          \
        terms.member = value;                                                                      \
        expect_fault(row, funding_terms_check(&terms, SECOND), want_field,                         \
                     (want_field) == FIELD_NONE ? 0 : (int64_t)(value), want_legal);               \
    } while (0)

static void test_funding_terms(void **state)
{
    (void)state;
    FUNDING("none", premium, 0, FIELD_NONE, 0);
    FUNDING("premium", premium, 4, FIELD_METHOD, 0);
    FUNDING("sample", sample_ns, SECOND / 2, FIELD_SAMPLE, SECOND);
    FUNDING("sample no multiple", sample_ns, 3 * SECOND / 2, FIELD_SAMPLE, SECOND);
    FUNDING("sample too long", sample_ns, HOUR + SECOND, FIELD_SAMPLE, SECOND);
    FUNDING("bucket", bucket_ns, 0, FIELD_BUCKET, SECOND);
    FUNDING("bucket of 129 samples", bucket_ns, 129 * SECOND, FIELD_BUCKET, SECOND);
    FUNDING("reduce", reduce, 3, FIELD_METHOD, 0);
    FUNDING("weighting", weighting, 2, FIELD_METHOD, 0);
    FUNDING("charge", charge, 2, FIELD_METHOD, 0);
    FUNDING("price", price, 3, FIELD_METHOD, 0);
    FUNDING("lag", lag, 2, FIELD_METHOD, 0);
    FUNDING("interval", interval_ns, DAY + MINUTE, FIELD_INTERVAL, MINUTE);
    FUNDING("interval no multiple of the bucket", interval_ns, 90 * SECOND, FIELD_INTERVAL, MINUTE);
    FUNDING("base without continuous", base_ns, 1, FIELD_BASE, 0);
    FUNDING("interest", interest_e12, -RATE_E12_ONE - 1, FIELD_RATE, -RATE_E12_ONE);
    FUNDING("dampener", dampener_e12, -1, FIELD_RATE, 0);
    FUNDING("clamp", clamp_e12, RATE_E12_ONE + 1, FIELD_RATE, RATE_E12_ONE);
    FUNDING("dead band", dead_e12, -1, FIELD_RATE, 0);
    FUNDING("change", change_e12, -1, FIELD_RATE, 0);
    FUNDING("sample cap", sample_cap_ppm, 10000001, FIELD_CAP, 10000000);
    FUNDING("factor", cap_factor_ppm, 100000001, FIELD_CAP, 100000000);
    FUNDING("initial", cap_initial_ppm, 1000001, FIELD_CAP, 1000000);
    FUNDING("maintenance above initial", cap_maintenance_ppm, 1, FIELD_CAP, 0);
    FUNDING("smoothing", smooth_ppm, 1000001, FIELD_RATE, 1000000);
    FUNDING("divisor", divisor, 0, FIELD_DIVISOR, 1);
    FUNDING("divisor", divisor, 1001, FIELD_DIVISOR, 1000);
}

static void test_funding_times(void **state)
{
    (void)state;
    struct body_funding_terms terms = funding_good();
    terms.time_count = 2;
    terms.times[1] = 480;
    expect_fault("both", funding_terms_check(&terms, SECOND), FIELD_INTERVAL, HOUR, MINUTE);
    terms.interval_ns = 0;
    expect_fault("times", funding_terms_check(&terms, SECOND), FIELD_NONE, 0, 0);
    terms.times[2] = 500;
    expect_fault("behind the last", funding_terms_check(&terms, SECOND), FIELD_TIMES, 2, 0);
    terms.time_count = 3;
    terms.times[2] = 480;
    expect_fault("not ascending", funding_terms_check(&terms, SECOND), FIELD_TIMES, 2, 0);
    terms.times[2] = 1440;
    expect_fault("no such minute", funding_terms_check(&terms, SECOND), FIELD_TIMES, 2, 0);
    terms.time_count = 9;
    expect_fault("too many", funding_terms_check(&terms, SECOND), FIELD_INTERVAL, 0, MINUTE);
    terms.time_count = 0;
    expect_fault("neither", funding_terms_check(&terms, SECOND), FIELD_INTERVAL, 0, MINUTE);
    terms = funding_good();
    terms.charge = CHARGE_CONTINUOUS;
    expect_fault("continuous needs a base", funding_terms_check(&terms, SECOND), FIELD_BASE, 0,
                 SECOND);
    terms.base_ns = 8 * HOUR;
    expect_fault("continuous", funding_terms_check(&terms, SECOND), FIELD_NONE, 0, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_price_terms),   cmocka_unit_test(test_sources),
        cmocka_unit_test(test_step_fits),     cmocka_unit_test(test_mark_terms),
        cmocka_unit_test(test_funding_terms), cmocka_unit_test(test_funding_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
