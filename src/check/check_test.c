/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_test.c - each check on a file of a few lines: right, wrong, unusable.
 *
 * Tests check.c, check_mark.c, check_funding.c, funding_premium.c, funding_cap.c,
 * funding_accrual.c, check_premium.c, check_positions.c, check_tiers.c and check_fund.c;
 * test/check has more, and tests check_index.c, which reads several files.
 */
#include "check/check.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"

#define OPTIONS_MAX 4

struct option {
    const char *name;
    int64_t value;
};

struct check_row {
    const char *row;
    const char *check;
    const char *text;
    const char *group;
    struct option options[OPTIONS_MAX];
    enum check_status status;
    const char *tail; /* how the output ends, or what the fault says behind the path */
};

/* Account 1 sells 0.2 at 100 of its 1 to account 2, which is short of 0.5. */
#define TRADE_1                                                                                    \
    "{\"trade_id\":1,\"type\":\"liquidation\",\"size\":\"0.2\",\"price\":\"100\","                 \
    "\"ask_account_id\":1,\"bid_account_id\":2,\"is_maker_ask\":false,\"taker_fee\":10000,"        \
    "\"taker_position_size_before\":\"1.0\",\"taker_entry_quote_before\":\"90\","                  \
    "\"maker_position_size_before\":\"-0.5\",\"maker_entry_quote_before\":\"55\"}"
/* 1 has 0.8 for 72 and buys 0.1; 2 is short of 0.3 for 33. */
#define TRADE_2(entry)                                                                             \
    "{\"trade_id\":2,\"size\":\"0.1\",\"price\":\"110\",\"ask_account_id\":2,"                     \
    "\"bid_account_id\":1,\"is_maker_ask\":true,"                                                  \
    "\"taker_position_size_before\":\"0.8\",\"taker_entry_quote_before\":\"" entry "\","           \
    "\"maker_position_size_before\":\"-0.3\",\"maker_entry_quote_before\":\"33\"}"

/* clang-format off */
#define CAP_HEAD "timestamp,fundingInterval,fundingRate,fundingRateDaily\n"
/* clang-format on */
#define CAP_ROW(time, length, rate, daily) time "," length "," rate "," daily "\n"

#define IMPACT(premium, bid, ask, oracle)                                                          \
    "{\"premium\":\"" premium "\",\"oraclePx\":\"" oracle "\",\"impactPxs\":[\"" bid "\",\"" ask   \
    "\"]}"

/* The bid is 100, the ask 102, the last price 101.5, the index 100. */
#define FEED                                                                                       \
    "{\"e\":\"bookTicker\",\"s\":\"A\",\"b\":\"100\",\"a\":\"102\",\"T\":1680652800100}\n"         \
    "{\"e\":\"trade\",\"s\":\"A\",\"p\":\"101.5\",\"T\":1680652800200}\n"
#define FEED_MARK(time, rate, price)                                                               \
    "{\"e\":\"markPriceUpdate\",\"s\":\"A\",\"i\":\"100\",\"r\":\"" rate "\",\"p\":\"" price       \
    "\",\"E\":" time ",\"T\":1680667201000}\n"
#define FEED_TERMS                                                                                 \
    {                                                                                              \
        {"step", 1},                                                                               \
        {                                                                                          \
            "samples", 2                                                                           \
        }                                                                                          \
    }

#define TIER(floor, rate, cum)                                                                     \
    "{\"notionalFloor\":" floor ",\"maintMarginRatio\":" rate ",\"cum\":" cum "}"

#define FUND_HEAD "timestamp,currency,walletBalance\n"

