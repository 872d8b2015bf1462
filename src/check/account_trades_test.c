/* SPDX-License-Identifier: Apache-2.0 */
/*
 * account_trades_test.c - trades of both accounts, once each, in sections without holes.
 */
#include "check/account_trades.h"

#include <stdio.h>

#include "base/expect.h"

/* A trade of 0.02 at 100.5 between accounts 7 (asks) and 8 (bids), of which 7 is the maker. */
#define TRADE(id)                                                                                  \
    "{\"trade_id\":" id ",\"type\":\"trade\",\"market_id\":1,\"size\":\"0.02\",\"price\":"         \
    "\"100.5\",\"ask_account_id\":7,\"bid_account_id\":8,\"is_maker_ask\":true,\"taker_fee\":30,"  \
    "\"taker_position_size_before\":\"0.10\",\"taker_entry_quote_before\":\"9.5\","                \
    "\"maker_position_size_before\":\"-1\",\"maker_entry_quote_before\":\"101.25\"}"
#define LIST(kind, name, trades) "{\"type\":\"" kind "\",\"" name "\":[" trades "]}"

/* "id/section;" for every trade. */
static void write_sections(const char *document, const char *market, char out[256])
{
    struct source source = {.path = "FILE", .document = {document, strlen(document)}};
    struct account_trades trades;
    struct replay_fault fault = {0};
    size_t at = 0;
    out[0] = '\0';
    if (!account_trades_read(&trades, &source, market, &fault)) {
        (void)snprintf(out, 256, "%.255s", fault.text);
        return;
    }
    for (size_t i = 0; i < trades.count; i++) {
        at += (size_t)snprintf(out + at, 256 - at, "%llu/%u;",
                               (unsigned long long)trades.list[i].id, trades.list[i].section);
    }
    account_trades_free(&trades);
}

static void test_sections(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *document;
        const char *market;
        const char *sections;
    } rows[] = {
        {"a list alone", "[" TRADE("5") "," TRADE("6") "]", NULL, "5/1;6/1;"},
        {"sorted, and each once", "[" TRADE("6") "," TRADE("5") "," TRADE("6") "]", NULL,
         "5/1;6/1;"},
        {"past liquidations are a selection",
         "[" LIST("subscribed/trade", "liquidation_trades", TRADE("1")) "," LIST(
             "subscribed/trade", "trades", TRADE("5")) "," LIST("update/trade", "trades",
                                                                TRADE("6")) "]",
         NULL, "1/0;5/1;6/1;"},
        {"a liquidation in both lists is continuous",
         "[" LIST("subscribed/trade", "liquidation_trades",
                  TRADE("5")) "," LIST("subscribed/trade", "trades", TRADE("5")) "]",
         NULL, "5/1;"},
        {"a new subscription that overlaps",
         "[" LIST("subscribed/trade", "trades", TRADE("5") "," TRADE("6")) "," LIST(
             "subscribed/trade", "trades", TRADE("6") "," TRADE("7")) "]",
         NULL, "5/1;6/1;7/1;"},
        {"a new subscription behind a hole",
         "[" LIST("subscribed/trade", "trades", TRADE("5") "," TRADE("6")) "," LIST(
             "subscribed/trade", "trades", TRADE("8")) "," LIST("update/trade", "trades",
                                                                TRADE("9")) "]",
         NULL, "5/1;6/1;8/2;9/2;"},
        {"a message in a text", "[{\"ts\":1,\"msg\":\"{\\\"type\\\":\\\"connected\\\"}\"}]", NULL,
         ""},
        {"another market is left out", "[" TRADE("5") "]", "2", ""},
        {"the market that is meant", "[" TRADE("5") "]", "1", "5/1;"},
        {"two markets", "[" TRADE("5") ",{\"trade_id\":6,\"market_id\":2}]", NULL,
         "FILE: offset 315: expected trades of one market_id, or --group with the one that is "
         "meant"},
        {"a trade without accounts", "{\"trade_id\":6,\"market_id\":2,\"is_maker_ask\":true}", NULL,
         "FILE: offset 48: expected a trade with ask_account_id and bid_account_id"},
        {"a trade without sides", "{\"trade_id\":6}", NULL,
         "FILE: offset 14: expected a trade with is_maker_ask true or false"},
        {"a text that is no document", "[{\"msg\":\"{\"}]", NULL,
         "FILE: offset 12: expected a text that is a JSON document"},
        {"cut off", "[" TRADE("5"), NULL, "FILE: offset 286: expected a JSON document"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char sections[256];
        write_sections(rows[i].document, rows[i].market, sections);
        EXPECT_TEXT(rows[i].row, sections, rows[i].sections);
    }
}

static void test_figures(void **state)
{
    (void)state;
    static const char document[] = "[" TRADE("5") "]";
    struct source source = {.path = "FILE", .document = {document, sizeof document - 1}};
    struct account_trades trades;
    struct replay_fault fault = {0};
    EXPECT_TRUE("read", account_trades_read(&trades, &source, NULL, &fault));
    EXPECT_EQ("one trade", trades.count, 1);
    const struct account_trade *trade = &trades.list[0];
    EXPECT_EQ("decimals of sizes", trades.size_scale, 2);
    EXPECT_EQ("decimals of prices", trades.price_scale, 1);
    EXPECT_EQ("decimals of money", trades.money_scale, 6);
    EXPECT_EQ("0.01 at 0.1 is 0.001", trades.units_per_lot, 1000);
    EXPECT_EQ("size", trade->size_lots, 2);
    EXPECT_EQ("price", trade->price_ticks, 1005);
    EXPECT_EQ("the taker bids", trade->taker_side, SIDE_BUY);
    EXPECT_EQ("taker", trade->account[ROLE_TAKER], 8);
    EXPECT_EQ("maker", trade->account[ROLE_MAKER], 7);
    EXPECT_EQ("taker's lots", trade->before[ROLE_TAKER].net_lots, 10);
    EXPECT_EQ("taker's entry", trade->before[ROLE_TAKER].entry_units, 9500000);
    EXPECT_EQ("maker's lots", trade->before[ROLE_MAKER].net_lots, -100);
    EXPECT_EQ("maker's entry", trade->before[ROLE_MAKER].entry_units, 101250000);
    EXPECT_EQ("taker's fee", trade->fee_ppm[ROLE_TAKER], 30);
    EXPECT_EQ("no fee", trade->fee_ppm[ROLE_MAKER], 0);
    EXPECT_FALSE("no liquidation", trade->is_liquidation);
    account_trades_free(&trades);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sections),
        cmocka_unit_test(test_figures),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
