/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_test.c - numbers of a report; tests replay.c too.
 */
#include "replay/report.h"

#include "base/expect.h"

static void test_numbers(void **state)
{
    (void)state;
    EXPECT_TEXT("all decimals", report_decimal(1808080, 3).text, "1808.080");
    EXPECT_TEXT("no zeros at the end", report_short(42718000, 3).text, "42718");
    EXPECT_TEXT("some decimals", report_short(42718500, 3).text, "42718.5");
    EXPECT_TEXT("a negative number", report_short(-1500, 3).text, "-1.5");
    EXPECT_TEXT("a rate is rounded down", report_rate(9269, 10000).text, "0.926");
    EXPECT_TEXT("all", report_rate(3, 3).text, "1.000");
    EXPECT_TEXT("nothing of nothing", report_rate(0, 0).text, "1.000");
}

static void test_formats(void **state)
{
    (void)state;
    static const char *const names[] = {"sse",      "cme-mbo",     "lobster",
                                        "bitstamp", "coinbase-l3", "cointossx"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        const struct replay_format *format = replay_format_find(names[i]);
        assert_non_null(format);
        EXPECT_TEXT("found by its name", format->name, names[i]);
    }
    EXPECT_TRUE("another name is no format", replay_format_find("sse2") == NULL);
    EXPECT_TRUE("no name is no format", replay_format_find("") == NULL);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_numbers),
        cmocka_unit_test(test_formats),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
