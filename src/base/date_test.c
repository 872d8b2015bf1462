/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date_test.c - known days, every day of the range there and back, and the edges of 64 bits.
 */
#include "base/date.h"

#include "base/expect.h"
#include "base/random.h"

static void test_known_days(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct date date;
        int32_t days;
        enum weekday weekday;
    } rows[] = {
        {"the epoch", {1970, 1, 1}, 0, THURSDAY},
        {"the day before", {1969, 12, 31}, -1, WEDNESDAY},
        {"a leap day of a century", {2000, 2, 29}, 11016, TUESDAY},
        {"the day after it", {2000, 3, 1}, 11017, WEDNESDAY},
        {"a century without a leap day", {1900, 3, 1}, -25508, THURSDAY},
        {"2023-02-07", {2023, 2, 7}, 19395, TUESDAY},
        {"2026-08-07", {2026, 8, 7}, 20672, FRIDAY},
        {"a century to come", {2100, 2, 28}, 47540, SUNDAY},
        {"its first of March", {2100, 3, 1}, 47541, MONDAY},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, date_to_days(rows[i].date), rows[i].days);
        EXPECT_EQ(rows[i].row, date_weekday(rows[i].days), rows[i].weekday);
    }
}

/* Counts the calendar up day by day, by the rule everybody knows. */
static void test_every_day(void **state)
{
    (void)state;
    struct date date = {DATE_YEAR_MIN, 1, 1};
    int32_t days = date_to_days(date);
    while (date.year <= DATE_YEAR_MAX) {
        EXPECT_EQ("to days", date_to_days(date), days);
        struct date back = date_from_days(days);
        EXPECT_EQ("year", back.year, date.year);
        EXPECT_EQ("month", back.month, date.month);
        EXPECT_EQ("day", back.day, date.day);
        days++;
        date.day++;
        if (date.day <= date_days_in_month(date.year, date.month)) continue;
        date.day = 1;
        date.month++;
        if (date.month <= 12) continue;
        date.month = 1;
        date.year++;
    }
}

static void test_validity(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct date date;
        bool valid;
    } rows[] = {
        {"a common day", {2026, 1, 31}, true},     {"no day zero", {2026, 1, 0}, false},
        {"no 32nd", {2026, 1, 32}, false},         {"no month zero", {2026, 0, 1}, false},
        {"no month 13", {2026, 13, 1}, false},     {"29 February, leap year", {2024, 2, 29}, true},
        {"29 February", {2026, 2, 29}, false},     {"29 February 1900", {1900, 2, 29}, false},
        {"29 February 2000", {2000, 2, 29}, true}, {"31 April", {2026, 4, 31}, false},
        {"before the range", {1677, 1, 1}, false}, {"after the range", {2262, 1, 1}, false},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, date_is_valid(rows[i].date), rows[i].valid);
    }
    EXPECT_STOPS("days of a day that does not exist", (void)date_to_days((struct date){0}));
    EXPECT_STOPS("days in month 13", (void)date_days_in_month(2026, 13));
}

static void test_instants(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        int64_t time_ns;
        const char *text;
        uint32_t minute_of_week;
    } rows[] = {
        {"the epoch", 0, "1970-01-01T00:00:00.000000000Z", 3 * 1440},
        {"a nanosecond before", -1, "1969-12-31T23:59:59.999999999Z", 3 * 1440 - 1},
        {"a Friday", INT64_C(1786106096123456789), "2026-08-07T12:34:56.123456789Z",
         4 * 1440 + 12 * 60 + 34},
        {"the last minute of a week", INT64_C(1786319999000000000),
         "2026-08-09T23:59:59.000000000Z", MINUTES_PER_WEEK - 1},
        {"the first of the next", INT64_C(1786320000000000000), "2026-08-10T00:00:00.000000000Z",
         0},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char text[DATE_TEXT_SIZE];
        EXPECT_EQ(rows[i].row, utc_write_text(text, rows[i].time_ns), DATE_TEXT_SIZE - 1);
        EXPECT_TEXT(rows[i].row, text, rows[i].text);
        EXPECT_EQ(rows[i].row, utc_minute_of_week(rows[i].time_ns), rows[i].minute_of_week);
    }
}

static void test_instants_there_and_back(void **state)
{
    (void)state;
    struct utc_time first = {.date = {DATE_YEAR_MIN, 1, 1}};
    struct utc_time last = {{DATE_YEAR_MAX, 12, 31}, 23, 59, 59, 999999999};
    int64_t low = 0;
    int64_t high = 0;
    EXPECT_TRUE("the first instant", utc_to_ns(&first, &low));
    EXPECT_TRUE("the last instant", utc_to_ns(&last, &high));

    struct random random;
    random_seed(&random, 10);
    for (int i = 0; i < 100000; i++) {
        int64_t time_ns = random_between(&random, low, high);
        struct utc_time utc = utc_from_ns(time_ns);
        int64_t back = 0;
        EXPECT_TRUE("fields are valid", utc_to_ns(&utc, &back));
        EXPECT_EQ("there and back", back, time_ns);
    }
}

static void test_fields_are_checked(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct utc_time utc;
    } rows[] = {
        {"hour 24", {{2026, 1, 1}, 24, 0, 0, 0}},
        {"minute 60", {{2026, 1, 1}, 0, 60, 0, 0}},
        {"a leap second", {{2016, 12, 31}, 23, 59, 60, 0}},
        {"a full second of nanoseconds", {{2026, 1, 1}, 0, 0, 0, 1000000000}},
        {"a day that does not exist", {{2026, 2, 30}, 0, 0, 0, 0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t time_ns = -5;
        EXPECT_FALSE(rows[i].row, utc_to_ns(&rows[i].utc, &time_ns));
        EXPECT_EQ(rows[i].row, time_ns, -5);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_known_days),
        cmocka_unit_test(test_every_day),
        cmocka_unit_test(test_validity),
        cmocka_unit_test(test_instants),
        cmocka_unit_test(test_instants_there_and_back),
        cmocka_unit_test(test_fields_are_checked),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
