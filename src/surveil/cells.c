/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cells.c - see cells.h.
 */
#include "surveil/cells.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "keep/keep.h"

bool cells_init(struct cells *cells, size_t cell_size, uint32_t capacity)
{
    ASSERT(cell_size >= sizeof(struct cell));
    ASSERT(capacity >= CELLS_WAYS);
    ASSERT((capacity & (capacity - 1)) == 0);
    *cells = (struct cells){.cell_size = cell_size, .capacity = capacity};
    cells->bytes = calloc(capacity, cell_size);
    return cells->bytes != NULL;
}

void cells_release(struct cells *cells)
{
    free(cells->bytes);
    *cells = (struct cells){0};
}

static struct cell *cell_at(const struct cells *cells, uint32_t place)
{
    return (void *)(cells->bytes + cells->cell_size * place);
}

/* The first of the four places of a key. */
static uint32_t home_of(const struct cells *cells, uint64_t a, uint64_t b)
{
    uint64_t mixed = a * UINT64_C(0x9e3779b97f4a7c15) ^ (b + UINT64_C(0x632be59bd9b4e019));
    mixed ^= mixed >> 29;
    mixed *= UINT64_C(0xbf58476d1ce4e5b9);
    mixed ^= mixed >> 32;
    return (uint32_t)mixed & (cells->capacity - 1) & ~(CELLS_WAYS - 1);
}

void *cells_find(const struct cells *cells, uint64_t a, uint64_t b)
{
    uint32_t home = home_of(cells, a, b);
    for (uint32_t way = 0; way < CELLS_WAYS; way++) {
        struct cell *cell = cell_at(cells, home + way);
        if (cell->used != 0 && cell->a == a && cell->b == b) return cell;
    }
    return NULL;
}

void *cells_get(struct cells *cells, uint64_t a, uint64_t b)
{
    struct cell *found = cells_find(cells, a, b);
    cells->calls++;
    if (found != NULL) {
        found->used = cells->calls;
        return found;
    }
    uint32_t home = home_of(cells, a, b);
    struct cell *oldest = cell_at(cells, home);
    for (uint32_t way = 1; way < CELLS_WAYS; way++) {
        struct cell *cell = cell_at(cells, home + way);
        if (cell->used < oldest->used) oldest = cell;
    }
    memset(oldest, 0, cells->cell_size);
    *oldest = (struct cell){.a = a, .b = b, .used = cells->calls};
    return oldest;
}

void *cells_at(const struct cells *cells, uint32_t place)
{
    struct cell *cell = cell_at(cells, place);
    return cell->used == 0 ? NULL : cell;
}

uint64_t cells_bytes(const struct cells *cells)
{
    return (uint64_t)cells->cell_size * cells->capacity;
}

void cells_keep(struct cells *cells, struct keep *keep)
{
    if (cells->bytes == NULL || !keep_flag(keep, cells->calls != 0)) return;
    keep_bytes(keep, &cells->calls, sizeof cells->calls);
    keep_bytes(keep, cells->bytes, cells->cell_size * cells->capacity);
}
