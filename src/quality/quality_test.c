/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_test.c - the figures of a few quotes and trades, calculated by hand.
 *
 * Role   Tests quality.c; quality_journal.c and quality_tables.c are tested on whole journals in
 *        test/report.
 */
#include "quality/quality.h"

#include "base/date.h"
#include "base/expect.h"

#define USD INT64_C(1000000)

static struct quality quality;

static void begin(void)
{
    quality_init(&quality, true);
    quality_advance(&quality, 0);
}

static struct quality_trade trade_of(enum side side, int64_t price, int64_t usd)
{
    return (struct quality_trade){
        .price = price, .lots = 1, .value_micros = usd * USD, .side = side};
}

static void test_spread_by_time(void **state)
{
    (void)state;
    begin();
    quality_quote(&quality, 9990, 10010); /* 20 basis points */
    quality_advance(&quality, 10 * NS_PER_SECOND);
    quality_quote(&quality, 9980, 10020); /* 40 */
    quality_advance(&quality, 40 * NS_PER_SECOND);
    quality_quote(&quality, 0, 10020);
    quality_advance(&quality, 50 * NS_PER_SECOND);
    quality_finish(&quality);
    const struct quality_sums *sums = &quality.whole;
    EXPECT_EQ("20 for ten seconds, 40 for thirty", weighted_mean(&sums->spread_e9), 3500000);
    EXPECT_EQ("quoted", sums->quoted_ns, 40 * NS_PER_SECOND);
    EXPECT_EQ("observed", sums->observed_ns, 50 * NS_PER_SECOND);
    quality_release(&quality);
}

static void test_effective_and_realised(void **state)
{
    (void)state;
    begin();
    quality_quote(&quality, 9990, 10010);
    struct quality_trade bought = trade_of(SIDE_BUY, 10010, 100);
    quality_trade(&quality, &bought);
    quality_advance(&quality, NS_PER_SECOND / 2);
    quality_quote(&quality, 10000, 10020); /* the middle rises by ten */
    quality_advance(&quality, 2 * NS_PER_SECOND);
    quality_quote(&quality, 10010, 10030);
    quality_advance(&quality, 400 * NS_PER_SECOND);
    quality_finish(&quality);
    const struct quality_sums *sums = &quality.whole;
    EXPECT_EQ("2 x 10 / 10000", weighted_mean(&sums->effective_e9), 2000000);
    EXPECT_EQ("after a second 2 x 0 / 10000", weighted_mean(&sums->realised_e9[0]), 0);
    EXPECT_EQ("its impact", weighted_mean(&sums->impact_e9[0]), 2000000);
    EXPECT_EQ("after five seconds 2 x -10 / 10000", weighted_mean(&sums->realised_e9[1]), -2000000);
    EXPECT_EQ("after five minutes the same", weighted_mean(&sums->realised_e9[3]), -2000000);
    EXPECT_EQ("nothing waits any more", quality.pending_count, 0);
    quality_release(&quality);
}

static void test_who_is_no_taker(void **state)
{
    (void)state;
    begin();
    quality_quote(&quality, 9990, 10010);
    struct quality_trade auction = trade_of(SIDE_BUY, 10010, 100);
    auction.is_auction = true;
    auction.is_wash = true;
    quality_trade(&quality, &auction);
    quality_finish(&quality);
    EXPECT_EQ("it is counted", quality.whole.trades, 1);
    EXPECT_EQ("it has no effective spread", quality.whole.effective_e9.weight, 0);
    EXPECT_EQ("it was with itself", quality.whole.wash_lots, 1);
    quality_release(&quality);
}

static void test_recovery(void **state)
{
    static const int64_t full[QUALITY_DEPTHS] = {0, 0, 2000 * USD, 0, 0};
    static const int64_t sides[2] = {1000 * USD, 1000 * USD};
    static const int64_t less[2] = {1000 * USD, 500 * USD};
    static const int64_t half[2] = {1000 * USD, 750 * USD};
    (void)state;
    begin();
    quality_quote(&quality, 9990, 10010);
    quality_depth(&quality, full, sides);
    struct quality_trade bought = trade_of(SIDE_BUY, 10010, 500);
    quality_trade(&quality, &bought);
    quality_depth(&quality, full, less);
    quality_advance(&quality, NS_PER_SECOND);
    quality_depth(&quality, full, half);
    quality_advance(&quality, 3 * NS_PER_SECOND);
    quality_depth(&quality, full, sides);
    quality_finish(&quality);
    const struct quality_sums *sums = &quality.whole;
    EXPECT_EQ("one shock", sums->shocks, 1);
    EXPECT_EQ("half came back", sums->recovered[0], 1);
    EXPECT_EQ("in a second", sums->recovered_ns[0], NS_PER_SECOND);
    EXPECT_EQ("most came back in three", sums->recovered_ns[1], 3 * NS_PER_SECOND);
    quality_release(&quality);
}

static void test_periods(void **state)
{
    static const int64_t saturday_ns = 2 * NS_PER_DAY; /* 1970-01-03 */
    (void)state;
    quality_init(&quality, true);
    quality_advance(&quality, saturday_ns - 90 * NS_PER_SECOND);
    quality_quote(&quality, 9990, 10010);
    quality_advance(&quality, saturday_ns + 60 * NS_PER_SECOND);
    quality_advance(&quality, saturday_ns + 90 * NS_PER_SECOND);
    quality_finish(&quality);
    EXPECT_EQ("minutes begun", quality.minutes.count, 4);
    EXPECT_EQ("days", quality.days.count, 2);
    EXPECT_EQ("Friday", quality.weekdays.observed_ns, 90 * NS_PER_SECOND);
    EXPECT_EQ("Saturday", quality.weekends.observed_ns, 90 * NS_PER_SECOND);
    EXPECT_EQ("all", quality.whole.observed_ns, 180 * NS_PER_SECOND);
    EXPECT_EQ(
        "a market that is quiet for a year was not there",
        (quality_advance(&quality, saturday_ns + 366 * NS_PER_DAY), quality.minutes.count < 10),
        true);
    quality_release(&quality);
}

static void test_prices_and_funding(void **state)
{
    static const struct {
        const char *row;
        int64_t rate;
        uint64_t zero;
        uint64_t capped;
    } rows[] = {
        {"zero", 0, 1, 0},
        {"between", 10, 0, 0},
        {"at the cap", 100, 0, 1},
        {"at the cap below", -100, 0, 1},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin();
        quality_prices(&quality, 10010, 10000);
        quality_prices(&quality, 9990, 10000);
        quality_funding(&quality, rows[i].rate, 0, 100);
        quality_finish(&quality);
        EXPECT_EQ(rows[i].row, quality.whole.fundings_zero, rows[i].zero);
        EXPECT_EQ(rows[i].row, quality.whole.fundings_capped, rows[i].capped);
        EXPECT_EQ("a basis to both sides", weighted_mean(&quality.whole.basis_e9), 0);
        EXPECT_EQ("its size", weighted_mean(&quality.whole.basis_size_e9), 1000000);
        quality_release(&quality);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spread_by_time),  cmocka_unit_test(test_effective_and_realised),
        cmocka_unit_test(test_who_is_no_taker), cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_periods),         cmocka_unit_test(test_prices_and_funding),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
