/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench.h - labelled schemes in order flow, and what the detectors find of them.
 *
 * Role       Plays days with schemes and clean days, compares alerts with labels, sums up.
 * Invariant  A seed, a set of days and a length give one result, on every machine.
 */
#ifndef PERPETUA_SURVEIL_BENCH_BENCH_H
#define PERPETUA_SURVEIL_BENCH_BENCH_H

#include <stdio.h>

#include "surveil_bench/episode.h"

#define BENCH_EPISODES_MAX 128u
#define BENCH_PATTERNS     (PATTERN_NONE + 1u)
#define BENCH_SEEDS_MAX    64u /* in one run */

/* Seeds below were used while parameters were chosen; from BENCH_TEST_SEED on they were not. */
#define BENCH_TUNING_SEEDS 100u
#define BENCH_TEST_SEED    1000u

struct bench_score {
    uint64_t episodes[BENCH_PATTERNS]; /* carried out */
    uint64_t found[BENCH_PATTERNS];
    uint64_t voids[BENCH_PATTERNS];      /* begun, and the market did not let them be carried out */
    uint64_t void_found[BENCH_PATTERNS]; /* of these, named by an alert: neither right nor false */
    uint64_t false_alerts[BENCH_PATTERNS]; /* by detector, on days with schemes */
    /* Alerts by label of the episode whose accounts they name, and detector. */
    uint64_t matrix[BENCH_PATTERNS][BENCH_PATTERNS];
    uint64_t clean_alerts[BENCH_PATTERNS];
    uint64_t clean_days_alerted[BENCH_PATTERNS]; /* with at least one such alert */
    uint64_t clean_orders;
    uint64_t orders; /* of all days */
    uint64_t days;
    uint64_t clean_days;
};

struct bench_day {
    uint64_t seed;
    uint32_t round;  /* a seed has several days of one kind: this is the how many-th, from 0 */
    uint32_t copies; /* of each scheme that may be played beside others; 0 is 1 */
    const struct recording *recording; /* NULL: agents */
    const int64_t *mids;               /* and lots: of a clean run of the recording */
    int64_t flow_lots;
    int64_t minutes;
    enum path_scenario scenario; /* of the agents */
    bool is_clean;
    bool is_bare; /* clean, and without the look-alikes */
    FILE *tell;   /* what was missed and what was false; NULL: nothing */
    const char *name;
    struct tape *tape; /* takes down what was shown; NULL: nothing */
};

/* Plays one day and adds to the score. False: there is no memory. */
bool bench_day(struct bench_score *score, const struct bench_day *day);

/* The mids of a clean day of a recording, for the index of its other days, and what was traded.
 * NULL: no memory. */
int64_t *bench_mids(const struct recording *recording, int64_t minutes, int64_t *flow_lots);

/* In parts per million; one million if there is nothing to miss. */
int64_t bench_precision_ppm(const struct bench_score *score, uint32_t pattern);
int64_t bench_recall_ppm(const struct bench_score *score, uint32_t pattern);
int64_t bench_f1_ppm(const struct bench_score *score, uint32_t pattern);

/* The lowest F1 of the patterns that were carried out or alerted, and which it is. */
int64_t bench_lowest_f1_ppm(const struct bench_score *score, uint32_t *pattern);

/* Of all patterns together. */
int64_t bench_all_f1_ppm(const struct bench_score *score);

/* False alerts on clean days for each 10,000 orders, in thousandths. */
int64_t bench_false_milli(const struct bench_score *score);

/* Adds a part to the sum. */
void bench_add(struct bench_score *score, const struct bench_score *part);

/* The table and the confusion matrix, and whether the targets are met. */
bool bench_is_met(const struct bench_score *score);
void bench_print(const struct bench_score *score, FILE *out);

/* One line of a list of days: what was carried out and found, the lowest F1, false alerts. */
void bench_print_line_head(FILE *out);
void bench_print_line(const char *name, const struct bench_score *score, FILE *out);

/* One result line of the days that `name` says. True: the targets are met. */
bool bench_print_result(const char *name, const struct bench_score *score, FILE *out);

/* F1 of each pattern over seeds: the lowest, the middle and the highest of `count` scores. */
void bench_print_spread(const struct bench_score *scores, uint32_t count, FILE *out);

/* What belongs on the page of one detector: found and missed, false and rightly silent. */
struct bench_flow {
    const char *name;
    const struct bench_score *score;
};

void bench_print_confusion(const struct bench_flow *flows, uint32_t count, uint32_t pattern,
                           FILE *out);

#endif
