/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check_test.c - each check on a file of a few lines: right, wrong, unusable.
 *
 * Tests check.c, check_positions.c and check_fund.c; test/check has more.
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
     ": line 3, column 1: expected rows in the order of time"},
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
     ": offset 0: expected columns timestamp and walletBalance"},
    {"fund: no rows",
     "fund",
     FUND_HEAD,
     NULL,
     {{NULL, 0}},
     CHECK_BAD_INPUT,
     ": offset 0: expected rows"},
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
