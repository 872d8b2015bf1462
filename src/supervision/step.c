/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step.c - see step.h.
 *
 * Rules  R-ACTION-1, R-ACTION-2, R-ACTION-3.
 */
#include "supervision/step.h"

/* The place of an action; a free one, or else the oldest, for one that is not there. */
static struct step_kept *kept_place(struct step_maker *maker, uint64_t action_id)
{
    struct step_kept *place = &maker->kept[0];
    for (uint32_t i = 0; i < STEP_KEPT; i++) {
        if (maker->kept[i].action_id == action_id) return &maker->kept[i];
        if (maker->kept[i].action_id < place->action_id) place = &maker->kept[i];
    }
    return place;
}

struct journal_step step_make(struct step_maker *maker, const struct command *command,
                              const struct event *events, uint32_t event_count)
{
    struct journal_step step = {
        .command = command, .worked = command, .events = events, .event_count = event_count};
    for (uint32_t i = 0; i < event_count; i++) {
        const struct event *event = &events[i];
        if (event->kind == EVENT_REJECTED || event->kind == EVENT_DUPLICATE) {
            step.worked = NULL;
            return step;
        }
        if (event->kind != EVENT_ACTION) continue;
        struct step_kept *place = kept_place(maker, event->action.action_id);
        if (event->action.step == ACTION_PROPOSED) {
            *place = (struct step_kept){event->action.action_id, *command};
            step.worked = NULL;
        }
        if (event->action.step != ACTION_APPROVED) continue;
        if (place->action_id == event->action.action_id) step.worked = &place->command;
    }
    return step;
}
