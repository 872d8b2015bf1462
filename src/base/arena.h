/* SPDX-License-Identifier: Apache-2.0 */
/*
 * arena.h - memory taken once at the start, carved, then sealed.
 *
 * Role       Hands out pieces of one block that the caller owns.  Nothing is ever given back, so
 *            after the seal no request for memory can fail, and the whole state of the core is one
 *            run of bytes that can be copied, hashed and compared.
 * Invariant  used <= size; every piece starts on a cache line; no piece is handed out after the
 *            seal.  The block was all zero when it was handed in, and the arena does not touch it:
 *            a page that nobody uses costs no memory.
 */
#ifndef BASE_ARENA_H
#define BASE_ARENA_H

#include <stdbool.h>
#include <stddef.h>

#define CACHE_LINE_SIZE 64

struct arena {
    unsigned char *base;
    size_t size; /* bytes in the block */
    size_t used; /* bytes handed out, a whole number of cache lines */
    bool sealed;
};

/* The block stays the caller's.  It must be zero throughout and start on a cache line. */
void arena_init(struct arena *arena, void *memory, size_t size);

/* The bytes that arena_take will use for this piece; SIZE_MAX when the product does not fit. */
size_t arena_piece_size(size_t item_size, size_t count);

/* Room for count items, all zero, on a cache line.  The caller has sized the block for it. */
void *arena_take(struct arena *arena, size_t item_size, size_t count);

/* After this the arena hands out nothing more. */
void arena_seal(struct arena *arena);

#endif
