/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_test.c - sizes and names of all 65,536 kinds.
 */
#include "model/command.h"

#include "base/expect.h"

static const struct {
    uint16_t kind;
    uint32_t size;
    const char *name;
} rows[] = {
    {COMMAND_TICK, 48, "TICK"},
    {COMMAND_SEAL, 88, "SEAL"},
    {COMMAND_RULES_VERSION, 48, "RULES_VERSION"},
    {COMMAND_CALENDAR, 560, "CALENDAR"},
    {COMMAND_VENUE_TERMS, 56, "VENUE_TERMS"},
    {COMMAND_MEMBER_SET, 48, "MEMBER_SET"},
    {COMMAND_USER_SET, 56, "USER_SET"},
    {COMMAND_ACCOUNT_OPEN, 72, "ACCOUNT_OPEN"},
    {COMMAND_ACCOUNT_STATE, 56, "ACCOUNT_STATE"},
    {COMMAND_ACCOUNT_LIMITS, 72, "ACCOUNT_LIMITS"},
    {COMMAND_ACCOUNT_TRADING, 48, "ACCOUNT_TRADING"},
    {COMMAND_DEPOSIT, 64, "DEPOSIT"},
    {COMMAND_WITHDRAW, 64, "WITHDRAW"},
    {COMMAND_TRANSFER, 64, "TRANSFER"},
    {COMMAND_PRODUCT_DEFINE, 248, "PRODUCT_DEFINE"},
    {COMMAND_PRODUCT_TERMS, 248, "PRODUCT_TERMS"},
    {COMMAND_PRODUCT_STATE, 56, "PRODUCT_STATE"},
    {COMMAND_PHASE, 56, "PHASE"},
    {COMMAND_HALT, 56, "HALT"},
    {COMMAND_REFERENCE_PRICE, 56, "REFERENCE_PRICE"},
    {COMMAND_ORDER_PLACE, 112, "ORDER_PLACE"},
    {COMMAND_ORDER_LIST, 264, "ORDER_LIST"},
    {COMMAND_ORDER_AMEND, 88, "ORDER_AMEND"},
    {COMMAND_ORDER_DECREASE, 88, "ORDER_DECREASE"},
    {COMMAND_ORDER_CANCEL, 56, "ORDER_CANCEL"},
    {COMMAND_MASS_CANCEL, 56, "MASS_CANCEL"},
    {COMMAND_GROUP_SET, 64, "GROUP_SET"},
    {COMMAND_GROUP_RESET, 64, "GROUP_RESET"},
    {COMMAND_MMP_SET, 72, "MMP_SET"},
    {COMMAND_MMP_RESET, 72, "MMP_RESET"},
    {COMMAND_SESSION_DISCONNECT, 48, "SESSION_DISCONNECT"},
    {COMMAND_CLIENT_TEXT, 112, "CLIENT_TEXT"},
    {COMMAND_GROUP_TRIGGER, 64, "GROUP_TRIGGER"},
    {COMMAND_GROUP_LIMIT, 64, "GROUP_LIMIT"},
    {COMMAND_PRICE_TERMS, 224, "PRICE_TERMS"},
    {COMMAND_SOURCE_PRICE, 80, "SOURCE_PRICE"},
    {COMMAND_MARK_TERMS, 88, "MARK_TERMS"},
    {COMMAND_FUNDING_TERMS, 160, "FUNDING_TERMS"},
    {COMMAND_LIQUIDATION_TERMS, 112, "LIQUIDATION_TERMS"},
    {COMMAND_AUCTION_BID, 64, "AUCTION_BID"},
    {COMMAND_DEFAULT_TERMS, 80, "DEFAULT_TERMS"},
    {COMMAND_DEFAULT_MEMBER, 56, "DEFAULT_MEMBER"},
    {COMMAND_MARGIN_VENUE, 48, "MARGIN_VENUE"},
    {COMMAND_MARGIN_TERMS, 880, "MARGIN_TERMS"},
    {COMMAND_MARGIN_MODE, 48, "MARGIN_MODE"},
    {COMMAND_RISK_GRID, 312, "RISK_GRID"},
    {COMMAND_ASSET_TERMS, 64, "ASSET_TERMS"},
    {COMMAND_ASSET_PRICE, 56, "ASSET_PRICE"},
    {COMMAND_ASSET_DEPOSIT, 64, "ASSET_DEPOSIT"},
    {COMMAND_ASSET_WITHDRAW, 64, "ASSET_WITHDRAW"},
    {COMMAND_BUSINESS_CALENDAR, 944, "BUSINESS_CALENDAR"},
    {COMMAND_SETTLEMENT_TERMS, 96, "SETTLEMENT_TERMS"},
    {COMMAND_EXPIRY_TERMS, 80, "EXPIRY_TERMS"},
    {COMMAND_SETTLEMENT_PRICE, 64, "SETTLEMENT_PRICE"},
    {COMMAND_PAYOFF_TERMS, 48, "PAYOFF_TERMS"},
    {COMMAND_ACCOUNT_CURRENCY, 48, "ACCOUNT_CURRENCY"},
    {COMMAND_PREFUNDING_TERMS, 80, "PREFUNDING_TERMS"},
    {COMMAND_REGISTER_TERMS, 48, "REGISTER_TERMS"},
    {COMMAND_REGISTER_ENTRY, 288, "REGISTER_ENTRY"},
    {COMMAND_PRODUCT_FILING, 64, "PRODUCT_FILING"},
    {COMMAND_CASE, 168, "CASE"},
};

static void test_sizes_and_names(void **state)
{
    (void)state;
    size_t known = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].name, command_size(rows[i].kind), rows[i].size);
        EXPECT_TEXT(rows[i].name, command_kind_name(rows[i].kind), rows[i].name);
    }
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        bool is_known = command_size((uint16_t)kind) != 0;
        EXPECT_EQ("a name goes with a size", command_kind_name((uint16_t)kind) != NULL, is_known);
        known += is_known;
    }
    EXPECT_EQ("all kinds stand above", known, sizeof rows / sizeof rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_sizes_and_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
