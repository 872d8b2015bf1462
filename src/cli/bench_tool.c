/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_tool.c - see bench_tool.h.
 */
#include "cli/bench_tool.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "os/os_clock.h"
#include "os/os_processor.h"

#define LINE_SIZE 512

/* --- the machine ------------------------------------------------------------------------------ */

/* The rest of the first line of a file that begins with `key`, behind blanks and a colon. */
static bool line_find(const char *path, const char *key, char out[LINE_SIZE])
{
    FILE *file = fopen(path, "r");
    if (file == NULL) return false;
    bool found = false;
    char line[LINE_SIZE];
    while (!found && fgets(line, sizeof line, file) != NULL) {
        if (strncmp(line, key, strlen(key)) != 0) continue;
        const char *rest = line + strlen(key);
        rest += strspn(rest, " \t:");
        (void)snprintf(out, LINE_SIZE, "%.*s", (int)strcspn(rest, "\n"), rest);
        found = true;
    }
    (void)fclose(file);
    return found;
}

void bench_load_print(const char *when)
{
    char load[LINE_SIZE];
    if (!line_find("/proc/loadavg", "", load)) return;
    /* The first three words are the load over 1, 5 and 15 minutes. */
    char *end = load;
    for (uint32_t i = 0; i < 3 && end != NULL; i++) {
        end = strchr(end, ' ');
        if (end != NULL) end++;
    }
    if (end != NULL) end[-1] = '\0';
    printf("load      %s %s\n", load, when);
}

void bench_machine_print(void)
{
    char model[LINE_SIZE] = "unknown processor";
    char memory[LINE_SIZE] = "unknown";
    (void)line_find("/proc/cpuinfo", "model name", model);
    (void)line_find("/proc/meminfo", "MemTotal", memory);
    printf("machine   %s, %u processors, memory %s\n", model, os_processor_count(), memory);
    printf("compiler  %s\n", __VERSION__);
    bench_load_print("(1, 5, 15 minutes)");
}

void bench_pin(void)
{
    uint32_t count = os_processor_count();
    if (os_processor_pin(count - 1) == OS_OK) {
        printf("pinned    to processor %u\n", count - 1);
    } else {
        printf("pinned    not: the system refuses\n");
    }
}

uint64_t bench_resident_bytes(void)
{
    char text[LINE_SIZE];
    uint64_t kibibytes;
    if (!line_find("/proc/self/status", "VmRSS", text)) return 0;
    if (!text_read_u64(text, strspn(text, "0123456789"), &kibibytes)) return 0;
    return kibibytes * 1024;
}

/* --- samples ---------------------------------------------------------------------------------- */

void bench_sample_add(struct bench_samples *samples, double value)
{
    ASSERT(samples->count < BENCH_ROUNDS_MAX);
    samples->values[samples->count++] = value;
}

static int double_compare(const void *left, const void *right)
{
    double a = *(const double *)left;
    double b = *(const double *)right;
    return a < b ? -1 : a > b;
}

static struct bench_samples sorted(const struct bench_samples *samples)
{
    struct bench_samples copy = *samples;
    qsort(copy.values, copy.count, sizeof copy.values[0], double_compare);
    return copy;
}

double bench_median(const struct bench_samples *samples)
{
    ASSERT(samples->count > 0);
    struct bench_samples copy = sorted(samples);
    uint32_t middle = copy.count / 2;
    if (copy.count % 2 == 1) return copy.values[middle];
    return (copy.values[middle - 1] + copy.values[middle]) / 2.0;
}

double bench_least(const struct bench_samples *samples)
{
    ASSERT(samples->count > 0);
    return sorted(samples).values[0];
}

/* --- times ------------------------------------------------------------------------------------ */

uint64_t bench_ticks(void)
{
#if defined(__x86_64__)
    return __builtin_ia32_rdtsc();
#else
    return (uint64_t)os_clock_steady_ns();
#endif
}

double bench_tick_ns(void)
{
    static double tick_ns;
    if (tick_ns > 0.0) return tick_ns;
    int64_t begin_ns = os_clock_steady_ns();
    uint64_t begin = bench_ticks();
    os_clock_sleep_ns(20000000);
    uint64_t ticks = bench_ticks() - begin;
    tick_ns = (double)(os_clock_steady_ns() - begin_ns) / (double)ticks;
    return tick_ns;
}

#define EXACT_BITS 7u /* values below 128 have a bucket each */
#define STEPS      64u

static uint32_t bucket_of(uint64_t value)
{
    if (value < UINT64_C(1) << EXACT_BITS) return (uint32_t)value;
    uint32_t shift = 64u - EXACT_BITS - (uint32_t)__builtin_clzll(value);
    return shift * STEPS + (uint32_t)(value >> shift);
}

/* The least value of a bucket. */
static uint64_t bucket_value(uint32_t bucket)
{
    if (bucket < 1u << EXACT_BITS) return bucket;
    uint32_t shift = bucket / STEPS - 1;
    return (uint64_t)(bucket - shift * STEPS) << shift;
}

void bench_histogram_add(struct bench_histogram *histogram, uint64_t value)
{
    histogram->counts[bucket_of(value)]++;
    histogram->total++;
    if (value > histogram->longest) histogram->longest = value;
}

uint64_t bench_percentile(const struct bench_histogram *histogram, uint32_t ppm)
{
    ASSERT(histogram->total > 0);
    ASSERT(ppm <= 1000000);
    uint64_t wanted = (histogram->total * ppm + 999999) / 1000000;
    uint64_t seen = 0;
    for (uint32_t i = 0; i < BENCH_HISTOGRAM_SIZE; i++) {
        seen += histogram->counts[i];
        if (seen >= wanted) return bucket_value(i);
    }
    IMPOSSIBLE();
}
