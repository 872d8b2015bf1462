/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_objects_test.c - wanted members are found at any depth, under their label.
 */
#include "wire/import_objects.h"

#include "base/expect.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static void put(char *out, size_t *at, struct import_slice slice)
{
    assert_true(*at + slice.size + 2 < 256);
    memcpy(out + *at, slice.text, slice.size);
    *at += slice.size;
}

/* All that is given, in a line: "label:a=..,b=..;" */
static void write_objects(const char *document, char out[256])
{
    static const char *const names[] = {"a", "b"};
    static struct object_reader reader;
    const struct object_frame *object;
    size_t at = 0;
    objects_begin(&reader, slice_of(document), names, 2);
    enum objects_result result;
    while ((result = objects_next(&reader, &object)) == OBJECTS_TAKEN) {
        put(out, &at, object->label.text == NULL ? slice_of("-") : object->label);
        for (size_t i = 0; i < 2; i++) {
            const struct object_member *member = &object->members[i];
            put(out, &at, slice_of(i == 0 ? ":" : ","));
            if (member->token == JSON_END) continue;
            put(out, &at, member->token == JSON_NULL ? slice_of("null") : member->value);
        }
        put(out, &at, slice_of(";"));
    }
    put(out, &at, slice_of(result == OBJECTS_END ? "." : "!"));
    out[at] = '\0';
}

static void test_objects(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *document;
        const char *objects;
    } rows[] = {
        {"one object", "{\"a\": 1, \"b\": \"x\"}", "-:1,x;."},
        {"a line each", "{\"a\": 1}\n[{\"b\": 2}]\n", "-:1,;-:,2;."},
        {"a line cut off", "{\"a\": 1}\n{\"b\": 2", "-:1,;!"},
        {"something else behind", "{\"a\": 1}\n7", "-:1,;!"},
        {"in an array", "[{\"a\": 1}, {\"b\": 2}]", "-:1,;-:,2;."},
        {"others are passed over", "{\"c\": 1, \"d\": [1, \"a\", {}]}", "."},
        {"inner before outer", "{\"a\": 1, \"c\": {\"b\": 2}}", "-:,2;-:1,;."},
        {"an array has the name of its member", "{\"BTC\": [{\"a\": 1, \"c\": {\"b\": 2}}]}",
         "BTC:,2;BTC:1,;."},
        {"or the text before it", "{\"c\": [[\"x\", [{\"a\": 1}]], [\"\", [{\"a\": 2}]]]}",
         "x:1,;:2,;."},
        {"a label ends with its array", "{\"c\": [[\"x\"], {\"a\": 1}]}", "c:1,;."},
        {"null is a value", "{\"a\": null}", "-:null,;."},
        {"an array is given as text", "{\"a\": [1, \"2\"], \"b\": {\"a\": 3}}",
         "-:[1, \"2\"],{\"a\": 3};."},
        {"the last of a name counts", "{\"a\": 1, \"a\": 2}", "-:2,;."},
        {"sixteen deep", "[[[[[[[[[[[[[[[{\"a\": 1}]]]]]]]]]]]]]]]", "-:1,;."},
        {"seventeen deep", "[[[[[[[[[[[[[[[[{\"a\": 1}]]]]]]]]]]]]]]]]", "!"},
        {"deep inside of a wanted member", "{\"a\": [[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]]}",
         "-:[[[[[[[[[[[[[[[[[1]]]]]]]]]]]]]]]]],;."},
        {"a document cut off", "[{\"a\": 1}", "-:1,;!"},
        {"a wanted array cut off", "{\"a\": [1", "!"},
        {"no value", "{\"a\": }", "!"},
        {"two documents", "{\"a\": 1}{\"a\": 1}", "-:1,;!"},
        {"nothing", " ", "!"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char objects[256];
        write_objects(rows[i].document, objects);
        EXPECT_TEXT(rows[i].row, objects, rows[i].objects);
    }
}

static void test_pairs(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *array;
        bool is_pair;
    } rows[] = {
        {"texts", "[\"x\",\"y\"]", true},
        {"a text and a number", "[\"x\", 1]", true},
        {"one value", "[\"x\"]", false},
        {"three values", "[1,2,3]", false},
        {"a null among them", "[1,null]", false},
        {"no array", "{\"a\":1}", false},
        {"cut off", "[1,2", false},
        {"nothing", "", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct import_slice values[2];
        EXPECT_EQ(rows[i].row, objects_pair(slice_of(rows[i].array), values), rows[i].is_pair);
    }
}

static void test_plain_texts(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        const char *plain; /* NULL: refused */
    } rows[] = {
        {"no escapes", "abc", "abc"},
        {"nothing", "", ""},
        {"each short escape", "\\\"\\\\\\/\\b\\f\\n\\r\\t", "\"\\/\b\f\n\r\t"},
        {"a letter", "\\u0041", "A"},
        {"two bytes", "\\u00e9", "\xc3\xa9"},
        {"three bytes", "\\u20AC", "\xe2\x82\xac"},
        {"four bytes", "\\ud83d\\ude00", "\xf0\x9f\x98\x80"},
        {"a high half alone", "\\ud83dx", NULL},
        {"a high half at the end", "\\ud83d", NULL},
        {"two high halves", "\\ud83d\\ud83d", NULL},
        {"a low half alone", "\\ude00", NULL},
        {"digits cut off", "\\u00e", NULL},
        {"no hexadecimal digit", "\\u00g0", NULL},
        {"an unknown escape", "\\x", NULL},
        {"a backslash at the end", "\\", NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char plain[64];
        size_t size = 0;
        bool is_plain = objects_plain_text(slice_of(rows[i].text), plain, &size);
        EXPECT_EQ(rows[i].row, is_plain, rows[i].plain != NULL);
        if (!is_plain) continue;
        plain[size] = '\0';
        EXPECT_TEXT(rows[i].row, plain, rows[i].plain);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_objects),
        cmocka_unit_test(test_pairs),
        cmocka_unit_test(test_plain_texts),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
