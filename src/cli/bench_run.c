/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_run.c - see bench_run.h.
 */
#include "cli/bench_run.h"

#include <inttypes.h>
#include <stdio.h>

void run_forget_events(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    (void)list;
    (void)count;
}

bool run_memory_take(struct os_memory *memory, const struct workload *workloads, uint32_t count)
{
    size_t size = 0;
    for (uint32_t i = 0; i < count; i++) {
        size_t needed = core_size(&workloads[i].config);
        if (needed > size) size = needed;
    }
    return os_memory_take(memory, size, OS_MEMORY_HUGE) == OS_OK;
}

static double share(uint64_t part, uint64_t whole)
{
    return 100.0 * (double)part / (double)whole;
}

void run_workload_print(const struct workload *workload)
{
    uint64_t count = workload->settings.command_count;
    printf("      %.1f %% new, %.1f %% cancels, %.1f %% amends, %.1f %% aggressive; "
           "%" PRIu32 " to %" PRIu32 " resting; %.2f events and %.3f trades a command, "
           "%" PRIu64 " rejects\n",
           share(workload->new_count, count), share(workload->cancel_count, count),
           share(workload->amend_count, count), share(workload->aggressive_count, count),
           workload->resting_low, workload->resting_high,
           (double)workload->event_count / (double)count,
           (double)workload->trade_count / (double)count, workload->reject_count);
}
