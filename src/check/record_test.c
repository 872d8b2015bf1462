/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record_test.c - a table and a document with the same figures give the same rows.
 */
#include "check/record.h"

#include <stdio.h>

#include "base/expect.h"

static const char *const names[] = {"time", "rate"};

/* "time rate;" for each row, then what ended them. */
static void write_rows(const char *text, char out[256])
{
    struct source source = {.path = "FILE", .document = {text, strlen(text)}};
    struct record_reader reader;
    struct import_slice fields[2];
    struct replay_fault fault = {0};
    size_t at = 0;
    if (!record_begin(&reader, &source, names, 2)) {
        memcpy(out, "no such table", 14);
        return;
    }
    enum source_row row;
    while ((row = record_next(&reader, fields, &fault)) == SOURCE_ROW) {
        at += (size_t)snprintf(out + at, 256 - at, "%.*s %.*s;", (int)fields[0].size,
                               fields[0].text, (int)fields[1].size, fields[1].text);
    }
    (void)snprintf(out + at, 256 - at, "%s", row == SOURCE_END ? "." : fault.text);
}

static void test_rows(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        const char *rows;
        bool fits;
    } rows[] = {
        {"a table", "rate,x,time\n0.5,1,3\n0.25,1,4\n", "3 0.5;4 0.25;.", true},
        {"a document", "{\"result\":[{\"time\":3,\"rate\":\"0.5\"},{\"rate\":0.25,\"time\":4}]}",
         "3 0.5;4 0.25;.", true},
        {"a table without a column", "rate\n1\n", "no such table", false},
        {"a row too short", "rate,time\n1\n",
         "FILE: line 2, column 1: expected as many fields as the first line has columns", true},
        {"an envelope with one of the names", "{\"time\":3,\"rows\":[{\"time\":4,\"rate\":1}]}",
         "4 1;.", true},
        {"a member is missing", "[{\"rate\":3}]",
         "FILE: offset 11: expected an object with all members that are compared", false},
        {"a member is null", "[{\"time\":3,\"rate\":null}]",
         "FILE: offset 23: expected an object with all members that are compared", false},
        {"the second object lacks one", "[{\"time\":3,\"rate\":1},{\"rate\":3}]",
         "3 1;FILE: offset 31: expected an object with all members that are compared", true},
        {"a document cut off", "[{\"time\":3,\"rate\":1}",
         "3 1;FILE: offset 20: expected a JSON document", true},
        {"a document of something else", "[1]", ".", false},
        {"nothing", "", "no such table", false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[256];
        struct source source = {.path = "FILE", .document = {rows[i].text, strlen(rows[i].text)}};
        write_rows(rows[i].text, out);
        EXPECT_TEXT(rows[i].row, out, rows[i].rows);
        EXPECT_EQ(rows[i].row, record_fits(&source, names, 2), rows[i].fits);
    }
}

static void test_faults(void **state)
{
    (void)state;
    static const char *const texts[] = {"time,rate\n1,2\n", "[{\"time\":1,\"rate\":2}]"};
    static const char *const faults[] = {"FILE: line 2, column 3: expected a rate",
                                         "FILE: offset 18: expected a rate"};
    for (size_t i = 0; i < 2; i++) {
        struct source source = {.path = "FILE", .document = {texts[i], strlen(texts[i])}};
        struct record_reader reader;
        struct import_slice fields[2];
        struct replay_fault fault = {0};
        EXPECT_TRUE(texts[i], record_begin(&reader, &source, names, 2));
        EXPECT_EQ(texts[i], record_next(&reader, fields, &fault), SOURCE_ROW);
        EXPECT_FALSE(texts[i], record_fault(&reader, fields[1], "a rate", &fault));
        EXPECT_TEXT(texts[i], fault.text, faults[i]);
    }
}

static void test_sorting(void **state)
{
    (void)state;
    struct row {
        int64_t time_ns;
        int64_t letter;
    };
    struct row list[] = {
        {3000000000, 'c'}, {1000000000, 'a'}, {2000000000, 'b'}, {1000000000, 'a'}};
    struct replay_fault fault = {0};
    size_t count = 4;
    EXPECT_TRUE("sorted", record_sort(list, &count, sizeof list[0], "FILE", &fault));
    EXPECT_EQ("a row that stands twice counts once", count, 3);
    EXPECT_EQ("first", list[0].letter, 'a');
    EXPECT_EQ("last", list[2].letter, 'c');
    count = 0;
    EXPECT_TRUE("nothing", record_sort(list, &count, sizeof list[0], "FILE", &fault));
    count = 3;
    list[2].time_ns = list[0].time_ns;
    EXPECT_FALSE("twice", record_sort(list, &count, sizeof list[0], "FILE", &fault));
    EXPECT_TEXT("twice", fault.text,
                "FILE: expected one row a time, found two of 1970-01-01T00:00:01.000000000Z; of "
                "several series --group names one");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_rows),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_sorting),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
