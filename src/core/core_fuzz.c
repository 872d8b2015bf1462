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

/* The events of one command: how many, and the hash of all of them.  An iceberg of a million lots
 * that shows one gives more than any list holds. */
struct told {
    struct hash_state hash;
    uint32_t count;
};

static struct told first_told;
static struct told second_told;

static void told_add(void *context, const struct event *list, uint32_t count)
{
    struct told *told = context;
    hash_bytes(&told->hash, list, count * sizeof *list);
    told->count += count;
}

static void told_begin(struct told *told)
{
    hash_begin(&told->hash);
    told->count = 0;
}

/* The second core works the same command with room for one event. */
static void second_step(const struct command *command)
{
    struct event one;
    struct events events = {
        .list = &one, .capacity = 1, .drain = told_add, .context = &second_told};
    told_begin(&second_told);
    uint32_t count = core_step(second, command, &events);
    told_add(&second_told, &one, events.count);
    ASSERT(count == second_told.count);
}

static void both_step(struct reader *reader, struct command command)
{
    command.sequence = core_sequence(first.core) + 1;
    first.command = command;
    first.time_ns = command.time_ns;
    for (uint32_t stage = 0; stage < CORE_PREFETCH_STAGES; stage++) {
        core_prefetch(first.core, &command, stage);
    }
    first.events.drain = told_add;
    first.events.context = &first_told;
    told_begin(&first_told);
    uint32_t count = fixture_step(&first);
    told_add(&first_told, first.list, first.events.count);
    ASSERT(count == first_told.count);
    second_step(&command);
    ASSERT(count == second_told.count);
    struct hash128 first_hash = hash_end(&first_told.hash);
    struct hash128 second_hash = hash_end(&second_told.hash);
    ASSERT(first_hash.low == second_hash.low && first_hash.high == second_hash.high);
    reader_remember(reader, first.list, first.events.count);
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

#define INVERSE UINT16_C(2) /* listed beside PRODUCT, with an inverse payoff */

static void inverse_open(void)
{
    struct product_terms terms = fixture_terms();
    fixture_define(&first, INVERSE, &terms);
    struct command *command = fixture_command(&first, COMMAND_PAYOFF_TERMS);
    command->product_id = INVERSE;
    command->payoff_terms = (struct body_payoff_terms){.payoff = PAYOFF_INVERSE, .scale = 6};
    fixture_step(&first);
    ASSERT(fixture_reject(&first) == REJECT_NONE);
    fixture_list(&first, INVERSE);
}

/* Half of all inputs begin with margin and liquidation on, which few would reach by themselves. */
static void economy_start(void)
{
    static const uint16_t kinds[] = {COMMAND_MARGIN_TERMS, COMMAND_LIQUIDATION_TERMS};
    static const uint8_t plain[16] = {1};
    (void)fixture_marks(&first, 100, 0);
    for (uint32_t i = 0; i < sizeof kinds / sizeof kinds[0]; i++) {
        struct command *command = fixture_command(&first, kinds[i]);
        struct reader reader = {.bytes = plain, .left = sizeof plain};
        command->product_id = PRODUCT;
        reader_economy(&reader, command);
        (void)fixture_step(&first);
        ASSERT(fixture_reject(&first) == REJECT_NONE);
    }
}

static void start(bool has_economy)
{
    if (first_memory == NULL) {
        first_memory = aligned_alloc(64, FIXTURE_SIZE);
        second_memory = aligned_alloc(64, FIXTURE_SIZE);
        if (first_memory == NULL || second_memory == NULL) abort();
    }
    fixture_open(&first, first_memory, FIXTURE_SIZE);
    (void)fixture_account(&first, MEMBER, ALICE);
    inverse_open();
    if (has_economy) economy_start();
    second_restore();
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    start(size > 0 && (bytes[0] & 1u) != 0);
    struct reader reader = {.bytes = bytes, .left = size, .time_ns = first.time_ns};
    struct command command;
    bool is_inverse = size > 0 && (bytes[size - 1] & 1u) != 0;
    for (uint32_t step = 0; step < STEPS_MAX && reader_command(&reader, &command); step++) {
        if (is_inverse && command.product_id == PRODUCT) command.product_id = INVERSE;
        both_step(&reader, command);
        if (step % 16 == 0) hashes_compare();
        if (step % 64 == 63) second_restore();
    }
    hashes_compare();
    return 0;
}
