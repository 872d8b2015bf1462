/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_tool.h - what every measurement of perpetua bench shares.
 *
 * Role       Arguments; the machine in words; samples with their median; times of single commands
 *            with their percentiles.
 * Invariant  A figure is the median of its rounds, and rounds of what is compared alternate: the
 *            machine may be busy, but then it is busy for all of them.
 */
#ifndef PERPETUA_CLI_BENCH_TOOL_H
#define PERPETUA_CLI_BENCH_TOOL_H

#include <stdbool.h>
#include <stdint.h>

#define BENCH_ROUNDS_MAX 101u

struct bench_options {
    uint64_t command_count; /* timed commands of a workload */
    uint32_t rounds;
    const char *directory; /* where journals are written */
};

/* Prints processor, count, load, compiler; pins the process to its last processor. */
void bench_machine_print(void);
void bench_pin(void);

/* The three load averages, as the kernel writes them. */
void bench_load_print(const char *when);

/* --- samples ---------------------------------------------------------------------------------- */

struct bench_samples {
    double values[BENCH_ROUNDS_MAX];
    uint32_t count;
};

void bench_sample_add(struct bench_samples *samples, double value);
double bench_median(const struct bench_samples *samples);
double bench_least(const struct bench_samples *samples);

/* --- times of single things ------------------------------------------------------------------- */

/* Ticks of the processor's constant counter where there is one, else nanoseconds. */
uint64_t bench_ticks(void);

/* How many nanoseconds a tick takes; measured once, which takes 20 ms. */
double bench_tick_ns(void);

#define BENCH_HISTOGRAM_SIZE 4096u

/* Counts by size: exact below 128, then 64 steps for each doubling, so within 1.6 percent. */
struct bench_histogram {
    uint64_t counts[BENCH_HISTOGRAM_SIZE];
    uint64_t total;
    uint64_t longest;
};

void bench_histogram_add(struct bench_histogram *histogram, uint64_t value);

/* What `ppm` of a million samples do not exceed, to the accuracy of the steps. */
uint64_t bench_percentile(const struct bench_histogram *histogram, uint32_t ppm);

/* Resident memory of this process in bytes; 0 if the system does not say. */
uint64_t bench_resident_bytes(void);

#endif
