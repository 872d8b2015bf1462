/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_line_test.c - pieces, and what happens when they do not fit.
 */
#include "model/text_line.h"

#include "base/date.h"
#include "base/expect.h"

static void test_pieces(void **state)
{
    (void)state;
    char out[128];
    struct text_line line;
    text_line_begin(&line, out, sizeof out);
    text_line_put(&line, "a ");
    text_line_put_char(&line, 'b');
    text_line_put_lower(&line, " MiXed_9 ");
    text_line_put_u64(&line, UINT64_MAX);
    text_line_put_char(&line, ' ');
    text_line_put_i64(&line, INT64_MIN);
    text_line_put_char(&line, ' ');
    text_line_put_hex(&line, 0x1a2b, 6);
    const char *want = "a b mixed_9 18446744073709551615 -9223372036854775808 001a2b";
    EXPECT_EQ("pieces", text_line_end(&line), strlen(want));
    EXPECT_TEXT("pieces", out, want);
}

static void test_decimals(void **state)
{
    (void)state;
    static const struct {
        int64_t value;
        unsigned scale;
        unsigned decimals_min;
        const char *want;
    } rows[] = {
        {0, 0, 0, "0"},          {100, 0, 0, "100"},   {1234500, 6, 2, "1.2345"},
        {1000000, 6, 2, "1.00"}, {1000000, 6, 0, "1"}, {-1500000, 6, 0, "-1.5"},
        {5, 6, 2, "0.000005"},   {100, 1, 1, "10.0"},  {100, 1, 0, "10"},
        {0, 6, 2, "0.00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[32];
        struct text_line line;
        text_line_begin(&line, out, sizeof out);
        text_line_put_decimal(&line, rows[i].value, rows[i].scale, rows[i].decimals_min);
        (void)text_line_end(&line);
        EXPECT_TEXT(rows[i].want, out, rows[i].want);
    }
}

static void test_times(void **state)
{
    (void)state;
    static const struct {
        int64_t time_ns;
        const char *want;
    } rows[] = {
        {0, "1970-01-01T00:00:00Z"},
        {1, "1970-01-01T00:00:00.000000001Z"},
        {10 * NS_PER_SECOND + 250 * NS_PER_MILLI, "1970-01-01T00:00:10.25Z"},
        {-1, "1969-12-31T23:59:59.999999999Z"},
        {INT64_MAX, "2262-04-11T23:47:16.854775807Z"},
        {INT64_MIN, "1677-09-21T00:12:43.145224192Z"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[40];
        struct text_line line;
        text_line_begin(&line, out, sizeof out);
        text_line_put_time(&line, rows[i].time_ns);
        (void)text_line_end(&line);
        EXPECT_TEXT(rows[i].want, out, rows[i].want);
    }
}

static void test_durations(void **state)
{
    (void)state;
    static const struct {
        int64_t duration_ns;
        const char *want;
    } rows[] = {
        {0, "0s"},
        {15 * NS_PER_SECOND, "15s"},
        {1500 * NS_PER_MILLI, "1500ms"},
        {1001000, "1001us"},
        {1, "1ns"},
        {-NS_PER_SECOND, "-1s"},
        {NS_PER_DAY, "86400s"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[40];
        struct text_line line;
        text_line_begin(&line, out, sizeof out);
        text_line_put_duration(&line, rows[i].duration_ns);
        (void)text_line_end(&line);
        EXPECT_TEXT(rows[i].want, out, rows[i].want);
    }
}

static void test_a_line_that_does_not_fit(void **state)
{
    (void)state;
    char out[6] = "?????";
    struct text_line line;
    text_line_begin(&line, out, 6);
    text_line_put(&line, "12345");
    EXPECT_EQ("all but the zero byte", text_line_end(&line), 5);

    text_line_begin(&line, out, 6);
    text_line_put(&line, "123");
    text_line_put(&line, "456");
    EXPECT_TEXT("the piece is left out whole", out, "123");
    text_line_put(&line, "4");
    EXPECT_EQ("a cut line stays cut", text_line_end(&line), 0);
    EXPECT_TEXT("and ends empty", out, "");

    text_line_begin(&line, out, 1);
    text_line_put(&line, "");
    EXPECT_FALSE("nothing always fits", line.is_cut);
    text_line_put_char(&line, 'a');
    EXPECT_TRUE("a letter does not", line.is_cut);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pieces),
        cmocka_unit_test(test_decimals),
        cmocka_unit_test(test_times),
        cmocka_unit_test(test_durations),
        cmocka_unit_test(test_a_line_that_does_not_fit),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
