/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_engine.h - what a scenario needs from a venue: the core or the naive one.
 *
 * Role       One table of functions an engine; the runner does not know which one it talks to.
 * Ownership  open allocates, close frees.  step appends to a list that belongs to the caller.
 */
#ifndef PERPETUA_SIM_SCENARIO_ENGINE_H
#define PERPETUA_SIM_SCENARIO_ENGINE_H

#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"

/* Events of one or more commands, in order. */
struct scenario_events {
    struct event *list;
    uint32_t count;
    uint32_t capacity;
};

struct scenario_engine {
    const char *name;
    bool has_capacities; /* R-SIZE-5: its memory can be used up */
    void *(*open)(const struct core_config *config);
    void (*close)(void *venue);
    void (*step)(void *venue, const struct command *command, struct scenario_events *events);
    void (*audit)(const void *venue);
    struct money (*balance)(const void *venue, uint32_t entry);
    bool (*account)(const void *venue, uint32_t account_id, struct account_view *view);
    bool (*position)(const void *venue, uint32_t account_id, uint16_t product_id,
                     struct position_view *view);
    bool (*product)(const void *venue, uint16_t product_id, struct product_view *view);
    bool (*order)(const void *venue, uint64_t order_id, struct order_view *view);
    uint32_t (*depth)(const void *venue, uint16_t product_id, enum side side,
                      struct depth_level *levels, uint32_t max);
    bool (*risk)(const void *venue, uint32_t account_id, struct account_risk_view *view);
};

/* NULL if there is no engine of this name. */
const struct scenario_engine *scenario_engine_find(const char *name);

/* Appends events; the list grows as needed. */
void scenario_events_add(struct scenario_events *events, const struct event *list, uint32_t count);

#endif
