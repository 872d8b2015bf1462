/* SPDX-License-Identifier: Apache-2.0 */
/*
 * retrace.h - a journal run again by a core of its own, with lab looking on.
 *
 * Role       Runs records, keeps the events of the command at hand together however many there are,
 *            and shows both to an explain.  `perpetua explain` and the receipts of a running venue
 *            are this work; they differ in what is printed.
 * Invariant  explain has seen every command up to retrace_sequence, each once, with all its events.
 * Ownership  A retrace owns its memory from retrace_init to retrace_release.
 * Rules      none of its own.
 */
#ifndef PERPETUA_RECEIPTS_RETRACE_H
#define PERPETUA_RECEIPTS_RETRACE_H

#include "lab/explain.h"
#include "node/rerun.h"

struct retrace {
    struct rerun rerun;
    struct explain explain;
    struct command command; /* the latest */
    struct event *events;   /* of it */
    uint32_t event_count;
    uint32_t event_room;
    bool has_memory;
};

/* Makes an empty core with the capacities of the charter. */
enum journal_status retrace_init(struct retrace *retrace, const struct journal_charter *charter,
                                 const struct explain_request *request,
                                 struct journal_error *error);
/* The same with a core that ran up to some record; `rerun` is the retrace's from then on, also
 * after a failure.  What lab knows has to be taken up: explain_keep. */
enum journal_status retrace_resume(struct retrace *retrace, const struct rerun *rerun,
                                   const struct explain_request *request,
                                   struct journal_error *error);
void retrace_release(struct retrace *retrace);

/* Runs one record, without lab; command and events are there until the next one. */
enum journal_status retrace_run(struct retrace *retrace, const struct journal_record *record,
                                struct journal_error *error);

/* Shows what was run to lab. */
enum journal_status retrace_explain(struct retrace *retrace, struct journal_error *error);

#endif
