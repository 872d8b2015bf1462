/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candle_test.c - candles of any length against a plain walk over minutes.
 */
#include "market_data/candle.h"

#include "base/expect.h"
#include "base/random.h"

#define MINUTES 600u

/* What minute `k` traded at: 0 where nothing happened. */
static int64_t closes[MINUTES];

static void minutes_make(uint64_t seed)
{
    struct random random;
    random_seed(&random, seed);
    for (uint32_t k = 0; k < MINUTES; k++) {
        closes[k] = random_chance(&random, 2, 5) ? random_between(&random, 90, 110) : 0;
    }
    closes[0] = 100;
}

static void series_feed(struct candle_series *series)
{
    for (uint32_t k = 0; k < MINUTES; k++) {
        if (closes[k] == 0) continue;
        struct market_candle minute = {
            .start_ns = MINUTE_NS * k,
            .price = {closes[k], closes[k] + 1, closes[k] - 1, closes[k]},
            .volume = {1},
            .trades = 1};
        candle_series_add(series, &minute);
    }
}

static void expect_candle(const struct market_candle *candle, uint32_t length)
{
    uint32_t first = (uint32_t)(candle->start_ns / MINUTE_NS);
    struct market_range range = {0};
    int64_t trades = 0;
    for (uint32_t k = first; k < first + length && k < MINUTES; k++) {
        if (closes[k] == 0) continue;
        candle_range_add(&range, closes[k]);
        trades++;
    }
    EXPECT_EQ("open", candle->price.open, range.open);
    EXPECT_EQ("close", candle->price.close, range.close);
    EXPECT_EQ("high", candle->price.high, range.high == 0 ? 0 : range.high + 1);
    EXPECT_EQ("low", candle->price.low, range.low == 0 ? 0 : range.low - 1);
    EXPECT_EQ("trades", candle->trades, trades);
}

static void test_lengths(void **state)
{
    (void)state;
    static const uint32_t lengths[] = {1, 3, 5, 10, 15, 30, 60, 120, 180, 360, 720, 1440};
    static struct market_candle list[MINUTES];
    for (uint32_t i = 0; i < 12; i++) {
        uint32_t length = lengths[i];
        minutes_make(i + 1);
        struct candle_series series;
        candle_series_begin(&series, length, list, MINUTES);
        candle_series_window(&series, 0, MINUTE_NS * (MINUTES - 1));
        series_feed(&series);
        uint32_t count = candle_series_end(&series, MINUTE_NS * (MINUTES - 1));
        EXPECT_EQ("without gaps", count, (MINUTES + length - 1) / length);
        for (uint32_t k = 0; k < count; k++) {
            EXPECT_EQ("start", list[k].start_ns, MINUTE_NS * length * k);
            expect_candle(&list[k], length);
        }
    }
    EXPECT_FALSE("no such length", market_resolution_exists(7));
    EXPECT_FALSE("none", market_resolution_exists(0));
}

static void test_window(void **state)
{
    (void)state;
    struct market_candle list[4];
    minutes_make(99);
    struct candle_series series;
    candle_series_begin(&series, 15, list, 4);
    candle_series_window(&series, 1, MINUTE_NS * 300);
    series_feed(&series);
    EXPECT_EQ("the newest four", candle_series_end(&series, MINUTE_NS * 599), 4);
    EXPECT_EQ("end with the window", list[3].start_ns, MINUTE_NS * 300);
    for (uint32_t i = 0; i < 4; i++) expect_candle(&list[i], 15);

    candle_series_begin(&series, 60, list, 4);
    candle_series_window(&series, MINUTE_NS * 1200, MINUTE_NS * 1300);
    series_feed(&series);
    EXPECT_EQ("long after the last trade", candle_series_end(&series, MINUTE_NS * 1300), 2);
    EXPECT_EQ("nothing happened", list[1].price.open, 0);
    EXPECT_TRUE("but there was a price", list[1].previous_close != 0);
    candle_series_begin(&series, 60, list, 4);
    candle_series_window(&series, 100, 50);
    series_feed(&series);
    EXPECT_EQ("an empty window", candle_series_end(&series, MINUTE_NS * 599), 0);
    candle_series_begin(&series, 60, list, 4);
    candle_series_window(&series, INT64_MAX, INT64_MAX);
    series_feed(&series);
    EXPECT_EQ("the end of all time", candle_series_end(&series, MINUTE_NS * 599), 0);
}

static void test_sums_do_not_wrap(void **state)
{
    (void)state;
    EXPECT_EQ("stays at the top", candle_sum(INT64_MAX, 5), INT64_MAX);
    EXPECT_EQ("and at the bottom", candle_sum(INT64_MIN, -5), INT64_MIN);
    EXPECT_EQ("a plain sum", candle_sum(2, -5), -3);
    EXPECT_EQ("a product too large", candle_product(1, INT64_MAX, 3), INT64_MAX);
    EXPECT_EQ("a plain product", candle_product(1, -4, 3), -11);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lengths),
        cmocka_unit_test(test_window),
        cmocka_unit_test(test_sums_do_not_wrap),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
