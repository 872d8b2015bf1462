/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step.h - one command of a journal with all its events, as those who read events need it.
 *
 * Role       Says which command's terms hold from now on: some commands wait for a second person,
 *            and are worked when somebody else's approval is.
 * Invariant  A command that waits is told when it is approved, with the content it was proposed
 *            with.
 * Rules      R-ACTION-1, R-ACTION-2, R-ACTION-3.
 */
#ifndef PERPETUA_SUPERVISION_STEP_H
#define PERPETUA_SUPERVISION_STEP_H

#include <stdbool.h>
#include <stdint.h>

#include "lab/worked.h"
#include "model/command.h"
#include "model/event.h"

/* One command with all its events. */
struct journal_step {
    const struct command *command;
    /* Whose terms hold from now on: the command itself; the one that it approves (R-ACTION-3);
     * NULL if it was refused, or is kept until a second person approves it (R-ACTION-2). */
    const struct command *worked;
    const struct event *events;
    uint32_t event_count;
};

struct step_maker {
    struct worked worked; /* zeroed at the journal's beginning */
};

/* To be called with every command, in order.  The step is good until the next call. */
struct journal_step step_make(struct step_maker *maker, const struct command *command,
                              const struct event *events, uint32_t event_count);

#endif
