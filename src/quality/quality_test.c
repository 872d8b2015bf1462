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
#include "base/random.h"

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

/* Two fees of 1 bp and a spread of 20 bp: a basis of up to 22 bp is not worth trading away; with
 * the carry at 10 bp the band reaches from -12 to 32. */
static void test_band(void **state)
{
    static const struct {
        const char *row;
        int64_t mark;
        int64_t carry_e9;
        int64_t other_e9;
        int64_t inside_s;
    } rows[] = {
        {"at the edge", 100220, 0, 0, 10},
        {"just outside", 100221, 0, 0, 0},
        {"below, at the edge", 99780, 0, 0, 10},
        {"below, outside", 99779, 0, 0, 0},
        {"the band is drawn upwards", 100320, 1000000, 0, 10},
        {"and ends there", 100321, 1000000, 0, 0},
        {"below it ends sooner", 99879, 1000000, 0, 0},
        {"the other leg costs 5 bp", 100270, 0, 500000, 10},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        begin();
        quality.costs = (struct quality_costs){
            .fee_e9 = 100000, .other_e9 = rows[i].other_e9, .carry_e9 = rows[i].carry_e9};
        quality_advance(&quality, 5 * NS_PER_SECOND); /* neither mark nor quotes: not counted */
        quality_quote(&quality, 9990, 10010);
        quality_prices(&quality, rows[i].mark, 100000);
        quality_advance(&quality, 15 * NS_PER_SECOND);
        quality_finish(&quality);
        EXPECT_EQ("counted", quality.whole.banded_ns, 10 * NS_PER_SECOND);
        EXPECT_EQ(rows[i].row, quality.whole.inside_ns, rows[i].inside_s * NS_PER_SECOND);
        quality_release(&quality);
    }
}

/* A basis of 30 and -40 bp: root of (900 + 1600) / 2. */
static void test_intervals(void **state)
{
    (void)state;
    begin();
    quality_prices(&quality, 10030, 10000);
    quality_prices(&quality, 9960, 10000);
    quality_advance(&quality, NS_PER_SECOND);
    quality_funding(&quality, 5000, 7000, 5000);
    quality_prices(&quality, 10010, 10000);
    quality_advance(&quality, 2 * NS_PER_SECOND);
    quality_funding(&quality, 2000, 2000, 5000);
    quality_finish(&quality);
    EXPECT_EQ("two intervals", quality.intervals.count, 2);
    const struct quality_interval *first = &quality.intervals.list[0];
    const struct quality_interval *second = &quality.intervals.list[1];
    EXPECT_EQ("ended at", first->end_ns, NS_PER_SECOND);
    EXPECT_TRUE("at the cap", first->is_capped && !second->is_capped);
    EXPECT_EQ("mean size, 35 bp", weighted_mean(&first->basis_size_e9), 3500000);
    EXPECT_EQ("root mean square, 35.355 bp",
              root_floor((uint128)weighted_mean(&first->basis_square_e18)), 3535533);
    EXPECT_EQ("the next has its own", weighted_mean(&second->basis_size_e9), 1000000);
    EXPECT_EQ("pairs of rates", quality.whole.funding_pairs.count, 2);
    quality_release(&quality);
}

/* The basis halves from minute to minute: 80, 40, 20, 10, 5 bp. */
static void test_half_life(void **state)
{
    (void)state;
    int64_t half_life_ns = 0;
    begin();
    for (int64_t minute = 0; minute < 5; minute++) {
        quality_prices(&quality, 1000000 + (8000 >> minute), 1000000);
        quality_advance(&quality, (minute + 1) * NS_PER_MINUTE);
    }
    quality_advance(&quality, 20 * NS_PER_MINUTE); /* without a mark */
    quality_prices(&quality, 1500000, 1000000);
    quality_finish(&quality);
    EXPECT_EQ("four minutes after another", quality.whole.basis_pairs.count, 4);
    EXPECT_TRUE("told", pair_half_life(&quality.whole.basis_pairs, NS_PER_MINUTE, &half_life_ns));
    EXPECT_EQ("a minute", half_life_ns, NS_PER_MINUTE);
    quality_release(&quality);
}

