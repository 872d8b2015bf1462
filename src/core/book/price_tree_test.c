/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_tree_test.c - the tree against a sorted array, for price_tree.c.
 */
#include "core/book/price_tree.h"

#include <stdlib.h>

#include "base/expect.h"
#include "base/random.h"

enum { LEVELS = 400 };

/* The tree under test, and the plain truth: the slots in it by ascending key. */
struct pair {
    struct level levels[LEVELS];
    struct price_tree tree;
    uint32_t sorted[LEVELS];
    uint32_t count;
};

static struct pair pair;

static uint32_t sorted_from(int64_t key)
{
    uint32_t index = 0;
    while (index < pair.count && pair.levels[pair.sorted[index]].key < key) index++;
    return index;
}

static void pair_insert(uint32_t slot, int64_t key)
{
    uint32_t index = sorted_from(key);
    for (uint32_t i = pair.count; i > index; i--) pair.sorted[i] = pair.sorted[i - 1];
    pair.sorted[index] = slot;
    pair.count++;
    pair.levels[slot].key = key;
    price_tree_insert(pair.levels, &pair.tree, slot);
}

static void pair_remove(uint32_t index)
{
    uint32_t slot = pair.sorted[index];
    for (uint32_t i = index; i + 1 < pair.count; i++) pair.sorted[i] = pair.sorted[i + 1];
    pair.count--;
    price_tree_remove(pair.levels, &pair.tree, slot);
    EXPECT_EQ("a level that left has no child", pair.levels[slot].tree_child[0], 0);
    EXPECT_EQ("a level that left has no child", pair.levels[slot].tree_child[1], 0);
    EXPECT_EQ("a level that left tests no bit", pair.levels[slot].tree_bit, 0);
    pair.levels[slot] = (struct level){0};
}

static uint32_t truth_at(uint32_t index)
{
    return index < pair.count ? pair.sorted[index] : 0;
}

/* Every question that can be asked about `key`. */
static void pair_ask(const char *row, int64_t key)
{
    uint32_t index = sorted_from(key);
    uint32_t slot = truth_at(index);
    bool is_there = slot != 0 && pair.levels[slot].key == key;
    EXPECT_EQ(row, price_tree_find(pair.levels, &pair.tree, key), is_there ? slot : 0);
    EXPECT_EQ(row, price_tree_from(pair.levels, &pair.tree, key), slot);
    EXPECT_EQ(row, price_tree_lowest(pair.levels, &pair.tree), truth_at(0));
}

/* How many levels have their inner node in use; n levels need n-1. */
static void pair_count_nodes(const char *row)
{
    uint32_t nodes = 0;
    for (uint32_t i = 0; i < pair.count; i++) {
        nodes += pair.levels[pair.sorted[i]].tree_child[0] != 0;
    }
    EXPECT_EQ(row, nodes, pair.count == 0 ? 0 : pair.count - 1);
}

/* Walks all levels by asking for the next key. */
static void pair_walk(const char *row)
{
    uint32_t index = 0;
    uint32_t slot = price_tree_lowest(pair.levels, &pair.tree);
    while (slot != 0) {
        EXPECT_EQ(row, slot, truth_at(index));
        index++;
        int64_t key = pair.levels[slot].key;
        slot = key == INT64_MAX ? 0 : price_tree_from(pair.levels, &pair.tree, key + 1);
    }
    EXPECT_EQ(row, index, pair.count);
}

static void test_empty(void **state)
{
    (void)state;
    memset(&pair, 0, sizeof pair);
    pair_ask("an empty tree finds nothing", 0);
    pair_ask("an empty tree finds nothing at the lowest key", INT64_MIN);
    pair_ask("an empty tree finds nothing at the highest key", INT64_MAX);
    pair_insert(1, 7);
    pair_ask("one level is found", 7);
    pair_ask("one level is above a lower key", 6);
    pair_ask("nothing is above a higher key", 8);
    pair_remove(0);
    pair_ask("the last level leaves an empty tree", 7);
    EXPECT_EQ("and no root", pair.tree.root, 0);
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    memset(&pair, 0, sizeof pair);
    pair_insert(1, 5);
    pair.levels[2].key = 5;
    EXPECT_STOPS("a key twice", price_tree_insert(pair.levels, &pair.tree, 2));
    pair.levels[2].key = 6;
    EXPECT_STOPS("a stranger is removed", price_tree_remove(pair.levels, &pair.tree, 2));
}

