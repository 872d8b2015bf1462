/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_call_test.c - members of bodies, parameters, counts and pages of the REST dialect are read
 * as they are or refused by name: rest_call.c.
 */
#include "base/expect.h"
#include "gateway/rest_doubles.h"

static struct rest rest;

static int set_up(void **state)
{
    (void)state;
    doubles_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    doubles_close();
    return 0;
}

static struct rest_call call_of(const struct http_request *request, const char *body)
{
    struct rest_call call = doubles_call(&rest, request);
    if (body != NULL) call.body = json_loads(body, 0, NULL);
    return call;
}

static void test_members(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *body;
        bool is_good;
        int64_t value;
    } rows[] = {
        {"a whole number", "{\"n\":12}", true, 12},
        {"below zero", "{\"n\":-12}", true, -12},
        {"absent", "{}", true, 7},
        {"null", "{\"n\":null}", true, 7},
        {"with a point", "{\"n\":1.0}", false, 7},
        {"a text", "{\"n\":\"1\"}", false, 7},
        {"true", "{\"n\":true}", false, 7},
        {"a list", "{\"n\":[1]}", false, 7},
        {"an object", "{\"n\":{}}", false, 7},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_request request = {.query = ""};
        struct rest_call call = call_of(&request, rows[i].body);
        int64_t value = 7;
        EXPECT_EQ(rows[i].row, rest_member_integer(&call, "n", &value), rows[i].is_good);
        EXPECT_EQ(rows[i].row, value, rows[i].value);
        EXPECT_EQ(rows[i].row, doubles.status, rows[i].is_good ? 0 : 400);
        EXPECT_EQ(rows[i].row, call.is_answered, !rows[i].is_good);
        doubles_end(&call);
    }
}

static void test_member_kinds(void **state)
{
    (void)state;
    struct http_request request = {.query = ""};
    struct rest_call call = call_of(&request, "{\"b\":true,\"t\":\"x\",\"z\":null}");
    bool value = false;
    EXPECT_TRUE("true", rest_member_bool(&call, "b", &value) && value);
    EXPECT_TRUE("absent stays as it is", rest_member_bool(&call, "none", &value) && value);
    EXPECT_TEXT("a text", rest_member_text(&call, "t"), "x");
    EXPECT_TRUE("no text", rest_member_text(&call, "b") == NULL);
    EXPECT_FALSE("null is not set", rest_member_is_set(&call, "z"));
    EXPECT_FALSE("a text is no truth", rest_member_bool(&call, "t", &value));
    EXPECT_TRUE("it is named", strstr(doubles.answer, "t must be true or false") != NULL);
    doubles_end(&call);
    struct rest_call empty = call_of(&request, NULL);
    EXPECT_TRUE("without a body nothing is set", rest_member_text(&empty, "t") == NULL);
    doubles_end(&empty);
}

static void test_counts(void **state)
{
    (void)state;
    static const struct {
        const char *text; /* NULL: absent */
        bool is_good;
        int64_t lots;
    } rows[] = {
        {"10", true, 10},         {"10.00", true, 10},    {"0", true, 0},
        {"1e2", true, 100},       {"10.50", false, 0},    {"", false, 0},
        {"ten", false, 0},        {"1e999999", false, 0}, {"99999999999999999999", false, 0},
        {" 1", false, 0},         {"0x10", false, 0},     {"NaN", false, 0},
        {"1.00000001", false, 0}, {NULL, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *row = rows[i].text == NULL ? "absent" : rows[i].text;
        struct http_request request = {.query = ""};
        struct rest_call call = call_of(&request, NULL);
        int64_t lots = 0;
        bool is_good = rest_read_count(&call, "count", rows[i].text, &lots);
        EXPECT_EQ(row, is_good, rows[i].is_good);
        if (is_good) EXPECT_EQ(row, lots, rows[i].lots);
        EXPECT_EQ(row, doubles.status, rows[i].is_good ? 0 : 400);
        doubles_end(&call);
    }
}

static void test_queries(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool is_good;
        int64_t value;
    } rows[] = {
        {"n=5", true, 5},
        {"", true, 7},
        {"n=", true, 7},
        {"m=1&n=-5", true, -5},
        {"n=%35", true, 5},
        {"n=5.0", false, 7},
        {"n=five", false, 7},
        {"n=+5", false, 7},
        {"n=999999999999999999", true, INT64_C(999999999999999999)},
        {"n=9223372036854775808", false, 7},
        {"n=5&n=6", true, 5},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_request request = {.query = rows[i].query};
        struct rest_call call = call_of(&request, NULL);
        int64_t value = 7;
        EXPECT_EQ(rows[i].query, rest_query_integer(&call, "n", &value), rows[i].is_good);
        if (rows[i].is_good) EXPECT_EQ(rows[i].query, value, rows[i].value);
        EXPECT_EQ(rows[i].query, doubles.status, rows[i].is_good ? 0 : 400);
        doubles_end(&call);
    }
}

