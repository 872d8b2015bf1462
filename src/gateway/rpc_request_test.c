/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_request_test.c - what is a request, and that numbers keep their digits.
 */
#include "gateway/rpc_request.h"

#include "base/expect.h"

static void test_bodies(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        const char *method; /* of the path */
        enum rpc_read want;
    } rows[] = {
        {"a request", "{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"a\",\"params\":{}}", NULL, 0},
        {"an id that is a text", "{\"id\":\"x\",\"method\":\"a\"}", NULL, RPC_READ_OK},
        {"no id", "{\"method\":\"a\"}", NULL, RPC_READ_OK},
        {"parameters that are null", "{\"method\":\"a\",\"params\":null}", NULL, RPC_READ_OK},
        {"an empty list", "{\"method\":\"a\",\"params\":[]}", NULL, RPC_READ_OK},
        {"the method of the path", "{\"params\":{}}", "a", RPC_READ_OK},
        {"both, and they agree", "{\"method\":\"a\"}", "a", RPC_READ_OK},
        {"both, and they disagree", "{\"method\":\"b\"}", "a", RPC_READ_NOT_REQUEST},
        {"no method at all", "{\"params\":{}}", NULL, RPC_READ_NOT_REQUEST},
        {"a method that is a number", "{\"method\":1}", NULL, RPC_READ_NOT_REQUEST},
        {"an id that is an object", "{\"id\":{},\"method\":\"a\"}", NULL, RPC_READ_NOT_REQUEST},
        {"another version", "{\"jsonrpc\":\"1.0\",\"method\":\"a\"}", NULL, RPC_READ_NOT_REQUEST},
        {"a list of requests", "[{\"method\":\"a\"}]", NULL, RPC_READ_NOT_REQUEST},
        {"a bare number", "7", NULL, RPC_READ_NOT_REQUEST},
        {"values by position", "{\"method\":\"a\",\"params\":[1]}", NULL, RPC_READ_PARAMS},
        {"a name given twice", "{\"method\":\"a\",\"method\":\"a\"}", NULL, RPC_READ_NOT_JSON},
        {"cut off", "{\"method\":\"a\"", NULL, RPC_READ_NOT_JSON},
        {"nothing", "", NULL, RPC_READ_NOT_JSON},
        {"two points in a number", "{\"method\":\"a\",\"params\":{\"x\":1.2.3}}", NULL, 1},
        {"two points and many digits", "{\"method\":\"a\",\"params\":{\"x\":1.234567890123456.7}}",
         NULL, RPC_READ_NOT_JSON},
        {"a zero in front", "{\"method\":\"a\",\"params\":{\"x\":01.5}}", NULL, RPC_READ_NOT_JSON},
        {"not a number", "{\"method\":\"a\",\"params\":{\"x\":NaN}}", NULL, RPC_READ_NOT_JSON},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rpc_request request;
        enum rpc_read got =
            rpc_request_read(&request, rows[i].text, strlen(rows[i].text), rows[i].method);
        EXPECT_EQ(rows[i].row, got, rows[i].want);
        if (got == RPC_READ_OK) EXPECT_TEXT(rows[i].row, request.method, "a");
        if (got == RPC_READ_OK) EXPECT_TRUE(rows[i].row, json_is_object(request.params));
        rpc_request_release(&request);
    }
}

static void test_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *given;
        const char *text; /* NULL: stays a whole number */
    } rows[] = {
        {"a whole number", "60000", NULL},
        {"negative", "-5", NULL},
        {"eighteen digits", "123456789012345678", NULL},
        {"nineteen digits", "1234567890123456789", "1234567890123456789"},
        {"a fraction", "60000.5", "60000.5"},
        {"a fraction that no float holds", "0.1000000000000000055511151231257827",
         "0.1000000000000000055511151231257827"},
        {"an exponent", "1e-7", "1e-7"},
        {"a large exponent", "1E+400", "1E+400"},
        {"negative zero with a fraction", "-0.0", "-0.0"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[128];
        struct rpc_request request;
        int size =
            snprintf(text, sizeof text, "{\"method\":\"a\",\"params\":{\"x\":%s}}", rows[i].given);
        EXPECT_EQ(rows[i].row, rpc_request_read(&request, text, (size_t)size, NULL), RPC_READ_OK);
        const json_t *value = json_object_get(request.params, "x");
        EXPECT_EQ(rows[i].row, json_is_integer(value), rows[i].text == NULL);
        if (rows[i].text != NULL) {
            EXPECT_TEXT(rows[i].row, json_string_value(value), rows[i].text);
        }
        rpc_request_release(&request);
    }
}

static void test_numbers_in_texts_stay(void **state)
{
    (void)state;
    static const char text[] = "{\"method\":\"a\",\"params\":{\"x\":\"1.5\\\" 2.5\"}}";
    struct rpc_request request;
    EXPECT_EQ("read", rpc_request_read(&request, text, sizeof text - 1, NULL), RPC_READ_OK);
    EXPECT_TEXT("as it was", json_string_value(json_object_get(request.params, "x")), "1.5\" 2.5");
    rpc_request_release(&request);
}

static void test_queries(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *query;
        enum rpc_read want;
        const char *x;
    } rows[] = {
        {"two values", "x=1.5&y=2", RPC_READ_OK, "1.5"},
        {"none", "", RPC_READ_OK, NULL},
        {"escapes", "x=%5B%22a%22%5D+b", RPC_READ_OK, "[\"a\"] b"},
        {"an empty value", "x=", RPC_READ_OK, ""},
        {"an empty piece", "&x=1&", RPC_READ_OK, "1"},
        {"no equals sign", "x", RPC_READ_PARAMS, NULL},
        {"a broken escape", "x=%5", RPC_READ_PARAMS, NULL},
        {"no hexadecimal digits", "x=%zz", RPC_READ_PARAMS, NULL},
        {"twice", "x=1&x=2", RPC_READ_PARAMS, NULL},
        {"no name", "=1", RPC_READ_PARAMS, NULL},
        {"bytes that are no UTF-8", "x=%ff", RPC_READ_PARAMS, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct rpc_request request;
        enum rpc_read got =
            rpc_request_read_query(&request, rows[i].query, strlen(rows[i].query), "a");
        EXPECT_EQ(rows[i].row, got, rows[i].want);
        const json_t *x = json_object_get(request.params, "x");
        if (rows[i].x != NULL) EXPECT_TEXT(rows[i].row, json_string_value(x), rows[i].x);
        rpc_request_release(&request);
    }
}

static void test_size(void **state)
{
    (void)state;
    static char text[RPC_REQUEST_SIZE_MAX + 1];
    struct rpc_request request;
    memset(text, '[', sizeof text);
    EXPECT_EQ("too large", rpc_request_read(&request, text, sizeof text, NULL), RPC_READ_TOO_LARGE);
    rpc_request_release(&request);
    EXPECT_EQ("deeply nested", rpc_request_read(&request, text, sizeof text - 1, NULL),
              RPC_READ_NOT_JSON);
    rpc_request_release(&request);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_bodies),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_numbers_in_texts_stay),
        cmocka_unit_test(test_queries),
        cmocka_unit_test(test_size),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
