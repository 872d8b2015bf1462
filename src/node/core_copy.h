/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_copy.h - a copy of a state, on which commands are tried that nobody has sent.
 *
 * Role       Takes the memory of a core over into memory of its own, region by region as a snapshot
 *            would, and steps what it is given.
 * Never      The core that was copied is not changed, and nothing is journalled.
 * Invariant  A command that is tried gets the next number and the time of the latest command.
 * Ownership  A copy owns its memory from core_copy_open to core_copy_close.
 * Rules      R-TIME-1.
 */
#ifndef PERPETUA_NODE_CORE_COPY_H
#define PERPETUA_NODE_CORE_COPY_H

#include "core/core.h"

struct core_copy {
    struct core *core; /* to be looked at */
    void *memory;
    struct event *list;
};

/* False: there is no memory; nothing is open. */
bool core_copy_open(struct core_copy *copy, const struct core_config *capacities,
                    const struct core *core);
void core_copy_close(struct core_copy *copy);

/* Tries the command; its first events, good until the next call, and how many those are. */
uint32_t core_copy_try(struct core_copy *copy, struct command *command,
                       const struct event **events);

#endif
