/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefetch_test.c - hints change nothing, whatever the command says, for prefetch.c.
 */
#include "base/expect.h"
#include "base/random.h"
#include "core/core.h"
#include "core/fixture.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void hint(const struct command *command)
{
    for (uint32_t stage = 0; stage < CORE_PREFETCH_STAGES; stage++) {
        core_prefetch(fixture.core, command, stage);
    }
}

static void test_hints_change_nothing(void **state)
{
    (void)state;
    fixture_open(&fixture, memory, sizeof memory);
    uint64_t resting = fixture_place(&fixture, ALICE, fixture_entry(SIDE_BUY, 5, 100));
    struct hash128 before = core_hash(fixture.core);

    struct command cancel = {.kind = COMMAND_ORDER_CANCEL,
                             .account_id = ALICE,
                             .product_id = PRODUCT,
                             .cancel = {.order_id = resting}};
    hint(&cancel);
    cancel.cancel = (struct body_cancel){.client_order_id = 77};
    hint(&cancel);
    EXPECT_TRUE("a cancel", hash128_equal(before, core_hash(fixture.core)));

    /* Random bytes as commands: ids and prices of every kind, most of them wrong. */
    struct random random;
    random_seed(&random, 11);
    for (uint32_t i = 0; i < 100000; i++) {
        struct command command = {
            .kind = (uint16_t)random_below(&random, 60),
            .account_id = (uint32_t)random_u64(&random) >> random_below(&random, 32),
            .product_id = (uint16_t)((uint16_t)random_u64(&random) >> random_below(&random, 16)),
            .order = {.client_order_id = random_u64(&random),
                      .price = {(int64_t)random_u64(&random)},
                      .side = (uint8_t)random_u64(&random)},
        };
        hint(&command);
    }
    EXPECT_TRUE("random bytes", hash128_equal(before, core_hash(fixture.core)));
}

/* A core with fewer orders than an id has numbers for: an id can name a slot that is not there. */
static void test_ids_of_no_slot(void **state)
{
    (void)state;
    struct core_config config = fixture_config();
    config.orders_max = 200;
    memset(memory, 0, sizeof memory);
    fixture.core = core_init(memory, sizeof memory, &config);
    struct hash128 before = core_hash(fixture.core);
    for (uint64_t id = 0; id < 600; id++) {
        hint(&(struct command){.kind = COMMAND_ORDER_CANCEL, .cancel = {.order_id = id}});
        hint(
            &(struct command){.kind = COMMAND_ORDER_AMEND, .amend = {.order_id = UINT64_MAX - id}});
    }
    EXPECT_TRUE("nothing changed", hash128_equal(before, core_hash(fixture.core)));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_hints_change_nothing),
        cmocka_unit_test(test_ids_of_no_slot),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
