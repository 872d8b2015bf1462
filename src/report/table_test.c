/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table_test.c - cells and tables in each form.
 */
#include "report/table.h"

#include <stdlib.h>

#include "base/expect.h"

static const struct column columns[] = {
    {"name", "a text", COLUMN_TEXT, 6},
    {"count", "a number", COLUMN_COUNT, 5},
    {"price", "a decimal", COLUMN_DECIMAL, 8},
    {"day", "a date", COLUMN_DATE, 10},
};

static const struct table table = {"rows", "two rows", columns, 4};

static void write_rows(FILE *out, enum report_format format)
{
    struct table_writer writer;
    struct report_head head = {"test", "A test", "2026-01-05", format == FORMAT_JSON};
    report_begin(&writer, out, format, &head);
    table_begin(&writer, &table);
    put_text(&writer, "a,\"b\"");
    put_count(&writer, -7);
    put_decimal(&writer, 63587, 4);
    put_date(&writer, 20458);
    put_text(&writer, "");
    put_id(&writer, UINT64_MAX);
    put_none(&writer);
    put_none(&writer);
    table_end(&writer);
    report_end(&writer);
}

static void test_forms(void **state)
{
    static const struct {
        const char *row;
        enum report_format format;
        const char *text;
    } rows[] = {
        {"CSV quotes what needs it, and leaves out what is not known", FORMAT_CSV,
         "name,count,price,day\n\"a,\"\"b\"\"\",-7,6.3587,2026-01-05\n,18446744073709551615,,\n"},
        {"JSON keeps decimals as texts and unknown values as null", FORMAT_JSON,
         "{\"report\":\"test\",\"title\":\"A test\",\"trade_date\":\"2026-01-05\",\"tables\":{\n"
         "\"rows\":[\n{\"name\":\"a,\\\"b\\\"\",\"count\":-7,\"price\":\"6.3587\","
         "\"day\":\"2026-01-05\"},\n{\"name\":\"\",\"count\":18446744073709551615,\"price\":null,"
         "\"day\":null}\n]\n},\"preliminary\":true}\n"},
        {"a page has its columns under their names", FORMAT_TXT,
         "A test\ntrade date 2026-01-05\n\nrows: two rows\n"
         "name    count     price  day\n"
         "a,\"b\"      -7    6.3587  2026-01-05\n"
         "        18446744073709551615            \n"},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char *text = NULL;
        size_t size = 0;
        FILE *out = open_memstream(&text, &size);
        assert_non_null(out);
        write_rows(out, rows[i].format);
        assert_int_equal(fclose(out), 0);
        EXPECT_TEXT(rows[i].row, text, rows[i].text);
        free(text);
    }
}

static void test_numbers(void **state)
{
    static const struct {
        const char *row;
        int128 value;
        unsigned scale;
        const char *text;
    } rows[] = {
        {"nothing", 0, 0, "0"},
        {"nothing with decimals", 0, 2, "0.00"},
        {"less than one", -5, 6, "-0.000005"},
        {"a whole number", 1250, 0, "1250"},
        {"beyond 64 bits", (int128)INT64_MAX * 1000, 3, "9223372036854775807.000"},
        {"the least of 64 bits", INT64_MIN, 0, "-9223372036854775808"},
    };
    char text[WIDE_TEXT_SIZE];
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_TEXT(rows[i].row, wide_text(text, rows[i].value, rows[i].scale), rows[i].text);
    }
}

static void test_days(void **state)
{
    static const struct {
        const char *row;
        const char *text;
        bool is_day;
        int32_t days;
    } rows[] = {
        {"the first day", "1970-01-01", true, 0}, {"a leap day", "2028-02-29", true, 21243},
        {"no leap day", "2026-02-29", false, 0},  {"a day too many", "2026-04-31", false, 0},
        {"another form", "2026-4-30", false, 0},  {"something behind it", "2026-04-30x", false, 0},
        {"letters", "2026-ab-30", false, 0},
    };
    (void)state;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t days = -1;
        char text[DAY_TEXT_SIZE];
        EXPECT_EQ(rows[i].row, day_read(rows[i].text, &days), rows[i].is_day);
        if (!rows[i].is_day) continue;
        EXPECT_EQ(rows[i].row, days, rows[i].days);
        EXPECT_TEXT(rows[i].row, day_text(text, days), rows[i].text);
    }
    char text[DAY_TEXT_SIZE];
    EXPECT_TEXT("no date at all", day_text(text, INT32_MIN), "");
}

static void test_misuse(void **state)
{
    struct table_writer writer;
    struct report_head head = {"test", "A test", "2026-01-05", false};
    (void)state;
    FILE *out = fopen("/dev/null", "w");
    assert_non_null(out);
    report_begin(&writer, out, FORMAT_CSV, &head);
    table_begin(&writer, &table);
    EXPECT_STOPS("a number where a text belongs", put_count(&writer, 1));
    put_text(&writer, "x");
    EXPECT_STOPS("a row that is not whole", table_end(&writer));
    assert_int_equal(fclose(out), 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_forms),
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_days),
        cmocka_unit_test(test_misuse),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
