/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_json_test.c - members and elements as slices.
 */
#include "price_feed/feed_json.h"

#include "base/expect.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static void test_objects(void **state)
{
    (void)state;
    static const struct {
        const char *sentence;
        const char *text;
        const char *a; /* NULL: the object is refused */
        enum json_token token;
    } rows[] = {
        {"a text without its quotes", "{\"a\":\"b\"}", "b", JSON_TEXT},
        {"a number as it stands", "{\"a\": 1.50 }", "1.50", JSON_NUMBER},
        {"an object with its brackets", "{\"x\":1,\"a\" : {\"a\":2}}", "{\"a\":2}",
         JSON_OBJECT_BEGIN},
        {"an array", "{\"a\":[1, [2]],\"b\":3}", "[1, [2]]", JSON_ARRAY_BEGIN},
        {"a word", "{\"a\":false}", "false", JSON_FALSE},
        {"none of this name", "{\"b\":1}", "", JSON_END},
        {"an empty object", " { } ", "", JSON_END},
        {"the name twice", "{\"a\":1,\"a\":2}", NULL, JSON_END},
        {"another name twice", "{\"a\":1,\"b\":2,\"b\":3}", "1", JSON_NUMBER},
        {"an array in its place", "[1]", NULL, JSON_END},
        {"something behind it", "{\"a\":1}{", NULL, JSON_END},
        {"cut off", "{\"a\":1", NULL, JSON_END},
        {"cut off in a value", "{\"a\":[1,", NULL, JSON_END},
        {"nothing", "", NULL, JSON_END},
    };
    static const char *const names[1] = {"a"};
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct feed_value value;
        bool is_read = feed_object_read(slice_of(rows[i].text), names, &value, 1);
        EXPECT_EQ(rows[i].sentence, is_read, rows[i].a != NULL);
        if (!is_read) continue;
        EXPECT_EQ(rows[i].sentence, value.token, rows[i].token);
        EXPECT_EQ(rows[i].sentence, value.slice.size, strlen(rows[i].a));
        EXPECT_TRUE(rows[i].sentence, value.slice.size == 0 || import_is(value.slice, rows[i].a));
    }
}

/* The elements joined by '|', or "malformed". */
static void walk(const char *text, char out[64])
{
    struct feed_array array;
    struct feed_value value;
    size_t put = 0;
    memcpy(out, "malformed", 10);
    if (!feed_array_begin(&array, slice_of(text))) return;
    char joined[64] = "";
    while (feed_array_next(&array, &value)) {
        if (value.token == JSON_END) {
            memcpy(out, joined, sizeof joined);
            return;
        }
        memcpy(joined + put, value.slice.text, value.slice.size);
        put += value.slice.size;
        joined[put++] = '|';
        joined[put] = '\0';
    }
}

static void test_arrays(void **state)
{
    (void)state;
    static const struct {
        const char *sentence;
        const char *text;
        const char *elements;
    } rows[] = {
        {"numbers and texts", "[1,\"b\", 2.0]", "1|b|2.0|"},
        {"arrays and objects inside", "[[1,2],{\"a\":[3]} , 4]", "[1,2]|{\"a\":[3]}|4|"},
        {"an empty one", "[]", ""},
        {"no array", "{}", "malformed"},
        {"cut off", "[1,2", "malformed"},
        {"two commas", "[1,,2]", "malformed"},
        {"something behind it", "[1]2", "malformed"},
        {"a bracket of the other kind", "[1}", "malformed"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[64];
        walk(rows[i].text, out);
        EXPECT_TEXT(rows[i].sentence, out, rows[i].elements);
    }
}

static void test_counts(void **state)
{
    (void)state;
    uint64_t count = 7;
    struct feed_value value = {JSON_NUMBER, {"12", 2}};
    EXPECT_TRUE("a number", feed_read_count(&value, &count));
    EXPECT_EQ("a number", count, 12);
    value = (struct feed_value){JSON_TEXT, {"13", 2}};
    EXPECT_TRUE("a text", feed_read_count(&value, &count));
    value = (struct feed_value){JSON_NUMBER, {"-1", 2}};
    EXPECT_FALSE("below zero", feed_read_count(&value, &count));
    value = (struct feed_value){JSON_NUMBER, {"1.5", 3}};
    EXPECT_FALSE("a fraction", feed_read_count(&value, &count));
    value = (struct feed_value){JSON_TRUE, {"true", 4}};
    EXPECT_FALSE("a word", feed_read_count(&value, &count));
    EXPECT_EQ("unchanged", count, 13);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_arrays),
        cmocka_unit_test(test_counts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
