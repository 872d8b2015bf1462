/* SPDX-License-Identifier: Apache-2.0 */
/*
 * audit_margin_test.c - each fault about margin, planted in a sound venue, is found by
 * audit_margin.c (R-ATT-6, R-ATT-7, R-COLL-2, R-TIER-9).
 */
#include "base/expect.h"
#include "core/audit_margin.h"
#include "core/fixture.h"
#include "core/state/state.h"

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static unsigned char kept[FIXTURE_SIZE];
static struct fixture fixture;
static struct core *core;

static struct look *look_of(uint32_t account)
{
    return &core->looks[position_find(&core->positions, account, PRODUCT)];
}

static struct position *position_of(uint32_t account)
{
    return position_at(&core->positions, position_find(&core->positions, account, PRODUCT));
}

/* Alice is long and queued; bob is short to her and carol; carol is long with little to spare. */
static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    core = fixture.core;
    (void)fixture_marks(&fixture, 1000, 0);
    struct command *command = fixture_command(&fixture, COMMAND_MARGIN_TERMS);
    command->product_id = PRODUCT;
    command->margin.bracket_count = 1;
    command->margin.initial_mode = INITIAL_FACTOR;
    command->margin.initial_factor_ppm = 1300000;
    command->margin.brackets[0].maintenance_ppm = 100000;
    fixture_step(&fixture);
    for (uint32_t account = 4; account <= 7; account++) {
        (void)fixture_account(&fixture, MEMBER, 0);
        (void)fixture_deposit(&fixture, account, 13000000 + 100000 * (int64_t)(account - 4));
        (void)fixture_place(&fixture, BOB, fixture_entry(SIDE_SELL, 1000, 1000));
        (void)fixture_place(&fixture, account, fixture_entry(SIDE_BUY, 1000, 1000));
    }
    (void)fixture_marks(&fixture, 977, 0);
    fixture_command(&fixture, COMMAND_ASSET_TERMS)->asset =
        (struct body_asset_terms){1, 0, 1000, 1000};
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_ASSET_DEPOSIT)->account_id = ALICE;
    fixture.command.asset_cash = (struct body_asset_cash){1, 0, 10, 0};
    fixture_step(&fixture);
    memcpy(kept, memory, sizeof memory);
}

#define PLANT(row, change)                                                                         \
    do {                                                                                           \
        change;                                                                                    \
        EXPECT_STOPS(row, audit_margin(core));                                                     \
        memcpy(memory, kept, sizeof memory);                                                       \
        audit_margin(core);                                                                        \
    } while (0)

static void test_planted_faults(void **state)
{
    (void)state;
    start();
    EXPECT_EQ("one is queued", core->venue->queue_count, 1);
    EXPECT_EQ("the first", core->venue->queue_oldest, 4);
    EXPECT_TRUE("the short is seen", look_of(BOB)->rank != 0);
    PLANT("a count of the queue", core->venue->queue_count = 2);
    PLANT("the queue's end", core->venue->queue_newest = 5);
    PLANT("a flag without a place", core->accounts[5].margin_flags |= MARGIN_QUEUED);
    PLANT("a place without a flag", core->accounts[4].margin_flags = MARGIN_FULL);
    PLANT("a link of the queue", core->links[4].queue_older = 3);
    PLANT("a product's queue that is empty", core->margins[PRODUCT].queue.oldest = 0);
    PLANT("a product's queue without an end", core->margins[PRODUCT].queue.newest = 0);
    PLANT("one too many in a product's queue", look_of(4)->right = 1);
    PLANT("a link of a product's queue", look_of(4)->left = 1);
    PLANT("a look that is left over", core->links[2].look_next = 1);
    PLANT("a position out of sight", look_of(5)->rank = 0);
    PLANT("the wrong side", look_of(5)->side = SIDE_SELL);
    PLANT("a key above its parent's",
          look_of(5)->parent != 0 ? (look_of(5)->key = INT64_MAX) : (look_of(6)->key = INT64_MAX));
    PLANT("a rank", look_of(6)->rank = 9);
    PLANT("a root", core->margins[PRODUCT].roots[SIDE_BUY] = 0);
    PLANT("a hold under the full model", position_of(5)->margin_micros = 1);
    PLANT("a product without its terms", core->margins[PRODUCT].terms_version = 0);
    PLANT("an account that does not know", core->accounts[5].margin_flags = 0);
    PLANT("a position that does not know", position_of(5)->is_margined = 0);
    PLANT("units from nowhere", core->holdings[1].units++);
    PLANT("custody", core->assets[1].custody_units++);
    PLANT("a debt of units", core->holdings[1].units = -1);
    PLANT("a holding of another asset", core->holdings[1].asset = 2);
    PLANT("the end of a list", core->assets[1].last_holding = 0);
    PLANT("an unhealthy account that no mark would find",
          core->ledger.lines[entry_account(5)].balance_micros -= 5000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_planted_faults)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