/* Takers in turn at bid and ask of a market that stands: changes of 20 bp up and down. */
static void test_roll(void **state)
{
    (void)state;
    int64_t spread_e9 = 0;
    begin();
    quality_quote(&quality, 9990, 10010);
    for (int i = 0; i < 8; i++) {
        struct quality_trade trade =
            trade_of(i % 2 == 0 ? SIDE_BUY : SIDE_SELL, i % 2 == 0 ? 10010 : 9990, 10);
        quality_trade(&quality, &trade);
        trade.is_auction = true; /* changes nothing */
        quality_trade(&quality, &trade);
    }
    quality_finish(&quality);
    EXPECT_EQ("pairs of changes", quality.whole.price_pairs.count, 6);
    EXPECT_TRUE("told", pair_roll(&quality.whole.price_pairs, &spread_e9));
    EXPECT_TRUE("twice 20 bp, as they alternate", spread_e9 > 3990000 && spread_e9 < 4010000);
    quality_release(&quality);
}

/* A middle that walks by chance, shown so many seconds later, and then with a noise of its own. */
static void quote_each_second(struct quality *market, int64_t from, int64_t delay)
{
    static int64_t walk[5200];
    struct random random;
    random_seed(&random, 3);
    walk[0] = 100000000;
    for (size_t i = 1; i < sizeof walk / sizeof walk[0]; i++) {
        walk[i] = walk[i - 1] + random_between(&random, -9000, 9000);
    }
    quality_init(market, false);
    market->keeps_seconds = true;
    quality_advance(market, from * NS_PER_SECOND);
    for (int64_t second = from; second < from + 4000; second++) {
        int64_t noise = delay == 0 ? 0 : random_between(&random, -9000, 9000);
        int64_t middle = walk[second - delay] + noise;
        quality_quote(market, middle - 5, middle + 5);
        quality_advance(market, (second + 1) * NS_PER_SECOND);
    }
}

/* The second market shows a second later what the first does; they overlap by 3,900 seconds. */
static void test_two_markets(void **state)
{
    static struct quality first;
    static struct quality second;
    (void)state;
    struct discovery_shares shares = {0};
    quote_each_second(&first, 1000, 0);
    quote_each_second(&second, 1100, 1);
    EXPECT_EQ("each second of the first", first.seconds.count, 4000);
    EXPECT_TRUE("told", quality_shares(&first.seconds, &second.seconds, &shares));
    EXPECT_EQ("of 3,900, less the first and five changes", shares.samples, 3894);
    EXPECT_TRUE("the first leads", shares.component_ppm > 900000 && shares.low_ppm > 900000);
    EXPECT_TRUE("told", quality_shares(&second.seconds, &first.seconds, &shares));
    EXPECT_TRUE("the other way round", shares.component_ppm < 100000 && shares.high_ppm < 100000);
    quality_release(&second);
    quality_init(&second, false);
    second.keeps_seconds = true;
    quality_advance(&second, 9000 * NS_PER_SECOND);
    quality_quote(&second, 5, 7);
    quality_advance(&second, 9020 * NS_PER_SECOND);
    EXPECT_FALSE("no common second", quality_shares(&first.seconds, &second.seconds, &shares));
    quality_release(&first);
    quality_release(&second);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_spread_by_time),
        cmocka_unit_test(test_effective_and_realised),
        cmocka_unit_test(test_who_is_no_taker),
        cmocka_unit_test(test_recovery),
        cmocka_unit_test(test_periods),
        cmocka_unit_test(test_prices_and_funding),
        cmocka_unit_test(test_band),
        cmocka_unit_test(test_intervals),
        cmocka_unit_test(test_half_life),
        cmocka_unit_test(test_roll),
        cmocka_unit_test(test_two_markets),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
