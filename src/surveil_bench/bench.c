/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench.c - see bench.h: the figures of a score, and how they are told.
 */
#include "surveil_bench/bench.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/heap_sort.h"
#include "base/int_math.h"

#define F1_TARGET_PPM      INT64_C(900000)
#define FALSE_TARGET_MILLI INT64_C(1000)
#define ALERT_SCALE        INT64_C(10000000) /* 10,000 orders, in thousandths */

int64_t bench_precision_ppm(const struct bench_score *score, uint32_t pattern)
{
    int64_t right = (int64_t)score->found[pattern];
    int64_t all = right + (int64_t)score->false_alerts[pattern];
    return all == 0 ? PPM_ONE : share_ppm(right, all);
}

int64_t bench_recall_ppm(const struct bench_score *score, uint32_t pattern)
{
    int64_t all = (int64_t)score->episodes[pattern];
    return all == 0 ? PPM_ONE : share_ppm((int64_t)score->found[pattern], all);
}

/* Twice what was right, against what was there and what was said. */
int64_t bench_f1_ppm(const struct bench_score *score, uint32_t pattern)
{
    int64_t right = (int64_t)score->found[pattern];
    int64_t all = right + (int64_t)score->false_alerts[pattern] + (int64_t)score->episodes[pattern];
    return all == 0 ? PPM_ONE : share_ppm(2 * right, all);
}

int64_t bench_false_milli(const struct bench_score *score)
{
    int64_t alerts = 0;
    for (uint32_t i = 0; i < PATTERN_NONE; i++) alerts += (int64_t)score->clean_alerts[i];
    if (score->clean_orders == 0) return 0;
    return narrow_i64(div_ceil((int128)alerts * ALERT_SCALE, (int64_t)score->clean_orders));
}

/* 914285 as "0.914" */
static void print_ratio(FILE *out, int64_t ppm)
{
    fprintf(out, "  %" PRId64 ".%03" PRId64, ppm / PPM_ONE, ppm % PPM_ONE / 1000);
}

static void print_matrix(const struct bench_score *score, FILE *out)
{
    fprintf(out, "\nalerts by label (down) and detector (across, in the same order)\n%-20s", "");
    for (uint32_t i = 0; i < PATTERN_NONE; i++) fprintf(out, "%4u", i + 1);
    fprintf(out, "\n");
    for (uint32_t label = 0; label <= PATTERN_NONE; label++) {
        fprintf(out, "%2u %-17s", label + 1,
                label == PATTERN_NONE ? "nothing" : surveil_kind(label)->name);
        for (uint32_t i = 0; i < PATTERN_NONE; i++) {
            fprintf(out, "%4" PRIu64, score->matrix[label][i]);
        }
        fprintf(out, "\n");
    }
}

void bench_add(struct bench_score *score, const struct bench_score *part)
{
    for (uint32_t i = 0; i < BENCH_PATTERNS; i++) {
        score->episodes[i] += part->episodes[i];
        score->found[i] += part->found[i];
        score->voids[i] += part->voids[i];
        score->void_found[i] += part->void_found[i];
        score->false_alerts[i] += part->false_alerts[i];
        score->clean_alerts[i] += part->clean_alerts[i];
        score->clean_days_alerted[i] += part->clean_days_alerted[i];
        for (uint32_t k = 0; k < BENCH_PATTERNS; k++) score->matrix[i][k] += part->matrix[i][k];
    }
    score->clean_orders += part->clean_orders;
    score->orders += part->orders;
    score->days += part->days;
    score->clean_days += part->clean_days;
}

int64_t bench_lowest_f1_ppm(const struct bench_score *score, uint32_t *pattern)
{
    int64_t lowest = PPM_ONE;
    *pattern = PATTERN_NONE;
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        int64_t f1 = bench_f1_ppm(score, i);
        if (f1 >= lowest) continue;
        lowest = f1;
        *pattern = i;
    }
    return lowest;
}

int64_t bench_all_f1_ppm(const struct bench_score *score)
{
    int64_t right = 0;
    int64_t all = 0;
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        right += 2 * (int64_t)score->found[i];
        all += (int64_t)(score->found[i] + score->false_alerts[i] + score->episodes[i]);
    }
    return all == 0 ? PPM_ONE : share_ppm(right, all);
}

bool bench_is_met(const struct bench_score *score)
{
    uint32_t pattern;
    return bench_lowest_f1_ppm(score, &pattern) >= F1_TARGET_PPM &&
           bench_false_milli(score) < FALSE_TARGET_MILLI;
}

