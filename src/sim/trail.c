/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trail.c - see trail.h.
 *
 * Role   A list that grows; the maker of an order is searched from its end.
 */
#include "sim/trail.h"

#include <stdlib.h>
#include <string.h>

#include "sim/order_map.h"

static void find_maker(const struct trail *trail, uint64_t order_id, struct trail_step *step)
{
    for (uint32_t i = trail->count; i > 0; i--) {
        for (uint32_t leg = 0; leg < LIST_LEGS_MAX; leg++) {
            if (trail->steps[i - 1].made_ids[leg] != order_id) continue;
            step->names_order = true;
            step->maker_step = i - 1;
            step->maker_leg = leg;
            return;
        }
    }
}

void trail_append(struct trail *trail, const struct command *command)
{
    if (trail->count == trail->capacity) {
        trail->capacity = trail->capacity == 0 ? 1024 : 2 * trail->capacity;
        trail->steps = realloc(trail->steps, sizeof *trail->steps * trail->capacity);
        if (trail->steps == NULL) abort();
    }
    struct trail_step step;
    memset(&step, 0, sizeof step);
    step.command = *command;
    const uint64_t *named = command_named_order(&step.command);
    if (named != NULL && *named != 0) find_maker(trail, *named, &step);
    trail->steps[trail->count++] = step;
}

void trail_restart(struct trail *trail)
{
    for (uint32_t i = 0; i < trail->count; i++)
        memset(trail->steps[i].made_ids, 0, sizeof trail->steps[i].made_ids);
}

void trail_note(struct trail *trail, uint32_t at, const struct event *list, uint32_t count)
{
    struct trail_step *step = &trail->steps[at];
    uint32_t leg = 0;
    memset(step->made_ids, 0, sizeof step->made_ids);
    for (uint32_t i = 0; i < count && leg < LIST_LEGS_MAX; i++) {
        bool is_birth = list[i].kind >= EVENT_ORDER_ACCEPTED && list[i].kind <= EVENT_ORDER_HELD;
        if (is_birth) step->made_ids[leg++] = list[i].order.order_id;
    }
}

struct command trail_command(const struct trail *trail, uint32_t at, uint64_t sequence)
{
    const struct trail_step *step = &trail->steps[at];
    struct command command = step->command;
    command.sequence = sequence;
    if (!step->names_order) return command;
    uint64_t order_id = trail->steps[step->maker_step].made_ids[step->maker_leg];
    /* The maker was left out: an id that is never given, and not 0, which would mean another. */
    uint64_t *named = command_named_order(&command);
    if (named != NULL) *named = order_id != 0 ? order_id : UINT64_MAX;
    return command;
}

void trail_free(struct trail *trail)
{
    free(trail->steps);
    memset(trail, 0, sizeof *trail);
}
