/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_day_test.c - pay dates, each calculated by hand.
 */
#include "lab/derive_day.h"

#include "base/expect.h"

#define HOUR_NS INT64_C(3600000000000)
#define DAY_NS  (24 * HOUR_NS)

/* Day 19,999 is Thursday, 3 October 2024. */
static void test_pay_dates(void **state)
{
    (void)state;
    static const struct body_calendar utc;
    static const struct body_calendar west = {.step_count = 1, .steps = {{0, -5 * 3600, 0}}};
    static const struct body_business_calendar bank = {.weekdays = WEEKDAYS_WORKING,
                                                       .bank_open_minute = 540,
                                                       .bank_close_minute = 1020,
                                                       .holiday_count = 1,
                                                       .holidays = {20000}};
    static const struct {
        const char *name;
        const struct body_calendar *zone;
        int64_t hours; /* since the begin of day 19,999 in UTC */
        int32_t want;
    } rows[] = {
        {"before the bank closes at 17:00", &utc, 16, 19999},
        {"at the closing; Friday is a holiday", &utc, 17, 20003},
        {"five hours to the west it is open still", &west, 21, 19999},
        {"and closes at 22:00 UTC", &west, 22, 20003},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t time_ns = 19999 * DAY_NS + rows[i].hours * HOUR_NS;
        EXPECT_EQ(rows[i].name, derive_pay_date(rows[i].zone, &bank, time_ns), rows[i].want);
    }
    struct body_business_calendar days = derive_business_days();
    EXPECT_EQ("a day is open to its end", derive_pay_date(&utc, &days, 19999 * DAY_NS + 1), 19999);
    int32_t saturday = 19999;
    while ((saturday + 3) % 7 != 5) saturday++;
    EXPECT_EQ("a Saturday is paid on Monday", derive_pay_date(&utc, &days, saturday * DAY_NS),
              saturday + 2);
    EXPECT_EQ("days before the epoch have weekdays too", derive_business_from(&days, -5), -3);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_pay_dates),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
