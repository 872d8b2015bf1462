/* SPDX-License-Identifier: Apache-2.0 */
/*
 * premium_test.c - premiums of worked books, buckets and averages.
 *
 * Rules  R-PREMIUM-1, R-PREMIUM-2, R-PREMIUM-3, R-PREMIUM-4, R-PREMIUM-5.
 */
#include "core/perp/premium.h"

#include "base/expect.h"
#include "core/perp/impact_price.h"

#define SECOND INT64_C(1000000000)
#define MINUTE (60 * SECOND)
#define PPM    INT64_C(1000000) /* of a rate in 10^-12 */

/* A tick is 0.1 USD, a lot 0.1 BTC: worth 10,000 micros. */
struct book_row {
    const char *row;
    struct {
        int64_t ticks;
        int64_t lots;
    } bids[2], asks[2];
    int64_t notional_usd;
    int64_t index_ticks;
    uint32_t cap_ppm;
    int64_t want_ppm; /* rounded to zero */
};

static const struct book_row books[] = {
    {"V26", {{99990, 10}}, {{100010, 10}}, 5000, 100000, 0, 0},
    {"V27", {{99990, 1}, {99980, 10}}, {{100010, 10}}, 5000, 90000, 0, 110911},
    {"V29", {{99990, 10}}, {{100010, 10}}, 5000, 100019, 0, -89},
    {"V30", {{99999, 10}}, {{100010, 10}}, 5000, 99975, 0, 240},
    {"V32: the ask is too thin", {{99998, 10}}, {{100001, 1}}, 2000, 100010, 0, 0},
    {"V33: the bid is too thin", {{99998, 1}}, {{100001, 10}}, 2000, 99995, 0, 0},
    {"V34: capped at 10 %", {{99999, 10}}, {{100010, 10}}, 5000, 60000, 100000, 100000},
    {"V35: capped at -10 %", {{99999, 10}}, {{100010, 10}}, 5000, 150000, 100000, -100000},
    {"V37", {{99998, 1}}, {{100001, 10}}, 5000, 100010, 0, -89},
    {"V38: notional 0 is the touch", {{99999, 10}}, {{100010, 10}}, 0, 99975, 0, 240},
    {"by hand: a discount over two levels",
     {{99970, 10}},
     {{99980, 2}, {99985, 100}},
     5000,
     100000,
     0,
     -169},
    {"by hand: two levels that are a dollar short of the notional",
     {{99970, 10}},
     {{99980, 2}, {99985, 3}},
     5000,
     100000,
     0,
     0},
    {"an empty book", {{0, 0}}, {{0, 0}}, 5000, 100000, 0, 0},
    {"the index between the impact prices", {{99990, 10}}, {{100010, 10}}, 5000, 100005, 0, 0},
};

static int64_t impact_of(const struct book_row *row, enum side side)
{
    struct impact impact = impact_begin(side, row->notional_usd * PPM, 10000);
    for (uint32_t i = 0; i < 2; i++) {
        int64_t ticks = side == SIDE_BUY ? row->bids[i].ticks : row->asks[i].ticks;
        int64_t lots = side == SIDE_BUY ? row->bids[i].lots : row->asks[i].lots;
        if (lots == 0 || !impact_level(&impact, ticks, lots)) break;
    }
    return impact.price_e4;
}

static void test_books_of_dydx(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof books / sizeof books[0]; i++) {
        struct body_funding_terms terms = {.premium = PREMIUM_IMPACT,
                                           .sample_cap_ppm = books[i].cap_ppm};
        struct price_inputs inputs = {.index_e4 = books[i].index_ticks * 10000,
                                      .impact_bid_e4 = impact_of(&books[i], SIDE_BUY),
                                      .impact_ask_e4 = impact_of(&books[i], SIDE_SELL)};
        EXPECT_EQ(books[i].row, premium_of(&terms, &inputs) / PPM, books[i].want_ppm);
    }
}

static void test_kinds(void **state)
{
    (void)state;
    struct price_inputs inputs = {
        .index_e4 = 30000, .bid_e4 = 30001, .ask_e4 = 30002, .mark_e4 = 29999};
    struct body_funding_terms terms = {.premium = PREMIUM_TOUCH};
    EXPECT_EQ("the mid, rounded down", premium_of(&terms, &inputs), 33333333);
    inputs.ask_e4 = 0;
    EXPECT_EQ("no ask", premium_of(&terms, &inputs), 0);
    terms.premium = PREMIUM_MARK;
    EXPECT_EQ("the mark, rounded to zero", premium_of(&terms, &inputs), -33333333);
    inputs.mark_e4 = 0;
    EXPECT_EQ("no mark", premium_of(&terms, &inputs), 0);
    inputs.mark_e4 = INT64_C(10000000000000000);
    EXPECT_EQ("never beyond 1,000 %", premium_of(&terms, &inputs), INT64_C(10000000000000));
}

