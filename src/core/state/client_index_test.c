/* SPDX-License-Identifier: Apache-2.0 */
/*
 * client_index_test.c - the table of client order ids against an array, for client_index.c
 * (R-ID-3).
 */
#include "core/state/client_index.h"

#include "base/expect.h"
#include "base/random.h"
#include "core/fixture.h"

enum { ACCOUNTS = 5, ORDERS_MAX = 200 };

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;
static uint32_t positions[ACCOUNTS + 1];

static void start(void)
{
    fixture_start(&fixture, memory, sizeof memory);
    for (uint32_t account = 1; account <= ACCOUNTS; account++) {
        positions[account] = position_make(&fixture.core->positions, account, PRODUCT, account);
    }
}

static struct order *add(uint32_t account, uint64_t client_order_id)
{
    struct order *order = order_make(&fixture.core->store);
    order->position = positions[account];
    order->client_order_id = client_order_id;
    order_set_place(order, PLACE_TAKING);
    client_index_add(fixture.core, order);
    return order;
}

static void end(struct order *order)
{
    client_index_remove(fixture.core, order);
    order_free(&fixture.core->store, order);
}

static void test_rows(void **state)
{
    (void)state;
    start();
    struct order *first = add(1, 77);
    struct order *second = add(2, 77);
    struct order *nameless = add(1, 0);
    EXPECT_TRUE("by account", client_index_find(fixture.core, 1, 77) == first);
    EXPECT_TRUE("the same id of another account", client_index_find(fixture.core, 2, 77) == second);
    EXPECT_TRUE("of a third: none", client_index_find(fixture.core, 3, 77) == NULL);
    EXPECT_TRUE("another id: none", client_index_find(fixture.core, 1, 78) == NULL);
    EXPECT_TRUE("id 0 is never found", client_index_find(fixture.core, 1, 0) == NULL);
    end(nameless);
    end(first);
    EXPECT_TRUE("it is gone", client_index_find(fixture.core, 1, 77) == NULL);
    EXPECT_TRUE("the other stays", client_index_find(fixture.core, 2, 77) == second);
    struct order stranger = {.client_order_id = 5, .position = positions[1]};
    stranger.client_order_id = 99;
    EXPECT_STOPS("an order that is not in it", client_index_remove(fixture.core, &stranger));
}

/* The array: every order, found or ended. */
static struct order *orders[ORDERS_MAX];
static uint32_t count;

static struct order *truth_find(uint32_t account, uint64_t client_order_id)
{
    for (uint32_t i = 0; i < count; i++) {
        bool same = orders[i]->client_order_id == client_order_id;
        if (same && orders[i]->position == positions[account]) return orders[i];
    }
    return NULL;
}

/* Ids that crowd one end of the table, wrap around it, and lie anywhere. */
static uint64_t any_id(struct random *random)
{
    if (random_chance(random, 1, 3)) return 1 + random_below(random, 40);
    if (random_chance(random, 1, 2)) return UINT64_MAX - random_below(random, 40);
    return 1 + random_below(random, 40) * UINT64_C(0x100000001);
}

static void test_random_steps(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 17);
    start();
    /* A table as full as it may get: many entries stand behind their home. */
    fixture.core->client_mask = 255;
    count = 0;
    for (uint32_t step = 0; step < 40000; step++) {
        uint32_t account = 1 + (uint32_t)random_below(&random, ACCOUNTS);
        uint64_t id = any_id(&random);
        bool grows = random_chance(&random, step / 1000 % 2 == 0 ? 3 : 1, 4);
        if (grows && count < ORDERS_MAX && truth_find(account, id) == NULL) {
            orders[count++] = add(account, id);
        } else if (!grows && count > 0) {
            uint32_t index = (uint32_t)random_below(&random, count);
            end(orders[index]);
            orders[index] = orders[--count];
        }
        id = any_id(&random);
        EXPECT_TRUE("any id",
                    client_index_find(fixture.core, account, id) == truth_find(account, id));
        if (count == 0) continue;
        const struct order *order = orders[random_below(&random, count)];
        uint32_t owner = position_at(&fixture.core->positions, order->position)->account;
        EXPECT_TRUE("one that is there",
                    client_index_find(fixture.core, owner, order->client_order_id) == order);
    }
    while (count > 0) end(orders[--count]);
    for (uint32_t at = 0; at <= fixture.core->client_mask; at++) {
        EXPECT_EQ("nothing is left in the table", fixture.core->client_slots[at], 0);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_random_steps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
