/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_text_test.c - numbers, times and ids of the REST dialect, both ways.
 */
#include "gateway/rest_text.h"

#include <string.h>

#include "base/expect.h"

static struct json_writer json;

/* What the writer holds, as a text. */
static const char *written(void)
{
    static char text[256];
    size_t size = json.size < sizeof text - 1 ? json.size : sizeof text - 1;
    memcpy(text, json.bytes, size);
    text[size] = '\0';
    json_writer_clear(&json);
    return text;
}

static void test_ids(void **state)
{
    (void)state;
    static const uint64_t ids[] = {1, 65535, 65536, UINT64_C(0x123456789abcdef0), UINT64_MAX};
    char text[REST_ID_SIZE];
    uint64_t id = 0;
    for (size_t i = 0; i < sizeof ids / sizeof ids[0]; i++) {
        rest_id_write(text, REST_ID_ORDER, ids[i]);
        EXPECT_EQ("as long as a UUID", strlen(text), REST_ID_SIZE - 1);
        EXPECT_TRUE("reads back", rest_id_read(text, REST_ID_ORDER, &id));
        EXPECT_EQ("as itself", id, ids[i]);
        EXPECT_FALSE("not as a trade", rest_id_read(text, REST_ID_TRADE, &id));
    }
    rest_id_write(text, REST_ID_ORDER, UINT64_C(0xab00000000));
    EXPECT_TEXT("form", text, "000000ab-0000-8001-8000-000000000000");
    EXPECT_TRUE("capital letters",
                rest_id_read("000000AB-0000-8001-8000-000000000000", REST_ID_ORDER, &id));
    EXPECT_FALSE("empty", rest_id_read("", REST_ID_ORDER, &id));
    EXPECT_FALSE("a number", rest_id_read("17", REST_ID_ORDER, &id));
    EXPECT_FALSE("another variant",
                 rest_id_read("000000ab-0000-4001-8000-000000000000", REST_ID_ORDER, &id));
    EXPECT_FALSE("rubbish in between",
                 rest_id_read("000000ab-0000-8001-8000-000000010000", REST_ID_ORDER, &id));
    EXPECT_FALSE("no hyphen",
                 rest_id_read("000000ab00000-8001-8000-000000000000", REST_ID_ORDER, &id));
}

static void test_numbers(void **state)
{
    (void)state;
    rest_put_count(&json, 10);
    EXPECT_TEXT("count", written(), "\"10.00\"");
    rest_put_count(&json, -3);
    EXPECT_TEXT("a short position", written(), "\"-3.00\"");
    rest_put_dollars(&json, 50050000);
    EXPECT_TEXT("dollars", written(), "\"50.0500\"");
    rest_put_dollars(&json, 1);
    EXPECT_TEXT("a micro-dollar", written(), "\"0.000001\"");
    rest_put_dollars(&json, -25800);
    EXPECT_TEXT("a loss", written(), "\"-0.0258\"");
    rest_put_dollars(&json, INT64_MIN);
    EXPECT_TEXT("the least", written(), "\"-9223372036854.775808\"");
    rest_add_time(&json, "t", INT64_C(1781156433489876543));
    EXPECT_TEXT("time", written(), "\"t\":\"2026-06-11T05:40:33.489876Z\"");
    EXPECT_EQ("a fine price", rest_fine_micros((struct fine_price){633290050}, 100), 6332901);
    EXPECT_EQ("half away from zero", rest_fine_micros((struct fine_price){-50}, 100), -1);
}

struct integer_row {
    const char *text;
    bool is_signed;
    bool is_good;
    int64_t value;
};

static const struct integer_row integer_rows[] = {
    {"0", false, true, 0},
    {"17", false, true, 17},
    {"-17", false, false, 0},
    {"-17", true, true, -17},
    {"", false, false, 0},
    {"-", true, false, 0},
    {"1 ", false, false, 0},
    {"1e3", false, false, 0},
    {"0x10", false, false, 0},
    {"1234567890123456789", false, false, 0},
    {"999999999999999999", false, true, INT64_C(999999999999999999)},
};

static void test_reading(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof integer_rows / sizeof integer_rows[0]; i++) {
        const struct integer_row *row = &integer_rows[i];
        int64_t value = 0;
        EXPECT_EQ(row->text, rest_read_integer(row->text, row->is_signed, &value), row->is_good);
        EXPECT_EQ(row->text, value, row->value);
    }
    int64_t time_ns = 0;
    EXPECT_TRUE("a date", rest_read_date("1970-01-02", &time_ns));
    EXPECT_EQ("its first instant", time_ns, INT64_C(86400000000000));
    EXPECT_FALSE("no such day", rest_read_date("2026-02-30", &time_ns));
    EXPECT_FALSE("no date", rest_read_date("2026-2-30", &time_ns));
    EXPECT_FALSE("letters", rest_read_date("2026-0a-30", &time_ns));
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_ids), cmocka_unit_test(test_numbers),
                                       cmocka_unit_test(test_reading)};
    int failures = cmocka_run_group_tests(tests, NULL, NULL);
    json_writer_release(&json);
    return failures;
}
