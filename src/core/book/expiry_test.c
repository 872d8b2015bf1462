/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expiry_test.c - the heap of expiries against an array, for expiry.c (R-TIME-2).
 */
#include "core/book/expiry.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/book/book_fixture.h"

enum { LIVE_MAX = 500 };

static struct shelf shelf;
static uint32_t heap_slots[SHELF_ORDERS];
static uint32_t heap_count;
static struct expiry_heap heap = {&shelf.store, heap_slots, &heap_count};
static struct order *live[LIVE_MAX];
static uint32_t live_count;

static void start(void)
{
    shelf_start(&shelf, 64);
    memset(heap_slots, 0, sizeof heap_slots);
    heap_count = 0;
    live_count = 0;
}

static struct order *add(int64_t expiry_ns)
{
    struct order *order = shelf_order(&shelf, SIDE_BUY, 10, 1, 0);
    order_extra_make(&shelf.store, order)->expiry_ns = expiry_ns;
    expiry_add(&heap, order);
    live[live_count++] = order;
    return order;
}

static void end(uint32_t index)
{
    expiry_remove(&heap, live[index]);
    order_free(&shelf.store, live[index]);
    live[index] = live[--live_count];
}

static int64_t expiry_of(const struct order *order)
{
    return order_extra(&shelf.store, order)->expiry_ns;
}

/* Index of the order that must end first: earliest expiry, then lowest id. */
static uint32_t truth_first(void)
{
    uint32_t first = 0;
    for (uint32_t i = 1; i < live_count; i++) {
        int64_t a = expiry_of(live[i]);
        int64_t b = expiry_of(live[first]);
        if (a < b || (a == b && live[i]->id < live[first]->id)) first = i;
    }
    return first;
}

static void check(const char *row)
{
    EXPECT_EQ(row, heap_count, live_count);
    if (live_count == 0) {
        EXPECT_TRUE(row, expiry_due(&heap, INT64_MAX) == NULL);
        return;
    }
    const struct order *first = live[truth_first()];
    int64_t expiry_ns = expiry_of(first);
    EXPECT_TRUE(row, expiry_due(&heap, INT64_MAX) == first);
    EXPECT_TRUE(row, expiry_due(&heap, expiry_ns) == first);
    EXPECT_TRUE(row, expiry_due(&heap, expiry_ns - 1) == NULL);
    for (uint32_t i = 0; i < live_count; i++) {
        uint32_t index = order_extra(&shelf.store, live[i])->heap_index;
        EXPECT_EQ(row, heap_slots[index], order_slot(&shelf.store, live[i]));
    }
}

static void test_equal_times(void **state)
{
    (void)state;
    start();
    add(20);
    add(10);
    add(10);
    add(10);
    check("lowest id first among equals");
    end(1);
    check("then the next");
    end(0);
    check("one goes early");
    while (live_count > 0) {
        end(truth_first());
        check("until none is left");
    }
}

static void test_wrong_use_stops(void **state)
{
    (void)state;
    start();
    struct order *order = add(5);
    EXPECT_STOPS("an order expires once", expiry_add(&heap, order));
    struct order *never = shelf_order(&shelf, SIDE_BUY, 10, 1, 0);
    EXPECT_STOPS("an order without a time", expiry_add(&heap, never));
    EXPECT_STOPS("an order that is not in the heap", expiry_remove(&heap, never));
    order_extra_make(&shelf.store, never)->heap_index = 1;
    EXPECT_STOPS("an order that claims another's place", expiry_remove(&heap, never));
    order_extra(&shelf.store, never)->heap_index = 2;
    EXPECT_STOPS("an order that claims a place behind the last", expiry_remove(&heap, never));
}

static void test_random_steps(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 12);
    start();
    uint32_t sizes_seen = 0;
    for (uint32_t step = 0; step < 20000; step++) {
        bool grows = step / 1500 % 2 == 0;
        if (live_count < LIVE_MAX && random_chance(&random, grows ? 3 : 1, 4)) {
            add(random_chance(&random, 1, 20) ? INT64_MAX : random_between(&random, 1, 300));
        } else if (live_count > 0) {
            bool in_time = random_chance(&random, 1, 2);
            end(in_time ? truth_first() : (uint32_t)random_below(&random, live_count));
        }
        check("after every step");
        if (live_count == 0) sizes_seen |= 1u;
        if (live_count > 100) sizes_seen |= 2u;
    }
    EXPECT_EQ("the heap was empty and it was large", sizes_seen, 3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_equal_times),
        cmocka_unit_test(test_wrong_use_stops),
        cmocka_unit_test(test_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
