/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ref_map.c - open addressing with linear probing; removal moves later entries back.
 *
 * Role       See ref_map.h.
 * Invariant  At most half of the entries are used.
 * Rules      none.
 */
#include "replay/ref_map.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 1024u

static size_t home_of(const struct ref_map *map, uint64_t key)
{
    uint64_t mixed = (key ^ key >> 32) * UINT64_C(0x9e3779b97f4a7c15);
    return (size_t)(mixed >> 20) & (map->capacity - 1);
}

/* Where the key stands, or the unused entry at which it would be put. */
static size_t place_of(const struct ref_map *map, uint64_t key)
{
    size_t place = home_of(map, key);
    while (map->entries[place].is_used && map->entries[place].key != key) {
        place = (place + 1) & (map->capacity - 1);
    }
    return place;
}

static bool grow(struct ref_map *map)
{
    struct ref_map wider = {.capacity = map->capacity == 0 ? CAPACITY_FIRST : map->capacity * 2,
                            .count = map->count};
    wider.entries = calloc(wider.capacity, sizeof *wider.entries);
    if (wider.entries == NULL) return false;
    for (size_t i = 0; i < map->capacity; i++) {
        if (!map->entries[i].is_used) continue;
        wider.entries[place_of(&wider, map->entries[i].key)] = map->entries[i];
    }
    free(map->entries);
    *map = wider;
    return true;
}

bool ref_map_put(struct ref_map *map, uint64_t key, uint64_t value)
{
    if (map->count * 2 >= map->capacity && !grow(map)) return false;
    struct ref_map_entry *entry = &map->entries[place_of(map, key)];
    if (!entry->is_used) map->count++;
    *entry = (struct ref_map_entry){key, value, true};
    return true;
}

bool ref_map_get(const struct ref_map *map, uint64_t key, uint64_t *value)
{
    if (map->count == 0) return false;
    const struct ref_map_entry *entry = &map->entries[place_of(map, key)];
    if (entry->is_used) *value = entry->value;
    return entry->is_used;
}

void ref_map_remove(struct ref_map *map, uint64_t key)
{
    if (map->count == 0) return;
    size_t gap = place_of(map, key);
    if (!map->entries[gap].is_used) return;
    map->count--;

    size_t mask = map->capacity - 1;
    for (size_t next = (gap + 1) & mask; map->entries[next].is_used; next = (next + 1) & mask) {
        /* An entry may move back into the gap unless its home lies behind the gap. */
        size_t home = home_of(map, map->entries[next].key);
        if (((next - home) & mask) < ((next - gap) & mask)) continue;
        map->entries[gap] = map->entries[next];
        gap = next;
    }
    map->entries[gap] = (struct ref_map_entry){0};
}

void ref_map_clear(struct ref_map *map)
{
    if (map->capacity > 0) memset(map->entries, 0, map->capacity * sizeof *map->entries);
    map->count = 0;
}

void ref_map_free(struct ref_map *map)
{
    free(map->entries);
    *map = (struct ref_map){0};
}
