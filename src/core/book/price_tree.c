/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_tree.c - see price_tree.h.  Keys are compared as unsigned numbers with the sign bit turned,
 * so that the order of the bits is the order of the keys.
 */
#include "core/book/price_tree.h"

static uint64_t level_bits(const struct level *levels, uint32_t slot)
{
    return (uint64_t)levels[slot].key ^ UINT64_C(1) << 63;
}

static bool ref_is_leaf(uint32_t ref)
{
    return (ref & 1u) != 0;
}

static uint32_t bit_of(uint64_t bits, uint32_t index)
{
    return (uint32_t)(bits >> index) & 1u;
}

/* The leaf that agrees with `bits` in every bit that the tree tests. */
static uint32_t nearest_leaf(const struct level *levels, uint32_t ref, uint64_t bits)
{
    while (!ref_is_leaf(ref)) {
        const struct level *node = &levels[ref >> 1];
        ref = node->tree_child[bit_of(bits, node->tree_bit)];
    }
    return ref >> 1;
}

static uint32_t lowest_leaf(const struct level *levels, uint32_t ref)
{
    while (!ref_is_leaf(ref)) ref = levels[ref >> 1].tree_child[0];
    return ref >> 1;
}

uint32_t price_tree_find(const struct level *levels, const struct price_tree *tree, int64_t key)
{
    if (tree->root == 0) return 0;
    uint64_t bits = (uint64_t)key ^ UINT64_C(1) << 63;
    uint32_t slot = nearest_leaf(levels, tree->root, bits);
    return levels[slot].key == key ? slot : 0;
}

uint32_t price_tree_lowest(const struct level *levels, const struct price_tree *tree)
{
    return tree->root == 0 ? 0 : lowest_leaf(levels, tree->root);
}

uint32_t price_tree_from(const struct level *levels, const struct price_tree *tree, int64_t key)
{
    if (tree->root == 0) return 0;
    uint64_t bits = (uint64_t)key ^ UINT64_C(1) << 63;
    uint32_t near = nearest_leaf(levels, tree->root, bits);
    uint64_t difference = level_bits(levels, near) ^ bits;
    if (difference == 0) return near;

    /* Above the first differing bit the path is that of the key; below it, every key of the subtree
     * lies on one side of the key. */
    uint32_t first_bit = 63u - (uint32_t)__builtin_clzll(difference);
    uint32_t above = 0; /* right of the last turn to the left */
    uint32_t ref = tree->root;
    while (!ref_is_leaf(ref) && levels[ref >> 1].tree_bit > first_bit) {
        const struct level *node = &levels[ref >> 1];
        uint32_t turn = bit_of(bits, node->tree_bit);
        if (turn == 0) above = node->tree_child[1];
        ref = node->tree_child[turn];
    }
    if (bit_of(bits, first_bit) == 0) return lowest_leaf(levels, ref);
    return above == 0 ? 0 : lowest_leaf(levels, above);
}

void price_tree_insert(struct level *levels, struct price_tree *tree, uint32_t slot)
{
    uint32_t leaf = slot << 1 | 1u;
    if (tree->root == 0) {
        tree->root = leaf;
        return;
    }
    uint64_t bits = level_bits(levels, slot);
    uint32_t near = nearest_leaf(levels, tree->root, bits);
    uint64_t difference = level_bits(levels, near) ^ bits;
    ASSERT(difference != 0);
    uint32_t first_bit = 63u - (uint32_t)__builtin_clzll(difference);

    uint32_t *ref = &tree->root;
    while (!ref_is_leaf(*ref) && levels[*ref >> 1].tree_bit > first_bit) {
        struct level *node = &levels[*ref >> 1];
        ref = &node->tree_child[bit_of(bits, node->tree_bit)];
    }
    uint32_t turn = bit_of(bits, first_bit);
    levels[slot].tree_bit = first_bit;
    levels[slot].tree_child[turn] = leaf;
    levels[slot].tree_child[1 - turn] = *ref;
    *ref = slot << 1;
}

void price_tree_remove(struct level *levels, struct price_tree *tree, uint32_t slot)
{
    uint64_t bits = level_bits(levels, slot);
    uint32_t *to_parent = NULL;   /* the reference to the leaf's parent */
    uint32_t *to_own_node = NULL; /* the reference to the node stored in the level, if in use */
    uint32_t *ref = &tree->root;
    while (!ref_is_leaf(*ref)) {
        if (*ref >> 1 == slot) to_own_node = ref;
        to_parent = ref;
        struct level *node = &levels[*ref >> 1];
        ref = &node->tree_child[bit_of(bits, node->tree_bit)];
    }
    ASSERT(*ref == (slot << 1 | 1u));
    if (to_parent == NULL) {
        tree->root = 0;
        return;
    }
    uint32_t parent = *to_parent >> 1;
    uint32_t sibling = levels[parent].tree_child[1 - bit_of(bits, levels[parent].tree_bit)];
    *to_parent = sibling;
    if (parent != slot && to_own_node != NULL) {
        /* The level takes its storage with it: its node moves to the storage that became free. */
        levels[parent].tree_bit = levels[slot].tree_bit;
        levels[parent].tree_child[0] = levels[slot].tree_child[0];
        levels[parent].tree_child[1] = levels[slot].tree_child[1];
        *to_own_node = parent << 1;
    } else if (parent != slot) {
        levels[parent].tree_bit = 0;
        levels[parent].tree_child[0] = 0;
        levels[parent].tree_child[1] = 0;
    }
    levels[slot].tree_bit = 0;
    levels[slot].tree_child[0] = 0;
    levels[slot].tree_child[1] = 0;
}
