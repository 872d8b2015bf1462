/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_error_test.c - every reject has an error and says what would be legal, in coins and USD.
 */
#include "gateway/rpc_error.h"

#include "base/expect.h"
#include "model/reject.h"

static const struct instrument instrument = {
    .coin_price = {.units = 1, .decimals = 0},
    .coin_amount = {.units = 1, .decimals = 4},
};

static void test_every_reject(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        uint16_t code;
    } rows[] = {
#define X(name, code, rule, text) {#name, code},
        REJECT_LIST(X)
#undef X
    };
    for (size_t i = 1; i < sizeof rows / sizeof rows[0]; i++) {
        struct event_reject reject = {.code = rows[i].code, .given = 1, .legal = 2};
        enum rpc_error error = rpc_error_of_reject(&reject);
        EXPECT_TRUE(rows[i].name, error != RPC_INTERNAL_ERROR);
        EXPECT_TRUE(rows[i].name, rpc_error_message((int32_t)error) != NULL);
        struct json_writer writer = {0};
        rpc_error_put_reject(&writer, &reject, &instrument);
        EXPECT_TRUE(rows[i].name, writer.size > 0 && !writer.is_cut);
        EXPECT_TRUE(rows[i].name, memchr(writer.bytes, '%', writer.size) == NULL);
        json_writer_release(&writer);
    }
}

static void test_refined(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct event_reject reject;
        enum rpc_error want;
    } rows[] = {
        {"below the band",
         {.code = REJECT_PRICE_OUT_OF_BAND, .given = 1, .legal = 2},
         RPC_PRICE_TOO_LOW},
        {"above the band",
         {.code = REJECT_PRICE_OUT_OF_BAND, .given = 3, .legal = 2},
         RPC_PRICE_TOO_HIGH},
        {"too few lots", {.code = REJECT_QTY, .given = 0, .legal = 1}, RPC_QTY_TOO_LOW},
        {"too many lots", {.code = REJECT_QTY, .given = 9, .legal = 5}, RPC_INVALID_AMOUNT},
        {"a trigger too high",
         {.code = REJECT_PRICE, .field = FIELD_TRIGGER, .given = 9, .legal = 5},
         RPC_TRIGGER_TOO_HIGH},
        {"no room for triggers",
         {.code = REJECT_CAPACITY, .field = FIELD_EXTRAS},
         RPC_NO_MORE_STOPS},
        {"no room else", {.code = REJECT_CAPACITY, .field = FIELD_ORDERS}, RPC_RETRY},
        {"no such reject", {.code = 9999}, RPC_INTERNAL_ERROR},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, rpc_error_of_reject(&rows[i].reject), rows[i].want);
    }
    EXPECT_TRUE("no such error", rpc_error_message(1) == NULL);
}

static void test_sentence(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct event_reject reject;
        const char *want;
    } rows[] = {
        {"a price in USD",
         {.code = REJECT_PRICE_OUT_OF_BAND, .field = FIELD_PRICE, .given = 61000, .legal = 60500},
         "{\"reason\":\"price 61000 is outside the band; nearest is 60500\",\"param\":\"price\","
         "\"rule\":\"R-BAND-1\",\"reject\":46,\"nearest\":60500}"},
        {"an amount in coins",
         {.code = REJECT_POSITION_LIMIT, .field = FIELD_QTY, .given = 12345, .legal = 100},
         "{\"reason\":\"quantity 1.2345 breaks the position limit; at most 0.01\","
         "\"param\":\"amount\",\"rule\":\"R-LIMIT-1\",\"reject\":47,\"nearest\":0.01}"},
        {"money without micros",
         {.code = REJECT_MARGIN, .field = FIELD_MARGIN, .given = 1500000, .legal = 250000},
         "{\"reason\":\"this needs 1.5 of free collateral; 0.25 are free\",\"param\":\"margin\","
         "\"rule\":\"R-MARGIN-3\",\"reject\":63,\"nearest\":0.25}"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[512];
        struct json_writer writer = {0};
        rpc_error_put_reject(&writer, &rows[i].reject, &instrument);
        (void)snprintf(text, sizeof text, "%.*s", (int)writer.size, writer.bytes);
        EXPECT_TEXT(rows[i].row, text, rows[i].want);
        json_writer_release(&writer);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_reject),
        cmocka_unit_test(test_refined),
        cmocka_unit_test(test_sentence),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
