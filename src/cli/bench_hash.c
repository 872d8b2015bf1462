/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench_hash.c - what the hash of all events costs, and how fast a state is hashed.
 *
 * Role       The running hash is the proof that two runs agree (R-TIME-6): a node computes it for
 *            every event.  W1 with it and without it, alternating.
 */
#include <inttypes.h>
#include <stdio.h>

#include "base/hash.h"
#include "cli/bench_core.h"
#include "cli/bench_run.h"
#include "os/os_clock.h"

static void hash_events(void *context, const struct event *list, uint32_t count)
{
    hash_bytes(context, list, count * sizeof *list);
}

struct outcome {
    double command_ns;
    double state_ns;
    uint64_t state_bytes;
    struct hash128 output;
    struct hash128 state;
};

static uint64_t state_bytes(const struct core *core)
{
    struct core_region regions[CORE_REGIONS_MAX];
    uint32_t count = core_regions(core, regions);
    uint64_t size = 0;
    for (uint32_t i = 0; i < count; i++) size += regions[i].size;
    return size;
}

static void run(const struct workload *workload, struct os_memory *memory, bool hashes,
                struct outcome *outcome)
{
    struct core *core = workload_core(workload, memory);
    struct event list[RUN_EVENTS];
    struct hash_state output;
    struct events events = {.list = list, .capacity = RUN_EVENTS, .context = &output};
    uint64_t count = workload->settings.command_count;
    events.drain = hashes ? hash_events : run_forget_events;
    hash_begin(&output);
    int64_t begin_ns = os_clock_thread_ns();
    for (uint64_t i = 0; i < count; i++) {
        run_prefetch(core, workload, i);
        (void)core_step(core, workload_at(workload, i), &events);
        if (hashes) hash_events(&output, list, events.count);
    }
    int64_t end_ns = os_clock_thread_ns();
    outcome->command_ns = (double)(end_ns - begin_ns) / (double)count;
    outcome->output = hash_end(&output);
    outcome->state_bytes = state_bytes(core);
    begin_ns = os_clock_thread_ns();
    outcome->state = core_hash(core);
    outcome->state_ns = (double)(os_clock_thread_ns() - begin_ns);
}

static void print_table(const struct bench_samples samples[2], const struct bench_samples *state,
                        const struct outcome *outcome)
{
    char text[HASH_TEXT_SIZE];
    double plain = bench_median(&samples[0]);
    double hashed = bench_median(&samples[1]);
    printf("%-28s %7.1f ns a command  %6.2f M commands/s\n", "W1 without", plain, 1e3 / plain);
    printf("%-28s %7.1f ns a command  %6.2f M commands/s  (%.2f times)\n", "W1 with", hashed,
           1e3 / hashed, hashed / plain);
    hash128_text(outcome->output, text);
    printf("%-28s %s\n", "hash of all events", text);
    hash128_text(outcome->state, text);
    printf("%-28s %s\n", "hash of the state", text);
    double state_ns = bench_median(state);
    printf("%-28s %.1f MB in %.2f ms: %.1f GB/s\n", "hashing the state",
           (double)outcome->state_bytes * 1e-6, state_ns * 1e-6,
           (double)outcome->state_bytes / state_ns);
}

bool bench_hash(const struct bench_options *options)
{
    printf("\nhash: the running hash of all events, %" PRIu64
           " commands, %u rounds that alternate\n",
           options->command_count, options->rounds);
    struct workload workload = {0};
    struct os_memory memory = {0};
    struct workload_settings settings = workload_w1();
    settings.command_count = options->command_count;
    bool ready = workload_make(&workload, &settings) && run_memory_take(&memory, &workload, 1);
    struct bench_samples samples[2] = {0};
    struct bench_samples state = {0};
    struct outcome outcome = {0};
    for (uint32_t round = 0; ready && round < options->rounds; round++) {
        for (uint32_t hashes = 0; hashes < 2; hashes++) {
            run(&workload, &memory, hashes == 1, &outcome);
            bench_sample_add(&samples[hashes], outcome.command_ns);
        }
        bench_sample_add(&state, outcome.state_ns);
    }
    if (ready) print_table(samples, &state, &outcome);
    if (!ready) fprintf(stderr, "perpetua bench: not enough memory\n");
    workload_release(&workload);
    os_memory_give_back(&memory);
    return ready;
}
