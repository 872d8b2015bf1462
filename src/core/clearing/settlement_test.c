/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement_test.c - checks of terms, instants of cycles and samples, values and their rounding.
 */
#include "core/clearing/settlement.h"

#include "base/expect.h"
#include "core/clearing/days_fixture.h"
#include "model/product_terms.h"

#define NOON UINT16_C(720)
#define FOUR UINT16_C(960)

static struct body_calendar zone;
static struct body_business_calendar business;
static const struct days days = {&zone, &business};

static int set_up(void **state)
{
    (void)state;
    zone = fixture_new_york();
    business = fixture_business();
    return 0;
}

static struct body_settlement_terms terms_good(void)
{
    return (struct body_settlement_terms){.account_class = CLASS_FUTURES,
                                          .weekend_ppm = 1500000,
                                          .roll_minute = 1020,
                                          .cycle_count = 2,
                                          .cycles = {{NOON, 0, 0}, {FOUR, 1, 0}}};
}

static void expect_fault(const char *row, struct settlement_fault fault,
                         struct settlement_fault expected)
{
    EXPECT_EQ(row, fault.field, expected.field);
    EXPECT_EQ(row, fault.given, expected.given);
    EXPECT_EQ(row, fault.legal, expected.legal);
}

/* R-SETTLE-1 */
static void test_terms(void **state)
{
    (void)state;
    struct body_settlement_terms terms = terms_good();
    expect_fault("good", settlement_terms_check(&terms), (struct settlement_fault){0});
    terms.waits = 2;
    expect_fault("wait", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_WAIT, 2, 0});
    terms.cycles[1].business_days_only = 2;
    expect_fault("days", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_CYCLES, 1, 0});
    terms.cycles[1] = (struct settlement_cycle){NOON, 0, 0};
    expect_fault("a minute twice", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_CYCLES, 1, 0});
    terms.cycles[0].minute = 1440;
    expect_fault("no minute of the day", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_CYCLES, 0, 0});
    terms.cycle_count = 9;
    expect_fault("too many cycles", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_CYCLES, 9, 8});
    terms.roll_minute = 1441;
    expect_fault("roll", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_MINUTE, 1441, 1440});
    terms.roll_minute = 0;
    expect_fault("no roll", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_MINUTE, 0, 1});
    terms.weekend_ppm = 10000001;
    expect_fault("weekend", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_WEEKEND_RATE, 10000001, 10000000});
    terms.account_class = CLASS_FUTURES | CLASS_CLEARED_SWAP;
    expect_fault("two classes", settlement_terms_check(&terms),
                 (struct settlement_fault){FIELD_ACCOUNT_CLASS, 3, 1});
}

