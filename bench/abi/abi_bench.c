/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_bench.c - compares and times engines that offer the interface of abi.h.
 *
 *   abi_bench [--rounds N] [--orders N] [--seed N] [--drain thread|inline] ENGINE.so ...
 *
 * Runs every engine over the same five order flows, in turn, so that a busy moment of the machine
 * hits all of them.  Before the clock runs, the reports of each engine are compared with those of
 * the first, byte by byte.  The figure of an engine is its worst scenario.
 *
 *   thread   the reports are read by a second thread on another processor, as in a venue
 *   inline   they are read by the same thread every 256 messages; needs one processor only
 */
#include <pthread.h>
#include <sched.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "abi_engine.h"
#include "abi_workload.h"
#include "base/text.h"

#define ENGINES_MAX     16
#define ROUNDS_MAX      101
#define SINK_CAPACITY   (1u << 16)
#define DRAIN_BATCH     512u
#define INLINE_MESSAGES 256u

struct bench {
    struct abi_engine engines[ENGINES_MAX];
    uint32_t engine_count;
    uint32_t rounds;
    uint32_t order_count;
    uint64_t seed;
    bool drains_inline;
    double rates[ENGINES_MAX][ABI_SCENARIOS]; /* million messages a second, medians */
    bool agrees[ENGINES_MAX];
};

static double seconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec * 1e-9;
}

/* Keeps a thread on one processor; a machine that refuses is measured as it is. */
static void pin(pthread_t thread, uint32_t processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    CPU_SET(processor, &set);
    (void)pthread_setaffinity_np(thread, sizeof set, &set);
}

/* --- reading reports -------------------------------------------------------------------------- */

struct reader {
    const struct abi_transport *transport;
    void *sink;
    _Atomic bool ends; /* nothing more comes: leave when the sink is empty */
    uint64_t count;
    struct abi_report *kept; /* or NULL: counted only */
    uint64_t kept_max;
};

/* Takes what is there; false when there was nothing. */
static bool reader_take(struct reader *reader)
{
    static struct abi_report batch[DRAIN_BATCH];
    uint32_t count = reader->transport->drain(reader->sink, batch, DRAIN_BATCH);
    if (reader->kept != NULL && reader->count + count <= reader->kept_max) {
        memcpy(reader->kept + reader->count, batch, count * sizeof *batch);
    }
    reader->count += count;
    return count > 0;
}

static void *reader_run(void *context)
{
    struct reader *reader = context;
    for (;;) {
        bool ends = atomic_load_explicit(&reader->ends, memory_order_acquire);
        if (!reader_take(reader) && ends) break;
    }
    return NULL;
}

/* --- one run ---------------------------------------------------------------------------------- */

/* Hands all messages over and reads in between; the sink holds what 256 messages can cause. */
static void run_inline(const struct abi_engine *engine, const struct abi_workload *workload,
                       struct reader *reader)
{
    for (uint32_t i = 0; i < workload->count; i++) {
        abi_engine_give(engine, &workload->messages[i]);
        if (i % INLINE_MESSAGES > 0) continue;
        engine->transport->flush(reader->sink);
        while (reader_take(reader)) continue;
    }
}

/* Seconds for all messages, the last report pushed. */
static double run(const struct abi_engine *engine, const struct abi_workload *workload,
                  struct reader *reader, bool drains_inline)
{
    reader->transport = engine->transport;
    reader->sink = engine->transport->create(SINK_CAPACITY);
    if (reader->sink == NULL) return 0.0;
    engine->init(1, engine->transport, reader->sink);
    pthread_t thread;
    if (!drains_inline) {
        if (pthread_create(&thread, NULL, reader_run, reader) != 0) return 0.0;
        pin(thread, 0);
    }

    double begin = seconds_now();
    if (drains_inline) {
        run_inline(engine, workload, reader);
    } else {
        for (uint32_t i = 0; i < workload->count; i++) {
            abi_engine_give(engine, &workload->messages[i]);
        }
    }
    engine->flush();
    double end = seconds_now();

    engine->transport->flush(reader->sink);
    atomic_store_explicit(&reader->ends, true, memory_order_release);
    if (drains_inline) {
        (void)reader_run(reader);
    } else {
        (void)pthread_join(thread, NULL);
    }
    engine->shutdown();
    engine->transport->destroy(reader->sink);
    return end - begin;
}

/* --- agreement -------------------------------------------------------------------------------- */

static bool run_and_keep(const struct abi_engine *engine, const struct abi_workload *workload,
                         struct reader *reader)
{
    *reader = (struct reader){.kept_max = (uint64_t)workload->count * 2};
    reader->kept = calloc(reader->kept_max, sizeof *reader->kept);
    return reader->kept != NULL && run(engine, workload, reader, true) > 0.0;
}

static void compare(struct bench *bench, const struct abi_workload *workload, const char *scenario)
{
    struct reader first = {0};
    bool ready = run_and_keep(&bench->engines[0], workload, &first);
    uint64_t trades = 0;
    for (uint64_t i = 0; ready && i < first.count; i++) trades += first.kept[i].type == ABI_TRADE;
    printf("%-12s %u messages, %llu reports, %llu trades\n", scenario, workload->count,
           (unsigned long long)first.count, (unsigned long long)trades);
    for (uint32_t i = 1; i < bench->engine_count; i++) {
        struct reader other = {0};
        bool same = ready && run_and_keep(&bench->engines[i], workload, &other) &&
                    other.count == first.count &&
                    memcmp(other.kept, first.kept, first.count * sizeof *first.kept) == 0;
        if (!same) bench->agrees[i] = false;
        free(other.kept);
    }
    free(first.kept);
}

