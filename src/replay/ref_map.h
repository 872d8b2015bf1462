/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ref_map.h - from one 64-bit number to another.
 *
 * Role       Finds what a replay knows of an order by the id that the recording or the venue gave
 *            it. It grows as needed; every key is allowed, zero included.
 * Invariant  Looking a key up meets no gap between its home and its place.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_REF_MAP_H
#define PERPETUA_REPLAY_REF_MAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct ref_map_entry {
    uint64_t key;
    uint64_t value;
    bool is_used;
};

struct ref_map {
    struct ref_map_entry *entries;
    size_t capacity; /* a power of two, or 0 */
    size_t count;
};

/* A zeroed map is empty.  False when memory is used up; the map is then unchanged. */
bool ref_map_put(struct ref_map *map, uint64_t key, uint64_t value);

bool ref_map_get(const struct ref_map *map, uint64_t key, uint64_t *value);

/* A key that is not there is no error. */
void ref_map_remove(struct ref_map *map, uint64_t key);

void ref_map_clear(struct ref_map *map);

void ref_map_free(struct ref_map *map);

#endif
