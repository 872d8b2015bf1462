/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worked.c - see worked.h.
 *
 * Role   See worked.h.
 * Rules  R-ACTION-1 to R-ACTION-3.
 */
#include "lab/worked.h"

#include <stddef.h>

/* The place of an action; a free one, or else the oldest, for one that is not there: what lapses is
 * never told. */
static struct kept_command *place_of(struct worked *worked, uint64_t action_id)
{
    struct kept_command *place = &worked->kept[0];
    for (uint32_t i = 0; i < ACTIONS_MAX; i++) {
        struct kept_command *kept = &worked->kept[i];
        if (kept->action_id == action_id) return kept;
        if (kept->action_id < place->action_id) place = kept;
    }
    return place;
}

void worked_begin(struct worked *worked, const struct command *command)
{
    worked->at_hand = command;
    worked->command = command;
    worked->is_refused = false;
}

void worked_event(struct worked *worked, const struct event *event)
{
    if (event->kind == EVENT_REJECTED || event->kind == EVENT_DUPLICATE) worked->is_refused = true;
    if (event->kind != EVENT_ACTION) return;
    struct kept_command *place = place_of(worked, event->action.action_id);
    bool is_there = place->action_id == event->action.action_id;
    switch (event->action.step) {
    case ACTION_PROPOSED:
        *place = (struct kept_command){event->action.action_id, *worked->at_hand};
        worked->command = NULL;
        break;
    case ACTION_APPROVED:
        if (!is_there) break;
        worked->approved = place->command;
        worked->command = &worked->approved;
        place->action_id = 0;
        break;
    case ACTION_REFUSED:
        if (is_there) place->action_id = 0;
        break;
    default: break;
    }
}

const struct command *worked_accepted(const struct worked *worked)
{
    return worked->is_refused ? NULL : worked->command;
}
