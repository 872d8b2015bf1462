/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_map.h - from a key of two words to a slot number.
 *
 * Role       An open-addressed table in memory that the caller owns: ids that outsiders choose find
 *            their slot.  Value 0 means "none" and is never stored.
 * Invariant  At most three quarters of the entries are in use; no entry lies behind a free one on
 *            the way from its home, so a search ends at the first free entry (key_map_audit).
 *
 * The order of entries depends on the seed and on history, so nothing iterates over a table but
 * key_map_move, whose result does not show it.
 */
#ifndef PERPETUA_BASE_KEY_MAP_H
#define PERPETUA_BASE_KEY_MAP_H

#include <stdbool.h>
#include <stdint.h>

struct map_key {
    uint64_t a;
    uint64_t b;
};

struct map_entry {
    struct map_key key;
    uint32_t value; /* 0: the entry is free */
    uint32_t reserved;
};

struct key_map {
    struct map_entry *entries;
    uint32_t capacity; /* a power of two */
    uint32_t count;
    uint64_t seed; /* a secret, where outsiders choose the keys */
};

/* `entries` are zeroed, `capacity` is a power of two and at least 4. */
void key_map_init(struct key_map *map, struct map_entry *entries, uint32_t capacity, uint64_t seed);

/* Nothing can be added any more: move everything to a larger table. */
static inline bool key_map_is_full(const struct key_map *map)
{
    return map->count >= map->capacity / 4 * 3;
}

/* The value; 0: the key is not there. */
uint32_t key_map_find(const struct key_map *map, struct map_key key);

/* Adds the key, for which there must be room, or gives it another value. */
void key_map_put(struct key_map *map, struct map_key key, uint32_t value);

/* Returns the value that it had, 0: it was not there. */
uint32_t key_map_remove(struct key_map *map, struct map_key key);

/* Puts every key of `from` into `to`, which has room for them. */
void key_map_move(struct key_map *to, const struct key_map *from);

/* Ends the process if a key cannot be found from its home, or the count is wrong. */
void key_map_audit(const struct key_map *map);

#endif
