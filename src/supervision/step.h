/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step.h - one command of a journal with all its events, as those who read events need it.
 *
 * Role       Says which command's terms hold from now on: some commands wait for a second person,
 *            and are worked when somebody else's approval is.
 * Invariant  A command that waits is told when it is approved, with the content it was proposed
 *            with.  At most STEP_KEPT wait (R-ACTION-1).
 * Rules      R-ACTION-1, R-ACTION-2, R-ACTION-3.
 */
#ifndef PERPETUA_SUPERVISION_STEP_H
#define PERPETUA_SUPERVISION_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"
#include "model/event.h"

#define STEP_KEPT 64u

/* One command with all its events. */
struct journal_step {
    const struct command *command;
    /* Whose terms hold from now on: the command itself; the one that it approves (R-ACTION-3);
     * NULL if it was refused, or is kept until a second person approves it (R-ACTION-2). */
    const struct command *worked;
    const struct event *events;
    uint32_t event_count;
};

/* Commands that wait for a second person, by the number of their action. */
struct step_kept {
    uint64_t action_id; /* 0: the place is free */
    struct command command;
};

struct step_maker {
    struct step_kept kept[STEP_KEPT]; /* zeroed at the journal's beginning */
};

/* To be called with every command, in order.  The step is good until the next call. */
struct journal_step step_make(struct step_maker *maker, const struct command *command,
                              const struct event *events, uint32_t event_count);

#endif
