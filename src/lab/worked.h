/* SPDX-License-Identifier: Apache-2.0 */
/*
 * worked.h - whose terms hold after a command: its own, or those that a second person approved.
 *
 * Role       For readers of commands and events.  A command that needs two people is kept by the
 *            venue and worked when the action is approved: until then nothing of it holds, and what
 *            is told at the approval is told of the command that was kept.
 * Invariant  A command is given once as accepted: when it is worked, and not refused.
 * Rules      R-ACTION-1 to R-ACTION-3.
 */
#ifndef PERPETUA_LAB_WORKED_H
#define PERPETUA_LAB_WORKED_H

#include <stdbool.h>

#include "model/command.h"
#include "model/event.h"

/* A command that waits for a second person. */
struct kept_command {
    uint64_t action_id; /* 0: the place is free */
    struct command command;
};

struct worked {
    const struct command *at_hand;
    const struct command *command; /* NULL: it is kept */
    bool is_refused;
    struct command approved;
    struct kept_command kept[ACTIONS_MAX];
};

/* The next command, and each of its events. */
void worked_begin(struct worked *worked, const struct command *command);
void worked_event(struct worked *worked, const struct event *event);

/* After its events: whose terms hold from now on; NULL if it was refused or is kept. */
const struct command *worked_accepted(const struct worked *worked);

#endif
