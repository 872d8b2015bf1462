/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_test.c - the figures of a score; days that are played twice; a recording.
 *
 * Role       bench.c, bench_day.c, episode.c, recording.c, stage.c, stage_crowd.c, tape.c, and
 *            the schemes of a day: schemes_trades.c, schemes_orders.c, schemes_prices.c,
 *            schemes_positions.c, schemes_innocent.c.
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
    uint32_t kinds = 0;
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        kinds += scores[0].episodes[i] > 0;
        played += scores[0].episodes[i];
        found += scores[0].found[i];
    }
    EXPECT_TRUE("hardly a pattern that came to nothing", kinds + 2 >= PATTERN_NONE);
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

/* --- a crowd made by hand --------------------------------------------------------------------- */

#define CROWD_MID     INT64_C(60000)
#define CROWD_RESTING 40u
#define CROWD_SECONDS 90
#define CROWD_COUNT   (CROWD_RESTING + 2u * CROWD_SECONDS)
#define CROWD_START   (INT64_C(1783368000) * STAGE_SECOND)
#define CROWD_MINUTES 10

/* A book of 20 prices on each side; each second one order behind the best price, alternately, and
 * one that takes ten lots. */
static struct recording crowd_recording(struct recorded list[CROWD_COUNT])
{
    for (uint32_t i = 0; i < CROWD_RESTING; i++) {
        enum side side = i % 2 == 0 ? SIDE_BUY : SIDE_SELL;
        int64_t away = 1 + (int64_t)i / 2;
        list[i] = (struct recorded){.id = i + 1,
                                    .ticks = CROWD_MID + (side == SIDE_BUY ? -away : away),
                                    .lots = 500,
                                    .kind = RECORDED_PLACE,
                                    .side = (uint8_t)side,
                                    .tif = TIF_GTC,
                                    .type = TYPE_LIMIT};
    }
    for (uint32_t i = 0; i < 2 * CROWD_SECONDS; i++) {
        bool takes = i % 2 == 1;
        enum side side = i / 2 % 2 == 0 ? SIDE_BUY : SIDE_SELL;
        int64_t away = takes ? 3 : -1;
        list[CROWD_RESTING + i] =
            (struct recorded){.time_ns = (int64_t)(i / 2) * STAGE_SECOND,
                              .id = CROWD_RESTING + i + 1,
                              .ticks = CROWD_MID + (side == SIDE_BUY ? away : -away),
                              .lots = 10,
                              .kind = RECORDED_PLACE,
                              .side = (uint8_t)side,
                              .tif = takes ? TIF_IOC : TIF_GTC,
                              .type = TYPE_LIMIT};
    }
    return (struct recording){.name = "by hand",
                              .list = list,
                              .count = CROWD_COUNT,
                              .resting_count = CROWD_RESTING,
                              .length_ns = CROWD_SECONDS * STAGE_SECOND};
}

static void advance_s(struct stage *stage, int64_t seconds)
{
    int64_t until_ns = stage->now_ns + seconds * STAGE_SECOND;
    while (stage->now_ns < until_ns) EXPECT_TRUE("the clock goes on", stage_advance(stage));
}

/* A recording of 90 seconds fills ten minutes, and follows a push, and forgets it. */
static void test_crowd(void **state)
{
    (void)state;
    static struct recorded list[CROWD_COUNT];
    static int64_t mids[CROWD_MINUTES * 60 + 2];
    static struct stage stage;
    for (size_t i = 0; i < sizeof mids / sizeof mids[0]; i++) mids[i] = 2 * CROWD_MID;
    struct recording recording = crowd_recording(list);
    struct stage_options options = {.seed = 1,
                                    .recording = &recording,
                                    .minutes = CROWD_MINUTES,
                                    .start_ns = CROWD_START,
                                    .mids = mids,
                                    .has_detectors = true};
    EXPECT_TRUE("a stage", stage_open(&stage, &options));
    struct stage_account account = {
        .member_id = STAGE_HOUSE, .customer_id = 1, .cash_usd = 10000000};
    uint32_t id = stage_account_open(&stage, &account);
    advance_s(&stage, 200);
    EXPECT_EQ("nobody has played yet", stage.answer_ticks, 0);
    uint64_t orders = stage.order_count;
    stage_take(&stage, id, SIDE_BUY, CROWD_MID + 18, 100000);
    EXPECT_TRUE("it has bought", stage_net(&stage, id) > 1000);
    advance_s(&stage, 1);
    int64_t answer = stage.answer_ticks;
    EXPECT_TRUE("the crowd sees it", answer > 2);
    advance_s(&stage, 120);
    EXPECT_TRUE("and forgets", stage.answer_ticks < answer && stage.answer_ticks > 0);
    advance_s(&stage, 200);
    EXPECT_TRUE("it was played again, and again", stage.record_round >= 3);
    EXPECT_TRUE("orders still come", stage.order_count > orders + 500);
    EXPECT_TRUE("trades too", stage.trade_count > 100);
    EXPECT_TRUE("there is a book", stage_mid(&stage) != 0);
    EXPECT_EQ("nothing of it is an alert", surveil_alert_count(stage.surveil), 0);
    stage_close(&stage);
}

