/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bracket_test.c - published tables of two venues, and that margin has no jump, for bracket.c
 * (R-TIER-1, R-TIER-2).
 */
#include "core/risk/bracket.h"

#include "base/expect.h"
#include "base/random.h"

#define USD INT64_C(1000000)

struct row {
    int64_t floor_usd;
    uint32_t rate_ppm;
    uint32_t leverage;
    int64_t deduction_usd;
};

/* Binance BTCUSDT, snapshot of October 2024: floors, maintenance rates and the published sums. */
static const struct row binance[] = {
    {0, 4000, 125, 0},
    {50000, 5000, 100, 50},
    {600000, 6500, 75, 950},
    {3000000, 10000, 50, 11450},
    {12000000, 20000, 25, 131450},
    {70000000, 25000, 20, 481450},
    {100000000, 50000, 10, 2981450},
    {230000000, 100000, 5, 14481450},
    {480000000, 125000, 4, 26481450},
    {600000000, 150000, 3, 41481450},
    {800000000, 250000, 2, 121481450},
    {1200000000, 500000, 1, 421481450},
};

/* Bybit BTCUSDT. */
static const struct row bybit[] = {
    {0, 5000, 100, 0},
    {2000000, 5600, 90, 1200},
    {2600000, 6300, 80, 3020},
    {3200000, 6700, 75, 4300},
    {3800000, 7100, 70, 5820},
    {4400000, 7700, 65, 8460},
    {5000000, 9100, 55, 15460},
    {5600000, 10000, 50, 20500},
    {8500000, 13000, 45, 46000},
    {10000000, 15000, 40, 66000},
    {14000000, 16000, 35, 80000},
    {20000000, 20000, 30, 160000},
    {28000000, 25000, 25, 300000},
    {38000000, 29000, 20, 452000},
    {50000000, 30000, 19, 502000},
    {55000000, 35000, 18, 777000},
    {60000000, 36000, 17, 837000},
    {65000000, 38000, 16, 967000},
    {70000000, 40000, 15, 1107000},
    {75000000, 45000, 14, 1482000},
};

static struct body_margin_terms terms_of(const struct row *rows, uint32_t count, uint8_t mode)
{
    struct body_margin_terms terms = {.bracket_count = (uint8_t)count, .initial_mode = mode};
    if (mode == INITIAL_FACTOR) terms.initial_factor_ppm = 1300000;
    for (uint32_t i = 0; i < count; i++) {
        terms.brackets[i].floor_micros = rows[i].floor_usd * USD;
        terms.brackets[i].maintenance_ppm = rows[i].rate_ppm;
        if (mode == INITIAL_RATES) terms.brackets[i].initial_ppm = 2 * rows[i].rate_ppm;
        if (mode == INITIAL_LEVERAGE) terms.brackets[i].leverage_e2 = rows[i].leverage * 100;
    }
    return terms;
}

static void expect_deductions(const char *venue, const struct row *rows, uint32_t count)
{
    struct body_margin_terms terms = terms_of(rows, count, INITIAL_FACTOR);
    struct bracket_table table;
    bracket_table_make(&table, &terms);
    for (uint32_t i = 0; i < count; i++) {
        int128 want = (int128)rows[i].deduction_usd * USD * PPM_ONE;
        EXPECT_TRUE(venue, table.list[i].maintenance_deduction == want);
    }
}

static void test_published_deductions(void **state)
{
    (void)state;
    expect_deductions("Binance BTCUSDT", binance, sizeof binance / sizeof binance[0]);
    expect_deductions("Bybit BTCUSDT", bybit, sizeof bybit / sizeof bybit[0]);
    /* V77, Binance COIN-M level 5: 50 x (5 % - 2.5 %) + 0.56 = 1.81. */
    static const struct row coin_m[] = {{0, 5000, 1, 0}, {28, 25000, 1, 0}, {50, 50000, 1, 0}};
    struct body_margin_terms terms = terms_of(coin_m, 3, INITIAL_FACTOR);
    struct bracket_table table;
    bracket_table_make(&table, &terms);
    EXPECT_TRUE("V77 below", table.list[1].maintenance_deduction == (int128)560000 * PPM_ONE);
    EXPECT_TRUE("V77", table.list[2].maintenance_deduction == (int128)1810000 * PPM_ONE);
}

static const struct {
    const char *row;
    int64_t notional_usd;
    int64_t maintenance_usd;
} margins[] = {
    {"40 thousand", 40000, 160},         {"1 million", 1000000, 5550},
    {"5 million", 5000000, 38550},       {"50 million", 50000000, 868550},
    {"200 million", 200000000, 7018550}, {"nothing", 0, 0},
    {"at a floor", 50000, 200},
};

static void test_binance_margins(void **state)
{
    (void)state;
    struct body_margin_terms terms =
        terms_of(binance, sizeof binance / sizeof binance[0], INITIAL_FACTOR);
    struct bracket_table table;
    bracket_table_make(&table, &terms);
    for (uint32_t i = 0; i < sizeof margins / sizeof margins[0]; i++) {
        int64_t notional = margins[i].notional_usd * USD;
        EXPECT_EQ(margins[i].row, bracket_maintenance(&table, notional),
                  margins[i].maintenance_usd * USD);
    }
}

