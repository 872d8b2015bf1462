/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log_test.c - whatever is said becomes the inside of a JSON string.
 */
#include "venue/log.h"

#include "base/expect.h"

static void test_escape(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        const char *escaped;
    } rows[] = {
        {"plain text stays", "cannot open x", "cannot open x"},
        {"quotes and backslashes are escaped", "a\"b\\c", "a\\\"b\\\\c"},
        {"a line break is no line break", "a\nb", "a\\u000ab"},
        {"bytes that are no ASCII become numbers", "\x7f\xc3", "\\u007f\\u00c3"},
        {"what does not fit is left off", "123456789012345678901234567890",
         "1234567890123456789012345"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char out[32];
        size_t size = log_escape(out, sizeof out, rows[i].text);
        EXPECT_TEXT(rows[i].row, out, rows[i].escaped);
        EXPECT_EQ(rows[i].row, size, strlen(rows[i].escaped));
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_escape)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
