/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_account_set.c - settings of accounts that live as long as the venue runs.
 */
#include "gateway/rpc_account_set.h"

#include <stdlib.h>
#include <string.h>

#define CAPACITY_FIRST 16u

/* The place of the account, or where it belongs. */
static uint32_t place_of(const struct rpc_account_set *set, uint32_t account_id)
{
    uint32_t low = 0;
    uint32_t high = set->count;
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        if (set->list[middle].account_id < account_id) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

static bool stands_at(const struct rpc_account_set *set, uint32_t at, uint32_t account_id)
{
    return at < set->count && set->list[at].account_id == account_id;
}

bool rpc_account_set_has(const struct rpc_account_set *set, uint32_t account_id)
{
    return stands_at(set, place_of(set, account_id), account_id);
}

uint32_t rpc_account_set_value(const struct rpc_account_set *set, uint32_t account_id)
{
    uint32_t at = place_of(set, account_id);
    return stands_at(set, at, account_id) ? set->list[at].value : 0;
}

bool rpc_account_set_put(struct rpc_account_set *set, uint32_t account_id, uint32_t value)
{
    uint32_t at = place_of(set, account_id);
    if (stands_at(set, at, account_id)) {
        set->list[at].value = value;
        return true;
    }
    if (set->count == set->capacity) {
        uint32_t capacity = set->capacity == 0 ? CAPACITY_FIRST : 2 * set->capacity;
        struct rpc_account_entry *list = realloc(set->list, capacity * sizeof *list);
        if (list == NULL) return false;
        set->list = list;
        set->capacity = capacity;
    }
    memmove(&set->list[at + 1], &set->list[at], (set->count - at) * sizeof *set->list);
    set->list[at] = (struct rpc_account_entry){account_id, value};
    set->count++;
    return true;
}

void rpc_account_set_remove(struct rpc_account_set *set, uint32_t account_id)
{
    uint32_t at = place_of(set, account_id);
    if (!stands_at(set, at, account_id)) return;
    set->count--;
    memmove(&set->list[at], &set->list[at + 1], (set->count - at) * sizeof *set->list);
}

void rpc_account_set_release(struct rpc_account_set *set)
{
    free(set->list);
    *set = (struct rpc_account_set){0};
}