/* What was shown once can be shown again, with the same alerts. */
static void test_tape(void **state)
{
    (void)state;
    struct tape tape = {0};
    static struct bench_score score;
    struct bench_day day = {
        .seed = 5, .minutes = 58, .is_clean = true, .name = "agents", .tape = &tape};
    EXPECT_TRUE("a day", bench_day(&score, &day));
    EXPECT_TRUE("it was kept", tape.event_count > tape.command_count);
    struct surveil *first = surveil_create(SURVEIL_ALL);
    struct surveil *second = surveil_create(SURVEIL_ALL);
    EXPECT_TRUE("shown", tape_play(&tape, first));
    EXPECT_TRUE("shown again", tape_play(&tape, second));
    EXPECT_EQ("orders", surveil_view(first)->order_count, score.clean_orders);
    EXPECT_EQ("alerts", surveil_alert_count(first), surveil_alert_count(second));
    surveil_destroy(first);
    surveil_destroy(second);
    tape_release(&tape);
}

static void test_sums(void **state)
{
    (void)state;
    static struct bench_score scores[3];
    static struct bench_score sum;
    for (uint32_t i = 0; i < 3; i++) {
        scores[i].days = 1;
        scores[i].episodes[PATTERN_SPOOFING] = 2;
        scores[i].found[PATTERN_SPOOFING] = i;
        scores[i].clean_orders = 1000;
        bench_add(&sum, &scores[i]);
    }
    EXPECT_EQ("episodes", sum.episodes[PATTERN_SPOOFING], 6);
    EXPECT_EQ("found", sum.found[PATTERN_SPOOFING], 3);
    EXPECT_EQ("clean orders", sum.clean_orders, 3000);
    EXPECT_FALSE("half is not enough", bench_is_met(&sum));
    EXPECT_TRUE("all is", bench_is_met(&scores[2]));
    char text[8192] = {0};
    FILE *out = fmemopen(text, sizeof text - 1, "w");
    struct bench_flow flow = {"agents", &sum};
    bench_print_spread(scores, 3, out);
    bench_print_confusion(&flow, 1, PATTERN_SPOOFING, out);
    (void)fclose(out);
    EXPECT_TRUE("the spread",
                strstr(text, "spoofing               0.000    0.666    1.000\n") != NULL);
    EXPECT_TRUE("the page", strstr(text, "| agents | 6 | 3 | 3 | 0 | 0 | 0 | 0 | 0.666 |") != NULL);
}

/* A pattern below the others is the lowest; what came to nothing is shown, counts neither way. */
static void test_lines(void **state)
{
    (void)state;
    static struct bench_score score;
    uint32_t pattern = 0;
    EXPECT_EQ("nothing was played", bench_lowest_f1_ppm(&score, &pattern), 1000000);
    EXPECT_EQ("no pattern is the lowest", pattern, PATTERN_NONE);
    score.episodes[PATTERN_SPOOFING] = score.found[PATTERN_SPOOFING] = 8;
    score.episodes[PATTERN_INDEX_PUSH] = 4;
    score.found[PATTERN_INDEX_PUSH] = 2;
    score.voids[PATTERN_INDEX_PUSH] = 3;
    EXPECT_EQ("two of four", bench_lowest_f1_ppm(&score, &pattern), 666666);
    EXPECT_EQ("of pushes", pattern, PATTERN_INDEX_PUSH);
    EXPECT_EQ("ten of twelve in all", bench_all_f1_ppm(&score), 909090);
    char text[1024] = {0};
    FILE *out = fmemopen(text, sizeof text - 1, "w");
    bench_print_line("a day", &score, out);
    (void)fclose(out);
    EXPECT_TRUE("schemes, found, false, void",
                strstr(text, "      12     10      0      3  0.909  0.666 index-push") != NULL);
}

static void test_variations(void **state)
{
    (void)state;
    uint32_t count = 0;
    while (recording_variation(count) != NULL) {
        const char *name = recording_variation(count)->name;
        EXPECT_TRUE(name,
                    recording_variation_find(name, strlen(name)) == recording_variation(count));
        count++;
    }
    EXPECT_EQ("so many other markets", count, 10);
    EXPECT_TRUE("no such market", recording_variation_find("calm", 4) == NULL);
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
        cmocka_unit_test(test_specs),  cmocka_unit_test(test_crowd),
        cmocka_unit_test(test_tape),   cmocka_unit_test(test_sums),
        cmocka_unit_test(test_lines),  cmocka_unit_test(test_variations),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
