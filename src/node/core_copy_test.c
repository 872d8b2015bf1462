/* SPDX-License-Identifier: Apache-2.0 */
/*
 * core_copy_test.c - what is tried on a copy changes the copy alone.
 *
 * Role   Tests core_copy.c.
 */
#include "node/core_copy.h"

#include "base/expect.h"
#include "core/fixture.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void test_tries(void **state)
{
    (void)state;
    struct core_copy copy;
    const struct event *events;
    struct core_config capacities = fixture_config();
    fixture_open(&fixture, memory, sizeof memory);
    (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 5, 100));
    struct hash128 before = core_hash(fixture.core);
    EXPECT_TRUE("there is memory", core_copy_open(&copy, &capacities, fixture.core));
    EXPECT_TRUE("it is the same", hash128_equal(core_hash(copy.core), before));

    struct command command = {.kind = COMMAND_ORDER_PLACE,
                              .account_id = ALICE,
                              .product_id = PRODUCT,
                              .order = fixture_entry(SIDE_BUY, 3, 100)};
    uint32_t count = core_copy_try(&copy, &command, &events);
    bool has_trade = false;
    for (uint32_t i = 0; i < count; i++) has_trade = has_trade || events[i].kind == EVENT_TRADE;
    EXPECT_TRUE("it trades", has_trade);
    EXPECT_EQ("with the next number", command.sequence, core_sequence(fixture.core) + 1);
    EXPECT_EQ("at the time of the venue", command.time_ns, core_time_ns(fixture.core));
    EXPECT_FALSE("the copy is another one", hash128_equal(core_hash(copy.core), before));
    EXPECT_TRUE("the venue is as it was", hash128_equal(core_hash(fixture.core), before));

    core_copy_close(&copy);
    core_copy_close(&copy); /* nothing is open any more */
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_tries)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
