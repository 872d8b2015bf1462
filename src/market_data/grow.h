/* SPDX-License-Identifier: Apache-2.0 */
/*
 * grow.h - arrays and tables that grow with what is live.
 *
 * Role       Doubling of an array, of a pool of slots and of a table, for the readers of events.
 *            New memory is zero.
 * Errors     False: there is no memory, and nothing changed.
 */
#ifndef PERPETUA_MARKET_DATA_GROW_H
#define PERPETUA_MARKET_DATA_GROW_H

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/key_map.h"
#include "base/slot_pool.h"

#define GROW_FIRST 64u

/* Room for `count` items in `*items`, an array of `*capacity`. */
static inline bool array_make_room(void **items, uint32_t *capacity, size_t item_size,
                                   uint32_t count)
{
    if (count <= *capacity) return true;
    uint32_t larger = *capacity == 0 ? GROW_FIRST : *capacity;
    while (larger < count) {
        if (larger > UINT32_MAX / 2) return false;
        larger *= 2;
    }
    unsigned char *bytes = realloc(*items, item_size * larger);
    if (bytes == NULL) return false;
    memset(bytes + item_size * *capacity, 0, item_size * (larger - *capacity));
    *items = bytes;
    *capacity = larger;
    return true;
}

/* Room for one more slot. */
static inline bool pool_make_room(struct slot_pool *pool, void **items, size_t item_size)
{
    if (pool->capacity == 0) {
        if (!array_make_room(items, &pool->capacity, item_size, GROW_FIRST)) return false;
        slot_pool_init(pool, pool->capacity);
    }
    if (slot_pool_room(pool) > 0) return true;
    return array_make_room(items, &pool->capacity, item_size, pool->capacity + 1);
}

/* Room for one more key. */
static inline bool map_make_room(struct key_map *map)
{
    if (map->capacity != 0 && !key_map_is_full(map)) return true;
    if (map->capacity > UINT32_MAX / 2) return false;
    uint32_t larger = map->capacity == 0 ? GROW_FIRST : map->capacity * 2;
    struct map_entry *entries = calloc(larger, sizeof *entries);
    if (entries == NULL) return false;
    struct key_map grown;
    key_map_init(&grown, entries, larger, map->seed);
    key_map_move(&grown, map);
    free(map->entries);
    *map = grown;
    return true;
}

/* An empty table has no entries yet. */
static inline uint32_t map_find(const struct key_map *map, uint64_t a, uint64_t b)
{
    if (map->capacity == 0) return 0;
    return key_map_find(map, (struct map_key){a, b});
}

#endif
