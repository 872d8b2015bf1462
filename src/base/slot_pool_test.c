/* SPDX-License-Identifier: Apache-2.0 */
/*
 * slot_pool_test.c - slots are unique while they live, come back zeroed, and run out.
 */
#include "base/slot_pool.h"

#include <stdbool.h>

#include "base/expect.h"
#include "base/random.h"

enum { CAPACITY = 50 };

struct item {
    uint32_t link; /* what the pool uses while the slot is free */
    uint32_t owner;
    uint64_t payload;
};

static void test_order_of_slots(void **state)
{
    (void)state;
    struct item items[CAPACITY] = {0};
    struct slot_pool pool;
    slot_pool_init(&pool, CAPACITY);
    EXPECT_EQ("slot 0 is never handed out", slot_pool_room(&pool), CAPACITY - 1);
    EXPECT_EQ("the first slot", slot_take(&pool, items, sizeof items[0]), 1);
    EXPECT_EQ("the second slot", slot_take(&pool, items, sizeof items[0]), 2);
    EXPECT_EQ("the third slot", slot_take(&pool, items, sizeof items[0]), 3);

    slot_free(&pool, items, sizeof items[0], 1);
    slot_free(&pool, items, sizeof items[0], 3);
    EXPECT_EQ("the slot freed last comes first", slot_take(&pool, items, sizeof items[0]), 3);
    EXPECT_EQ("then the one before", slot_take(&pool, items, sizeof items[0]), 1);
    EXPECT_EQ("then a new one", slot_take(&pool, items, sizeof items[0]), 4);
}

static void test_edges(void **state)
{
    (void)state;
    struct item items[2] = {0};
    struct slot_pool pool;
    EXPECT_STOPS("a pool without slots", slot_pool_init(&pool, 1));
    slot_pool_init(&pool, 2);
    EXPECT_STOPS("none is no slot", slot_free(&pool, items, sizeof items[0], 0));
    EXPECT_STOPS("a slot never taken", slot_free(&pool, items, sizeof items[0], 1));
    EXPECT_EQ("the only slot", slot_take(&pool, items, sizeof items[0]), 1);
    EXPECT_EQ("nothing is left", slot_pool_room(&pool), 0);
    EXPECT_STOPS("more than there is", (void)slot_take(&pool, items, sizeof items[0]));
}

static void test_random_steps(void **state)
{
    (void)state;
    struct item items[CAPACITY] = {0};
    bool is_live[CAPACITY] = {false};
    uint32_t live = 0;
    struct slot_pool pool;
    slot_pool_init(&pool, CAPACITY);
    struct random random;
    random_seed(&random, 11);

    for (uint32_t step = 1; step <= 20000; step++) {
        uint32_t slot = (uint32_t)random_below(&random, CAPACITY);
        if (is_live[slot]) {
            EXPECT_EQ("nobody else wrote to it", items[slot].payload, slot * UINT64_C(1000));
            slot_free(&pool, items, sizeof items[0], slot);
            is_live[slot] = false;
            live--;
        } else if (slot_pool_room(&pool) > 0) {
            slot = slot_take(&pool, items, sizeof items[0]);
            EXPECT_FALSE("a slot that was free", is_live[slot]);
            EXPECT_EQ("zeroed", items[slot].link, 0);
            EXPECT_EQ("zeroed", items[slot].owner, 0);
            EXPECT_EQ("zeroed", items[slot].payload, 0);
            items[slot] = (struct item){step, step, slot * UINT64_C(1000)};
            is_live[slot] = true;
            live++;
        }
        EXPECT_EQ("the pool counts right", pool.live, live);
        EXPECT_EQ("and knows its room", slot_pool_room(&pool), CAPACITY - 1 - live);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_order_of_slots),
        cmocka_unit_test(test_edges),
        cmocka_unit_test(test_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