static void test_buckets_reduce(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        uint8_t reduce;
        uint32_t count;
        int64_t samples[5];
        int64_t want;
    } rows[] = {
        {"median of an odd count", REDUCE_MEDIAN, 5, {50, -10, 30, 1000, 20}, 30},
        {"median of an even count, to zero", REDUCE_MEDIAN, 4, {-7, -4, 10, -90}, -5},
        {"last", REDUCE_LAST, 3, {1, 2, 3}, 3},
        {"mean, to zero", REDUCE_MEAN, 3, {-1, -2, -2}, -1},
        {"one sample", REDUCE_MEDIAN, 1, {7}, 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct body_funding_terms terms = {.reduce = rows[i].reduce, .bucket_ns = MINUTE};
        struct premium_state kept = {.bucket = 0};
        premium_begin(&terms, &kept, 0);
        for (uint32_t k = 0; k < rows[i].count; k++) {
            premium_sample(&terms, &kept, (k + 1) * SECOND, rows[i].samples[k]);
        }
        struct premium_bucket bucket = premium_close(&terms, &kept, MINUTE, true);
        EXPECT_EQ(rows[i].row, bucket.premium_e12, rows[i].want);
        EXPECT_EQ(rows[i].row, bucket.samples, rows[i].count);
        EXPECT_EQ(rows[i].row, bucket.end_ns, MINUTE);
        EXPECT_EQ(rows[i].row, premium_average(&kept), rows[i].want);
    }
}

/* A sample at the end of a minute belongs to it; one after it finds the minute closed. */
static void test_when_buckets_close(void **state)
{
    (void)state;
    struct body_funding_terms terms = {.reduce = REDUCE_LAST, .bucket_ns = MINUTE};
    struct premium_state kept = {.bucket = 0};
    premium_begin(&terms, &kept, 0);
    EXPECT_EQ("nothing is open", premium_close(&terms, &kept, MINUTE, true).samples, 0);
    premium_sample(&terms, &kept, MINUTE - SECOND, 1);
    EXPECT_EQ("not over yet", premium_close(&terms, &kept, MINUTE - SECOND, true).samples, 0);
    EXPECT_EQ("before its last sample", premium_close(&terms, &kept, MINUTE, false).samples, 0);
    premium_sample(&terms, &kept, MINUTE, 2);
    EXPECT_EQ("at its end", premium_close(&terms, &kept, MINUTE, true).premium_e12, 2);
    premium_sample(&terms, &kept, MINUTE + SECOND, 3);
    struct premium_bucket late = premium_close(&terms, &kept, 5 * MINUTE, false);
    EXPECT_EQ("late, with its own end", late.end_ns, 2 * MINUTE);
    EXPECT_EQ("two buckets", kept.bucket_count, 2);
    EXPECT_EQ("minutes without samples count for nothing", premium_average(&kept), 2);
}

static void test_linear_weights(void **state)
{
    (void)state;
    struct body_funding_terms terms = {
        .reduce = REDUCE_LAST, .weighting = WEIGHTS_LINEAR, .bucket_ns = 15 * SECOND};
    static const int64_t premiums[] = {100000000, 4000000000, 8000000000, -100000000};
    struct premium_state kept = {.bucket = 0};
    premium_begin(&terms, &kept, 8 * 3600 * SECOND);
    for (uint32_t k = 0; k < 4; k++) {
        int64_t now_ns = 8 * 3600 * SECOND + (k + 1) * 15 * SECOND;
        premium_sample(&terms, &kept, now_ns, premiums[k]);
        (void)premium_close(&terms, &kept, now_ns, true);
    }
    EXPECT_EQ("V23: weights 1 to 4", premium_average(&kept), 3170000000);
    EXPECT_EQ("their sum", kept.weights, 10);

    premium_begin(&terms, &kept, 0);
    for (int64_t k = 1; k <= 1920; k++) {
        premium_sample(&terms, &kept, k * 15 * SECOND, k == 1920 ? 1844160 : 0);
        (void)premium_close(&terms, &kept, k * 15 * SECOND, true);
    }
    EXPECT_EQ("Bitnomial: 1,920 samples of 15 s weigh 1,844,160", kept.weights, 1844160);
    EXPECT_EQ("the last weighs 1,920", premium_average(&kept), 1920);
}

/* R-FUND-8: charged continuously without lag, each bucket is an interval of its own. */
static void test_bucket_as_interval(void **state)
{
    (void)state;
    struct body_funding_terms terms = {
        .reduce = REDUCE_LAST, .charge = CHARGE_CONTINUOUS, .bucket_ns = SECOND};
    struct premium_state kept = {.bucket = 0};
    for (int64_t k = 1; k <= 3; k++) {
        premium_sample(&terms, &kept, k * SECOND, 10 * k);
        (void)premium_close(&terms, &kept, k * SECOND, true);
        EXPECT_EQ("the latest alone", premium_average(&kept), 10 * k);
        EXPECT_EQ("the latest alone", kept.bucket_count, 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_books_of_dydx),  cmocka_unit_test(test_kinds),
        cmocka_unit_test(test_buckets_reduce), cmocka_unit_test(test_when_buckets_close),
        cmocka_unit_test(test_linear_weights), cmocka_unit_test(test_bucket_as_interval),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
