/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ref_map_test.c - the map against a plain list, under many additions and removals.
 */
#include "replay/ref_map.h"

#include "base/expect.h"
#include "base/random.h"

#define KEYS 500

static void test_against_list(void **state)
{
    (void)state;
    struct ref_map map = {0};
    struct random random;
    uint64_t values[KEYS] = {0}; /* 0: not in the map */
    size_t count = 0;
    random_seed(&random, 3);
    for (uint64_t step = 1; step <= 200000; step++) {
        /* Keys that fall into few homes, so that removals have to move entries. */
        uint64_t index = random_below(&random, KEYS);
        uint64_t key = index % 7 == 0 ? index << 40 : index;
        uint64_t found = 0;
        bool is_known = ref_map_get(&map, key, &found);
        EXPECT_EQ("known exactly if in the list", is_known, values[index] != 0);
        if (is_known) EXPECT_EQ("the latest value", found, values[index]);
        if (random_chance(&random, 1, 2)) {
            assert_true(ref_map_put(&map, key, step));
            count += values[index] == 0 ? 1 : 0;
            values[index] = step;
        } else {
            ref_map_remove(&map, key);
            count -= values[index] == 0 ? 0 : 1;
            values[index] = 0;
        }
        EXPECT_EQ("as many as in the list", map.count, count);
    }
    ref_map_clear(&map);
    uint64_t found;
    EXPECT_EQ("empty after a clear", map.count, 0);
    EXPECT_FALSE("empty after a clear", ref_map_get(&map, 1, &found));
    ref_map_free(&map);
}

static void test_growth(void **state)
{
    (void)state;
    struct ref_map map = {0};
    uint64_t value = 0;
    EXPECT_FALSE("an empty map knows nothing", ref_map_get(&map, 0, &value));
    ref_map_remove(&map, 0);
    ref_map_clear(&map);
    for (uint64_t key = 0; key < 100000; key++) assert_true(ref_map_put(&map, key * 8, key));
    EXPECT_EQ("all are there", map.count, 100000);
    for (uint64_t key = 0; key < 100000; key++) {
        assert_true(ref_map_get(&map, key * 8, &value));
        assert_int_equal(value, key);
    }
    ref_map_free(&map);
    EXPECT_EQ("nothing is left", map.count, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_against_list),
        cmocka_unit_test(test_growth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
