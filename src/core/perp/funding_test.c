/* SPDX-License-Identifier: Apache-2.0 */
/*
 * funding_test.c - rates and payments of worked examples, each step of the rate, exact division.
 *
 * Rules  R-FUND-3, R-FUND-4, R-FUND-7, R-FUND-8, R-FUND-9, R-FUND-10, R-FUND-12.
 */
#include "core/perp/funding.h"

#include "base/expect.h"
#include "core/perp/premium.h"

#define PCT INT64_C(10000000000) /* one per cent in 10^-12 */
#define BP  (PCT / 100)

static const struct {
    const char *row;
    struct body_funding_terms terms;
    int64_t average_e12;
    int64_t former_e12;
    int64_t want_e12;
} rates[] = {
    {"V18 BitMEX: interest (1.00 % - 0.25 %) / 3, no premium",
     {.interest_e12 = PCT / 4},
     0,
     0,
     PCT / 4},
    {"V19 Bybit: interest (0.06 % - 0.03 %) / 3", {.interest_e12 = BP}, 0, 0, BP},
    {"V25 Deribit: 0.1 % less the dampener 0.025 %",
     {.dampener_e12 = PCT / 40},
     PCT / 10,
     0,
     PCT / 40 * 3},
    {"Deribit: within the dampener", {.dampener_e12 = PCT / 40}, -PCT / 50, 0, 0},
    {"Deribit: below it", {.dampener_e12 = PCT / 40}, -PCT / 10, 0, -PCT / 40 * 3},
    {"dampened: interest is near", {.interest_e12 = BP, .dampener_e12 = 5 * BP}, 3 * BP, 0, BP},
    {"dampened: the premium above it",
     {.interest_e12 = BP, .dampener_e12 = 5 * BP},
     9 * BP,
     0,
     4 * BP},
    {"dampened: below", {.interest_e12 = BP, .dampener_e12 = 5 * BP}, -9 * BP, 0, -4 * BP},
    {"Hyperliquid: an eighth an hour",
     {.interest_e12 = BP, .dampener_e12 = 5 * BP, .divisor = 8},
     9 * BP,
     0,
     BP / 2},
    {"an eighth, rounded to zero", {.divisor = 8}, -15, 0, -1},
    {"Coinbase: three quarters new, a quarter old",
     {.smooth_ppm = 750000, .divisor = 24},
     24 * BP,
     5 * BP,
     2 * BP},
    {"smoothed, rounded to zero", {.smooth_ppm = 750000}, -1, 0, 0},
    {"V47 dYdX: 600 % of 15 % less 80 % of it",
     {.cap_factor_ppm = 6000000, .cap_initial_ppm = 150000, .cap_maintenance_ppm = 120000},
     100 * PCT,
     0,
     18 * PCT},
    {"V49 dYdX: BTC 5 % and 3 %",
     {.cap_factor_ppm = 6000000, .cap_initial_ppm = 50000, .cap_maintenance_ppm = 30000},
     -100 * PCT,
     0,
     -12 * PCT},
    {"BitMEX: 75 % of 1 % less 0.5 %",
     {.cap_factor_ppm = 750000, .cap_initial_ppm = 10000, .cap_maintenance_ppm = 5000},
     PCT,
     0,
     PCT * 375 / 1000},
    {"a bound on the change", {.change_e12 = BP}, PCT, 3 * BP, 4 * BP},
    {"a bound on the change, down", {.change_e12 = BP}, -PCT, 3 * BP, 2 * BP},
    {"clamp", {.clamp_e12 = 2 * PCT}, 5 * PCT, 0, 2 * PCT},
    {"clamp, down", {.clamp_e12 = 2 * PCT}, -5 * PCT, 0, -2 * PCT},
    {"dead band: just below", {.dead_e12 = BP}, BP - 1, 0, 0},
    {"dead band: at its edge", {.dead_e12 = BP}, -BP, 0, -BP},
    {"never beyond 100 %", {.interest_e12 = 0}, 1000 * PCT, 0, 100 * PCT},
    {"clamp before the dead band", {.clamp_e12 = 5, .dead_e12 = 6}, PCT, 0, 0},
};

static void test_rates(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rates / sizeof rates[0]; i++) {
        struct body_funding_terms terms = rates[i].terms;
        if (terms.divisor == 0) terms.divisor = 1;
        EXPECT_EQ(rates[i].row, funding_rate(&terms, rates[i].average_e12, rates[i].former_e12),
                  rates[i].want_e12);
    }
}

