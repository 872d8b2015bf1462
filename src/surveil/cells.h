/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cells.h - what a detector remembers of accounts, or pairs of them, in bounded memory.
 *
 * Role       A table of equal cells found by two words.  Four cells share a place; when a fifth
 *            comes, the one that was asked for longest ago makes room, so that memory is fixed and
 *            what is forgotten is old.
 * Invariant  What is found depends on the calls alone: the same events give the same cells.
 * Ownership  From cells_init to cells_release.
 */
#ifndef PERPETUA_SURVEIL_CELLS_H
#define PERPETUA_SURVEIL_CELLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CELLS_WAYS 4u

/* Each cell begins with this. */
struct cell {
    uint64_t a;
    uint64_t b;
    uint64_t used; /* number of the call that asked for it; 0: empty */
};

struct cells {
    unsigned char *bytes;
    size_t cell_size;
    uint32_t capacity; /* a power of two */
    uint64_t calls;
};

/* False if there is no memory. */
bool cells_init(struct cells *cells, size_t cell_size, uint32_t capacity);
void cells_release(struct cells *cells);

/* The cell of the two words; a new one is zero behind its head. */
void *cells_get(struct cells *cells, uint64_t a, uint64_t b);

/* NULL if there is none. */
void *cells_find(const struct cells *cells, uint64_t a, uint64_t b);

uint64_t cells_bytes(const struct cells *cells);

/* Written down, or taken up by a table of the same size: keep/keep.h. */
struct keep;
void cells_keep(struct cells *cells, struct keep *keep);

/* By place, 0 to capacity - 1; NULL for an empty one. */
void *cells_at(const struct cells *cells, uint32_t place);

#endif
