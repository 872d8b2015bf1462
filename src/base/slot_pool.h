/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slot_pool.h - items of one size, taken and given back by slot number.
 *
 * Role       Bookkeeping of an array that the caller owns.  Slot 0 is never handed out, so 0 means
 *            "none".  The slot freed last is taken first: it is the one most likely in the cache.
 * Invariant  A free slot is all zero except its first four bytes, which link to the next free one;
 *            slots at or above `used` have never been taken.
 */
#ifndef PERPETUA_BASE_SLOT_POOL_H
#define PERPETUA_BASE_SLOT_POOL_H

#include <stdint.h>
#include <string.h>

#include "base/check.h"

struct slot_pool {
    uint32_t first_free; /* 0: none */
    uint32_t used;       /* slots 1..used-1 have been taken at least once */
    uint32_t live;       /* slots in use */
    uint32_t capacity;   /* slots in the array, slot 0 included */
};

static inline void slot_pool_init(struct slot_pool *pool, uint32_t capacity)
{
    ASSERT(capacity >= 2);
    *pool = (struct slot_pool){.used = 1, .capacity = capacity};
}

/* Slots that can still be taken. */
static inline uint32_t slot_pool_room(const struct slot_pool *pool)
{
    return pool->capacity - 1 - pool->live;
}

/* The caller has checked that there is room.  The item's first four bytes are zero again. */
static inline uint32_t slot_take(struct slot_pool *pool, void *items, size_t item_size)
{
    ASSERT(slot_pool_room(pool) > 0);
    pool->live++;
    uint32_t slot = pool->first_free;
    if (slot == 0) return pool->used++;

    unsigned char *item = (unsigned char *)items + item_size * slot;
    memcpy(&pool->first_free, item, sizeof pool->first_free);
    memset(item, 0, sizeof pool->first_free);
    return slot;
}

static inline void slot_free(struct slot_pool *pool, void *items, size_t item_size, uint32_t slot)
{
    ASSERT(slot > 0);
    ASSERT(slot < pool->used);
    unsigned char *item = (unsigned char *)items + item_size * slot;
    memset(item, 0, item_size);
    memcpy(item, &pool->first_free, sizeof pool->first_free);
    pool->first_free = slot;
    pool->live--;
}

#endif
