/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rerun.h - a core that is driven by the records of a journal.
 *
 * Role       Decodes records, steps the core, hashes the events, compares every seal on the way.
 *            Recovery and verification are the same work; they differ in what they do afterwards.
 * Invariant  rerun->output is the hash of all events of all commands up to core_sequence.
 * Ownership  A rerun owns its memory from rerun_init to rerun_release; the core lives in it.
 * Rules      R-TIME-6.
 */
#ifndef PERPETUA_NODE_RERUN_H
#define PERPETUA_NODE_RERUN_H

#include "node/journal_error.h"
#include "node/seal.h"
#include "os/os_memory.h"
#include "wire/journal_segment.h"

#define RERUN_EVENTS 1024u

struct rerun {
    struct core *core;
    struct core_config config;
    struct os_memory core_memory;
    struct os_memory event_memory;
    struct hash_state output; /* of every event so far */
    uint64_t command_count;   /* in this run */
    uint64_t event_count;
    uint64_t seal_count;         /* compared */
    uint64_t state_seal_count;   /* of those: with the hash of the state */
    uint64_t foreign_seal_count; /* with a state hash of another layout, which was left out */
    /* Sees the events of each command in order, once they are hashed; NULL: nobody does. */
    void (*listener)(void *context, const struct event *list, uint32_t count);
    /* Sees each command before it is worked; NULL: nobody does. */
    void (*command_listener)(void *context, const struct command *command);
    void *listener_context; /* of both */
};

/* Makes an empty core with the capacities of the charter. */
enum journal_status rerun_init(struct rerun *rerun, const struct journal_charter *charter,
                               struct journal_error *error);
void rerun_release(struct rerun *rerun);

/* Reads the bytes of a record.  A fault is corruption that the journal's checks cannot see: it was
 * written so. */
enum journal_status rerun_decode(const struct journal_record *record, struct command *command,
                                 struct journal_error *error);

/* Steps one command; a seal is compared first. */
enum journal_status rerun_command(struct rerun *rerun, const struct command *command,
                                  struct journal_error *error);

#endif