static const struct check_row rows[] = {
    {"positions: both accounts as recorded",
     "positions",
     "[" TRADE_1 "," TRADE_2("72") "]",
     NULL,
     {{NULL, 0}},
     CHECK_PASS,
     "result: positions lighter identical 2/2 largest-error 0.000000 liquidations-reduce 1/1 fees "
     "4/4 pass\n"},
    {"positions: an entry notional that is wrong",
     "positions",
     "[" TRADE_1 "," TRADE_2("72.00002") "]",
     NULL,
     {{NULL, 0}},
     CHECK_DIFFERS,
     "result: positions lighter identical 1/2 largest-error 0.000020 liquidations-reduce 1/1 fees "
     "4/4 fail\n"},
    {"positions: the same under a wider tolerance",
     "positions",
     "[" TRADE_1 "," TRADE_2("72.00002") "]",
     NULL,
     {{"tolerance", 20000000}},
     CHECK_PASS,
     "result: positions lighter identical 2/2 largest-error 0.000020 liquidations-reduce 1/1 fees "
     "4/4 pass\n"},
    {"positions: a fee that is too high",
     "positions",
     "[" TRADE_1 "," TRADE_2("72") "]",
     NULL,
     {{"fee-max", 9999}},
     CHECK_DIFFERS,
     "fees 3/4 fail\n"},
    {"positions: one trade shows nothing",
     "positions",
     "[" TRADE_1 "]",
     NULL,
     {{NULL, 0}},
     CHECK_DIFFERS,
     "identical 0/0 largest-error 0.000000 liquidations-reduce 1/1 fees 2/2 fail\n"},
    {"positions: no trades",
     "positions",
     "[]",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected objects with trade_id, size and price"},
    {"mark: the mean of the mid above the index is in the middle", "mark",
     FEED FEED_MARK("1680652801000", "0", "1") FEED_MARK("1680652802005", "0", "101"), NULL,
     FEED_TERMS, CHECK_PASS,
     "mark: A: 1 quotes, 1 trades, 2 marks; 1 marks while the mean was not whole, 0 gaps\n"
     "result: mark binance within-max 1/1 error-bp median 0.0000 p90 0.0000 p99 0.0000 max 0.0000 "
     "pass\n"},
    {"mark: the funding basis is in the middle: four hours of eight are left", "mark",
     FEED FEED_MARK("1680652800900", "0", "1") FEED_MARK("1680652801000", "0.0299", "101.495"),
     NULL, FEED_TERMS, CHECK_PASS,
     "result: mark binance within-max 1/1 error-bp median 0.0000 p90 0.0000 p99 0.0000 max 0.0000 "
     "pass\n"},
    {"mark: the last price is in the middle, and the venue's mark is not", "mark",
     FEED FEED_MARK("1680652801000", "0.04", "1") FEED_MARK("1680652802000", "0.04", "101.4"), NULL,
     FEED_TERMS, CHECK_DIFFERS,
     "result: mark binance within-max 0/1 error-bp median 9.8620 p90 9.8620 p99 9.8620 max "
     "9.8620 fail\n"},
    {"mark: behind a gap the mean begins anew", "mark",
     FEED FEED_MARK("1680652801000", "0", "1") FEED_MARK("1680652812000", "0", "1"), NULL,
     FEED_TERMS, CHECK_DIFFERS,
     "mark: A: 1 quotes, 1 trades, 2 marks; 2 marks while the mean was not whole, 1 gaps\n"
     "result: mark binance within-max 0/0 error-bp median 0.0000 p90 0.0000 p99 0.0000 max 0.0000 "
     "fail\n"},
    {"mark: no quotes",
     "mark",
     FEED_MARK("1680652801000", "0", "1"),
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": expected messages bookTicker and markPriceUpdate"},
    {"funding: rates from premiums",
     "funding",
     "[{\"coin\":\"BTC\",\"fundingRate\":\"0.0000617991\",\"premium\":\"0.0009943926\"},"
     "{\"coin\":\"BTC\",\"fundingRate\":\"0.0000125\",\"premium\":\"-0.0001\"}]",
     NULL,
     {{NULL, 0}},
     CHECK_PASS,
     "result: funding hyperliquid rates 2/2 largest-error 0.000000000025 tolerance "
     "0.000000000050 pass\n"},
    {"funding: a rate that is wrong, one coin of two",
     "funding",
     "[{\"coin\":\"BTC\",\"fundingRate\":\"0.0000125002\",\"premium\":\"-0.0001\"},"
     "{\"coin\":\"ETH\",\"fundingRate\":\"0.0000125\",\"premium\":\"-0.0001\"}]",
     "BTC",
     {{NULL, 0}},
     CHECK_DIFFERS,
     "result: funding hyperliquid rates 0/1 largest-error 0.000000000200 tolerance "
     "0.000000000050 fail\n"},
    {"funding: no interest, no dampener, no division",
     "funding",
     "[{\"fundingRate\":\"-0.0001\",\"premium\":\"-0.0001\"}]",
     NULL,
     {{"interest", 0}, {"dampener", 0}, {"divisor", 1}},
     CHECK_PASS,
     "result: funding hyperliquid rates 1/1 largest-error 0.000000000000 tolerance "
     "0.000000000050 pass\n"},
    {"funding: a premium without a rate",
     "funding",
     "[{\"premium\":\"0.1\"}]",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected rows with premium and funding_rate, with fundingRate, fundingRateDaily "
     "and fundingInterval, or with interest_1h and interest_8h"},
    {"funding: no objects",
     "funding",
     "[1]",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected rows with premium and funding_rate, with fundingRate, fundingRateDaily "
     "and fundingInterval, or with interest_1h and interest_8h"},
    {"funding: a cap that came into force with the second row",
     "funding",
     CAP_HEAD CAP_ROW("2016-08-03T12:00:00Z", "2000-01-01T08:00:00Z", "-0.006821", "-0.020463")
         CAP_ROW("2016-08-03T20:00:00Z", "2000-01-01T08:00:00Z", "0.00375", "0.01125") CAP_ROW(
             "2016-08-04T04:00:00Z", "2000-01-01T08:00:00Z", "1e-4", "3.0000000000000003e-4")
             CAP_ROW("2016-08-04T12:00:00Z", "2000-01-02T00:00:00Z", "5.16e-4", "5.16e-4"),
     NULL,
     {{NULL, 0}},
     CHECK_PASS,
     "funding: 4 rows, under the cap from 2016-08-03T20:00:00.000000000Z\n"
     "result: funding bitmex within-cap 3/3 cap 0.00375 at-cap 1 daily 4/4 three-a-day 3 pass\n"},
    {"funding: the same from the first day",
     "funding",
     CAP_HEAD CAP_ROW("2016-08-03T12:00:00Z", "2000-01-01T08:00:00Z", "-0.006821", "-0.020463")
         CAP_ROW("2016-08-03T20:00:00Z", "2000-01-01T08:00:00Z", "0.00375", "0.01125"),
     NULL,
     {{"from", 20160803}},
     CHECK_DIFFERS,
     "within-cap 1/2 cap 0.00375 at-cap 1 daily 2/2 three-a-day 2 fail\n"},
    {"funding: most rows beyond the cap",
     "funding",
     CAP_HEAD CAP_ROW("2016-08-03T12:00:00Z", "2000-01-01T08:00:00Z", "-0.006821", "-0.020463")
         CAP_ROW("2016-08-03T20:00:00Z", "2000-01-01T08:00:00Z", "0.003751", "0.011253")
             CAP_ROW("2016-08-04T04:00:00Z", "2000-01-01T08:00:00Z", "0.00375", "0.01125"),
     NULL,
     {{NULL, 0}},
     CHECK_DIFFERS,
     "within-cap 1/1 cap 0.00375 at-cap 1 daily 3/3 three-a-day 3 fail\n"},
    {"funding: a rate of a day that is wrong",
     "funding",
     CAP_HEAD CAP_ROW("2016-08-03T20:00:00Z", "2000-01-01T08:00:00Z", "0.001", "0.001"),
     NULL,
     {{NULL, 0}},
     CHECK_DIFFERS,
     "within-cap 1/1 cap 0.00375 at-cap 0 daily 0/1 three-a-day 0 fail\n"},
    {"funding: a length that is none",
     "funding",
     CAP_HEAD CAP_ROW("2016-08-03T20:00:00Z", "2000-01-03T00:00:00Z", "0.001", "0.001"),
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": line 2, column 22: expected a length from a minute to a day, counted from 2000-01-01"},
    {"funding: hours that add up",
     "funding",
     "timestamp,interest_8h,interest_1h\n1556622000000,0.5,0.0001\n1556625600000,0.0003,0.0001\n"
     "1556629200000,0.0003,0.0002\n",
     NULL,
     {{"base", 2}},
     CHECK_PASS,
     "funding: 3 hours, 1 periods without a missing hour, charged on a constant worth\n"
     "result: funding deribit within-p95-limit 1/1 median 0.000000000000 p95 0.000000000000 "
     "pass\n"},
    {"funding: hours in JSON, the newest first",
     "funding",
     "{\"result\":[{\"timestamp\":1556629200000,\"interest_8h\":0.0003,\"interest_1h\":2e-4,"
     "\"prev_index_price\":null},"
     "{\"timestamp\":1556625600000,\"interest_8h\":1,\"interest_1h\":1}]}",
     NULL,
     {{"base", 1}},
     CHECK_DIFFERS,
     "result: funding deribit within-p95-limit 0/1 median 0.000100000000 p95 0.000100000000 "
     "fail\n"},
    {"funding: hours charged in coin: 0.0001 of 1/100 and 0.0002 of 1/200 are 0.0002 of 1/100",
     "funding",
     "timestamp,interest_8h,interest_1h,index_price\n1556622000000,1,1,100\n"
     "1556625600000,1,0.0001,200\n1556629200000,0.0002,0.0002,50\n",
     NULL,
     {{"base", 2}},
     CHECK_PASS,
     "funding: 3 hours, 1 periods without a missing hour, charged in coin\n"
     "result: funding deribit within-p95-limit 1/1 median 0.000000000000 p95 0.000000000000 "
     "pass\n"},
    {"funding: an index out of all proportion",
     "funding",
     "timestamp,interest_8h,interest_1h,index_price\n1556622000000,1,1,100\n"
     "1556625600000,1,0.0001,0.05\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": expected index prices within a factor of 1000"},
    {"funding: premiums in a table",
     "funding",
     "coin,premium,fundingRate\nBTC,0.0009943926,0.0000617991\nBTC,x,1\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": line 3, column 5: expected a premium within +-1"},
    {"funding: hours that do not",
     "funding",
     "timestamp,interest_8h,interest_1h\n1556622000000,0.5,0.0001\n1556625600000,0.0003,0.0001\n"
     "1556629200000,0.0004,0.0002\n",
     NULL,
     {{"base", 2}},
     CHECK_DIFFERS,
     "result: funding deribit within-p95-limit 0/1 median 0.000100000000 p95 0.000100000000 "
     "fail\n"},
    {"funding: an hour is missing",
     "funding",
     "timestamp,interest_8h,interest_1h\n1556622000000,0.5,0.0001\n1556629200000,0.0003,0.0002\n",
     NULL,
     {{"base", 1}},
     CHECK_DIFFERS,
     "funding: 2 hours, 0 periods without a missing hour, charged on a constant worth\n"
     "result: funding deribit within-p95-limit 0/0 median 0.000000000000 p95 0.000000000000 "
     "fail\n"},
    {"funding: a table of something else",
     "funding",
     "a,b\n1,2\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected rows with premium and funding_rate, with fundingRate, fundingRateDaily "
     "and fundingInterval, or with interest_1h and interest_8h"},
    {"premium: the own list of a venue",
     "premium",
     "{\"ctxs\":[[\"\",[" IMPACT("-0.0005927453", "77558.0", "77559.0", "77605.0") "," IMPACT(
         "0.0003861998", "0.15542", "0.15596",
         "0.15536") ",{\"premium\":null,\"impactPxs\":null,"
                    "\"oraclePx\":\"1\"}]],[\"other\",[" IMPACT("9", "1", "2", "3") "]]]}",
     NULL,
     {{NULL, 0}},
     CHECK_PASS,
     "premium: 1 instruments without premium or impact prices\n"
     "result: premium hyperliquid 2/2 largest-error 0.000000000012 tolerance 0.000000000100 "
     "pass\n"},
    {"premium: another list",
     "premium",
     "{\"ctxs\":[[\"\",[]],[\"other\",[" IMPACT("9", "1", "2", "3") "]]]}",
     "other",
     {{NULL, 0}},
     CHECK_DIFFERS,
     "result: premium hyperliquid 0/1 largest-error 9.333333333333 tolerance 0.000000000100 "
     "fail\n"},
    {"premium: three impact prices",
     "premium",
     "[{\"premium\":\"1\",\"impactPxs\":[\"1\",\"2\",\"3\"],\"oraclePx\":\"1\"}]",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 57: expected an object with a premium, two impactPxs and an oraclePx of at most 8 "
     "decimals"},
    {"premium: no premiums",
     "premium",
     "[{\"premium\":null}]",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected objects with premium, impactPxs and oraclePx"},
    {"tiers: deductions as published",
     "tiers",
     "{\"A\":[" TIER("0", "0.01", "0.0") "," TIER("50000", "0.015", "250") "," TIER(
         "600000", "0.02", "3250") "],\"B\":[" TIER("0", "0.5", "0") "]}",
     NULL,
     {{NULL, 0}},
     CHECK_PASS,
     "result: tiers binance deductions 2/2 joints 2/2 instruments 2 pass\n"},
    {"tiers: one instrument, the margin of 100,000",
     "tiers",
     "{\"A\":[" TIER("0", "0.01", "0.0") "," TIER("50000", "0.015",
                                                  "250") "],\"B\":[" TIER("0", "0.5", "0") "]}",
     "A",
     {{"notional", 100000000000}},
     CHECK_PASS,
     "tiers: A notional 100000 maintenance 1250\n"
     "result: tiers binance deductions 1/1 joints 1/1 instruments 1 pass\n"},
    {"tiers: a deduction that is wrong",
     "tiers",
     "[" TIER("0", "0.01", "0") "," TIER("50000", "0.015", "251") "]",
     NULL,
     {{NULL, 0}},
     CHECK_DIFFERS,
     "tiers:  bracket 2: published deduction 251 differs\n"
     "result: tiers binance deductions 0/1 joints 1/1 instruments 1 fail\n"},
    {"tiers: a deduction from nothing",
     "tiers",
     "[" TIER("0", "0.01", "1") "," TIER("50000", "0.015", "250") "]",
     NULL,
     {{NULL, 0}},
     CHECK_DIFFERS,
     "deductions 1/2 joints 1/2 instruments 1 fail\n"},
    {"tiers: an instrument that is not there",
     "tiers",
     "[" TIER("0", "0.01", "0") "]",
     "A",
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected brackets of the instrument in --group"},
    {"tiers: initial margins, rounded up to the dollar",
     "tiers",
     "date,initial,maintenance\n20171218,45172,41065\n20171221,36540,33218\n",
     NULL,
     {{NULL, 0}},
     CHECK_PASS,
     "result: tiers cme initial 2/2 factor 1.1 pass\n"},
    {"tiers: one row in two by another factor",
     "tiers",
     "date,initial,maintenance\n20120326,4375,3500\n20120924,3850,3500\n",
     NULL,
     {{NULL, 0}},
     CHECK_DIFFERS,
     "tiers: line 2: initial 4375, of maintenance 3500 the core makes 3850\n"
     "result: tiers cme initial 1/2 factor 1.1 fail\n"},
    {"tiers: a margin that is no number",
     "tiers",
     "initial,maintenance\n1.5,1\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": line 2, column 1: expected a whole number above 0"},
    {"tiers: another table",
     "tiers",
     "a,b\n1,2\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected brackets in JSON, or columns initial and maintenance"},
    {"fund: two falls",
     "fund",
     FUND_HEAD "2020-03-10,XBt,100\n2020-03-11,XBt,90\n2020-03-12,XBt,95\n2020-03-13,XBt,80\n",
     NULL,
     {{"decimals", 1}},
     CHECK_PASS,
     "fund: 2020-03-13T00:00:00.000000000Z change -1.5 drawdown -2.0 room 8.0\n"
     "result: fund bitmex balances 4/4 falls 2 largest-fall -1.5 largest-drawdown -2.0 trips 0 "
     "pass\n"},
    {"fund: the limit trips at a tenth and releases at a twentieth",
     "fund",
     FUND_HEAD "2020-03-10,XBt,100\n2020-03-11,XBt,90\n2020-03-12,XBt,95\n",
     NULL,
     {{"decimals", 0}, {"drawdown", 100000}, {"release", 50000}},
     CHECK_PASS,
     "change -10 drawdown -10 room 0\nfund: the limit trips it\nfund: the limit releases it\n"
     "result: fund bitmex balances 3/3 falls 1 largest-fall -10 largest-drawdown -10 trips 1 "
     "pass\n"},
    {"fund: one currency of two",
     "fund",
     FUND_HEAD "2020-03-10,XBt,100\n2020-03-10,USDt,7\n2020-03-11,XBt,110\n",
     "XBt",
     {{NULL, 0}},
     CHECK_PASS,
     "result: fund bitmex balances 2/2 falls 0 largest-fall 0.00000000 largest-drawdown "
     "0.00000000 trips 0 pass\n"},
    {"fund: two currencies, none named",
     "fund",
     FUND_HEAD "2020-03-10,XBt,100\n2020-03-10,USDt,7\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": expected one row a time, found two of 2020-03-10T00:00:00.000000000Z; of "
     "several series --group names one"},
    {"fund: a balance that is no whole number",
     "fund",
     FUND_HEAD "2020-03-10,XBt,1.5\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": line 2, column 16: expected a whole number within +-10^18"},
    {"fund: another table",
     "fund",
     "a,b\n1,2\n",
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected timestamp and walletBalance, with currency for --group"},
    {"fund: no rows",
     "fund",
     FUND_HEAD,
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected rows with timestamp and walletBalance"},
};

static void set_options(const struct check *check, const struct check_row *row,
                        struct check_call *call)
{
    for (size_t p = 0; p < check->parameter_count; p++) {
        call->values[p] = check->parameters[p].value;
        for (size_t i = 0; i < OPTIONS_MAX && row->options[i].name != NULL; i++) {
            bool is_it = strcmp(row->options[i].name, check->parameters[p].name) == 0;
            if (is_it) call->values[p] = row->options[i].value;
        }
    }
}

static void run_row(const struct check_row *row)
{
    char path[] = "/tmp/check_test_XXXXXX";
    const char *paths[] = {path};
    char *output = NULL;
    size_t output_size = 0;
    struct replay_fault fault = {0};
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, row->text, strlen(row->text)), strlen(row->text));
    (void)close(file);

    const struct check *check = check_find(row->check);
    assert_non_null(check);
    FILE *out = open_memstream(&output, &output_size);
    assert_non_null(out);
    struct check_call call = {.paths = paths, .path_count = 1, .group = row->group, .out = out};
    set_options(check, row, &call);
    EXPECT_EQ(row->row, check->run(&call, &fault), row->status);
    (void)fclose(out);
    if (row->status == CHECK_BAD_INPUT) {
        EXPECT_TEXT(row->row, fault.text + sizeof path - 1, row->tail);
    } else {
        size_t tail = strlen(row->tail);
        EXPECT_TEXT(row->row, fault.text, "");
        EXPECT_TEXT(row->row, output_size < tail ? output : output + output_size - tail, row->tail);
    }
    free(output);
    (void)unlink(path);
}

static void test_rows(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) run_row(&rows[i]);
}

static void test_table(void **state)
{
    (void)state;
    const struct check *check;
    for (size_t i = 0; (check = check_at(i)) != NULL; i++) {
        EXPECT_TRUE(check->name, check_find(check->name) == check);
        EXPECT_TRUE(check->name, check->parameter_count <= CHECK_PARAMETERS_MAX);
        EXPECT_TRUE(check->name, check->path_max >= 1);
        EXPECT_TRUE(check->name, check_has_format(check, check->formats[0]));
        EXPECT_FALSE(check->name, check_has_format(check, "none"));
        for (size_t p = 0; p < check->parameter_count; p++) {
            const struct check_parameter *parameter = &check->parameters[p];
            EXPECT_TRUE(parameter->name, parameter->value >= parameter->min);
            EXPECT_TRUE(parameter->name, parameter->value <= parameter->max);
        }
    }
    EXPECT_TRUE("no check", check_find("none") == NULL);
    struct check_call call = {.format = "a"};
    EXPECT_TRUE("the format that was asked for", check_may_be(&call, "a"));
    EXPECT_FALSE("another", check_may_be(&call, "b"));
    call.format = NULL;
    EXPECT_TRUE("none was asked for", check_may_be(&call, "b"));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_table),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
