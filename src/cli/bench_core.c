/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_core.c - the whole core on one thread, in memory: ns a command, and its percentiles.
 *
 * Role       W1 and W100 in three variants: orders named by the venue's ids, orders named by the
 *            member's ids, and no checks (what matching, events and positions cost alone).
 *            Commands are made before; the core gets them in order, with the hints that a caller
 *            with a queue gives.  Times are of the thread: what else the machine does meanwhile
 *            counts only by the caches that it takes.
 */
#include "cli/bench_core.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "cli/bench_run.h"
#include "os/os_clock.h"

#define VARIANTS 3u

struct variant {
    const char *name;
    enum workload_checks checks;
    enum workload_naming naming;
};

static const struct variant variants[VARIANTS] = {
    {"all checks", CHECKS_ALL, NAMED_BY_VENUE},
    {"all checks, client ids", CHECKS_ALL, NAMED_BY_MEMBER},
    {"no checks", CHECKS_NONE, NAMED_BY_VENUE},
};

/* One timed run on a core that is made anew. */
static double time_run(const struct workload *workload, struct os_memory *memory)
{
    struct core *core = workload_core(workload, memory);
    struct event list[RUN_EVENTS];
    struct events events = {.list = list, .capacity = RUN_EVENTS, .drain = run_forget_events};
    uint64_t count = workload->settings.command_count;
    int64_t begin_ns = os_clock_thread_ns();
    for (uint64_t i = 0; i < count; i++) {
        run_prefetch(core, workload, i);
        (void)core_step(core, workload_at(workload, i), &events);
    }
    return (double)(os_clock_thread_ns() - begin_ns) / (double)count;
}

/* A run in which each command is timed by itself. */
static void time_singly(const struct workload *workload, struct os_memory *memory,
                        struct bench_histogram *histogram)
{
    struct core *core = workload_core(workload, memory);
    struct event list[RUN_EVENTS];
    struct events events = {.list = list, .capacity = RUN_EVENTS, .drain = run_forget_events};
    uint64_t last = bench_ticks();
    for (uint64_t i = 0; i < workload->settings.command_count; i++) {
        run_prefetch(core, workload, i);
        (void)core_step(core, workload_at(workload, i), &events);
        uint64_t now = bench_ticks();
        bench_histogram_add(histogram, now - last);
        last = now;
    }
}

static void print_row(const struct workload *workload, const char *variant,
                      const struct bench_samples *samples, const struct bench_histogram *histogram)
{
    double median = bench_median(samples);
    double tick = bench_tick_ns();
    printf("%-5s %-22s %7.1f %7.1f %8.2f %7.0f %7.0f %7.0f %9.0f\n", workload->settings.name,
           variant, median, bench_least(samples), 1e3 / median,
           (double)bench_percentile(histogram, 500000) * tick,
           (double)bench_percentile(histogram, 990000) * tick,
           (double)bench_percentile(histogram, 999000) * tick, (double)histogram->longest * tick);
}

static bool run_workload(const struct bench_options *options, struct workload_settings settings)
{
    struct workload workloads[VARIANTS] = {0};
    struct bench_samples samples[VARIANTS] = {0};
    struct os_memory memory = {0};
    struct bench_histogram *histogram = calloc(1, sizeof *histogram);
    bool ready = histogram != NULL;
    settings.command_count = options->command_count;
    for (uint32_t i = 0; ready && i < VARIANTS; i++) {
        settings.checks = variants[i].checks;
        settings.naming = variants[i].naming;
        ready = workload_make(&workloads[i], &settings);
    }
    ready = ready && run_memory_take(&memory, workloads, VARIANTS);
    for (uint32_t round = 0; ready && round < options->rounds; round++) {
        for (uint32_t i = 0; i < VARIANTS; i++) {
            bench_sample_add(&samples[i], time_run(&workloads[i], &memory));
        }
    }
    for (uint32_t i = 0; ready && i < VARIANTS; i++) {
        *histogram = (struct bench_histogram){0};
        time_singly(&workloads[i], &memory, histogram);
        print_row(&workloads[i], variants[i].name, &samples[i], histogram);
    }
    if (ready) run_workload_print(&workloads[0]);
    for (uint32_t i = 0; i < VARIANTS; i++) workload_release(&workloads[i]);
    os_memory_give_back(&memory);
    free(histogram);
    if (!ready) fprintf(stderr, "perpetua bench: not enough memory\n");
    return ready;
}

bool bench_core(const struct bench_options *options)
{
    printf("\ncore: %" PRIu64
           " commands, %u rounds that alternate, thread time; percentiles of single "
           "commands by the wall, the clock's own time included\n",
           options->command_count, options->rounds);
    printf("%-5s %-22s %7s %7s %8s %7s %7s %7s %9s\n", "", "", "ns/cmd", "least", "M cmd/s", "p50",
           "p99", "p99.9", "longest");
    return run_workload(options, workload_w1()) && run_workload(options, workload_w100());
}
