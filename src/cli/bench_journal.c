/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_journal.c - the node with its journal: throughput, latency, verification.
 *
 * Role       The same commands through a node whose journal is in a memory file system (framing,
 *            checksums, chain and threads, but no disk), and on the disk of --dir, where a command
 *            counts when it is durable.  Then commands by the clock, 10,000 a second, each timed
 *            from its due moment until it is durable, beside a plain append with a sync of the
 *            same disk.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_core.h"
#include "cli/bench_node.h"
#include "cli/bench_run.h"
#include "node/journal_path.h"
#include "node/verify.h"
#include "os/os_clock.h"

#define MEMORY_DIRECTORY "/dev/shm"
#define PACE_NS          INT64_C(100000) /* between two commands: 10,000 a second */
#define PACED_COUNT      20000u
#define APPEND_COUNT     2000u
#define APPEND_SIZE      256u

struct journal_bench {
    struct bench_node node;
    struct workload workload;
    int64_t due_ns[PACED_COUNT];
    struct bench_histogram paced; /* nanoseconds */
    struct bench_histogram append;
};

/* Million durable commands a second; 0 if it failed. */
static double run_flat_out(struct journal_bench *bench, const char *directory)
{
    uint64_t count = bench->workload.settings.command_count;
    if (!bench_node_make(&bench->node, directory, &bench->workload)) return 0.0;
    int64_t begin_ns = os_clock_steady_ns();
    for (uint64_t i = 0; i < count; i++) {
        if (!bench_node_submit(&bench->node, &bench->workload, i)) return 0.0;
    }
    if (node_settle(&bench->node.node) != JOURNAL_OK) return 0.0;
    int64_t duration_ns = os_clock_steady_ns() - begin_ns;
    return (double)count * 1e3 / (double)duration_ns;
}

/* --- latency ---------------------------------------------------------------------------------- */

/* Notes the commands that have become durable since. */
static uint64_t note_durable(struct journal_bench *bench, uint64_t first, uint64_t noted)
{
    uint64_t durable = node_durable(&bench->node.node);
    int64_t now_ns = os_clock_steady_ns();
    while (first + noted <= durable && noted < PACED_COUNT) {
        int64_t waited_ns = now_ns - bench->due_ns[noted++];
        bench_histogram_add(&bench->paced, (uint64_t)waited_ns);
    }
    return noted;
}

static bool run_paced(struct journal_bench *bench, const char *directory)
{
    if (!bench_node_make(&bench->node, directory, &bench->workload)) return false;
    uint64_t first = core_sequence(node_core(&bench->node.node)) + 1;
    uint64_t noted = 0;
    int64_t begin_ns = os_clock_steady_ns() + PACE_NS;
    for (uint32_t i = 0; i < PACED_COUNT; i++) {
        bench->due_ns[i] = begin_ns + PACE_NS * i;
        while (os_clock_steady_ns() < bench->due_ns[i]) noted = note_durable(bench, first, noted);
        if (!bench_node_submit(&bench->node, &bench->workload, i)) return false;
        if (node_commit(&bench->node.node) != JOURNAL_OK) return false;
    }
    while (noted < PACED_COUNT) noted = note_durable(bench, first, noted);
    return true;
}

/* A plain file: append, sync, again. */
static bool run_append(struct journal_bench *bench, const char *directory)
{
    static const unsigned char bytes[APPEND_SIZE] = {1};
    char path[OS_PATH_SIZE_MAX];
    struct os_file file;
    if (!journal_path_join(path, directory, "perpetua-bench-append")) return false;
    if (os_file_open(&file, path, OS_FILE_ENSURE) != OS_OK) return false;
    bool good = true;
    for (uint32_t i = 0; good && i < APPEND_COUNT; i++) {
        int64_t begin_ns = os_clock_steady_ns();
        good = os_file_write(&file, bytes, sizeof bytes, (uint64_t)i * APPEND_SIZE) == OS_OK &&
               os_file_sync(&file) == OS_OK;
        uint64_t taken_ns = (uint64_t)(os_clock_steady_ns() - begin_ns);
        bench_histogram_add(&bench->append, taken_ns);
    }
    os_file_close(&file);
    (void)os_path_remove(path);
    return good;
}

static double percentile_us(const struct bench_histogram *histogram, uint32_t ppm)
{
    return (double)bench_percentile(histogram, ppm) / 1000.0;
}