void bench_print(const struct bench_score *score, FILE *out)
{
    fprintf(out, "%-20s %8s %8s %8s %8s %10s %8s %8s %12s\n", "pattern", "episodes", "found",
            "false", "void", "precision", "recall", "F1", "false, clean");
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        fprintf(out, "%-20s %8" PRIu64 " %8" PRIu64 " %8" PRIu64 " %8" PRIu64 "    ",
                surveil_kind(i)->name, score->episodes[i], score->found[i], score->false_alerts[i],
                score->voids[i]);
        print_ratio(out, bench_precision_ppm(score, i));
        fprintf(out, "  ");
        print_ratio(out, bench_recall_ppm(score, i));
        fprintf(out, "  ");
        print_ratio(out, bench_f1_ppm(score, i));
        fprintf(out, " %12" PRIu64 "\n", score->clean_alerts[i]);
    }
    print_matrix(score, out);
}

bool bench_print_result(const char *name, const struct bench_score *score, FILE *out)
{
    uint32_t pattern;
    int64_t lowest = bench_lowest_f1_ppm(score, &pattern);
    int64_t milli = bench_false_milli(score);
    fprintf(out,
            "result: surveil %s, %" PRIu64 " days, %" PRIu64 " clean days, %" PRIu64
            " orders; lowest F1 %" PRId64 ".%03" PRId64
            " (target 0.900); false alerts on clean days %" PRId64 ".%03" PRId64
            " for each 10,000 of %" PRIu64 " orders (target below 1) %s\n",
            name, score->days, score->clean_days, score->orders, lowest / PPM_ONE,
            lowest % PPM_ONE / 1000, milli / 1000, milli % 1000, score->clean_orders,
            bench_is_met(score) ? "pass" : "fail");
    return bench_is_met(score);
}

void bench_print_line_head(FILE *out)
{
    fprintf(out, "%-36s %8s %6s %6s %6s %6s  %-28s %12s %8s\n", "days", "schemes", "found", "false",
            "void", "F1", "lowest F1 of a pattern", "clean orders", "false");
}

void bench_print_line(const char *name, const struct bench_score *score, FILE *out)
{
    uint64_t sums[4] = {0};
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        sums[0] += score->episodes[i];
        sums[1] += score->found[i];
        sums[2] += score->false_alerts[i];
        sums[3] += score->voids[i];
    }
    uint32_t pattern;
    int64_t lowest = bench_lowest_f1_ppm(score, &pattern);
    int64_t all = bench_all_f1_ppm(score);
    int64_t milli = bench_false_milli(score);
    fprintf(out, "%-36s %8" PRIu64 " %6" PRIu64 " %6" PRIu64 " %6" PRIu64, name, sums[0], sums[1],
            sums[2], sums[3]);
    print_ratio(out, all);
    print_ratio(out, lowest);
    fprintf(out, " %-21s %12" PRIu64 " %4" PRId64 ".%03" PRId64 "\n",
            pattern == PATTERN_NONE ? "" : surveil_kind(pattern)->name, score->clean_orders,
            milli / 1000, milli % 1000);
}

/* --- seeds, pages ----------------------------------------------------------------------------- */

static bool ppm_before(const void *a, const void *b)
{
    return *(const int64_t *)a < *(const int64_t *)b;
}

void bench_print_spread(const struct bench_score *scores, uint32_t count, FILE *out)
{
    int64_t values[BENCH_SEEDS_MAX];
    ASSERT(count > 0);
    ASSERT(count <= BENCH_SEEDS_MAX);
    fprintf(out, "%-20s %8s %8s %8s   F1 of one seed each, %" PRIu32 " seeds\n", "pattern",
            "lowest", "middle", "highest", count);
    for (uint32_t i = 0; i < PATTERN_NONE; i++) {
        for (uint32_t k = 0; k < count; k++) values[k] = bench_f1_ppm(&scores[k], i);
        heap_sort(values, sizeof *values, count, ppm_before);
        fprintf(out, "%-20s ", surveil_kind(i)->name);
        print_ratio(out, values[0]);
        fprintf(out, "  ");
        print_ratio(out, values[count / 2]);
        fprintf(out, "  ");
        print_ratio(out, values[count - 1]);
        fprintf(out, "\n");
    }
}

void bench_print_confusion(const struct bench_flow *flows, uint32_t count, uint32_t pattern,
                           FILE *out)
{
    fprintf(out,
            "| flow | schemes | found | missed | void | false, days with schemes | clean days | of "
            "them with an alert | F1 |\n|---|---|---|---|---|---|---|---|---|\n");
    for (uint32_t i = 0; i < count; i++) {
        const struct bench_score *score = flows[i].score;
        int64_t f1 = bench_f1_ppm(score, pattern);
        fprintf(out,
                "| %s | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %" PRIu64 " | %" PRIu64
                " | %" PRIu64 " | %" PRIu64 " | %" PRId64 ".%03" PRId64 " |\n",
                flows[i].name, score->episodes[pattern], score->found[pattern],
                score->episodes[pattern] - score->found[pattern], score->voids[pattern],
                score->false_alerts[pattern], score->clean_days, score->clean_days_alerted[pattern],
                f1 / PPM_ONE, f1 % PPM_ONE / 1000);
    }
}
