/* SPDX-License-Identifier: Apache-2.0 */
/*
 * key_map_test.c - the table against a plain list, on random keys that are close together.
 */
#include "base/key_map.h"

#include "base/expect.h"
#include "base/random.h"

#define CAPACITY 64u
#define KEYS     60u

struct plain {
    uint32_t values[KEYS][2];
};

static struct map_key key_of(uint32_t a, uint32_t b)
{
    return (struct map_key){a, b};
}

static void test_against_a_list(void **state)
{
    (void)state;
    struct map_entry entries[CAPACITY] = {0};
    struct plain plain = {0};
    struct key_map map;
    key_map_init(&map, entries, CAPACITY, 77);
    struct random random;
    random_seed(&random, 5);
    for (uint32_t i = 0; i < 20000; i++) {
        uint32_t a = (uint32_t)random_below(&random, KEYS);
        uint32_t b = (uint32_t)random_below(&random, 2);
        if (random_below(&random, 2) == 0) {
            EXPECT_EQ("removed is what was there", key_map_remove(&map, key_of(a, b)),
                      plain.values[a][b]);
            plain.values[a][b] = 0;
        } else if (plain.values[a][b] != 0 || !key_map_is_full(&map)) {
            key_map_put(&map, key_of(a, b), i + 1);
            plain.values[a][b] = i + 1;
        }
        key_map_audit(&map);
    }
    for (uint32_t a = 0; a < KEYS; a++) {
        EXPECT_EQ("first half", key_map_find(&map, key_of(a, 0)), plain.values[a][0]);
        EXPECT_EQ("second half", key_map_find(&map, key_of(a, 1)), plain.values[a][1]);
    }
}

static void test_moves_to_a_larger_one(void **state)
{
    (void)state;
    struct map_entry small[8] = {0};
    struct map_entry large[16] = {0};
    struct key_map from;
    struct key_map to;
    key_map_init(&from, small, 8, 0);
    key_map_init(&to, large, 16, 1);
    for (uint32_t i = 0; !key_map_is_full(&from); i++) key_map_put(&from, key_of(i, 9), i + 1);
    EXPECT_EQ("three quarters", from.count, 6);
    EXPECT_STOPS("no more fits", key_map_put(&from, key_of(100, 9), 1));
    key_map_move(&to, &from);
    key_map_audit(&to);
    for (uint32_t i = 0; i < 6; i++) {
        EXPECT_EQ("found again", key_map_find(&to, key_of(i, 9)), i + 1);
    }
    EXPECT_EQ("another second word", key_map_find(&to, key_of(1, 8)), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_a_list),
        cmocka_unit_test(test_moves_to_a_larger_one),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