static void test_initial_modes(void **state)
{
    (void)state;
    struct bracket_table table;
    struct body_margin_terms terms = terms_of(bybit, 8, INITIAL_LEVERAGE);
    terms.brackets[0].leverage_e2 = 5000;
    for (uint32_t i = 1; i < 8; i++) terms.brackets[i].leverage_e2 = 3333;
    bracket_table_make(&table, &terms);
    /* V64, Bybit: 1 BTC at 20,000 with leverage 50. */
    EXPECT_EQ("V64 initial", bracket_initial(&table, 20000 * USD), 400 * USD);
    EXPECT_EQ("V64 maintenance", bracket_maintenance(&table, 20000 * USD), 100 * USD);
    EXPECT_EQ("by the leverage of its bracket, rounded up", bracket_initial(&table, 2000000 * USD),
              INT64_C(60006000601));

    /* V83, dYdX: 56.7243 % of 123,456 is rounded up. */
    struct body_margin_terms rates = {.bracket_count = 1, .initial_mode = INITIAL_RATES};
    rates.brackets[0] = (struct margin_bracket){0, 100000, 567243, 0, 0};
    bracket_table_make(&table, &rates);
    EXPECT_EQ("V83", bracket_initial(&table, 123456), 70030);

    /* V75, BitMEX: 180 coins in the first limit, 0.5 % and 1 %. */
    rates.brackets[0] = (struct margin_bracket){0, 5000, 10000, 0, 0};
    bracket_table_make(&table, &rates);
    EXPECT_EQ("V75 maintenance", bracket_maintenance(&table, 180 * USD), 900000);
    EXPECT_EQ("V75 initial", bracket_initial(&table, 180 * USD), 1800000);

    terms = terms_of(binance, 12, INITIAL_RATES);
    bracket_table_make(&table, &terms);
    EXPECT_EQ("own rates have their own deductions", bracket_initial(&table, 1000000 * USD),
              11100 * USD);
    terms = terms_of(binance, 12, INITIAL_FACTOR);
    bracket_table_make(&table, &terms);
    EXPECT_EQ("a factor", bracket_initial(&table, 1000000 * USD), 7215 * USD);
    EXPECT_EQ("a factor of the rounded margin, rounded up", bracket_initial(&table, 1), 2);
}

/* Word for word: the sum over the brackets below of what lies in each. */
static int64_t truth_maintenance(const struct body_margin_terms *terms, int64_t notional)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        int64_t low = terms->brackets[i].floor_micros;
        int64_t high = i + 1u < terms->bracket_count ? terms->brackets[i + 1].floor_micros
                                                     : PRODUCT_MICROS_MAX;
        if (notional <= low) break;
        int64_t inside = (notional < high ? notional : high) - low;
        sum += (int128)inside * terms->brackets[i].maintenance_ppm;
    }
    return (int64_t)(sum / PPM_ONE + (sum % PPM_ONE != 0));
}

static struct body_margin_terms random_terms(struct random *random)
{
    struct body_margin_terms terms = {.initial_mode = INITIAL_FACTOR,
                                      .initial_factor_ppm = 1000000};
    terms.bracket_count = (uint8_t)random_between(random, 1, BRACKETS_MAX);
    int64_t floor = 0;
    uint32_t rate = 0;
    for (uint32_t i = 0; i < terms.bracket_count; i++) {
        rate += (uint32_t)random_between(random, i == 0, 20000);
        terms.brackets[i].floor_micros = floor;
        terms.brackets[i].maintenance_ppm = rate;
        floor += random_between(random, 1, INT64_C(1) << random_between(random, 1, 55));
    }
    return terms;
}

static void test_margin_has_no_jump(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 70);
    for (uint32_t round = 0; round < 2000; round++) {
        struct body_margin_terms terms = random_terms(&random);
        struct bracket_table table;
        bracket_table_make(&table, &terms);
        int64_t top = terms.brackets[terms.bracket_count - 1].floor_micros + 1000;
        int64_t notional = random_between(&random, 0, top);
        EXPECT_EQ("the sum of its parts", bracket_maintenance(&table, notional),
                  truth_maintenance(&terms, notional));
        uint32_t at = (uint32_t)random_between(&random, 0, terms.bracket_count - 1);
        int64_t floor = terms.brackets[at].floor_micros;
        int64_t at_floor = bracket_maintenance(&table, floor);
        EXPECT_TRUE("no jump", bracket_maintenance(&table, floor + 1) - at_floor <= 1);
        EXPECT_TRUE("no fall", bracket_maintenance(&table, floor + 1) >= at_floor);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_published_deductions),
        cmocka_unit_test(test_binance_margins),
        cmocka_unit_test(test_initial_modes),
        cmocka_unit_test(test_margin_has_no_jump),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
