/* SPDX-License-Identifier: Apache-2.0 */
/*
 * fault.h - the one line that says why a replay cannot go on.
 *
 * Role       Errors of the world (files, memory, disk) are returned: the first one is written down
 *            here and every function above returns.
 * Invariant  The first fault stays; later ones do not replace it.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_FAULT_H
#define PERPETUA_REPLAY_FAULT_H

#include <stdbool.h>

struct replay_fault {
    char text[1024]; /* empty: no fault */
};

/* Always returns false, so that `return fault_set(...)` reads well. */
bool fault_set(struct replay_fault *fault, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

bool fault_is_set(const struct replay_fault *fault);

/* "memory is used up". */
bool fault_memory(struct replay_fault *fault);

#endif
