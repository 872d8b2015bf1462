/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario.h - one behaviour of the exchange, written as text, run against an engine.
 *
 * Role       Reads a scenario file (test/scenario/README.md describes the form), sends its commands
 *            to an engine, and compares the events with those the file expects.
 * Ownership  scenario_run allocates what it needs and frees it before it returns; the transcript
 *            belongs to the caller, who frees it with scenario_transcript_free.
 * Errors     A file that cannot be read or understood is a result, with a message, not an ASSERT.
 */
#ifndef PERPETUA_SIM_SCENARIO_H
#define PERPETUA_SIM_SCENARIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "model/command.h"
#include "model/event.h"

enum scenario_result {
    SCENARIO_PASSED,
    SCENARIO_FAILED,     /* an event differs from what the file expects */
    SCENARIO_UNREADABLE, /* the file, or a line of it, is not understood */
    SCENARIO_SKIPPED     /* the engine has no limits of memory and the scenario is about them */
};

/* Everything an engine said in a scenario, one event a line, with the names of the file. */
struct scenario_transcript {
    char *text;
    size_t size;
    size_t capacity;
};

/* Is shown every command with its events; the function may be NULL. */
struct scenario_observer {
    void (*command)(void *context, const struct command *command, const struct event *events,
                    uint32_t event_count);
    void *context;
};

struct scenario_run {
    const char *path;
    const char *engine; /* "core" or "naive" */
    bool is_rewriting;  /* write the events into the file instead of comparing */
    FILE *report;       /* where differences are described */
    struct scenario_observer observer;
};

enum scenario_result scenario_run(const struct scenario_run *run,
                                  struct scenario_transcript *transcript);

void scenario_transcript_free(struct scenario_transcript *transcript);

#endif