static void test_pages(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool is_good;
        uint32_t limit;
        uint32_t account_index;
        uint64_t a;
        int64_t from_ns;
    } rows[] = {
        {"", true, 100, 0, 0, 0},
        {"limit=1", true, 1, 0, 0, 0},
        {"limit=1000", true, 1000, 0, 0, 0},
        {"limit=1001", false, 0, 0, 0, 0},
        {"limit=0", false, 0, 0, 0, 0},
        {"limit=-1", false, 0, 0, 0, 0},
        {"cursor=2.30.4", true, 100, 2, 30, 0},
        {"cursor=64.30.4", false, 0, 0, 0, 0},
        {"cursor=2.30", false, 0, 0, 0, 0},
        {"cursor=2.30.4.5", false, 0, 0, 0, 0},
        {"cursor=2.18446744073709551616.4", false, 0, 0, 0, 0},
        {"cursor=a", false, 0, 0, 0, 0},
        {"min_ts=5", true, 100, 0, 0, INT64_C(5000000000)},
        {"min_ts=-5", true, 100, 0, 0, 0},
        {"min_ts=999999999999999999", true, 100, 0, 0, INT64_MAX},
        {"min_ts=soon", false, 0, 0, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct http_request request = {.query = rows[i].query};
        struct rest_call call = call_of(&request, NULL);
        struct rest_page page = {0};
        bool is_good = rest_page_read(&call, &page, 1000);
        EXPECT_EQ(rows[i].query, is_good, rows[i].is_good);
        EXPECT_EQ(rows[i].query, doubles.status, rows[i].is_good ? 0 : 400);
        if (is_good) {
            EXPECT_EQ(rows[i].query, page.query.limit, rows[i].limit);
            EXPECT_EQ(rows[i].query, page.account_index, rows[i].account_index);
            EXPECT_EQ(rows[i].query, page.query.cursor.a, rows[i].a);
            EXPECT_EQ(rows[i].query, page.query.from_ns, rows[i].from_ns);
        }
        doubles_end(&call);
    }
}

static void test_markets(void **state)
{
    (void)state;
    struct http_request request = {.query = ""};
    struct rest_call call = call_of(&request, NULL);
    EXPECT_TRUE("the market", rest_instrument(&call, "BTCPERP", 404) != NULL);
    EXPECT_TRUE("another", rest_instrument(&call, "btcperp", 404) == NULL);
    EXPECT_EQ("is not found", doubles.status, 404);
    doubles_end(&call);
    struct rest_call absent = call_of(&request, NULL);
    EXPECT_TRUE("none", rest_instrument(&absent, NULL, 400) == NULL);
    EXPECT_EQ("is missing", doubles.status, 400);
    doubles_end(&absent);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_members), cmocka_unit_test(test_member_kinds),
        cmocka_unit_test(test_counts),  cmocka_unit_test(test_queries),
        cmocka_unit_test(test_pages),   cmocka_unit_test(test_markets),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
