/* SPDX-License-Identifier: Apache-2.0 */
/*
 * order_map.c - see order_map.h.
 *
 * Role   Two lists side by side, searched from the start.
 */
#include "sim/order_map.h"

#include <stdbool.h>

#include "base/check.h"
#include "model/reject.h"

#define NEVER_GIVEN (UINT64_C(1) << 63)

void order_map_bind(struct order_map *map, uint64_t core_id, uint64_t naive_id)
{
    ASSERT(map->count < ORDER_MAP_MAX);
    map->core_ids[map->count] = core_id;
    map->naive_ids[map->count] = naive_id;
    map->count++;
}

void order_map_forget(struct order_map *map, uint64_t core_id)
{
    for (uint32_t i = 0; i < map->count; i++) {
        if (map->core_ids[i] != core_id) continue;
        map->count--;
        map->core_ids[i] = map->core_ids[map->count];
        map->naive_ids[i] = map->naive_ids[map->count];
        return;
    }
}

uint64_t order_map_naive(const struct order_map *map, uint64_t core_id)
{
    for (uint32_t i = 0; i < map->count; i++) {
        if (map->core_ids[i] == core_id) return map->naive_ids[i];
    }
    return 0;
}

uint64_t order_map_core(const struct order_map *map, uint64_t naive_id)
{
    for (uint32_t i = 0; i < map->count; i++) {
        if (map->naive_ids[i] == naive_id) return map->core_ids[i];
    }
    return 0;
}

uint64_t *command_named_order(struct command *command)
{
    switch (command->kind) {
    case COMMAND_ORDER_AMEND:
    case COMMAND_ORDER_DECREASE: return &command->amend.order_id;
    case COMMAND_ORDER_CANCEL: return &command->cancel.order_id;
    default: return NULL;
    }
}

void order_map_command(const struct order_map *map, const struct command *command,
                       struct command *naive)
{
    *naive = *command;
    uint64_t *order_id = command_named_order(naive);
    if (order_id == NULL || *order_id == 0) return;
    uint64_t bound = order_map_naive(map, *order_id);
    *order_id = bound != 0 ? bound : *order_id | NEVER_GIVEN;
}

static uint64_t to_core(const struct order_map *map, uint64_t naive_id)
{
    uint64_t core_id = order_map_core(map, naive_id);
    return core_id != 0 ? core_id : naive_id | NEVER_GIVEN;
}

/* A reject repeats the id that the command gave, and for some codes gives it once more. */
static void map_reject(const struct order_map *map, const struct command *command,
                       struct event_reject *reject)
{
    struct command copy = *command;
    const uint64_t *named = command_named_order(&copy);
    if (named == NULL) return;
    reject->order_id = *named;
    if (reject->code == REJECT_UNKNOWN_ORDER && *named != 0) reject->given = (int64_t)*named;
    if (reject->code == REJECT_ORDER_HELD)
        reject->given = (int64_t)to_core(map, (uint64_t)reject->given);
}

void order_map_event(const struct order_map *map, const struct command *command,
                     struct event *event)
{
    if (event->kind == EVENT_REJECTED) {
        map_reject(map, command, &event->reject);
    } else if (event->kind == EVENT_TRADE) {
        event->trade.maker_order_id = to_core(map, event->trade.maker_order_id);
        event->trade.taker_order_id = to_core(map, event->trade.taker_order_id);
    } else if (event->kind == EVENT_LIQUIDATION) {
        event->liquidation.order_id = to_core(map, event->liquidation.order_id);
    } else if (event->kind == EVENT_FILL) {
        event->fill.order_id = to_core(map, event->fill.order_id);
    } else if (event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED) {
        event->order.order_id = to_core(map, event->order.order_id);
    }
}
