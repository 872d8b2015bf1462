/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_memory_pool.c - os/os_memory.h for tests that open a journal a million times.
 *
 * Role       Keeps what was given back and hands it out again, zeroed: a few microseconds where a
 *            mapping costs a hundred.
 * Invariant  As in os_memory.h; and nothing is given out twice.
 * Rules      none.
 */
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "os/os_file.h"
#include "os/os_memory.h"

#define PIECES_MAX 64

static struct {
    void *bytes;
    size_t size;
    bool is_taken;
} pieces[PIECES_MAX];

static enum os_result take_piece(struct os_memory *memory, int i)
{
    pieces[i].is_taken = true;
    memset(pieces[i].bytes, 0, pieces[i].size);
    *memory = (struct os_memory){.bytes = pieces[i].bytes, .size = pieces[i].size};
    return OS_OK;
}

enum os_result os_memory_take(struct os_memory *memory, size_t size, enum os_memory_kind kind)
{
    (void)kind;
    ASSERT(size > 0);
    size_t rounded = (size + OS_FILE_ALIGNMENT - 1) / OS_FILE_ALIGNMENT * OS_FILE_ALIGNMENT;
    for (int i = 0; i < PIECES_MAX; i++) {
        if (!pieces[i].is_taken && pieces[i].size == rounded) return take_piece(memory, i);
    }
    for (int i = 0; i < PIECES_MAX; i++) {
        if (pieces[i].is_taken) continue;
        free(pieces[i].bytes);
        pieces[i].bytes = aligned_alloc(OS_FILE_ALIGNMENT, rounded);
        pieces[i].size = pieces[i].bytes == NULL ? 0 : rounded;
        return pieces[i].bytes == NULL ? OS_NO_MEMORY : take_piece(memory, i);
    }
    return OS_NO_MEMORY;
}

void os_memory_give_back(struct os_memory *memory)
{
    for (int i = 0; i < PIECES_MAX; i++) {
        if (memory->bytes != NULL && pieces[i].bytes == memory->bytes) pieces[i].is_taken = false;
    }
    *memory = (struct os_memory){0};
}
