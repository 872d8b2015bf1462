/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_engine.c - the two engines behind one table.
 *
 * Role       See scenario_engine.h.
 * Invariant  Both engines see exactly the same commands.
 */
#include "sim/scenario_engine.h"

#include <stdlib.h>
#include <string.h>

#include "base/arena.h"
#include "base/check.h"
#include "sim/naive.h"

/* Small on purpose: commands with many events then use `drain` more than once. */
#define CORE_EVENTS_CAPACITY 4u

struct core_venue {
    struct core *core;
    void *memory;
    struct event list[CORE_EVENTS_CAPACITY];
};

struct naive_venue {
    struct naive *naive;
    struct naive_events events;
};

static void *allocate(size_t size)
{
    void *memory = calloc(1, size);
    if (memory == NULL) abort(); /* A test cannot go on without memory. */
    return memory;
}

void scenario_events_add(struct scenario_events *events, const struct event *list, uint32_t count)
{
    if (count == 0) return;
    if (events->count + count > events->capacity) {
        uint32_t capacity = 2 * (events->count + count);
        struct event *grown = realloc(events->list, capacity * sizeof *grown);
        if (grown == NULL) abort();
        events->list = grown;
        events->capacity = capacity;
    }
    memcpy(events->list + events->count, list, count * sizeof *list);
    events->count += count;
}

/* --- the core --------------------------------------------------------------------------------- */

static void *core_open(const struct core_config *config)
{
    struct core_venue *venue = allocate(sizeof *venue);
    size_t size = core_size(config);
    size_t rounded = (size + CACHE_LINE_SIZE - 1) / CACHE_LINE_SIZE * CACHE_LINE_SIZE;
    venue->memory = aligned_alloc(CACHE_LINE_SIZE, rounded);
    if (venue->memory == NULL) abort();
    memset(venue->memory, 0, rounded);
    venue->core = core_init(venue->memory, size, config);
    return venue;
}

static void core_close(void *opaque)
{
    struct core_venue *venue = opaque;
    free(venue->memory);
    free(venue);
}

static void core_drain(void *context, const struct event *list, uint32_t count)
{
    scenario_events_add(context, list, count);
}

static void core_step_into(void *opaque, const struct command *command,
                           struct scenario_events *events)
{
    struct core_venue *venue = opaque;
    struct events out = {.list = venue->list,
                         .capacity = CORE_EVENTS_CAPACITY,
                         .drain = core_drain,
                         .context = events};
    uint32_t before = events->count;
    uint32_t count = core_step(venue->core, command, &out);
    scenario_events_add(events, out.list, out.count);
    ASSERT(events->count - before == count);
}

static void core_audit_venue(const void *opaque)
{
    core_audit(((const struct core_venue *)opaque)->core);
}

static struct money core_balance_of(const void *opaque, uint32_t entry)
{
    return core_balance(((const struct core_venue *)opaque)->core, entry);
}

static bool core_account_of(const void *opaque, uint32_t account_id, struct account_view *view)
{
    return core_account(((const struct core_venue *)opaque)->core, account_id, view);
}

static bool core_position_of(const void *opaque, uint32_t account_id, uint16_t product_id,
                             struct position_view *view)
{
    return core_position(((const struct core_venue *)opaque)->core, account_id, product_id, view);
}

static bool core_product_of(const void *opaque, uint16_t product_id, struct product_view *view)
{
    return core_product(((const struct core_venue *)opaque)->core, product_id, view);
}

static bool core_order_of(const void *opaque, uint64_t order_id, struct order_view *view)
{
    return core_order(((const struct core_venue *)opaque)->core, order_id, view);
}

static uint32_t core_depth_of(const void *opaque, uint16_t product_id, enum side side,
                              struct depth_level *levels, uint32_t max)
{
    return core_depth(((const struct core_venue *)opaque)->core, product_id, side, levels, max);
}

static bool core_risk_of(const void *opaque, uint32_t account_id, struct account_risk_view *view)
{
    return core_account_risk(((const struct core_venue *)opaque)->core, account_id, view);
}

/* --- the naive venue -------------------------------------------------------------------------- */

static void *naive_open(const struct core_config *config)
{
    struct naive_venue *venue = allocate(sizeof *venue);
    venue->naive = naive_create(config, PARTS_ALL);
    return venue;
}

static void naive_close(void *opaque)
{
    struct naive_venue *venue = opaque;
    naive_destroy(venue->naive);
    naive_events_free(&venue->events);
    free(venue);
}

static void naive_step_into(void *opaque, const struct command *command,
                            struct scenario_events *events)
{
    struct naive_venue *venue = opaque;
    naive_step(venue->naive, command, &venue->events);
    scenario_events_add(events, venue->events.list, venue->events.count);
}

static void naive_audit_venue(const void *opaque)
{
    (void)opaque; /* It keeps nothing that could disagree. */
}

static struct money naive_balance_of(const void *opaque, uint32_t entry)
{
    return naive_balance(((const struct naive_venue *)opaque)->naive, entry);
}

static bool naive_account_of(const void *opaque, uint32_t account_id, struct account_view *view)
{
    return naive_account(((const struct naive_venue *)opaque)->naive, account_id, view);
}

static bool naive_position_of(const void *opaque, uint32_t account_id, uint16_t product_id,
                              struct position_view *view)
{
    return naive_position(((const struct naive_venue *)opaque)->naive, account_id, product_id,
                          view);
}

static bool naive_product_of_venue(const void *opaque, uint16_t product_id,
                                   struct product_view *view)
{
    return naive_product(((const struct naive_venue *)opaque)->naive, product_id, view);
}

static bool naive_order_of(const void *opaque, uint64_t order_id, struct order_view *view)
{
    return naive_order(((const struct naive_venue *)opaque)->naive, order_id, view);
}

static uint32_t naive_depth_of(const void *opaque, uint16_t product_id, enum side side,
                               struct depth_level *levels, uint32_t max)
{
    return naive_depth(((const struct naive_venue *)opaque)->naive, product_id, side, levels, max);
}

static bool naive_risk_of(const void *opaque, uint32_t account_id, struct account_risk_view *view)
{
    return naive_account_risk(((const struct naive_venue *)opaque)->naive, account_id, view);
}

static const struct scenario_engine engines[] = {
    {"core", true, core_open, core_close, core_step_into, core_audit_venue, core_balance_of,
     core_account_of, core_position_of, core_product_of, core_order_of, core_depth_of,
     core_risk_of},
    {"naive", false, naive_open, naive_close, naive_step_into, naive_audit_venue, naive_balance_of,
     naive_account_of, naive_position_of, naive_product_of_venue, naive_order_of, naive_depth_of,
     naive_risk_of},
};

const struct scenario_engine *scenario_engine_find(const char *name)
{
    for (size_t i = 0; i < sizeof engines / sizeof engines[0]; i++) {
        if (strcmp(engines[i].name, name) == 0) return &engines[i];
    }
    return NULL;
}