/* R-FINAL-1 */
static void test_expiry_terms(void **state)
{
    (void)state;
    int64_t day_ns = WINDOW_NS_MAX;
    const struct {
        const char *row;
        struct body_expiry_terms expiry;
        struct settlement_fault fault;
    } rows[] = {
        {"good", {100, day_ns, NS_PER_SECOND, 0, FINAL_INDEX, 0}, {0}},
        {"no window", {100, 0, WINDOW_NS_MIN, 0, FINAL_OPERATOR, 0}, {0}},
        {"not after the time", {50, 0, NS_PER_SECOND, 0, 1, 0}, {FIELD_EXPIRY, 50, 51}},
        {"after the year 2200",
         {TIME_NS_MAX + 1, 0, NS_PER_SECOND, 0, 1, 0},
         {FIELD_EXPIRY, TIME_NS_MAX + 1, TIME_NS_MAX}},
        {"no method", {100, 0, NS_PER_SECOND, 0, 0, 0}, {FIELD_METHOD, 0, 1}},
        {"an unknown method", {100, 0, NS_PER_SECOND, 0, 3, 0}, {FIELD_METHOD, 3, 1}},
        {"a negative window", {100, -1, NS_PER_SECOND, 0, 1, 0}, {FIELD_WINDOW, -1, 0}},
        {"a long window",
         {100, day_ns + 1, NS_PER_SECOND, 0, 1, 0},
         {FIELD_WINDOW, day_ns + 1, day_ns}},
        {"no interval", {100, 0, 0, 0, 1, 0}, {FIELD_SAMPLE, 0, WINDOW_NS_MIN}},
        {"an interval longer than a day",
         {100, 0, day_ns + 1, 0, 1, 0},
         {FIELD_SAMPLE, day_ns + 1, day_ns}},
        {"too many samples",
         {100, day_ns, NS_PER_SECOND - 1, 0, 1, 0},
         {FIELD_SAMPLE, NS_PER_SECOND - 1, NS_PER_SECOND}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect_fault(rows[i].row, expiry_terms_check(&rows[i].expiry, 50), rows[i].fault);
    }
}

/* R-PREFUND-1 */
static void test_prefunding_terms(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct body_prefunding_terms terms;
        struct settlement_fault fault;
    } rows[] = {
        {"good", {0, 0, NS_PER_SECOND, 0, 0, 0, 0}, {0}},
        {"a negative closure", {-1, 0, NS_PER_SECOND, 0, 0, 0, 0}, {FIELD_CLOSURE, -1, 0}},
        {"a closure of a month",
         {CLOSURE_NS_MAX + 1, 0, NS_PER_SECOND, 0, 0, 0, 0},
         {FIELD_CLOSURE, CLOSURE_NS_MAX + 1, CLOSURE_NS_MAX}},
        {"an early check",
         {1, WINDOW_NS_MAX + 1, NS_PER_SECOND, 0, 0, 0, 0},
         {FIELD_CHECK, WINDOW_NS_MAX + 1, WINDOW_NS_MAX}},
        {"looks too often", {1, 0, 1, 0, 0, 0, 0}, {FIELD_WATCH, 1, NS_PER_SECOND}},
        {"liquidation",
         {1, 0, NS_PER_SECOND, 10000001, 0, 0, 0},
         {FIELD_LIQUIDATE_RATE, 10000001, 10000000}},
        {"restricted later than liquidated",
         {1, 0, NS_PER_SECOND, 2, 1, 3, 0},
         {FIELD_RESTRICT_RATE, 1, 2}},
        {"warned later than restricted",
         {1, 0, NS_PER_SECOND, 1, 2, 1, 0},
         {FIELD_WARN_RATE, 1, 2}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        expect_fault(rows[i].row, prefunding_terms_check(&rows[i].terms), rows[i].fault);
    }
}

/* R-SETTLE-2: noon on every day, four o'clock on business days. */
static void test_cycles(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *instant;
        const char *latest;
        const char *after;
    } rows[] = {
        {"a Monday morning", "2026-01-12T15:00", "2026-01-11T17:00", "2026-01-12T17:00"},
        {"at noon", "2026-01-12T17:00", "2026-01-12T17:00", "2026-01-12T21:00"},
        {"between", "2026-01-12T18:00", "2026-01-12T17:00", "2026-01-12T21:00"},
        {"at four", "2026-01-12T21:00", "2026-01-12T21:00", "2026-01-13T17:00"},
        {"Friday evening", "2026-01-09T22:00", "2026-01-09T21:00", "2026-01-10T17:00"},
        {"Saturday afternoon", "2026-01-10T22:00", "2026-01-10T17:00", "2026-01-11T17:00"},
        {"a holiday", "2026-01-19T22:00", "2026-01-19T17:00", "2026-01-20T17:00"},
        {"the day of the spring change", "2026-03-08T12:00", "2026-03-07T17:00",
         "2026-03-08T16:00"},
        {"the day of the autumn change", "2026-11-01T12:00", "2026-10-31T16:00",
         "2026-11-01T17:00"},
    };
    struct body_settlement_terms terms = terms_good();
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t instant_ns = fixture_at(rows[i].instant);
        EXPECT_EQ(rows[i].row, cycle_latest(&days, &terms, instant_ns), fixture_at(rows[i].latest));
        EXPECT_EQ(rows[i].row, cycle_after(&days, &terms, instant_ns), fixture_at(rows[i].after));
    }
    terms.cycles[0].business_days_only = 1;
    EXPECT_EQ("over a long weekend back to Friday",
              cycle_latest(&days, &terms, fixture_at("2026-01-19T22:00")),
              fixture_at("2026-01-16T21:00"));
    EXPECT_EQ("and on to Tuesday", cycle_after(&days, &terms, fixture_at("2026-01-16T21:00")),
              fixture_at("2026-01-20T17:00"));
    terms.cycle_count = 0;
    EXPECT_EQ("without cycles", cycle_after(&days, &terms, fixture_at("2026-01-16T21:00")), 0);
}

