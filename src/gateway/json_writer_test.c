/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_writer_test.c - what is written is JSON, and numbers are exact and shortest.
 */
#include "gateway/json_writer.h"

#include "base/expect.h"

static char text[4096];

static const char *written(struct json_writer *writer)
{
    assert_true(writer->size < sizeof text);
    memcpy(text, writer->bytes, writer->size);
    text[writer->size] = '\0';
    json_writer_clear(writer);
    return text;
}

static void test_decimals(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t value;
        unsigned scale;
        const char *want;
    } rows[] = {
        {"a whole number", 60000, 0, "60000"},
        {"zeros at the end go", 6000050, 2, "60000.5"},
        {"all decimals go", 6000000, 2, "60000"},
        {"zeros of the whole part stay", 100, 0, "100"},
        {"less than one", 1, 4, "0.0001"},
        {"negative", -12500, 6, "-0.0125"},
        {"zero", 0, 6, "0"},
        {"no exponent", 1, 18, "0.000000000000000001"},
        {"the largest", INT64_MAX, 0, "9223372036854775807"},
        {"the smallest", INT64_MIN, 6, "-9223372036854.775808"},
    };
    struct json_writer writer = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_put_decimal(&writer, rows[i].value, rows[i].scale);
        EXPECT_TEXT(rows[i].row, written(&writer), rows[i].want);
    }
    json_writer_release(&writer);
}

static void test_texts(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *value;
        const char *want;
    } rows[] = {
        {"plain", "BTC_USD-PERPETUAL", "\"BTC_USD-PERPETUAL\""},
        {"empty", "", "\"\""},
        {"quote and backslash", "a\"b\\c", "\"a\\\"b\\\\c\""},
        {"control letters", "a\nb\x01", "\"a\\u000ab\\u0001\""},
        {"delete", "\x7f", "\"\\u007f\""},
        {"UTF-8 passes", "\xc3\xa4", "\"\xc3\xa4\""},
        {"eight letters and more", "abcdefgh 0123~!", "\"abcdefgh 0123~!\""},
        {"eight letters of UTF-8", "\xc3\xa4\xc3\xbf\xc2\xa2\xe2\x82\xac",
         "\"\xc3\xa4\xc3\xbf\xc2\xa2\xe2\x82\xac\""},
        {"a quote among eight", "abc\"defg", "\"abc\\\"defg\""},
        {"a backslash as the eighth", "abcdefg\\", "\"abcdefg\\\\\""},
        {"a control letter behind eight", "abcdefgh\x1f", "\"abcdefgh\\u001f\""},
        {"a delete as the first",
         "\x7f"
         "bcdefgh",
         "\"\\u007fbcdefgh\""},
    };
    struct json_writer writer = {0};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        json_put_text(&writer, rows[i].value);
        EXPECT_TEXT(rows[i].row, written(&writer), rows[i].want);
    }
    json_writer_release(&writer);
}

/* Eight letters are looked at together: each letter at each place, as one at a time. */
static void test_every_letter(void **state)
{
    (void)state;
    struct json_writer writer = {0};
    for (int letter = 1; letter < 256; letter++) {
        for (size_t place = 0; place < 8; place++) {
            char value[9] = "\xff"
                            "a zZ~!0";
            value[place] = (char)letter;
            json_put_text(&writer, value);
            bool is_escaped = letter < 0x20 || letter == 0x7f;
            bool is_marked = letter == '"' || letter == '\\';
            size_t more = is_marked ? 1 : 0;
            if (is_escaped) more = 5;
            EXPECT_EQ("size", writer.size, 10 + more);
            EXPECT_EQ("letters behind it",
                      memcmp(writer.bytes + 2 + place + more, value + place + 1, 7 - place), 0);
            json_writer_clear(&writer);
        }
    }
    json_writer_release(&writer);
}

static void test_nesting(void **state)
{
    (void)state;
    struct json_writer writer = {0};
    json_begin_object(&writer);
    json_add_text(&writer, "a", "x");
    json_put_name(&writer, "b");
    json_begin_array(&writer);
    json_put_u64(&writer, UINT64_MAX);
    json_begin_array(&writer);
    json_end_array(&writer);
    json_begin_object(&writer);
    json_end_object(&writer);
    json_put_raw(&writer, "[1]", 3);
    json_end_array(&writer);
    json_add_i64(&writer, "c", -1);
    json_add_bool(&writer, "d", true);
    json_add_null(&writer, "e");
    json_add_decimal(&writer, "f", 15, 1);
    json_add_u64(&writer, "g", 0);
    json_end_object(&writer);
    EXPECT_TEXT("commas", written(&writer),
                "{\"a\":\"x\",\"b\":[18446744073709551615,[],{},[1]],\"c\":-1,\"d\":true,"
                "\"e\":null,\"f\":1.5,\"g\":0}");
    json_writer_release(&writer);
    EXPECT_EQ("released", writer.capacity, 0);
}

/* Names that are literals are copied another way than others. */
static void test_names(void **state)
{
    (void)state;
    static const char *const names[] = {"a name of more than sixteen letters", "a \"quoted\" name"};
    struct json_writer writer = {0};
    json_begin_object(&writer);
    json_add_bool(&writer, "a name of more than sixteen letters", true);
    json_add_bool(&writer, "n", false);
    for (int i = 0; i < 2; i++) json_add_i64(&writer, names[i], i);
    json_end_object(&writer);
    char *place = json_name_place(&writer, 2);
    assert_non_null(place);
    memcpy(place, "in", 2);
    json_put_null(&writer);
    EXPECT_TEXT("names", written(&writer),
                "{\"a name of more than sixteen letters\":true,\"n\":false,"
                "\"a name of more than sixteen letters\":0,\"a \\\"quoted\\\" name\":1},"
                "\"in\":null");
    writer.is_cut = true;
    assert_null(json_name_place(&writer, 2));
    json_writer_release(&writer);
}

static void test_growth(void **state)
{
    (void)state;
    struct json_writer writer = {0};
    json_begin_array(&writer);
    for (int i = 0; i < 100000; i++) json_put_i64(&writer, 7);
    json_end_array(&writer);
    EXPECT_EQ("every value and comma", writer.size, 200001);
    EXPECT_FALSE("not cut", writer.is_cut);
    size_t capacity = writer.capacity;
    json_writer_clear(&writer);
    EXPECT_EQ("clear keeps the memory", writer.capacity, capacity);
    json_writer_release(&writer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_decimals),     cmocka_unit_test(test_texts),
        cmocka_unit_test(test_every_letter), cmocka_unit_test(test_nesting),
        cmocka_unit_test(test_names),        cmocka_unit_test(test_growth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
