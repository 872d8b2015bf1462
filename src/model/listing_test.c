/* SPDX-License-Identifier: Apache-2.0 */
/*
 * listing_test.c - the listing's order, and the golden figures that its terms must give.
 *
 * That the venue accepts every command is shown in agents/agents_test.c.
 */
#include "model/listing.h"

#include "base/expect.h"

static const struct listing listing = {.from_ns = INT64_C(1790000000000000000),
                                       .fund_account_id = 9,
                                       .product_id = 3,
                                       .regime = REGIME_VENUE,
                                       .method = DELEVERAGE_WATER_FILLING,
                                       .source_count = 2,
                                       .source_ids = {7, 8}};

/* The only command of this kind; false if there is none. */
static bool find(enum command_kind kind, struct command *found)
{
    struct command command;
    for (uint32_t step = 0; listing_command(&listing, step, &command); step++) {
        if (command.kind != kind) continue;
        *found = command;
        return true;
    }
    return false;
}

static void test_order(void **state)
{
    (void)state;
    struct command command;
    uint32_t last_state = PRODUCT_DRAFT;
    uint32_t count = 0;
    for (uint32_t step = 0; listing_command(&listing, step, &command); step++, count++) {
        EXPECT_TRUE("of this product or of the venue",
                    command.product_id == 3 || command.product_id == 0);
        EXPECT_TRUE("terms come before the listing",
                    command.kind == COMMAND_PRODUCT_STATE || last_state == PRODUCT_DRAFT);
        if (command.kind == COMMAND_PRODUCT_STATE) last_state = command.state.state;
    }
    EXPECT_EQ("it ends listed", last_state, PRODUCT_LISTED);
    EXPECT_TRUE("nothing behind the last", !listing_command(&listing, count, &command));
}

static void test_terms(void **state)
{
    (void)state;
    struct command command = {0};
    EXPECT_TRUE("prices", find(COMMAND_PRICE_TERMS, &command));
    EXPECT_EQ("sources", command.prices.source_count, 2);
    EXPECT_EQ("the second source", command.prices.sources[1].source_id, 8);
    EXPECT_TRUE("liquidation", find(COMMAND_LIQUIDATION_TERMS, &command));
    EXPECT_EQ("the fund", command.liquidation.fund_account_id, 9);
    EXPECT_TRUE("definition", find(COMMAND_PRODUCT_DEFINE, &command));
    EXPECT_TEXT("symbol", command.terms.symbol, "BTCPERP");
    int64_t plain_ppm = command.terms.initial_margin_ppm;
    EXPECT_TRUE("margin", find(COMMAND_MARGIN_TERMS, &command));
    /* One lot at a mark of 6.3329 USD: 63,329 ticks of 100 micros. */
    int64_t maintenance = INT64_C(63329) * 100 * command.margin.brackets[0].maintenance_ppm;
    EXPECT_EQ("maintenance margin of the golden account", maintenance / 1000000, 825898);
    int64_t factor_ppm = command.margin.initial_factor_ppm;
    EXPECT_EQ("the plain rate is the initial rate", plain_ppm,
              (command.margin.brackets[0].maintenance_ppm * factor_ppm) / 1000000);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_order), cmocka_unit_test(test_terms)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
