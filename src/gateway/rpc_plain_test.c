/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_plain_test.c - what is read in place means what the tree means; the rest is left to the tree.
 */
#include "gateway/rpc_plain.h"

#include <string.h>

#include "base/expect.h"
#include "gateway/rpc_request.h"

static void compare_value(const char *row, const struct rpc_plain_value *value, const json_t *json)
{
    EXPECT_TRUE(row, value != NULL);
    switch ((enum rpc_plain_kind)value->kind) {
    case RPC_PLAIN_NULL: EXPECT_TRUE(row, json == NULL || json_is_null(json)); return;
    case RPC_PLAIN_TRUE: EXPECT_TRUE(row, json_is_true(json)); return;
    case RPC_PLAIN_FALSE: EXPECT_TRUE(row, json_is_false(json)); return;
    case RPC_PLAIN_TEXT:
        EXPECT_TEXT(row, value->text, json_string_value(json));
        EXPECT_EQ(row, value->size, json_string_length(json));
        return;
    case RPC_PLAIN_WHOLE: {
        char digits[32];
        (void)snprintf(digits, sizeof digits, "%" JSON_INTEGER_FORMAT, json_integer_value(json));
        EXPECT_TRUE(row, json_is_integer(json));
        EXPECT_TEXT(row, value->text, digits);
        EXPECT_EQ(row, value->size, strlen(digits));
        return;
    }
    }
}

static void compare_with_tree(const char *row, const struct rpc_plain *plain, const char *text)
{
    struct rpc_request request;
    EXPECT_EQ(row, rpc_request_read(&request, text, strlen(text), NULL), RPC_READ_OK);
    EXPECT_TEXT(row, plain->method, request.method);
    EXPECT_EQ(row, plain->count, json_object_size(request.params));
    compare_value(row, &plain->id, request.id);
    for (uint32_t i = 0; i < plain->count; i++) {
        const char *name = plain->values[i].name;
        compare_value(row, rpc_plain_value(plain, name), json_object_get(request.params, name));
    }
    rpc_request_release(&request);
}

static void test_forms(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        bool is_plain;
        const char *text;
    } rows[] = {
        {"an order", true,
         "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"private/buy\",\"params\":{\"instrument_name\":"
         "\"BTC_USD-PERPETUAL\",\"amount\":0.0001,\"price\":55000,\"type\":\"limit\"}}"},
        {"spaces everywhere", true,
         " { \"id\" : \"a b\" ,\n\t\"method\" : \"m\" , \"params\" : { \"a\" : 1 , \"b\" : true } }"
         "\r\n"},
        {"no id, no version, no parameters", true, "{\"method\":\"m\"}"},
        {"empty parameters", true, "{\"method\":\"m\",\"params\":{}}"},
        {"an id of null", true, "{\"method\":\"m\",\"id\":null}"},
        {"a fraction as id", true, "{\"method\":\"m\",\"id\":1.50}"},
        {"every kind", true,
         "{\"method\":\"m\",\"params\":{\"a\":true,\"b\":false,\"c\":null,\"d\":-1,\"e\":-0.5,"
         "\"f\":1e3,\"g\":\"\",\"h\":123456789012345678,\"i\":1234567890123456789,\"\":0}}"},
        {"a number at the very end", true, "{\"method\":\"m\",\"params\":{\"a\":1},\"id\":2}"},
        {"minus zero", false, "{\"method\":\"m\",\"params\":{\"a\":-0}}"},
        {"a list", false, "{\"method\":\"m\",\"params\":{\"channels\":[\"a\"]}}"},
        {"an object", false, "{\"method\":\"m\",\"params\":{\"a\":{}}}"},
        {"parameters of null", false, "{\"method\":\"m\",\"params\":null}"},
        {"parameters as a list", false, "{\"method\":\"m\",\"params\":[]}"},
        {"an escape", false, "{\"method\":\"m\",\"params\":{\"a\":\"\\u0041\"}}"},
        {"letters beyond ASCII", false, "{\"method\":\"m\",\"params\":{\"a\":\"\xc3\xa4\"}}"},
        {"a control letter", false, "{\"method\":\"m\",\"params\":{\"a\":\"\x01\"}}"},
        {"a name twice", false, "{\"method\":\"m\",\"params\":{\"a\":1,\"a\":1}}"},
        {"a member twice", false, "{\"method\":\"m\",\"method\":\"m\"}"},
        {"a member of no meaning", false, "{\"method\":\"m\",\"more\":1}"},
        {"another version", false, "{\"jsonrpc\":\"1.0\",\"method\":\"m\"}"},
        {"a version that is a number", false, "{\"jsonrpc\":2.0,\"method\":\"m\"}"},
        {"an id of true", false, "{\"method\":\"m\",\"id\":true}"},
        {"a method that is a number", false, "{\"method\":1}"},
        {"no method", false, "{\"id\":1}"},
        {"an empty object", false, "{}"},
        {"a leading zero", false, "{\"method\":\"m\",\"params\":{\"a\":01}}"},
        {"a leading plus", false, "{\"method\":\"m\",\"params\":{\"a\":+1}}"},
        {"a bare point", false, "{\"method\":\"m\",\"params\":{\"a\":1.}}"},
        {"a comma too many", false, "{\"method\":\"m\",}"},
        {"a comma too many in parameters", false, "{\"method\":\"m\",\"params\":{\"a\":1,}}"},
        {"something behind it", false, "{\"method\":\"m\"}x"},
        {"no end", false, "{\"method\":\"m\""},
        {"a text without end", false, "{\"method\":\"m"},
        {"two values", false, "{\"method\":\"m\",\"params\":{\"a\":1 2}}"},
        {"a word misspelt", false, "{\"method\":\"m\",\"params\":{\"a\":tru}}"},
        {"a word too long", false, "{\"method\":\"m\",\"params\":{\"a\":trueish}}"},
        {"nothing", false, ""},
    };
    static struct rpc_plain plain;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        bool is_plain = rpc_plain_read(&plain, rows[i].text, strlen(rows[i].text));
        EXPECT_EQ(rows[i].row, is_plain, rows[i].is_plain);
        if (is_plain) compare_with_tree(rows[i].row, &plain, rows[i].text);
    }
}

static void test_bounds(void **state)
{
    (void)state;
    static struct rpc_plain plain;
    char text[2048];
    for (uint32_t count = RPC_PLAIN_VALUES_MAX - 1; count <= RPC_PLAIN_VALUES_MAX + 1; count++) {
        int size = snprintf(text, sizeof text, "{\"method\":\"m\",\"params\":{");
        for (uint32_t i = 0; i < count; i++) {
            size += snprintf(text + size, sizeof text - (size_t)size, "%s\"p%u\":%u",
                             i == 0 ? "" : ",", i, i);
        }
        size += snprintf(text + size, sizeof text - (size_t)size, "}}");
        bool is_plain = rpc_plain_read(&plain, text, (size_t)size);
        EXPECT_EQ("parameters", is_plain, count <= RPC_PLAIN_VALUES_MAX);
    }
    for (size_t size = RPC_PLAIN_SIZE_MAX - 1; size <= RPC_PLAIN_SIZE_MAX + 1; size++) {
        memset(text, ' ', size);
        memcpy(text, "{\"method\":\"m\"}", 14);
        EXPECT_EQ("bytes", rpc_plain_read(&plain, text, size), size <= RPC_PLAIN_SIZE_MAX);
    }
    EXPECT_FALSE("a zero byte inside", rpc_plain_read(&plain, "{\"method\":\"m\0\"}", 15));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_bounds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
