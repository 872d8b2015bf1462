/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tape_test.c - made-up and recorded markets.
 */
#include "feed_server/tape.h"

#include "base/expect.h"

#define SECOND  INT64_C(1000000000)
#define USD(x)  (INT64_C(x) * 100000000)
#define BEGIN   (INT64_C(1795168800) * SECOND)
#define CENT_E8 INT64_C(1000000)

static void check_market(const char *row, const struct play_market *market)
{
    EXPECT_TRUE(row, market->bid_e8 > 0);
    EXPECT_TRUE(row, market->bid_e8 < market->ask_e8);
    EXPECT_EQ(row, market->bid_e8 % CENT_E8, 0);
    EXPECT_EQ(row, market->ask_e8 % CENT_E8, 0);
    EXPECT_EQ(row, market->last_e8 % CENT_E8, 0);
}

static void test_made_up(void **state)
{
    (void)state;
    struct tape tape;
    struct tape twin;
    tape_begin(&tape, PATH_CALM, 3, BEGIN);
    tape_begin(&twin, PATH_CALM, 3, BEGIN);
    for (int i = 1; i <= 2000; i++) {
        tape_advance(&tape, BEGIN + i * SECOND);
        tape_advance(&twin, BEGIN + i * SECOND);
        for (uint32_t kind = 0; kind < FEED_KINDS; kind++) {
            struct play_market market;
            struct play_market same;
            EXPECT_TRUE("calm", tape_market(&tape, (enum feed_kind)kind, &market));
            EXPECT_TRUE("calm", tape_market(&twin, (enum feed_kind)kind, &same));
            EXPECT_EQ("the same again", memcmp(&market, &same, sizeof market), 0);
            check_market("calm", &market);
        }
    }
    struct play_market plain;
    struct play_market stray;
    EXPECT_TRUE("kraken", tape_market(&tape, FEED_KRAKEN, &plain));
    tape.strays_ppm[FEED_KRAKEN] = 100000;
    EXPECT_TRUE("kraken", tape_market(&tape, FEED_KRAKEN, &stray));
    EXPECT_TRUE("a tenth above", stray.last_e8 > plain.last_e8 / 100 * 109);
    EXPECT_TRUE("not more", stray.last_e8 < plain.last_e8 / 100 * 111);
}

static void test_outage(void **state)
{
    (void)state;
    struct tape tape;
    struct play_market market;
    uint32_t silent_count = 0;
    tape_begin(&tape, PATH_INDEX_OUTAGE, 3, BEGIN);
    for (int i = 1; i <= 600; i++) {
        tape_advance(&tape, BEGIN + i * SECOND);
        silent_count += !tape_market(&tape, FEED_BITFINEX, &market);
    }
    EXPECT_TRUE("the scenario silences", silent_count > 60);
    EXPECT_TRUE("not for ever", silent_count < 400);
}

static void test_recorded(void **state)
{
    (void)state;
    static const struct tape_point points[3] = {
        {0, USD(100)}, {60 * SECOND, USD(160)}, {180 * SECOND, USD(40)}};
    static const struct {
        int64_t second;
        int64_t last_e8;
    } rows[] = {
        {0, USD(100)},   {1, USD(101)},  {30, USD(130)},  {60, USD(160)},
        {120, USD(100)}, {179, USD(41)}, {180, USD(100)}, {210, USD(130)},
    };
    struct tape tape;
    struct tape_record records[FEED_KINDS] = {[FEED_GEMINI] = {points, 3}};
    struct tape_record none[FEED_KINDS] = {[FEED_GEMINI] = {points, 1}};
    tape_begin(&tape, PATH_CALM, 3, BEGIN);
    EXPECT_FALSE("one point is no record", tape_record(&tape, none));
    EXPECT_TRUE("three are", tape_record(&tape, records));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct play_market market;
        tape_advance(&tape, BEGIN + rows[i].second * SECOND);
        EXPECT_TRUE("gemini", tape_market(&tape, FEED_GEMINI, &market));
        EXPECT_EQ("its own record", market.last_e8, rows[i].last_e8);
        check_market("recorded", &market);
        EXPECT_TRUE("kraken", tape_market(&tape, FEED_KRAKEN, &market));
        EXPECT_EQ("the first record that is there", market.last_e8, rows[i].last_e8);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_made_up),
        cmocka_unit_test(test_outage),
        cmocka_unit_test(test_recorded),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
