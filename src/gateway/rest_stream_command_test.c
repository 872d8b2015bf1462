/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_stream_command_test.c - commands of the WebSocket change subscriptions or say what is wrong
 * with them: rest_stream_command.c.
 */
#include "base/expect.h"
#include "gateway/rest_doubles.h"

static struct rest rest;
static struct rest_stream stream;
static struct stream_client client;
static struct credential reader = {.scopes = SCOPE_TRADE_READ};
static struct credential stranger = {.scopes = SCOPE_WALLET_WRITE};

static int set_up(void **state)
{
    (void)state;
    doubles_open();
    stream.rest = &rest;
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    json_writer_release(&stream.json);
    doubles_close();
    return 0;
}

/* Sends a command; the error's number, 0 for an answer that is none. */
static int64_t code_of(const char *text)
{
    uint32_t before = doubles.answer_count;
    stream_command(&stream, &client, text, strlen(text));
    EXPECT_TRUE(text, doubles.answer_count > before);
    json_t *answer = json_loads(doubles.answer, 0, NULL);
    EXPECT_TRUE(text, json_is_object(answer));
    int64_t code = json_integer_value(json_object_get(json_object_get(answer, "msg"), "code"));
    json_decref(answer);
    return code;
}

static void test_refused(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        int64_t code;
    } rows[] = {
        {"", 1},
        {"hello", 1},
        {"[]", 1},
        {"{\"cmd\":\"subscribe\",\"cmd\":\"subscribe\"}", 1},
        {"{\"cmd\":\"subscribe\"}", 2},
        {"{\"cmd\":\"subscribe\",\"params\":[]}", 2},
        {"{\"cmd\":\"subscribe\",\"params\":{}}", 3},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":[]}}", 3},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":\"ticker\"}}", 3},
        {"{\"cmd\":\"unsubscribe\",\"params\":{}}", 4},
        {"{}", 5},
        {"{\"cmd\":5,\"params\":{}}", 5},
        {"{\"cmd\":\"fly\",\"params\":{}}", 5},
        {"{\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[77]}}", 7},
        {"{\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[\"1\"]}}", 7},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"none\"]}}", 8},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":[{}]}}", 8},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"ticker\"],\"market_tickers\":\"x\"}}",
         11},
        {"{\"cmd\":\"update_subscription\",\"params\":{\"action\":\"add_markets\"}}", 12},
        {"{\"cmd\":\"update_subscription\",\"params\":{\"action\":\"burn\",\"sid\":1}}", 13},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"]}}", 14},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"ticker\"],\"market_ticker\":\"X\"}}",
         16},
        {"{\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"ticker\"],\"market_ticker\":1}}", 16},
    };
    client = (struct stream_client){.credential = &reader};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].text, code_of(rows[i].text), rows[i].code);
        EXPECT_EQ("nothing is subscribed", client.last_sid, 0);
    }
}

#define SUBSCRIBE(channel) "{\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"" channel "\"]}}"

static void test_life(void **state)
{
    (void)state;
    client = (struct stream_client){.credential = &reader};
    EXPECT_EQ("a ticker", code_of(SUBSCRIBE("ticker")), 0);
    EXPECT_EQ("its number", client.subscriptions[CHANNEL_TICKER].sid, 1);
    EXPECT_EQ("only once", code_of(SUBSCRIBE("ticker")), 6);
    EXPECT_EQ("a book",
              code_of("{\"cmd\":\"subscribe\",\"params\":{\"channels\":[\"orderbook_delta\"],"
                      "\"market_tickers\":[\"BTCPERP\"]}}"),
              0);
    EXPECT_EQ("of that market", client.subscriptions[CHANNEL_BOOK].markets, 1);
    EXPECT_EQ("its last market cannot go",
              code_of("{\"cmd\":\"update_subscription\",\"params\":{\"action\":\"delete_markets\","
                      "\"sid\":2,\"market_ticker\":\"BTCPERP\"}}"),
              11);
    EXPECT_EQ("a list", code_of("{\"cmd\":\"list_subscriptions\"}"), 0);
    EXPECT_TRUE("names both", strstr(doubles.answer, "\"sid\":2") != NULL);
    EXPECT_EQ("the end", code_of("{\"cmd\":\"unsubscribe\",\"params\":{\"sids\":[1]}}"), 0);
    EXPECT_EQ("it is gone", client.subscriptions[CHANNEL_TICKER].sid, 0);
    EXPECT_EQ("again", code_of(SUBSCRIBE("ticker")), 0);
    EXPECT_EQ("under another number", client.subscriptions[CHANNEL_TICKER].sid, 3);
}

/* What belongs to the account is for keys that may read it. */
static void test_rights(void **state)
{
    (void)state;
    client = (struct stream_client){.credential = &stranger};
    EXPECT_EQ("fills", code_of(SUBSCRIBE("fill")), 9);
    EXPECT_EQ("orders", code_of(SUBSCRIBE("user_orders")), 9);
    EXPECT_EQ("groups", code_of(SUBSCRIBE("order_group_updates")), 9);
    EXPECT_EQ("trades of all", code_of(SUBSCRIBE("trade")), 0);
    client = (struct stream_client){.credential = &reader};
    EXPECT_EQ("fills for one that may", code_of(SUBSCRIBE("fill")), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_refused),
        cmocka_unit_test(test_life),
        cmocka_unit_test(test_rights),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
