/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_tree_fuzz.c - any bytes as keys that come and go, compared with a plain array.
 */
#include "core/book/price_tree.h"

#include <string.h>

enum { LEVELS_MAX = 128 };

static struct level levels[LEVELS_MAX];
static bool is_in[LEVELS_MAX];
static struct price_tree tree;

/* The level with the lowest key at or above `key`, looking at every one. */
static uint32_t plain_from(int64_t key)
{
    uint32_t best = 0;
    for (uint32_t slot = 1; slot < LEVELS_MAX; slot++) {
        if (!is_in[slot] || levels[slot].key < key) continue;
        if (best == 0 || levels[slot].key < levels[best].key) best = slot;
    }
    return best;
}

/* Few different keys, so that bytes meet again; the first bit says whether they lie near. */
static int64_t key_of(uint8_t byte, uint8_t shape)
{
    if (shape % 4 == 0) return (int64_t)byte - 128;
    if (shape % 4 == 1) return (int64_t)((uint64_t)byte << 56 | byte);
    if (shape % 4 == 2) return (int64_t)(UINT64_C(1) << byte % 64);
    return byte % 2 == 0 ? INT64_MAX - byte : INT64_MIN + byte;
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    memset(levels, 0, sizeof levels);
    memset(is_in, 0, sizeof is_in);
    tree = (struct price_tree){0};
    for (size_t at = 0; at + 2 < size; at += 3) {
        uint32_t slot = 1 + bytes[at] % (LEVELS_MAX - 1);
        int64_t key = key_of(bytes[at + 1], bytes[at + 2]);
        if (is_in[slot]) {
            price_tree_remove(levels, &tree, slot);
            is_in[slot] = false;
            levels[slot] = (struct level){0};
        } else if (price_tree_find(levels, &tree, key) == 0) {
            levels[slot].key = key;
            price_tree_insert(levels, &tree, slot);
            is_in[slot] = true;
        }
        uint32_t from = plain_from(key);
        bool is_there = from != 0 && levels[from].key == key;
        ASSERT(price_tree_from(levels, &tree, key) == from);
        ASSERT(price_tree_find(levels, &tree, key) == (is_there ? from : 0));
        ASSERT(price_tree_lowest(levels, &tree) == plain_from(INT64_MIN));
    }
    return 0;
}