static void print_latency(const struct journal_bench *bench)
{
    printf("%-34s %9s %9s %9s\n", "microseconds", "p50", "p99", "p99.9");
    printf("%-34s %9.1f %9.1f %9.1f\n", "append 256 bytes and sync",
           percentile_us(&bench->append, 500000), percentile_us(&bench->append, 990000),
           percentile_us(&bench->append, 999000));
    printf("%-34s %9.1f %9.1f %9.1f\n", "durable command at 10,000/s",
           percentile_us(&bench->paced, 500000), percentile_us(&bench->paced, 990000),
           percentile_us(&bench->paced, 999000));
    printf("%-34s %9.2f\n", "ratio",
           percentile_us(&bench->paced, 500000) / percentile_us(&bench->append, 500000));
}

/* --- the two measurements --------------------------------------------------------------------- */

static struct journal_bench *bench_begin(const struct bench_options *options)
{
    struct journal_bench *bench = calloc(1, sizeof *bench);
    if (bench == NULL) return NULL;
    struct workload_settings settings = workload_w1();
    settings.command_count = options->command_count;
    if (settings.command_count < PACED_COUNT) settings.command_count = PACED_COUNT;
    if (workload_make(&bench->workload, &settings)) return bench;
    free(bench);
    return NULL;
}

/* Closes and removes the node of the last run. */
static bool run_end(struct journal_bench *bench)
{
    bool good = bench_node_close(&bench->node);
    bench_node_remove(&bench->node);
    return good;
}

static bool bench_end(struct journal_bench *bench, bool good)
{
    if (bench == NULL) {
        fprintf(stderr, "perpetua bench: not enough memory\n");
        return false;
    }
    good = run_end(bench) && good;
    workload_release(&bench->workload);
    free(bench);
    return good;
}

static bool run_rates(struct journal_bench *bench, const struct bench_options *options)
{
    const char *const directories[2] = {MEMORY_DIRECTORY, options->directory};
    struct bench_samples rates[2] = {0};
    for (uint32_t round = 0; round < options->rounds; round++) {
        for (uint32_t i = 0; i < 2; i++) {
            double rate = run_flat_out(bench, directories[i]);
            if (!run_end(bench) || rate <= 0.0) return false;
            bench_sample_add(&rates[i], rate);
        }
    }
    double memory = bench_median(&rates[0]);
    double disk = bench_median(&rates[1]);
    printf("%-34s %9.2f M commands/s\n", "W1 through a node, no disk", memory);
    printf("%-34s %9.2f M commands/s, all durable (%.0f %%)\n", "W1 through a node, on disk", disk,
           100.0 * disk / memory);
    return true;
}

bool bench_journal(const struct bench_options *options)
{
    printf("\njournal: %" PRIu64 " commands, %u rounds that alternate between %s and %s\n",
           options->command_count, options->rounds, MEMORY_DIRECTORY, options->directory);
    struct journal_bench *bench = bench_begin(options);
    bool good = bench != NULL && run_rates(bench, options);
    if (good) {
        good = run_append(bench, options->directory) && run_paced(bench, options->directory);
        if (good) print_latency(bench);
    }
    return bench_end(bench, good);
}

static bool verify_once(const struct journal_bench *bench, struct verify_result *result)
{
    struct journal_error error = {0};
    if (verify_journal(bench->node.directory, NULL, result, &error) == JOURNAL_OK) return true;
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(&error, line);
    fprintf(stderr, "perpetua bench: %s\n", line);
    return false;
}

bool bench_verify(const struct bench_options *options)
{
    printf("\nverify: a journal of %" PRIu64 " commands in %s, run again %u times\n",
           options->command_count, options->directory, options->rounds);
    struct journal_bench *bench = bench_begin(options);
    struct bench_samples rates = {0};
    struct verify_result result = {0};
    bool good = bench != NULL && run_flat_out(bench, options->directory) > 0.0 &&
                bench_node_close(&bench->node);
    for (uint32_t round = 0; good && round < options->rounds; round++) {
        good = verify_once(bench, &result);
        bench_sample_add(&rates, (double)result.command_count * 1e3 / (double)result.duration_ns);
    }
    if (good) {
        printf("%-34s %9.2f M commands/s (%" PRIu64 " commands, %" PRIu64 " events, %" PRIu64
               " seals compared)\n",
               "W1 verified", bench_median(&rates), result.command_count, result.event_count,
               result.seal_count);
    }
    return bench_end(bench, good);
}