static const int64_t edges[] = {
    INT64_MIN, INT64_MIN + 1, -4097,         -65,      -64, -2, -1, 0, 1, 2, 63, 64,
    65,        4096,          INT64_MAX - 1, INT64_MAX};
enum { EDGES = sizeof edges / sizeof edges[0] };

static void test_edges(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 3);
    for (uint32_t round = 0; round < 300; round++) {
        memset(&pair, 0, sizeof pair);
        uint32_t order[EDGES];
        for (uint32_t i = 0; i < EDGES; i++) order[i] = i;
        for (uint32_t i = EDGES - 1; i > 0; i--) {
            uint32_t other = (uint32_t)random_below(&random, i + 1);
            uint32_t kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        for (uint32_t i = 0; i < EDGES; i++) {
            pair_insert(order[i] + 1, edges[order[i]]);
            for (uint32_t j = 0; j < EDGES; j++) pair_ask("edges come in", edges[j]);
        }
        pair_walk("all edges");
        while (pair.count > 0) {
            pair_remove((uint32_t)random_below(&random, pair.count));
            for (uint32_t j = 0; j < EDGES; j++) pair_ask("edges go out", edges[j]);
        }
    }
}

/* Every order of coming and going of up to five levels. */
static void test_all_orders(void **state)
{
    (void)state;
    static const int64_t keys[] = {4, 5, 6, 1, 12};
    enum { COUNT = 5, ORDERS = 120 };
    for (uint32_t come = 0; come < ORDERS; come++) {
        for (uint32_t go = 0; go < ORDERS; go++) {
            memset(&pair, 0, sizeof pair);
            uint32_t left[COUNT] = {0, 1, 2, 3, 4};
            uint32_t code = come;
            for (uint32_t size = COUNT; size > 0; size--) {
                uint32_t pick = code % size;
                code /= size;
                pair_insert(left[pick] + 1, keys[left[pick]]);
                left[pick] = left[size - 1];
            }
            code = go;
            for (uint32_t size = COUNT; size > 0; size--) {
                pair_remove(code % size);
                code /= size;
                pair_walk("what is left");
                pair_count_nodes("what is left");
            }
        }
    }
}

static int64_t any_key(struct random *random, uint32_t kind)
{
    switch (kind) {
    case 0: return random_between(random, -60, 60);                    /* crowded */
    case 1: return random_between(random, 0, 40) * 1000003 - 20000000; /* far apart */
    case 2: return (int64_t)random_u64(random);                        /* anywhere */
    case 3: return edges[random_below(random, EDGES)];
    default: return INT64_C(1) << random_below(random, 63); /* one bit */
    }
}

static void test_random_steps(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 20250807);
    memset(&pair, 0, sizeof pair);
    uint32_t free_slots[LEVELS];
    uint32_t free_count = 0;
    for (uint32_t slot = LEVELS - 1; slot > 0; slot--) free_slots[free_count++] = slot;

    uint32_t sizes_seen = 0;
    for (uint32_t step = 0; step < 60000; step++) {
        /* Tides: the tree grows to hundreds of levels and shrinks to none again and again. */
        bool grows = step / 2000 % 2 == 0;
        int64_t key = any_key(&random, (uint32_t)random_below(&random, 5));
        bool is_there = price_tree_find(pair.levels, &pair.tree, key) != 0;
        bool comes = random_chance(&random, grows ? 3 : 1, 4);
        if (comes && !is_there && free_count > 0) {
            pair_insert(free_slots[--free_count], key);
        } else if (!comes && pair.count > 0) {
            uint32_t index = (uint32_t)random_below(&random, pair.count);
            uint32_t slot = pair.sorted[index];
            pair_remove(index);
            free_slots[free_count++] = slot;
        }
        pair_ask("the key just used", key);
        pair_ask("its neighbour above", key == INT64_MAX ? key : key + 1);
        pair_ask("some other key", any_key(&random, (uint32_t)random_below(&random, 5)));
        pair_count_nodes("after every step");
        if (step % 100 == 0) pair_walk("now and then");
        if (pair.count == 0) sizes_seen |= 1u;
        if (pair.count > LEVELS / 2) sizes_seen |= 2u;
    }
    EXPECT_EQ("the tree was empty and it was large", sizes_seen, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_empty),        cmocka_unit_test(test_wrong_use_stops),
        cmocka_unit_test(test_edges),        cmocka_unit_test(test_all_orders),
        cmocka_unit_test(test_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