/* What one lot has paid after one rate, in nanos, and what `lots` then pay in micros. */
static const struct {
    const char *row;
    int64_t rate_e12;
    struct funding_base base;
    int64_t nanos;
    int64_t lots;
    int64_t micros;
} payments[] = {
    /* A lot of 0.0001 ETH, prices in ticks of 0.01 USD: a tick is a micro. */
    {"V21 Hyperliquid: 49.1477 ETH at 1768.91, 0.00417 %: 3.6253, to a nano a lot",
     41700000,
     {1768910000, 1, 0, 0},
     7376,
     491477,
     3625135},
    {"V18 BitMEX: 20 XBT at 0.25 % pay 0.05", PCT / 4, {10000, 1000000, 0, 0}, 2500000, 20, 50000},
    {"V22 Thalex: 0.2 % a day on 50,000, 4 BTC, 3 hours",
     2000000000,
     {500000000, 1000000, 10800000, 86400000},
     12500000000,
     4,
     50000000},
    {"V25 Deribit: 0.075 % in 8 hours, one minute, a coin of 10^6",
     750000000,
     {10000, 1000000000, 60000, 28800000},
     1562500,
     1,
     1563},
    /* dYdX counts one unit where we count a thousand nanos, and cuts off to zero. */
    {"V39 dYdX: the whole time", 1001999 * PPM_ONE, {10000000, 1, 0, 0}, 1001999, 1, 1002},
    {"V40 dYdX: negative", -1001999 * PPM_ONE, {10000000, 1, 0, 0}, -1001999, 1, -1001},
    {"V42 dYdX: an eighth, negative",
     -1001999 * PPM_ONE,
     {10000000, 1000000, 3600000, 28800000},
     -125249875000,
     1,
     -125249875},
    {"V43 dYdX: an eighth of 1,000 ppm",
     1000 * PPM_ONE,
     {50000, 1000000, 3600000, 28800000},
     625000,
     1,
     625},
    {"V45 dYdX: an eighth of the cap of 150 %",
     1500000 * PPM_ONE,
     {50000, 1000000, 3600000, 28800000},
     937500000,
     1,
     937500},
    {"no money", PCT, {10000000, 0, 0, 0}, 0, 1000, 0},
    {"no price", PCT, {0, 100, 0, 0}, 0, 1000, 0},
};

static void test_payments(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof payments / sizeof payments[0]; i++) {
        struct funding_state kept = {.published_e12 = 0};
        funding_grow(&kept, payments[i].rate_e12, &payments[i].base);
        EXPECT_EQ(payments[i].row, kept.cumulative_nanos, payments[i].nanos);
        struct funding_due due = funding_due(payments[i].lots, 0, kept.cumulative_nanos);
        EXPECT_EQ(payments[i].row, (int64_t)due.amount_micros, payments[i].micros);
    }
}

/* Many small growths are one large one: what is left over is carried. */
static void test_nothing_drifts(void **state)
{
    (void)state;
    struct funding_state small = {.published_e12 = 0};
    struct funding_state large = {.published_e12 = 0};
    struct funding_base second = {63325000, 100, 1000, 28800000};
    struct funding_base all = {63325000, 100, 28800000, 28800000};
    for (uint32_t i = 0; i < 28800; i++) funding_grow(&small, -123456789, &second);
    funding_grow(&large, -123456789, &all);
    EXPECT_EQ("28,800 seconds are eight hours", small.cumulative_nanos, large.cumulative_nanos);
    EXPECT_TRUE("to the last part", small.remainder == large.remainder);
}

static void test_rounding(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t net;
        int64_t from;
        int64_t to;
        int64_t micros;
        int64_t rounded;
    } rows[] = {
        {"a payer rounds up", 1, 0, 1, 1, 999},
        {"a receiver rounds down", -1, 0, 1, 0, 1},
        {"exact", 5, 0, 200, 1, 0},
        {"a receiver, exact", -5, 0, 200, -1, 0},
        {"a receiver of 1,999 nanos gets one micro", -1, 0, 1999, -1, 999},
        {"back again", 3, 700, -300, -3, 0},
        {"flat", 0, 0, 5, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct funding_due due = funding_due(rows[i].net, rows[i].from, rows[i].to);
        EXPECT_EQ(rows[i].row, (int64_t)due.amount_micros, rows[i].micros);
        EXPECT_EQ(rows[i].row, due.rounded_nanos, rows[i].rounded);
    }
}

/* Whatever the positions, if they sum to zero, what is paid is at least what is received. */
static void test_never_a_loss(void **state)
{
    (void)state;
    uint64_t random = 7;
    for (uint32_t round = 0; round < 20000; round++) {
        int64_t left = 0;
        int128 paid = 0;
        int128 rounded = 0;
        int64_t to = (int64_t)(random >> 20 & 0xffffff) - 0x800000;
        for (uint32_t i = 0; i < 5; i++) {
            random = random * UINT64_C(6364136223846793005) + 1442695040888963407;
            int64_t net = i == 4 ? -left : (int64_t)(random >> 40) - (1 << 23);
            left += net;
            struct funding_due due = funding_due(net, 17, to);
            paid += due.amount_micros;
            rounded += due.rounded_nanos;
        }
        EXPECT_TRUE("the pool has what rounding kept", paid * 1000 == rounded);
        EXPECT_TRUE("less than a micro a position", rounded < 5000);
    }
}

static void test_extremes(void **state)
{
    (void)state;
    struct funding_state kept = {.published_e12 = 0};
    struct funding_base base = {INT64_C(10000000000000000), 1, 86400000, 86400000};
    for (uint32_t i = 0; i < 4000; i++) funding_grow(&kept, RATE_E12_ONE, &base);
    EXPECT_EQ("4,000 times a lot of a million dollars", kept.cumulative_nanos, FUNDING_NANOS_MAX);
    funding_grow(&kept, RATE_E12_ONE, &base);
    EXPECT_EQ("no further", kept.cumulative_nanos, FUNDING_NANOS_MAX);
    struct funding_due due = funding_due(PRODUCT_LOTS_MAX, -FUNDING_NANOS_MAX, FUNDING_NANOS_MAX);
    EXPECT_EQ("the largest payment is exact", due.rounded_nanos, 0);
    EXPECT_TRUE("and beyond 64 bits", due.amount_micros > INT64_MAX);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rates),          cmocka_unit_test(test_payments),
        cmocka_unit_test(test_nothing_drifts), cmocka_unit_test(test_rounding),
        cmocka_unit_test(test_never_a_loss),   cmocka_unit_test(test_extremes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
