/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_table_test.c - columns are found by name, rows are cut by them.
 */
#include "wire/import_table.h"

#include "base/expect.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static void test_first_lines(void **state)
{
    (void)state;
    static const char *const names[] = {"time", "rate"};
    static const struct {
        const char *row;
        const char *line;
        bool is_found;
        size_t time_at;
        size_t rate_at;
    } rows[] = {
        {"in order", "time,rate", true, 0, 1},
        {"in another order, among others", "rate,symbol,time,", true, 2, 0},
        {"in quotes", "\"time\",\"rate\"", true, 0, 1},
        {"behind a byte order mark", "\xef\xbb\xbftime,rate", true, 0, 1},
        {"one name twice", "time,rate,time", true, 0, 1},
        {"one missing", "time,rates", false, 0, 0},
        {"capitals", "Time,RATE", true, 0, 1},
        {"the same letters before other capitals", "Rate,Time,time,rate", true, 2, 3},
        {"a quote inside", "time,rate,a\"b", false, 0, 0},
        {"nothing", "", false, 0, 0},
        {"more columns than can be held",
         "time,rate,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,,", false, 0, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct table_columns columns = {0};
        bool is_found = table_find(slice_of(rows[i].line), names, 2, &columns);
        EXPECT_EQ(rows[i].row, is_found, rows[i].is_found);
        if (!is_found) continue;
        EXPECT_EQ(rows[i].row, columns.at[0], rows[i].time_at);
        EXPECT_EQ(rows[i].row, columns.at[1], rows[i].rate_at);
    }
}

static void test_rows(void **state)
{
    (void)state;
    static const char *const names[] = {"time", "rate"};
    static const struct {
        const char *row;
        const char *line;
        enum import_result result;
        const char *time;
        const char *rate;
        size_t column;
    } rows[] = {
        {"plain", "0.5,x,2020-01-01", IMPORT_TAKEN, "2020-01-01", "0.5", 0},
        {"in quotes", "\"0.5\",x,\"2020\"", IMPORT_TAKEN, "2020", "0.5", 0},
        {"empty fields", ",,", IMPORT_TAKEN, "", "", 0},
        {"a field too few", "0.5,x", IMPORT_BAD, "", "", 1},
        {"a field too many", "0.5,x,1,2", IMPORT_BAD, "", "", 1},
        {"an open quote", "0.5,x,\"2020", IMPORT_BAD, "", "", 7},
        {"nothing", "", IMPORT_BAD, "", "", 1},
    };
    struct table_columns columns;
    EXPECT_TRUE("first line", table_find(slice_of("rate,symbol,time"), names, 2, &columns));
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct import_slice fields[2];
        struct import_fault fault = {0};
        enum import_result result = table_row(slice_of(rows[i].line), &columns, fields, &fault);
        EXPECT_EQ(rows[i].row, result, rows[i].result);
        EXPECT_EQ(rows[i].row, fault.column, rows[i].column);
        if (result != IMPORT_TAKEN) continue;
        EXPECT_TRUE(rows[i].row, import_is(fields[0], rows[i].time));
        EXPECT_TRUE(rows[i].row, import_is(fields[1], rows[i].rate));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_first_lines),
        cmocka_unit_test(test_rows),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
