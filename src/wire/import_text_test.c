/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_text_test.c - fields, words and rounded decimals.
 */
#include "wire/import_text.h"

#include "base/expect.h"

static struct import_slice slice_of(const char *text)
{
    return (struct import_slice){text, strlen(text)};
}

static void test_split(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *line;
        size_t count;
        const char *second; /* NULL: there is no second field */
    } rows[] = {
        {"a line without a separator is one field", "abc", 1, NULL},
        {"an empty line is one empty field", "", 1, NULL},
        {"fields may be empty", "a,,c", 3, ""},
        {"a separator at the end leaves an empty field", "a,b,", 3, "b"},
        {"more fields than there is room for are counted", "a,b,c,d,e", 5, "b"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct import_slice fields[3] = {0};
        EXPECT_EQ(rows[i].row, import_split(slice_of(rows[i].line), ',', fields, 3), rows[i].count);
        if (rows[i].second == NULL) continue;
        EXPECT_TRUE(rows[i].row, import_is(fields[1], rows[i].second));
    }
}

static void test_words(void **state)
{
    (void)state;
    EXPECT_TRUE("the same word", import_is(slice_of("price"), "price"));
    EXPECT_FALSE("a longer one", import_is(slice_of("prices"), "price"));
    EXPECT_FALSE("a shorter one", import_is(slice_of("pric"), "price"));
    EXPECT_TRUE("a beginning", import_begins(slice_of("prices"), "price"));
    EXPECT_FALSE("too short for the beginning", import_begins(slice_of("pri"), "price"));
}

static void test_round(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        unsigned scale;
        bool is_read;
        int64_t value;
    } rows[] = {
        {"a whole number", "12", 2, true, 1200},
        {"decimals of the scale", "12.34", 2, true, 1234},
        {"a binary float's digits", "0.29999999999999999", 8, true, 30000000},
        {"the same from above", "236.61000000000001", 2, true, 23661},
        {"half goes away from zero", "0.125", 2, true, 13},
        {"below half goes down", "0.12499999999999999", 2, true, 12},
        {"a negative half goes away from zero too", "-0.125", 2, true, -13},
        {"a small number in exponent form", "5e-05", 8, true, 5000},
        {"an exponent with a sign", "1.5E+2", 0, true, 150},
        {"an exponent that cancels the decimals", "12345e-3", 3, true, 12345},
        {"zero with a large exponent", "0e300", 0, true, 0},
        {"smaller than half of the last place", "4e-9", 8, true, 0},
        {"zeros in front", "000012.5", 1, true, 125},
        {"the largest number", "9223372036854775807", 0, true, INT64_MAX},
        {"one more does not fit", "9223372036854775808", 0, false, 0},
        {"an exponent that does not fit", "1e19", 0, false, 0},
        {"an empty text", "", 0, false, 0},
        {"a sign alone", "-", 0, false, 0},
        {"no digits in front of the point", ".5", 1, false, 0},
        {"no digits behind the point", "5.", 1, false, 0},
        {"a letter behind the number", "5x", 1, false, 0},
        {"an exponent without digits", "5e", 1, false, 0},
        {"a plus sign in front", "+5", 1, false, 0},
        {"a space", " 5", 1, false, 0},
        {"two points", "1.2.3", 1, false, 0},
        {"41 digits", "12345678901234567890123456789012345678901", 0, false, 0},
        {"40 digits behind the point", "0.1234567890123456789012345678901234567890", 4, true, 1235},
        {"an exponent beyond reason", "1e99999", 0, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = 77;
        bool is_read = import_round_decimal(slice_of(rows[i].text), rows[i].scale, &value);
        EXPECT_EQ(rows[i].row, is_read, rows[i].is_read);
        EXPECT_EQ(rows[i].row, value, rows[i].is_read ? rows[i].value : 77);
    }
}

static void test_decimals(void **state)
{
    (void)state;
    EXPECT_EQ("no point", import_decimals(slice_of("1200")), 0);
    EXPECT_EQ("two decimals", import_decimals(slice_of("12.34")), 2);
    EXPECT_EQ("zeros at the end do not count", import_decimals(slice_of("12.3400")), 2);
    EXPECT_EQ("only zeros", import_decimals(slice_of("12.000")), 0);
}

static void test_fault(void **state)
{
    (void)state;
    const char *line = "abc,def";
    struct import_fault fault;
    EXPECT_EQ("a fault is bad", import_bad(&fault, "digits", line, line + 4), IMPORT_BAD);
    EXPECT_EQ("columns count from one", fault.column, 5);
    EXPECT_TEXT("what was expected is kept", fault.expected, "digits");
    EXPECT_STOPS("a place in front of the line", (void)import_bad(&fault, "x", line + 1, line));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_split),    cmocka_unit_test(test_words), cmocka_unit_test(test_round),
        cmocka_unit_test(test_decimals), cmocka_unit_test(test_fault),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
