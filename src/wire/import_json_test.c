/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_json_test.c - well-formed documents are walked, others are refused.
 */
#include "wire/import_json.h"

#include "base/expect.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

/* One letter a token: {}[] n(ame) s(text) #(number) t f 0(null) .(end) !(bad) */
static void letters_of(const char *document, char *out, size_t size)
{
    static const char letters[] = ".!{}[]ns#tf0";
    struct json_scanner scanner;
    struct import_slice value;
    size_t at = 0;
    json_begin(&scanner, slice_of(document));
    for (;;) {
        enum json_token token = json_next(&scanner, &value);
        assert_true(at + 1 < size);
        out[at++] = letters[token];
        if (token == JSON_END || token == JSON_BAD) break;
    }
    out[at] = '\0';
}

static void test_documents(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *document;
        const char *letters;
    } rows[] = {
        {"a number alone", " 12.50 ", "#."},
        {"a text alone", "\"a\"", "s."},
        {"an empty object", "{}", "{}."},
        {"an empty array", "[ ]", "[]."},
        {"members and nesting", "{\"a\": [1, true, {\"b\": null}], \"c\": false}",
         "{n[#t{n0}]nf}."},
        {"escapes", "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\"", "s."},
        {"exponents", "[1e5, -0.5E-7, 0]", "[###]."},
        {"nothing", "", "!"},
        {"a value too many", "1 2", "#!"},
        {"a comma at the end", "[1,]", "[#!"},
        {"a comma in front", "[,1]", "[!"},
        {"a missing comma", "[1 2]", "[#!"},
        {"a member without a name", "{1: 2}", "{!"},
        {"a member without a colon", "{\"a\" 1}", "{!"},
        {"a member without a value", "{\"a\": }", "{n!"},
        {"the wrong bracket", "[1}", "[#!"},
        {"an open text", "\"abc", "!"},
        {"an open array", "[1", "[#!"},
        {"a line feed in a text", "\"a\nb\"", "!"},
        {"an unknown escape", "\"\\x\"", "!"},
        {"an escape cut off", "\"\\u12", "!"},
        {"a zero in front", "[012]", "[#!"},
        {"a point without digits", "[1.]", "[!"},
        {"a sign alone", "-", "!"},
        {"an exponent without digits", "1e", "!"},
        {"half a word", "tru", "!"},
        {"another word", "nil", "!"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char letters[64];
        letters_of(rows[i].document, letters, sizeof letters);
        EXPECT_TEXT(rows[i].row, letters, rows[i].letters);
    }
}

static void test_values(void **state)
{
    (void)state;
    struct json_scanner scanner;
    struct import_slice value;
    json_begin(&scanner, slice_of("{\"price\": 236.61000000000001, \"id\": \"a\\nb\"}"));
    EXPECT_EQ("begins", json_next(&scanner, &value), JSON_OBJECT_BEGIN);
    EXPECT_EQ("first name", json_next(&scanner, &value), JSON_NAME);
    EXPECT_TRUE("first name", import_is(value, "price"));
    EXPECT_EQ("number", json_next(&scanner, &value), JSON_NUMBER);
    EXPECT_TRUE("a number is its text", import_is(value, "236.61000000000001"));
    EXPECT_EQ("second name", json_next(&scanner, &value), JSON_NAME);
    EXPECT_EQ("text", json_next(&scanner, &value), JSON_TEXT);
    EXPECT_TRUE("escapes stay as they are", import_is(value, "a\\nb"));
    EXPECT_EQ("ends", json_next(&scanner, &value), JSON_OBJECT_END);
    EXPECT_EQ("is whole", json_next(&scanner, &value), JSON_END);
    EXPECT_EQ("stays at its end", json_next(&scanner, &value), JSON_END);
}

static void test_skip(void **state)
{
    (void)state;
    struct json_scanner scanner;
    struct import_slice value;
    json_begin(&scanner, slice_of("[[1,[2,{\"a\":3}]],\"x\",4]"));
    EXPECT_EQ("begins", json_next(&scanner, &value), JSON_ARRAY_BEGIN);
    EXPECT_EQ("a nested array is passed over whole", json_skip(&scanner), JSON_ARRAY_BEGIN);
    EXPECT_EQ("a text is passed over", json_skip(&scanner), JSON_TEXT);
    EXPECT_EQ("the next one follows", json_next(&scanner, &value), JSON_NUMBER);
    EXPECT_TRUE("the next one follows", import_is(value, "4"));

    json_begin(&scanner, slice_of("[[1,}"));
    EXPECT_EQ("begins", json_next(&scanner, &value), JSON_ARRAY_BEGIN);
    EXPECT_EQ("a broken value is not passed over", json_skip(&scanner), JSON_BAD);
    EXPECT_EQ("nothing follows a bad token", json_next(&scanner, &value), JSON_BAD);
}

static void test_depth(void **state)
{
    (void)state;
    char document[2 * JSON_DEPTH_MAX + 3];
    char letters[2 * JSON_DEPTH_MAX + 4] = {0};
    memset(document, '[', JSON_DEPTH_MAX);
    memset(document + JSON_DEPTH_MAX, ']', JSON_DEPTH_MAX);
    document[2 * JSON_DEPTH_MAX] = '\0';
    letters_of(document, letters, sizeof letters);
    EXPECT_EQ("the deepest legal document is whole", letters[2 * JSON_DEPTH_MAX], '.');

    memset(document, '[', JSON_DEPTH_MAX + 1);
    document[JSON_DEPTH_MAX + 1] = '\0';
    letters_of(document, letters, sizeof letters);
    EXPECT_EQ("one deeper is refused", letters[JSON_DEPTH_MAX], '!');
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_documents),
        cmocka_unit_test(test_values),
        cmocka_unit_test(test_skip),
        cmocka_unit_test(test_depth),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
