/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_funding_test.c - premiums, rates and payments of worked examples.
 */
#include "lab/derive_funding.h"

#include "base/expect.h"

static void test_premiums(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t index_e4;
        int64_t bid_e4;
        int64_t ask_e4;
        uint32_t cap_ppm;
        int64_t want_ppm;
    } rows[] = {
        {"V26 dYdX: the index between both", 100000000, 99990000, 100010000, 0, 0},
        {"V29 dYdX: the index above the ask", 100019000, 99990000, 100010000, 0, -89},
        {"V30 dYdX: the index below the bid", 99975000, 99999000, 100010000, 0, 240},
        {"V32 dYdX: the ask is too thin", 100010000, 99998000, 0, 0, 0},
        {"V34 dYdX: capped", 60000000, 99999000, 100010000, 100000, 100000},
        {"V35 dYdX: capped below", 150000000, 99999000, 100010000, 100000, -100000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct body_funding_terms terms = {.premium = PREMIUM_IMPACT,
                                           .sample_cap_ppm = rows[i].cap_ppm};
        int64_t premium_e12 =
            derive_premium_e12(&terms, rows[i].index_e4, rows[i].bid_e4, rows[i].ask_e4, 0);
        EXPECT_EQ(rows[i].name, premium_e12 / 1000000, rows[i].want_ppm);
    }
}

static void test_buckets(void **state)
{
    (void)state;
    static const int64_t samples[] = {50, -3, 10, 10};
    struct body_funding_terms terms = {.reduce = REDUCE_MEDIAN};
    EXPECT_EQ("median of four", derive_bucket_e12(&terms, samples, 4), 10);
    EXPECT_EQ("median of two, to zero", derive_bucket_e12(&terms, samples, 2), 23);
    terms.reduce = REDUCE_LAST;
    EXPECT_EQ("the last", derive_bucket_e12(&terms, samples, 2), -3);
    terms.reduce = REDUCE_MEAN;
    EXPECT_EQ("mean, to zero", derive_bucket_e12(&terms, samples, 4), 16);

    terms.bucket_ns = 60;
    terms.weighting = WEIGHTS_LINEAR;
    EXPECT_EQ("the first of an interval weighs one", derive_weight(&terms, 600, 660), 1);
    EXPECT_EQ("the fourth weighs four", derive_weight(&terms, 600, 840), 4);
}

static void test_rates(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        struct body_funding_terms terms;
        int64_t average_e12;
        int64_t former_e12;
        int64_t want_e12;
    } rows[] = {
        {"BTCPERP: the mean itself",
         {.divisor = 1, .dead_e12 = 100000000},
         150000000,
         0,
         150000000},
        {"BTCPERP: zero in the dead band", {.divisor = 1, .dead_e12 = 100000000}, -99999999, 0, 0},
        {"BTCPERP: clamped at two per cent",
         {.divisor = 1, .clamp_e12 = 20000000000},
         30000000000,
         0,
         20000000000},
        {"Hyperliquid: interest through the dampener, an eighth",
         {.divisor = 8, .interest_e12 = 100000000, .dampener_e12 = 500000000},
         0,
         0,
         12500000},
        {"Hyperliquid: the dampener at its end",
         {.divisor = 8, .interest_e12 = 100000000, .dampener_e12 = 500000000},
         1000000000,
         0,
         62500000},
        {"smoothed three to one", {.divisor = 1, .smooth_ppm = 750000}, 400, 800, 500},
        {"BitMEX: 75 % of initial less maintenance margin",
         {.divisor = 1,
          .cap_factor_ppm = 750000,
          .cap_initial_ppm = 10000,
          .cap_maintenance_ppm = 5000},
         5000000000,
         0,
         3750000000},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct derived_rate rate =
            derive_rate(&rows[i].terms, rows[i].average_e12, rows[i].former_e12);
        EXPECT_EQ(rows[i].name, rate.after_e12[RATE_STEPS - 1], rows[i].want_e12);
    }
}

