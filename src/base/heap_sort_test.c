/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heap_sort_test.c - sorted lists against counting, for heap_sort.c.
 */
#include "base/heap_sort.h"

#include "base/expect.h"
#include "base/random.h"

struct pair {
    int64_t key;
    uint32_t number;
    uint32_t twice;
};

static bool pair_before(const void *a, const void *b)
{
    const struct pair *one = a;
    const struct pair *other = b;
    if (one->key != other->key) return one->key < other->key;
    return one->number < other->number;
}

static void test_any_list_is_sorted(void **state)
{
    (void)state;
    static struct pair list[300];
    struct random random;
    random_seed(&random, 1);
    for (uint32_t count = 0; count < 300; count++) {
        uint64_t numbers = 0;
        for (uint32_t i = 0; i < count; i++) {
            list[i] = (struct pair){(int64_t)random_below(&random, 20) - 10, i, 2 * i};
        }
        heap_sort(list, sizeof list[0], count, pair_before);
        for (uint32_t i = 0; i < count; i++) {
            if (i > 0) EXPECT_TRUE("in order", pair_before(&list[i - 1], &list[i]));
            EXPECT_EQ("items stay whole", list[i].twice, 2 * list[i].number);
            numbers += list[i].number;
        }
        EXPECT_EQ("no item is lost", numbers, (uint64_t)count * (count - (count > 0)) / 2);
    }
}

static void test_order_in_does_not_matter(void **state)
{
    (void)state;
    struct pair up[] = {{1, 1, 0}, {1, 2, 0}, {2, 3, 0}, {2, 4, 0}, {3, 5, 0}};
    struct pair mixed[] = {{2, 4, 0}, {1, 2, 0}, {3, 5, 0}, {2, 3, 0}, {1, 1, 0}};
    heap_sort(mixed, sizeof mixed[0], 5, pair_before);
    assert_memory_equal(mixed, up, sizeof up);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_any_list_is_sorted),
        cmocka_unit_test(test_order_in_does_not_matter),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
