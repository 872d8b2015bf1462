/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_test.c - the figures of a score; days that are played twice; a recording.
 *
 * Role       bench.c, bench_day.c, episode.c, recording.c, stage.c, and the schemes of a day:
 *            schemes_trades.c, schemes_orders.c, schemes_prices.c, schemes_positions.c,
 *            schemes_innocent.c.
 */
#include "surveil_bench/bench.h"

#include <stdio.h>
#include <stdlib.h>

#include "base/expect.h"

#define RECORDING "bitstamp_btcusd_20150501_00-12utc.log.xz"

static void test_scores(void **state)
{
    (void)state;
    struct bench_score score = {0};
    EXPECT_EQ("nothing to find is found", bench_f1_ppm(&score, PATTERN_SPOOFING), 1000000);
    score.episodes[PATTERN_SPOOFING] = 10;
    score.found[PATTERN_SPOOFING] = 8;
    score.false_alerts[PATTERN_SPOOFING] = 2;
    EXPECT_EQ("8 of 10 alerts", bench_precision_ppm(&score, PATTERN_SPOOFING), 800000);
    EXPECT_EQ("8 of 10 episodes", bench_recall_ppm(&score, PATTERN_SPOOFING), 800000);
    EXPECT_EQ("twice 8 of 20", bench_f1_ppm(&score, PATTERN_SPOOFING), 800000);
    score.found[PATTERN_SPOOFING] = 0;
    EXPECT_EQ("none found", bench_f1_ppm(&score, PATTERN_SPOOFING), 0);
    score.clean_orders = 50000;
    score.clean_alerts[PATTERN_LAYERING] = 3;
    score.clean_alerts[PATTERN_OFF_MARKET] = 1;
    EXPECT_EQ("4 alerts of 50,000 orders", bench_false_milli(&score), 800);
}

static void test_day(void **state)
{
    (void)state;
    static struct bench_score scores[2];
    struct bench_day day = {.seed = 3, .minutes = 60, .name = "agents"};
    EXPECT_TRUE("a day", bench_day(&scores[0], &day));
    EXPECT_TRUE("the day again", bench_day(&scores[1], &day));
    EXPECT_TRUE("one result", memcmp(&scores[0], &scores[1], sizeof scores[0]) == 0);
    uint64_t found = 0;
    uint64_t played = 0;
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        EXPECT_TRUE(surveil_kind(i)->name, scores[0].episodes[i] > 0);
        played += scores[0].episodes[i];
        found += scores[0].found[i];
    }
    EXPECT_TRUE("most of what is played is found", found * 10 >= played * 8);
    EXPECT_TRUE("it was a market", scores[0].orders > 20000);
}

static void test_clean(void **state)
{
    (void)state;
    struct bench_score score = {0};
    struct bench_day day = {.seed = 4, .minutes = 58, .is_clean = true, .name = "agents"};
    EXPECT_TRUE("a clean day", bench_day(&score, &day));
    EXPECT_EQ("no schemes", score.days, 0);
    EXPECT_EQ("one clean day", score.clean_days, 1);
    EXPECT_TRUE("orders are counted", score.clean_orders > 20000);
    EXPECT_TRUE("hardly a false alert", bench_false_milli(&score) < 1000);
}

static void test_recording(void **state)
{
    (void)state;
    char spec[1024];
    const char *shared = getenv("PERPETUA_SHARED");
    const char *source = getenv("PERPETUA_SOURCE");
    if (shared != NULL) {
        (void)snprintf(spec, sizeof spec, "bitstamp:%s/data/l3/%s", shared, RECORDING);
    } else {
        (void)snprintf(spec, sizeof spec, "bitstamp:%s/../shared/data/l3/%s",
                       source == NULL ? "." : source, RECORDING);
    }
    struct recording_slice slice = {
        .spec = spec, .part = 2, .parts = 8, .length_ns = 600 * STAGE_SECOND};
    struct recording recording;
    enum recording_result result = recording_load(&recording, &slice);
    if (result == RECORDING_ABSENT) {
        print_message("skipped: there is no %s\n", spec);
        skip();
    }
    EXPECT_EQ("it is read", result, RECORDING_LOADED);
    EXPECT_TRUE("something rested", recording.resting_count > 100);
    EXPECT_TRUE("and something came", recording.count > recording.resting_count + 100);
    int64_t before_ns = 0;
    for (size_t i = 0; i < recording.count; i++) {
        const struct recorded *recorded = &recording.list[i];
        bool is_resting = i < recording.resting_count;
        EXPECT_TRUE("what rested comes first",
                    is_resting == (recorded->time_ns == 0) || !is_resting);
        EXPECT_TRUE("times ascend", recorded->time_ns >= before_ns);
        EXPECT_TRUE("inside the slice", recorded->time_ns <= slice.length_ns);
        before_ns = recorded->time_ns;
    }
    recording_free(&recording);
}

static void test_specs(void **state)
{
    (void)state;
    static const char *const rows[] = {"nothing", "nobody:file", ":file"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct recording_slice slice = {.spec = rows[i], .parts = 1, .length_ns = 1};
        struct recording recording;
        EXPECT_EQ(rows[i], recording_load(&recording, &slice), RECORDING_BAD);
    }
    struct recording_slice slice = {.spec = "bitstamp:/nowhere/at/all", .parts = 1, .length_ns = 1};
    struct recording recording;
    EXPECT_EQ("a file that is not there", recording_load(&recording, &slice), RECORDING_ABSENT);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_scores), cmocka_unit_test(test_day),
        cmocka_unit_test(test_clean),  cmocka_unit_test(test_recording),
        cmocka_unit_test(test_specs),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