/* --- timing ----------------------------------------------------------------------------------- */

static int double_compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static void time_scenario(struct bench *bench, const struct abi_workload *workload, uint32_t at)
{
    static double rates[ENGINES_MAX][ROUNDS_MAX];
    for (uint32_t round = 0; round < bench->rounds; round++) {
        for (uint32_t i = 0; i < bench->engine_count; i++) {
            struct reader reader = {0};
            double seconds = run(&bench->engines[i], workload, &reader, bench->drains_inline);
            rates[i][round] = seconds > 0.0 ? workload->count / seconds * 1e-6 : 0.0;
        }
    }
    for (uint32_t i = 0; i < bench->engine_count; i++) {
        qsort(rates[i], bench->rounds, sizeof rates[i][0], double_compare);
        bench->rates[i][at] = rates[i][bench->rounds / 2];
    }
}

static bool run_scenarios(struct bench *bench)
{
    for (uint32_t at = 0; at < ABI_SCENARIOS; at++) {
        struct abi_workload workload;
        if (!abi_workload_make(&workload, &abi_scenarios[at], bench->seed, bench->order_count)) {
            fprintf(stderr, "abi_bench: not enough memory\n");
            return false;
        }
        compare(bench, &workload, abi_scenarios[at].name);
        time_scenario(bench, &workload, at);
        abi_workload_release(&workload);
    }
    return true;
}

static double worst_of(const double rates[ABI_SCENARIOS])
{
    double worst = rates[0];
    for (uint32_t i = 1; i < ABI_SCENARIOS; i++) worst = rates[i] < worst ? rates[i] : worst;
    return worst;
}

static void print_table(const struct bench *bench)
{
    printf("\nmillion messages a second, median of %u runs, reports read %s\n%-22s", bench->rounds,
           bench->drains_inline ? "by the same thread" : "by another thread", "engine");
    for (uint32_t i = 0; i < ABI_SCENARIOS; i++) printf(" %11s", abi_scenarios[i].name);
    printf(" %9s %9s  reports\n", "worst", "ns/msg");
    for (uint32_t i = 0; i < bench->engine_count; i++) {
        double worst = worst_of(bench->rates[i]);
        printf("%-22s", bench->engines[i].name);
        for (uint32_t at = 0; at < ABI_SCENARIOS; at++) printf(" %11.2f", bench->rates[i][at]);
        printf(" %9.2f %9.1f  %s\n", worst, worst > 0.0 ? 1e3 / worst : 0.0,
               bench->agrees[i] ? "agree" : "DIFFER");
    }
}

/* --- arguments -------------------------------------------------------------------------------- */

static bool read_u32(const char *text, uint32_t low, uint32_t high, uint32_t *value)
{
    uint64_t wide;
    if (text == NULL || !text_read_u64(text, strlen(text), &wide)) return false;
    if (wide < low || wide > high) return false;
    *value = (uint32_t)wide;
    return true;
}

/* Takes one option with its value; false if it is none or its value is not legal. */
static bool read_option(struct bench *bench, const char *name, const char *value)
{
    if (strcmp(name, "--rounds") == 0) return read_u32(value, 1, ROUNDS_MAX, &bench->rounds);
    if (strcmp(name, "--orders") == 0) return read_u32(value, 2, 4000000, &bench->order_count);
    if (strcmp(name, "--seed") == 0) {
        return value != NULL && text_read_u64(value, strlen(value), &bench->seed);
    }
    if (strcmp(name, "--drain") != 0 || value == NULL) return false;
    bench->drains_inline = strcmp(value, "inline") == 0;
    return bench->drains_inline || strcmp(value, "thread") == 0;
}

static bool read_arguments(struct bench *bench, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-') {
            if (!read_option(bench, argv[i], argv[i + 1])) return false;
            i++;
        } else {
            if (bench->engine_count == ENGINES_MAX) return false;
            uint32_t at = bench->engine_count++;
            bench->agrees[at] = true;
            if (!abi_engine_open(&bench->engines[at], argv[i])) return false;
        }
    }
    return bench->engine_count > 0;
}

int main(int argc, char **argv)
{
    static struct bench bench = {.rounds = 5, .order_count = 1000000, .seed = 23};
    if (!read_arguments(&bench, argc, argv)) {
        fprintf(stderr, "usage: abi_bench [--rounds N] [--orders N] [--seed N] "
                        "[--drain thread|inline] ENGINE.so ...\n");
        return 2;
    }
    pin(pthread_self(), sysconf(_SC_NPROCESSORS_ONLN) > 1 ? 1 : 0);
    if (!run_scenarios(&bench)) return 2;
    print_table(&bench);
    for (uint32_t i = 0; i < bench.engine_count; i++) {
        if (!bench.agrees[i]) return 1;
    }
    return 0;
}
