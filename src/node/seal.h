/* SPDX-License-Identifier: Apache-2.0 */
/*
 * seal.h - the command that says what the writer of a journal had computed.
 *
 * Role       Keeps the running hash of all events; makes a SEAL of it and of the core's state;
 *            compares a SEAL that was read with what this run has.
 * Invariant  Two runs that published the same events have the same output hash.
 * Rules      R-TIME-6.
 */
#ifndef PERPETUA_NODE_SEAL_H
#define PERPETUA_NODE_SEAL_H

#include <stdbool.h>

#include "base/hash.h"
#include "core/core.h"
#include "model/command.h"
#include "model/event.h"

/* Adds events, in the order in which the core gave them. */
void seal_add_events(struct hash_state *output, const struct event *list, uint32_t count);

enum seal_scope {
    SEAL_OUTPUT, /* the hash of the events alone: costs nothing */
    SEAL_STATE   /* also the hash of the state: walks over all of it */
};

/* Makes the seal of everything the core has stepped; sequence and time are the caller's. */
void seal_make(struct command *seal, const struct core *core, const struct hash_state *output,
               enum seal_scope scope);

enum seal_fault {
    SEAL_GOOD,
    SEAL_COVERAGE, /* covers another sequence than the one before it */
    SEAL_OUTPUT_DIFFERS,
    SEAL_STATE_DIFFERS
};

/* Compares a seal with a core that has stepped everything before it.  *has_state tells whether the
 * state hash was compared: a seal may have none, or one of another layout. */
enum seal_fault seal_check(const struct command *seal, const struct core *core,
                           const struct hash_state *output, bool *has_state);

/* A phrase such as "the hash of all events differs". */
const char *seal_fault_text(enum seal_fault fault);

#endif
