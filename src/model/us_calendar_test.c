/* SPDX-License-Identifier: Apache-2.0 */
/*
 * us_calendar_test.c - known days of known years.
 */
#include "model/us_calendar.h"

#include "base/date.h"
#include "base/expect.h"
#include "model/zone.h"

static int64_t instant(int32_t year, uint8_t month, uint8_t day, uint8_t hour, uint8_t minute)
{
    struct utc_time utc = {.date = {year, month, day}, .hour = hour, .minute = minute};
    int64_t time_ns = 0;
    EXPECT_TRUE("a date of the table", utc_to_ns(&utc, &time_ns));
    return time_ns;
}

struct clock_row {
    const char *row;
    int32_t year;
    uint8_t month, day, hour, minute; /* UTC */
    int64_t offset_hours;
};

static const struct clock_row clock_rows[] = {
    {"winter before the first spring", 2026, 1, 5, 12, 0, -5},
    {"the last minute of winter 2026", 2026, 3, 8, 6, 59, -5},
    {"the first of summer 2026", 2026, 3, 8, 7, 0, -4},
    {"the last minute of summer 2026", 2026, 11, 1, 5, 59, -4},
    {"the first of winter 2026", 2026, 11, 1, 6, 0, -5},
    {"summer 2028 begins on 12 March", 2028, 3, 12, 7, 0, -4},
    {"the day before it does not", 2028, 3, 11, 7, 0, -5},
    {"summer of 2033 ends on 6 November", 2033, 11, 6, 6, 0, -5},
};

static void test_clock(void **state)
{
    (void)state;
    struct body_calendar body;
    us_calendar_clock(&body, instant(2026, 6, 1, 0, 0));
    EXPECT_EQ("all steps are used", body.step_count, ZONE_STEPS_MAX);
    for (uint32_t i = 1; i < body.step_count; i++)
        EXPECT_TRUE("steps ascend", body.steps[i - 1].from_ns < body.steps[i].from_ns);
    for (size_t i = 0; i < sizeof clock_rows / sizeof clock_rows[0]; i++) {
        const struct clock_row *row = &clock_rows[i];
        int64_t time_ns = instant(row->year, row->month, row->day, row->hour, row->minute);
        EXPECT_EQ(row->row, zone_local_ns(&body, time_ns) - time_ns,
                  row->offset_hours * NS_PER_HOUR);
    }
}

struct bank_row {
    const char *row;
    struct date date;
    bool is_holiday;
};

static const struct bank_row bank_rows[] = {
    {"New Year 2026", {2026, 1, 1}, true},
    {"Martin Luther King 2026", {2026, 1, 19}, true},
    {"Washington 2026", {2026, 2, 16}, true},
    {"Memorial day 2026 is the last Monday", {2026, 5, 25}, true},
    {"Juneteenth 2026", {2026, 6, 19}, true},
    {"Independence day 2026 is a Saturday and stays there", {2026, 7, 4}, true},
    {"so the Friday before is no holiday", {2026, 7, 3}, false},
    {"Independence day 2027 is a Sunday and moves", {2027, 7, 5}, true},
    {"and leaves its Sunday", {2027, 7, 4}, false},
    {"Labor day 2026", {2026, 9, 7}, true},
    {"Columbus 2026", {2026, 10, 12}, true},
    {"Veterans 2026", {2026, 11, 11}, true},
    {"Thanksgiving 2026", {2026, 11, 26}, true},
    {"the day after is none", {2026, 11, 27}, false},
    {"Christmas 2026", {2026, 12, 25}, true},
};

static void test_banks(void **state)
{
    (void)state;
    struct body_business_calendar body;
    us_calendar_banks(&body, instant(2026, 6, 1, 0, 0));
    for (uint32_t i = 1; i < body.holiday_count; i++)
        EXPECT_TRUE("days ascend", body.holidays[i - 1] < body.holidays[i]);
    for (size_t i = 0; i < sizeof bank_rows / sizeof bank_rows[0]; i++) {
        bool found = false;
        for (uint32_t k = 0; k < body.holiday_count; k++)
            found = found || body.holidays[k] == date_to_days(bank_rows[i].date);
        EXPECT_EQ(bank_rows[i].row, found, bank_rows[i].is_holiday);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_clock), cmocka_unit_test(test_banks)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
