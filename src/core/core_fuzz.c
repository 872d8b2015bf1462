/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_fuzz.c - any bytes as commands of every kind, worked by two cores that must agree.
 *
 * After each command the first core is audited and its events are compared with those of the
 * second, which takes them one at a time and is made anew from a snapshot of the first every few
 * steps.
 */
#include <stdlib.h>

#include "base/check.h"
#include "core/fixture_bytes.h"

enum { STEPS_MAX = 400 };

static struct fixture first;
static struct core *second;
static void *first_memory;
static void *second_memory;
static struct event second_events[FIXTURE_EVENTS_MAX];
static uint32_t second_count;

static void second_drain(void *context, const struct event *list, uint32_t count)
{
    (void)context;
    ASSERT(second_count + count <= FIXTURE_EVENTS_MAX);
    memcpy(&second_events[second_count], list, count * sizeof *list);
    second_count += count;
}

/* The second core works the same command with room for one event. */
static void second_step(const struct command *command)
{
    struct event one;
    struct events events = {.list = &one, .capacity = 1, .drain = second_drain};
    second_count = 0;
    uint32_t count = core_step(second, command, &events);
    second_drain(NULL, &one, events.count);
    ASSERT(count == second_count);
}

static void both_step(struct reader *reader, struct command command)
{
    command.sequence = core_sequence(first.core) + 1;
    first.command = command;
    first.time_ns = command.time_ns;
    for (uint32_t stage = 0; stage < CORE_PREFETCH_STAGES; stage++) {
        core_prefetch(first.core, &command, stage);
    }
    uint32_t count = fixture_step(&first);
    ASSERT(count == first.events.count);
    second_step(&command);
    ASSERT(count == second_count);
    ASSERT(memcmp(first.list, second_events, count * sizeof first.list[0]) == 0);
    reader_remember(reader, first.list, count);
}

/* The second core forgets everything and is read back from the first. */
static void second_restore(void)
{
    struct core_config config = fixture_config();
    struct core_region from[CORE_REGIONS_MAX];
    struct core_region to[CORE_REGIONS_MAX];
    size_t sizes[CORE_REGIONS_MAX];
    uint32_t count = core_regions(first.core, from);
    for (uint32_t i = 0; i < count; i++) sizes[i] = from[i].size;
    memset(second_memory, 0, FIXTURE_SIZE);
    second = core_init(second_memory, FIXTURE_SIZE, &config);
    ASSERT(core_regions_restore(second, sizes, count, to));
    for (uint32_t i = 0; i < count; i++) memcpy(to[i].bytes, from[i].bytes, from[i].size);
}

static void hashes_compare(void)
{
    struct hash128 a = core_hash(first.core);
    struct hash128 b = core_hash(second);
    ASSERT(a.low == b.low);
    ASSERT(a.high == b.high);
}

static void start(void)
{
    if (first_memory == NULL) {
        first_memory = aligned_alloc(64, FIXTURE_SIZE);
        second_memory = aligned_alloc(64, FIXTURE_SIZE);
        if (first_memory == NULL || second_memory == NULL) abort();
    }
    fixture_open(&first, first_memory, FIXTURE_SIZE);
    (void)fixture_account(&first, MEMBER, ALICE);
    second_restore();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    start();
    struct reader reader = {.bytes = bytes, .left = size, .time_ns = first.time_ns};
    struct command command;
    for (uint32_t step = 0; step < STEPS_MAX && reader_command(&reader, &command); step++) {
        both_step(&reader, command);
        if (step % 16 == 0) hashes_compare();
        if (step % 64 == 63) second_restore();
    }
    hashes_compare();
    return 0;
}