static void test_payments(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t net_lots;
        int64_t difference_nanos;
        int64_t want_micros;
        int64_t want_residue_nanos;
    } rows[] = {
        {"a long pays, rounded up", 1, 1001, 2, 999},
        {"a short receives, rounded down", -1, 1001, -1, 1},
        {"both together leave a micro", 3, 500, 2, 500},
        {"exact", 2, 500, 1, 0},
        {"nothing", 7, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t residue_nanos = -1;
        EXPECT_EQ(rows[i].name,
                  derive_payment(rows[i].net_lots, rows[i].difference_nanos, &residue_nanos),
                  rows[i].want_micros);
        EXPECT_EQ(rows[i].name, residue_nanos, rows[i].want_residue_nanos);
    }
}

static void test_growth(void **state)
{
    (void)state;
    struct body_funding_terms terms = {.charge = CHARGE_AT_INTERVAL};
    struct derived_funding funding = {0};
    /* 0.0001 x 6.3587 USD a contract (63,587 ticks of 100 micros): 635.87 micros. */
    int128 value = (int128)100000000 * 635870000 * 100;
    EXPECT_EQ("one interval", derive_growth(&funding, &terms, value, 0), 635870);
    terms.charge = CHARGE_CONTINUOUS;
    terms.base_ns = INT64_C(28800000000000);
    for (uint32_t second = 0; second < 28800; second++) {
        derive_growth(&funding, &terms, value, 1000000000);
    }
    EXPECT_EQ("eight hours of seconds drift nowhere", funding.cumulative_nanos, 2 * 635870);
}

#define HOUR_NS INT64_C(3600000000000)

/* R-FUND-2: eight hours, and a local clock that goes back an hour at hour 1000, from +2 to +1. */
static void test_times(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        int64_t interval_hours;
        uint16_t times[3]; /* minutes */
        uint8_t time_count;
        int64_t at_minutes;
        int64_t began_minutes;
        int64_t next_minutes;
    } rows[] = {
        {"inside an interval", 8, {0}, 0, 60 * 9, 60 * 8, 60 * 16},
        {"at a funding time", 8, {0}, 0, 60 * 16, 60 * 16, 60 * 24},
        {"local noon is ten hours UTC", 0, {720}, 1, 60 * 805, 60 * 802, 60 * 826},
        {"three a day", 0, {60, 540, 1020}, 3, 60 * 805, 60 * 799, 60 * 807},
        {"behind the change noon is eleven", 0, {720}, 1, 60 * 1012, 60 * 994, 60 * 1019},
        {"a local time that comes twice, between both",
         0,
         {1050},
         1,
         60 * 1000,
         60 * 999 + 30,
         60 * 1000 + 30},
    };
    struct body_calendar calendar = {.step_count = 2};
    calendar.steps[0] = (struct zone_step){.from_ns = HOUR_NS, .offset_s = 7200};
    calendar.steps[1] = (struct zone_step){.from_ns = 1000 * HOUR_NS, .offset_s = 3600};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct body_funding_terms terms = {.interval_ns = rows[i].interval_hours * HOUR_NS,
                                           .time_count = rows[i].time_count};
        memcpy(terms.times, rows[i].times, sizeof rows[i].times);
        struct derived_times times =
            derive_funding_times(&terms, &calendar, rows[i].at_minutes * (HOUR_NS / 60));
        EXPECT_EQ(rows[i].name, times.began_ns / (HOUR_NS / 60), rows[i].began_minutes);
        EXPECT_EQ(rows[i].name, times.next_ns / (HOUR_NS / 60), rows[i].next_minutes);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_premiums), cmocka_unit_test(test_buckets),
        cmocka_unit_test(test_rates),    cmocka_unit_test(test_payments),
        cmocka_unit_test(test_growth),   cmocka_unit_test(test_times),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
