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

#define BENCH_EPISODES_MAX 48u
#define BENCH_PATTERNS     (PATTERN_NONE + 1u)

/* Seeds below were used while parameters were chosen; from BENCH_TEST_SEED on they were not. */
#define BENCH_TUNING_SEEDS 100u
#define BENCH_TEST_SEED    1000u

struct bench_score {
    uint64_t episodes[BENCH_PATTERNS]; /* played */
    uint64_t found[BENCH_PATTERNS];
    uint64_t false_alerts[BENCH_PATTERNS]; /* by detector, on days with schemes */
    /* Alerts by label of the episode whose accounts they name, and detector. */
    uint64_t matrix[BENCH_PATTERNS][BENCH_PATTERNS];
    uint64_t clean_alerts[BENCH_PATTERNS];
    uint64_t clean_orders;
    uint64_t orders; /* of all days */
    uint64_t days;
    uint64_t clean_days;
};

struct bench_day {
    uint64_t seed;
    const struct recording *recording; /* NULL: agents */
    const int64_t *mids;
    int64_t minutes;
    bool is_clean;
    FILE *tell; /* what was missed and what was false; NULL: nothing */
    const char *name;
};

/* Plays one day and adds to the score. False: there is no memory. */
bool bench_day(struct bench_score *score, const struct bench_day *day);

/* The mids of a clean day of a recording, for the index of its other days; NULL: no memory. */
int64_t *bench_mids(const struct recording *recording, int64_t minutes);

/* In parts per million; one million if there is nothing to miss. */
int64_t bench_precision_ppm(const struct bench_score *score, uint32_t pattern);
int64_t bench_recall_ppm(const struct bench_score *score, uint32_t pattern);
int64_t bench_f1_ppm(const struct bench_score *score, uint32_t pattern);

/* False alerts on clean days for each 10,000 orders, in thousandths. */
int64_t bench_false_milli(const struct bench_score *score);

/* The table, the confusion matrix, and one result line.  True: the targets are met. */
bool bench_print(const struct bench_score *score, FILE *out);

#endif
