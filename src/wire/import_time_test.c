/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_time_test.c - stamps of every form, and what is no stamp.
 */
#include "wire/import_time.h"

#include "base/date.h"
#include "base/expect.h"

static void test_stamps(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *text;
        const char *time; /* "" if it must be refused */
    } rows[] = {
        {"to the second", "2020-03-12T12:00:05Z", "2020-03-12T12:00:05.000000000Z"},
        {"milliseconds", "2020-03-12T12:00:05.250Z", "2020-03-12T12:00:05.250000000Z"},
        {"nine decimals", "2020-03-12T12:00:05.123456789Z", "2020-03-12T12:00:05.123456789Z"},
        {"a space, no zone", "2019-04-30 11:00:00", "2019-04-30T11:00:00.000000000Z"},
        {"to the minute", "2019-04-30 11:05", "2019-04-30T11:05:00.000000000Z"},
        {"a day", "2019-04-30", "2019-04-30T00:00:00.000000000Z"},
        {"a day of eight digits", "20190430", "2019-04-30T00:00:00.000000000Z"},
        {"seconds since 1970", "1677628800", "2023-03-01T00:00:00.000000000Z"},
        {"milliseconds since 1970", "1677628800001", "2023-03-01T00:00:00.001000000Z"},
        {"microseconds since 1970", "1680652700423575", "2023-04-04T23:58:20.423575000Z"},
        {"nanoseconds since 1970", "1723161256172216566", "2024-08-08T23:54:16.172216566Z"},
        {"another zone", "2020-03-12T12:00:05+03:00", ""},
        {"a month that is none", "2020-13-12T12:00:05Z", ""},
        {"a day that is none", "20200230", ""},
        {"an hour that is none", "2020-03-12T24:00:05Z", ""},
        {"before 1970", "1969-12-31T23:59:59Z", ""},
        {"a sign", "-1677628800", ""},
        {"ten decimals", "2020-03-12T12:00:05.1234567891Z", ""},
        {"a point without decimals", "2020-03-12T12:00:05.Z", ""},
        {"cut off", "2020-03-12T12:", ""},
        {"too few digits", "12345", ""},
        {"too many digits", "17231612561722165661", ""},
        {"beyond 64 bits", "9999999999999999999", ""},
        {"a zero byte behind", "2020-03-12T12:00:05Z\1", ""},
        {"a word", "now", ""},
        {"nothing", "", ""},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t time_ns = -7;
        char text[DATE_TEXT_SIZE] = "";
        struct import_slice slice = {rows[i].text, strlen(rows[i].text)};
        if (import_time(slice, &time_ns)) {
            (void)utc_write_text(text, time_ns);
        } else {
            EXPECT_EQ(rows[i].row, time_ns, -7);
        }
        EXPECT_TEXT(rows[i].row, text, rows[i].time);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_stamps),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
