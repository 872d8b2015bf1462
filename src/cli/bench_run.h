/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_run.h - running a workload, for the measurements that do.
 *
 * Role       The hints a caller gives ahead of a step, the memory of a core, where events go.
 */
#ifndef PERPETUA_CLI_BENCH_RUN_H
#define PERPETUA_CLI_BENCH_RUN_H

#include "cli/bench_workload.h"

#define RUN_EVENTS 64u

/* Commands between two stages of core_prefetch: one takes longer than memory does, and what was
 * asked for much earlier has left the first cache again. */
#define RUN_STAGE_DISTANCE 1u

/* Asks for what the commands after `index` will touch. */
static inline void run_prefetch(const struct core *core, const struct workload *workload,
                                uint64_t index)
{
    for (uint32_t stage = 0; stage < CORE_PREFETCH_STAGES; stage++) {
        uint64_t ahead = index + RUN_STAGE_DISTANCE * (CORE_PREFETCH_STAGES - stage);
        if (ahead >= workload->settings.command_count) continue;
        core_prefetch(core, workload_at(workload, ahead), stage);
    }
}

/* A drain that forgets: the events have been written, which is what is measured. */
void run_forget_events(void *context, const struct event *list, uint32_t count);

/* Memory for the largest core among the workloads. */
bool run_memory_take(struct os_memory *memory, const struct workload *workloads, uint32_t count);

/* One line: what the workload consists of. */
void run_workload_print(const struct workload *workload);

#endif
