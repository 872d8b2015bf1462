/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_test.c - what is read, what is refused, and that writing and reading agree.
 */
#include "base/text.h"

#include "base/expect.h"
#include "base/random.h"

#define UNCHANGED INT64_C(-77)

static void test_read_decimal(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        unsigned scale;
        bool accepted;
        int64_t value;
    } rows[] = {
        {"a whole number", "12", 0, true, 12},
        {"a whole number at a scale", "12", 2, true, 1200},
        {"all decimals", "12.34", 2, true, 1234},
        {"fewer decimals", "12.3", 2, true, 1230},
        {"zeros beyond the scale", "12.3400", 2, true, 1234},
        {"zeros beyond scale zero", "12.00", 0, true, 12},
        {"more than the scale holds", "12.345", 2, false, 0},
        {"a zero, then more than it holds", "12.3401", 2, false, 0},
        {"negative", "-0.05", 2, true, -5},
        {"negative zero is zero", "-0", 2, true, 0},
        {"zeros in front", "007", 0, true, 7},
        {"the largest", "9223372036854775807", 0, true, INT64_MAX},
        {"the largest with decimals", "9.223372036854775807", 18, true, INT64_MAX},
        {"one beyond the largest", "9223372036854775808", 0, false, 0},
        {"the smallest", "-9223372036854775808", 0, true, INT64_MIN},
        {"one below the smallest", "-9223372036854775809", 0, false, 0},
        {"beyond 64 bits", "18446744073709551616", 0, false, 0},
        {"too large once scaled", "92233720368547758.08", 3, false, 0},
        {"zeros of the scale do not fit", "9223372036854775807", 1, false, 0},
        {"no text", "", 2, false, 0},
        {"a sign alone", "-", 2, false, 0},
        {"a plus sign", "+1", 2, false, 0},
        {"a point alone", ".", 2, false, 0},
        {"no digit before the point", ".5", 2, false, 0},
        {"no digit after the point", "5.", 2, false, 0},
        {"two points", "1.2.3", 4, false, 0},
        {"a letter", "1a", 2, false, 0},
        {"an exponent", "1e3", 2, false, 0},
        {"a space in front", " 1", 2, false, 0},
        {"a space behind", "1 ", 2, false, 0},
        {"a comma", "1,5", 2, false, 0},
        {"a letter beyond the scale", "1.00x", 2, false, 0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t value = UNCHANGED;
        bool accepted =
            text_read_decimal(rows[i].text, strlen(rows[i].text), rows[i].scale, &value);
        EXPECT_EQ(rows[i].row, accepted, rows[i].accepted);
        EXPECT_EQ(rows[i].row, value, rows[i].accepted ? rows[i].value : UNCHANGED);
    }
    int64_t value = 0;
    EXPECT_FALSE("a zero byte inside", text_read_decimal("1\0002", 3, 0, &value));
    EXPECT_STOPS("a scale beyond 18", (void)text_read_decimal("1", 1, 19, &value));
}

static void test_write_decimal(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t value;
        unsigned scale;
        const char *text;
    } rows[] = {
        {"zero", 0, 0, "0"},
        {"zero with decimals", 0, 2, "0.00"},
        {"less than one", 5, 2, "0.05"},
        {"exactly one", 100, 2, "1.00"},
        {"negative and less than one", -5, 2, "-0.05"},
        {"no decimals", -1234, 0, "-1234"},
        {"the largest", INT64_MAX, 18, "9.223372036854775807"},
        {"the smallest", INT64_MIN, 6, "-9223372036854.775808"},
        {"as many decimals as digits", 123456, 6, "0.123456"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[TEXT_NUMBER_SIZE];
        size_t size = text_write_decimal(text, sizeof text, rows[i].value, rows[i].scale);
        EXPECT_EQ(rows[i].row, size, strlen(rows[i].text));
        EXPECT_TEXT(rows[i].row, text, rows[i].text);
    }
}

static void test_write_needs_room(void **state)
{
    (void)state;
    char text[8] = "xxxxxxx";
    EXPECT_EQ("just fits", text_write_decimal(text, 6, 1234, 2), 0 + 5);
    EXPECT_TEXT("just fits", text, "12.34");
    EXPECT_EQ("one byte short", text_write_decimal(text, 5, 1234, 2), 0);
    EXPECT_TEXT("one byte short leaves no text", text, "");
    text[0] = 'y';
    EXPECT_EQ("no room at all", text_write_decimal(text, 0, 1234, 2), 0);
    EXPECT_EQ("no room at all writes nothing", text[0], 'y');
}

static void test_whole_numbers(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        bool unsigned_accepted;
        bool signed_accepted;
    } rows[] = {
        {"zero", "0", true, true},
        {"the largest signed", "9223372036854775807", true, true},
        {"one beyond", "9223372036854775808", true, false},
        {"the largest unsigned", "18446744073709551615", true, false},
        {"one beyond that", "18446744073709551616", false, false},
        {"negative", "-1", false, true},
        {"the smallest signed", "-9223372036854775808", false, true},
        {"no text", "", false, false},
        {"a sign alone", "-", false, false},
        {"a decimal", "1.0", false, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        const char *text = rows[i].text;
        uint64_t unsigned_value = 0;
        int64_t signed_value = 0;
        EXPECT_EQ(rows[i].row, text_read_u64(text, strlen(text), &unsigned_value),
                  rows[i].unsigned_accepted);
        EXPECT_EQ(rows[i].row, text_read_i64(text, strlen(text), &signed_value),
                  rows[i].signed_accepted);
        char written[TEXT_NUMBER_SIZE];
        if (rows[i].unsigned_accepted) {
            (void)text_write_u64(written, sizeof written, unsigned_value);
            EXPECT_TEXT(rows[i].row, written, text);
        }
        if (rows[i].signed_accepted) {
            (void)text_write_decimal(written, sizeof written, signed_value, 0);
            EXPECT_TEXT(rows[i].row, written, text);
        }
    }
}

static void test_written_reads_back(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 9);
    for (int i = 0; i < 100000; i++) {
        int64_t value = (int64_t)(random_u64(&random) >> random_below(&random, 64));
        if (random_chance(&random, 1, 2)) value = (int64_t)(0 - (uint64_t)value);
        unsigned scale = (unsigned)random_below(&random, TEXT_SCALE_MAX + 1);
        char text[TEXT_NUMBER_SIZE];
        size_t size = text_write_decimal(text, sizeof text, value, scale);
        int64_t back = 0;
        EXPECT_TRUE(text, text_read_decimal(text, size, scale, &back));
        EXPECT_EQ(text, back, value);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_read_decimal),       cmocka_unit_test(test_write_decimal),
        cmocka_unit_test(test_write_needs_room),   cmocka_unit_test(test_whole_numbers),
        cmocka_unit_test(test_written_reads_back),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
