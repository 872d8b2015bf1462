/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order_map.h - which order id of one venue is which of another.
 *
 * Role       Binds ids of live orders in pairs and translates commands and events between them.
 * Invariant  An id is bound at most once.  Ids that are not bound are translated to ids that no
 *            venue ever gives, so that a wrong id stays wrong.
 */
#ifndef PERPETUA_SIM_ORDER_MAP_H
#define PERPETUA_SIM_ORDER_MAP_H

#include <stdint.h>

#include "model/command.h"
#include "model/event.h"

#define ORDER_MAP_MAX 2048u

struct order_map {
    uint64_t core_ids[ORDER_MAP_MAX];
    uint64_t naive_ids[ORDER_MAP_MAX];
    uint32_t count;
};

void order_map_bind(struct order_map *map, uint64_t core_id, uint64_t naive_id);
void order_map_forget(struct order_map *map, uint64_t core_id);

/* Where a command names an order by its id; NULL if its kind names none. */
uint64_t *command_named_order(struct command *command);

/* 0 if it is not bound. */
uint64_t order_map_naive(const struct order_map *map, uint64_t core_id);
uint64_t order_map_core(const struct order_map *map, uint64_t naive_id);

/* The command with the core's ids as the naive venue must get it. */
void order_map_command(const struct order_map *map, const struct command *command,
                       struct command *naive);

/* The naive venue's event with the core's ids in it; `command` is the one with the core's ids. */
void order_map_event(const struct order_map *map, const struct command *command,
                     struct event *event);

#endif
