/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.c - carving one block into pieces that start on a cache line.
 */
#include "base/arena.h"

#include <stdint.h>

#include "base/check.h"

void arena_init(struct arena *arena, void *memory, size_t size)
{
    ASSERT((uintptr_t)memory % CACHE_LINE_SIZE == 0);
    ASSERT(size > 0);

    *arena = (struct arena){.base = memory, .size = size};
}

size_t arena_piece_size(size_t item_size, size_t count)
{
    ASSERT(item_size > 0);
    ASSERT(count > 0);

    size_t size;
    if (__builtin_mul_overflow(item_size, count, &size)) return SIZE_MAX;
    if (size > SIZE_MAX - CACHE_LINE_SIZE) return SIZE_MAX;
    return (size + CACHE_LINE_SIZE - 1) / CACHE_LINE_SIZE * CACHE_LINE_SIZE;
}

void *arena_take(struct arena *arena, size_t item_size, size_t count)
{
    ASSERT(!arena->sealed);
    size_t size = arena_piece_size(item_size, count);
    ASSERT(size <= arena->size - arena->used);

    void *memory = arena->base + arena->used;
    arena->used += size;

    ASSERT(arena->used <= arena->size);
    return memory;
}

void arena_seal(struct arena *arena)
{
    ASSERT(!arena->sealed);
    arena->sealed = true;
}
