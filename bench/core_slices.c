/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_slices.c - the whole core on one thread, a slice of commands each time it is asked.
 *
 * Role       One side of bench/compare_builds: two builds of the venue take turns on one processor,
 *            a few milliseconds each, so that whatever else the machine does slows both.
 * Method     Each byte on standard input is one slice; the answer is a line with its thread time in
 *            nanoseconds.  Behind the last command the core is made anew, outside of the time.
 * Usage      core_slices WORKLOAD [COMMANDS [SLICE]]   (w1, w100: orders named by the venue's ids;
 *            w1-client, w100-client: by the member's; w1-bare, w100-bare: no checks)
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cli/bench_run.h"
#include "os/os_clock.h"

static const struct {
    const char *name;
    enum workload_checks checks;
    enum workload_naming naming;
} variants[] = {
    {"", CHECKS_ALL, NAMED_BY_VENUE},
    {"-client", CHECKS_ALL, NAMED_BY_MEMBER},
    {"-bare", CHECKS_NONE, NAMED_BY_VENUE},
};

static struct event list[RUN_EVENTS];

/* The settings of a name such as w100-client; false if there are none. */
static bool settings_of(const char *name, struct workload_settings *settings)
{
    size_t length = strcspn(name, "-");
    bool is_w1 = length == 2 && strncmp(name, "w1", length) == 0;
    bool is_w100 = length == 4 && strncmp(name, "w100", length) == 0;
    if (!is_w1 && !is_w100) return false;
    *settings = is_w1 ? workload_w1() : workload_w100();
    for (size_t i = 0; i < sizeof variants / sizeof variants[0]; i++) {
        if (strcmp(name + length, variants[i].name) != 0) continue;
        settings->checks = variants[i].checks;
        settings->naming = variants[i].naming;
        return true;
    }
    return false;
}

/* Nanoseconds of the commands from `first` up to `end`.  A function of its own also when all is
 * optimized as one program: callgrind --toggle-collect=time_slice counts what is in it. */
__attribute__((noinline)) static int64_t time_slice(struct core *core,
                                                    const struct workload *workload, uint64_t first,
                                                    uint64_t end)
{
    struct events events = {.list = list, .capacity = RUN_EVENTS, .drain = run_forget_events};
    int64_t begin_ns = os_clock_thread_ns();
    for (uint64_t i = first; i < end; i++) {
        run_prefetch(core, workload, i);
        (void)core_step(core, workload_at(workload, i), &events);
    }
    return os_clock_thread_ns() - begin_ns;
}

static void serve(const struct workload *workload, struct os_memory *memory, uint64_t slice)
{
    uint64_t count = workload->settings.command_count;
    uint64_t at = count;
    struct core *core = NULL;
    while (getchar() != EOF) {
        if (at + slice > count) {
            core = workload_core(workload, memory);
            at = 0;
        }
        printf("%" PRId64 "\n", time_slice(core, workload, at, at + slice));
        (void)fflush(stdout);
        at += slice;
    }
}

int main(int count, char **arguments)
{
    struct workload_settings settings;
    if (count < 2 || !settings_of(arguments[1], &settings)) {
        fprintf(stderr, "usage: core_slices w1|w100[-client|-bare] [COMMANDS [SLICE]]\n");
        return 2;
    }
    settings.command_count = count > 2 ? strtoull(arguments[2], NULL, 10) : 1000000;
    uint64_t slice = count > 3 ? strtoull(arguments[3], NULL, 10) : 20000;
    if (slice == 0 || slice > settings.command_count) {
        fprintf(stderr, "core_slices: a slice of 1 to COMMANDS\n");
        return 2;
    }
    struct workload workload;
    struct os_memory memory = {0};
    bool ready = workload_make(&workload, &settings) && run_memory_take(&memory, &workload, 1);
    if (ready) serve(&workload, &memory, slice);
    if (!ready) fprintf(stderr, "core_slices: not enough memory\n");
    os_memory_give_back(&memory);
    workload_release(&workload);
    return ready ? 0 : 1;
}
