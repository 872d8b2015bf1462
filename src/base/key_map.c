/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_map.c - see key_map.h.
 */
#include "base/key_map.h"

#include "base/check.h"

/* Every bit of the key reaches every bit of the result. */
static uint64_t mix(uint64_t value)
{
    value ^= value >> 32;
    value *= UINT64_C(0xd6e8feb86659fd93);
    value ^= value >> 32;
    value *= UINT64_C(0xd6e8feb86659fd93);
    return value ^ value >> 32;
}

static uint32_t home_of(const struct key_map *map, struct map_key key)
{
    uint64_t hash = mix(mix(key.a ^ map->seed) + key.b);
    return (uint32_t)hash & (map->capacity - 1);
}

static bool key_is_same(struct map_key a, struct map_key b)
{
    return a.a == b.a && a.b == b.b;
}

/* The entry of the key, or the free one where it would go. */
static uint32_t place_of(const struct key_map *map, struct map_key key)
{
    uint32_t place = home_of(map, key);
    while (map->entries[place].value != 0 && !key_is_same(map->entries[place].key, key)) {
        place = (place + 1) & (map->capacity - 1);
    }
    return place;
}

void key_map_init(struct key_map *map, struct map_entry *entries, uint32_t capacity, uint64_t seed)
{
    ASSERT(capacity >= 4);
    ASSERT((capacity & (capacity - 1)) == 0);
    *map = (struct key_map){.entries = entries, .capacity = capacity, .seed = seed};
}

uint32_t key_map_find(const struct key_map *map, struct map_key key)
{
    return map->entries[place_of(map, key)].value;
}

void key_map_put(struct key_map *map, struct map_key key, uint32_t value)
{
    ASSERT(value != 0);
    struct map_entry *entry = &map->entries[place_of(map, key)];
    if (entry->value == 0) {
        ASSERT(!key_map_is_full(map));
        entry->key = key;
        map->count++;
    }
    entry->value = value;
}

uint32_t key_map_remove(struct key_map *map, struct map_key key)
{
    uint32_t mask = map->capacity - 1;
    uint32_t hole = place_of(map, key);
    uint32_t value = map->entries[hole].value;
    if (value == 0) return 0;

    /* An entry behind the hole moves into it unless its home lies between them. */
    uint32_t next = (hole + 1) & mask;
    while (map->entries[next].value != 0) {
        uint32_t home = home_of(map, map->entries[next].key);
        if (((next - home) & mask) >= ((next - hole) & mask)) {
            map->entries[hole] = map->entries[next];
            hole = next;
        }
        next = (next + 1) & mask;
    }
    map->entries[hole] = (struct map_entry){0};
    map->count--;
    return value;
}

void key_map_move(struct key_map *to, const struct key_map *from)
{
    for (uint32_t i = 0; i < from->capacity; i++) {
        const struct map_entry *entry = &from->entries[i];
        if (entry->value != 0) key_map_put(to, entry->key, entry->value);
    }
}

void key_map_audit(const struct key_map *map)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < map->capacity; i++) {
        const struct map_entry *entry = &map->entries[i];
        if (entry->value == 0) continue;
        ASSERT(place_of(map, entry->key) == i);
        count++;
    }
    ASSERT(count == map->count);
    ASSERT(count <= map->capacity / 4 * 3);
}