/* R-FINAL-2, R-FINAL-3 */
static void test_samples(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t time_ns;
        int64_t next_ns;
    } rows[] = {
        {"long before", 0, 700000000},
        {"just before the first", 699999999, 700000000},
        {"at the first", 700000000, 800000000},
        {"between", 850000000, 900000000},
        {"the last is the expiry", 900000000, 1000000000},
        {"just before it", 999999999, 1000000000},
        {"at it", 1000000000, 0},
        {"after it", 2000000000, 0},
    };
    /* A window of three and a half intervals has four boundaries: 700, 800, 900 and 1,000 ms. */
    struct body_expiry_terms expiry = {1000000000, 350000000, 100000000, 0, FINAL_INDEX, 0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, sample_after(&expiry, rows[i].time_ns), rows[i].next_ns);
    }
    struct settlement settlement = {.expiry = expiry, .sample_next_ns = 700000000};
    EXPECT_EQ("no samples, no mean", settlement_mean(&settlement).ticks_e4, 0);
    settlement_sample(&settlement, (struct fine_price){0}, 700000000);
    EXPECT_EQ("no index, no sample", settlement.sample_count, 0);
    settlement_sample(&settlement, (struct fine_price){100}, 800000001);
    settlement_sample(&settlement, (struct fine_price){105}, 1000000007);
    EXPECT_EQ("two were taken", settlement.sample_count, 2);
    EXPECT_EQ("one was missed, none is left", settlement.sample_next_ns, 0);
    EXPECT_EQ("the mean is rounded down", settlement_mean(&settlement).ticks_e4, 102);
    expiry.method = FINAL_OPERATOR;
    EXPECT_EQ("an operator's price needs none", sample_after(&expiry, 0), 0);
}

/* R-SETTLE-5 */
static void test_values(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t net_lots;
        int64_t price_e4;
        int64_t tick_value_micros;
        int64_t value_micros;
    } rows[] = {
        {"whole ticks", 3, 63329 * INT64_C(10000), 100, 3 * INT64_C(6332900)},
        {"a short", -3, 63329 * INT64_C(10000), 100, -3 * INT64_C(6332900)},
        {"a long gets less than a micro less", 1, 10001, 1, 1},
        {"a short pays less than a micro more", -1, 10001, 1, -2},
        {"flat", 0, 10001, 1, 0},
        {"without a price", 5, 0, 100, 0},
        {"without money", INT64_C(4000000000000000000), INT64_C(10000000000000000), 0, 0},
        {"the largest there can be", INT64_C(4000000), INT64_C(10000000000000000), 1,
         INT64_C(4000000000000000000)},
        {"and short", INT64_C(-4000000), INT64_C(10000000000000000), 1,
         INT64_C(-4000000000000000000)},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct fine_price price = {rows[i].price_e4};
        EXPECT_EQ(rows[i].row, settlement_value(rows[i].net_lots, price, rows[i].tick_value_micros),
                  rows[i].value_micros);
    }
}

/* R-PREFUND-4 */
static void test_states(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t required;
        int64_t on_deposit;
        enum prefund_state state;
    } rows[] = {
        {"nothing required", 0, -5, PREFUND_NONE},
        {"all there", 1000, 1100, PREFUND_NONE},
        {"little more than enough", 1000, 1099, PREFUND_WARNED},
        {"just enough", 1000, 1000, PREFUND_WARNED},
        {"too little", 1000, 999, PREFUND_REDUCE_ONLY},
        {"three quarters", 1000, 750, PREFUND_REDUCE_ONLY},
        {"less", 1000, 749, PREFUND_LIQUIDATE},
        {"a debt", 1000, -1, PREFUND_LIQUIDATE},
        {"a share that is no whole micro", 3, 2, PREFUND_LIQUIDATE},
    };
    struct body_prefunding_terms terms = {
        .liquidate_ppm = 750000, .restrict_ppm = 1000000, .warn_ppm = 1100000};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, prefund_state_of(&terms, rows[i].required, rows[i].on_deposit),
                  rows[i].state);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_terms),
        cmocka_unit_test(test_expiry_terms),
        cmocka_unit_test(test_prefunding_terms),
        cmocka_unit_test(test_cycles),
        cmocka_unit_test(test_samples),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_states),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
