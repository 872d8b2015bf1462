/* SPDX-License-Identifier: Apache-2.0 */
/*
 * view_block_test.c - what a look says of blocks and margin models, for view_block.c, and what
 * scenarios cannot show of flow_block.c: a table of proposals that is full (R-BLOCK-1 to R-BLOCK-3,
 * R-BLOCK-6, R-PM-6).
 */
#include "base/expect.h"
#include "core/fixture.h"

#define HOUR_NS INT64_C(3600000000000)

static _Alignas(64) unsigned char memory[FIXTURE_SIZE];
static struct fixture fixture;

static void start(void)
{
    fixture_open(&fixture, memory, sizeof memory);
    fixture_command(&fixture, COMMAND_REFERENCE_PRICE)->product_id = PRODUCT;
    fixture.command.reference.mark.ticks_e4 = 100 * FINE_PER_TICK;
    fixture_step(&fixture);
    fixture_command(&fixture, COMMAND_BLOCK_TERMS)->product_id = PRODUCT;
    fixture.command.block_terms =
        (struct body_block_terms){.lots_min = 5, .window_ns = HOUR_NS, .band_ppm = 50000};
    fixture_step(&fixture);
    assert_int_equal(fixture_reject(&fixture), REJECT_NONE);
}

static struct command block_of(uint64_t consent_id, int64_t lots, int64_t ticks)
{
    struct command command = {
        .kind = COMMAND_BLOCK_TRADE, .account_id = ALICE, .product_id = PRODUCT};
    command.block_trade = (struct body_block_trade){.consent_id = consent_id,
                                                    .agreed_ns = fixture.time_ns,
                                                    .price = {ticks},
                                                    .lots = lots,
                                                    .other_account_id = BOB,
                                                    .side = SIDE_BUY};
    return command;
}

static enum reject trade_block(uint64_t consent_id)
{
    struct command block = block_of(consent_id, 5, 100);
    struct command *command = fixture_command(&fixture, COMMAND_BLOCK_TRADE);
    command->account_id = ALICE;
    command->product_id = PRODUCT;
    command->block_trade = block.block_trade;
    fixture_step(&fixture);
    return fixture_reject(&fixture);
}

static void test_looks(void **state)
{
    (void)state;
    struct event_reject reject;
    start();
    EXPECT_EQ("terms", core_block_terms(fixture.core, PRODUCT).lots_min, 5);
    EXPECT_EQ("no such product", core_block_terms(fixture.core, 999).lots_min, 0);
    struct command command = block_of(0, 5, 105);
    EXPECT_FALSE("within the band", core_block_refuses(fixture.core, &command, &reject));
    command = block_of(0, 4, 105);
    EXPECT_TRUE("small", core_block_refuses(fixture.core, &command, &reject));
    EXPECT_EQ("it says so", reject.code, REJECT_BLOCK_SIZE);
    EXPECT_EQ("and what is large enough", reject.legal, 5);
    command = block_of(0, 5, 106);
    EXPECT_TRUE("far", core_block_refuses(fixture.core, &command, &reject));
    EXPECT_EQ("too far", reject.code, REJECT_PRICE_OUT_OF_BAND);
    struct account_risk_view now;
    struct account_risk_view then;
    EXPECT_TRUE("as it is", core_account_risk(fixture.core, ALICE, &now));
    EXPECT_TRUE("in the other model",
                core_account_risk_in(fixture.core, ALICE, MARGIN_PORTFOLIO, &then));
    EXPECT_TRUE("said", then.is_portfolio);
    EXPECT_TRUE("and put back", core_account_risk(fixture.core, ALICE, &then));
    EXPECT_FALSE("as it was", then.is_portfolio);
    EXPECT_FALSE("nobody", core_account_risk_in(fixture.core, 99, MARGIN_CROSS, &then));
}

/* R-BLOCK-2: so many are kept for an hour, and no more; then their places are used again. */
static void test_kept(void **state)
{
    (void)state;
    start();
    for (uint64_t id = 1; id <= BLOCK_CONSENTS_MAX; id++) {
        assert_int_equal(trade_block(id), REJECT_NONE);
    }
    EXPECT_EQ("full", trade_block(5000), REJECT_CAPACITY);
    EXPECT_EQ("the first is known", trade_block(1), REJECT_BLOCK_USED);
    fixture.time_ns += HOUR_NS + 1;
    EXPECT_EQ("an hour later", trade_block(5000), REJECT_NONE);
    EXPECT_EQ("once", trade_block(5000), REJECT_BLOCK_USED);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_looks),
        cmocka_unit_test(test_kept),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
