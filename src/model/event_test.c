/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_test.c - the names of all 65,536 kinds.
 */
#include "model/event.h"

#include "base/expect.h"

static const struct {
    uint16_t kind;
    const char *name;
} rows[] = {
    {1, "REJECTED"},
    {2, "DUPLICATE"},
    {10, "ORDER_ACCEPTED"},
    {11, "ORDER_ARMED"},
    {12, "ORDER_HELD"},
    {13, "ORDER_TRIGGERED"},
    {14, "ORDER_ACTIVATED"},
    {15, "ORDER_AMENDED"},
    {16, "ORDER_DECREASED"},
    {17, "ORDER_REPLENISHED"},
    {18, "ORDER_TRAILED"},
    {19, "ORDER_CANCELLED"},
    {20, "ORDER_FILLED"},
    {30, "TRADE"},
    {31, "FILL"},
    {32, "AUCTION"},
    {40, "CASH"},
    {50, "PRODUCT"},
    {51, "PHASE"},
    {52, "REFERENCE_PRICE"},
    {60, "MEMBER"},
    {61, "USER"},
    {62, "ACCOUNT"},
    {63, "ACCOUNT_LIMITS"},
    {64, "ACCOUNT_TRADING"},
    {70, "GROUP"},
    {71, "MMP"},
    {72, "MASS_CANCELLED"},
    {73, "CLIENT_TEXT"},
    {80, "VENUE_TERMS"},
    {81, "CALENDAR"},
    {82, "RULES_VERSION"},
    {90, "PRICE_TERMS"},
    {91, "INDEX"},
    {92, "INDEX_INPUT"},
    {93, "MARK"},
    {94, "PREMIUM"},
    {95, "FUNDING"},
    {96, "FUNDING_PAYMENT"},
    {100, "MARGIN_VENUE"},
    {101, "MARGIN_TERMS"},
    {102, "MARGIN_MODE"},
    {103, "RISK_GRID"},
    {104, "ASSET_TERMS"},
    {105, "ASSET_PRICE"},
    {106, "ASSET_CASH"},
    {107, "ACCOUNT_QUEUED"},
    {108, "ACCOUNT_HEALTHY"},
    {110, "LIQUIDATION_TERMS"},
    {111, "LIQUIDATION"},
    {112, "CLOSE_OUT"},
    {113, "POSITION_MOVED"},
    {114, "DELEVERAGE"},
    {115, "DELEVERAGED"},
    {116, "FUND"},
    {117, "LIQUIDATION_AUCTION"},
    {118, "AUCTION_BID"},
    {119, "DEFAULT_STEP"},
    {130, "DEFAULT_TERMS"},
    {131, "DEFAULT_MEMBER"},
    {120, "BUSINESS_CALENDAR"},
    {121, "SETTLEMENT_TERMS"},
    {122, "EXPIRY_TERMS"},
    {123, "SETTLEMENT_PRICE"},
    {124, "PREFUNDING_TERMS"},
    {125, "TRADE_DATE"},
    {126, "VARIATION"},
    {127, "SETTLEMENT"},
    {128, "MEMBER_OBLIGATION"},
    {129, "PREFUNDING"},
    {140, "PAYOFF_TERMS"},
    {141, "ACCOUNT_CURRENCY"},
    {150, "REGISTER_TERMS"},
    {151, "REGISTER_ENTRY"},
    {152, "PRODUCT_FILING"},
    {153, "PARTICIPANT_TERMS"},
    {154, "ACCOUNT_PROFILE"},
    {156, "ELIGIBILITY"},
    {160, "CONTROL_TERMS"},
    {161, "ACTION"},
    {163, "ERROR_TRADE"},
    {170, "GIVE_UP_TERMS"},
    {171, "GIVE_UP"},
    {172, "ALLOCATION"},
    {175, "PROGRAMME_TERMS"},
    {176, "PROGRAMME_ENROL"},
    {177, "PROGRAMME_PAYMENT"},
    {178, "FEE_TIERS"},
    {185, "BLOCK_TERMS"},
    {186, "BLOCK_TRADE"},
    {187, "BLOCK_WITHDRAWN"},
    {164, "CASE"},
    {165, "REASON"},
};

static void test_names(void **state)
{
    (void)state;
    size_t known = 0;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_TEXT(rows[i].name, event_kind_name(rows[i].kind), rows[i].name);
    }
    for (uint32_t kind = 0; kind <= UINT16_MAX; kind++) {
        known += event_kind_name((uint16_t)kind) != NULL;
    }
    EXPECT_EQ("all kinds stand above", known, sizeof rows / sizeof rows[0]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_names)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
