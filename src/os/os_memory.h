/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_memory.h - memory in large pieces, straight from the kernel.
 *
 * Role       Gives the block that an arena carves, and the buffers of the journal.  Taken at start,
 *            given back at the end: nothing is taken while the venue runs.
 * Invariant  The memory is zero throughout and starts on a page.
 * Rules      none.
 */
#ifndef PERPETUA_OS_MEMORY_H
#define PERPETUA_OS_MEMORY_H

#include <stddef.h>

#include "os/os_result.h"

enum os_memory_kind {
    OS_MEMORY_PLAIN,
    OS_MEMORY_HUGE,  /* ask for huge pages, take small ones where there are none */
    OS_MEMORY_LOCKED /* as huge; and never swapped out, refused where the limits forbid it */
};

struct os_memory {
    unsigned char *bytes;
    size_t size; /* at least what was asked for */
};

enum os_result os_memory_take(struct os_memory *memory, size_t size, enum os_memory_kind kind);

void os_memory_give_back(struct os_memory *memory);

#endif
