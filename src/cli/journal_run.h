/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_run.h - a journal, run again for somebody who reads commands and events.
 *
 * Role       Opens the journal, makes a core with its capacities, steps every command and shows
 *            each with all its events; every seal on the way is compared.  Between two commands the
 *            visitor may look at the core, to compare what it made of the events.
 * Errors     As cli.h: one line on standard error, and the exit status.
 */
#ifndef PERPETUA_CLI_JOURNAL_RUN_H
#define PERPETUA_CLI_JOURNAL_RUN_H

#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"
#include "supervision/step.h"

struct journal_visitor {
    const char *program;   /* of the line on standard error: "perpetua report" */
    const char *directory; /* of the journal */
    void *context;
    /* Before the first command.  False: out of memory. */
    bool (*begin)(void *context, const struct core_config *capacities);
    /* A command with its events; `core` as they left it.  False: out of memory. */
    bool (*command)(void *context, const struct journal_step *step, const struct core *core);
    /* After the last command. */
    bool (*end)(void *context, const struct core *core);
};

struct journal_run_result {
    uint64_t command_count;
    uint64_t event_count;
    uint64_t seal_count; /* compared */
    uint64_t sequence_last;
    char output[33]; /* hash of all events */
    char state[33];  /* hash of the last state */
};

/* An exit status; the result is filled if it is EXIT_OK. */
int journal_run(const struct journal_visitor *visitor, struct journal_run_result *result);

#endif
