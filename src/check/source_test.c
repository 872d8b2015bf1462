/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source_test.c - lines, rows and the places that faults name.
 */
#include "check/source.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"

static struct source source_of(const char *text)
{
    return (struct source){.path = "FILE", .document = {text, strlen(text)}};
}

static void test_lines(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        const char *lines; /* "number:line;" */
    } rows[] = {
        {"two lines", "a\nbc\n", "1:a;2:bc;"},
        {"no line feed at the end", "a\nbc", "1:a;2:bc;"},
        {"carriage returns", "a\r\nbc\r\n", "1:a;2:bc;"},
        {"empty lines count and are passed over", "\n\na\n\nbc\n\n", "3:a;5:bc;"},
        {"nothing", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct source source = source_of(rows[i].text);
        struct import_slice line;
        char lines[64];
        for (int round = 0; round < 2; round++) {
            size_t at = 0;
            lines[0] = '\0';
            while (source_line(&source, &line)) {
                int size = snprintf(lines + at, sizeof lines - at, "%llu:%.*s;",
                                    (unsigned long long)source.line, (int)line.size, line.text);
                at += (size_t)size;
            }
            EXPECT_TEXT(rows[i].row, lines, rows[i].lines);
            source_rewind(&source);
        }
    }
}

static void test_faults(void **state)
{
    (void)state;
    static const char *const names[] = {"b"};
    struct source source = source_of("a,b\n1,2\n\n3\n");
    struct import_slice line;
    struct import_slice fields[1];
    struct table_columns columns;
    struct replay_fault fault = {0};
    EXPECT_TRUE("first line", source_line(&source, &line));
    EXPECT_TRUE("columns", table_find(line, names, 1, &columns));
    EXPECT_EQ("a row", source_row(&source, &columns, fields, &fault), SOURCE_ROW);

    struct replay_fault field = {0};
    EXPECT_FALSE("a field", source_fault_field(&source, fields[0], "a price", &field));
    EXPECT_TEXT("names its column", field.text, "FILE: line 2, column 3: expected a price");

    struct replay_fault text = {0};
    EXPECT_FALSE("a text", source_fault_text(&source, fields[0], "a price", &text));
    EXPECT_TEXT("names its byte", text.text, "FILE: offset 6: expected a price");

    EXPECT_EQ("a short row", source_row(&source, &columns, fields, &fault), SOURCE_BAD);
    EXPECT_TEXT("names its line", fault.text,
                "FILE: line 4, column 1: expected as many fields as the first line has columns");
    EXPECT_EQ("the end", source_row(&source, &columns, fields, &fault), SOURCE_END);
}

static void test_json(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        bool is_json;
    } rows[] = {
        {"an object", "{}", true},        {"an array behind space", " \r\n\t[1]", true},
        {"a table", "a,b\n1,2\n", false}, {"a number", "1", false},
        {"space", " \n", false},          {"nothing", "", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct source source = source_of(rows[i].text);
        EXPECT_EQ(rows[i].row, source_is_json(&source), rows[i].is_json);
    }
}

static void test_files(void **state)
{
    (void)state;
    char path[] = "/tmp/source_test_XXXXXX";
    struct source source;
    struct replay_fault fault = {0};
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, "a,b\n", 4), 4);
    EXPECT_TRUE("a file", source_open(&source, path, &fault));
    EXPECT_EQ("its bytes", source.document.size, 4);
    source_close(&source);
    assert_int_equal(ftruncate(file, 0), 0);
    EXPECT_FALSE("an empty file", source_open(&source, path, &fault));
    EXPECT_TRUE("says so", strstr(fault.text, "empty") != NULL);
    (void)close(file);
    (void)unlink(path);
    struct replay_fault missing = {0};
    EXPECT_FALSE("no file", source_open(&source, path, &missing));
    EXPECT_TRUE("says so", strstr(missing.text, "no such file") != NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_lines),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_json),
        cmocka_unit_test(test_files),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
