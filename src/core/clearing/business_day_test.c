/* SPDX-License-Identifier: Apache-2.0 */
/*
 * business_day_test.c - local days and instants over changes of the clocks, trade dates over
 * weekends, holidays and the end of the year, pay dates, closures of the bank.
 */
#include "core/clearing/business_day.h"

#include "base/expect.h"
#include "core/clearing/days_fixture.h"

#define ROLL (17u * 60) /* 17:00 New York */

static struct body_calendar zone;
static struct body_business_calendar business;
static const struct days days = {&zone, &business};

static int set_up(void **state)
{
    (void)state;
    zone = fixture_new_york();
    business = fixture_business();
    return 0;
}

/* R-DAY-1 */
static void test_instants(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *day;
        uint32_t minute;
        const char *instant;
    } rows[] = {
        {"noon in winter", "2026-01-05", 720, "2026-01-05T17:00"},
        {"noon in summer", "2026-07-01", 720, "2026-07-01T16:00"},
        {"the beginning of a day", "2026-01-05", 0, "2026-01-05T05:00"},
        {"its end is the beginning of the next", "2026-01-05", 1440, "2026-01-06T05:00"},
        {"before the clocks go forward", "2026-03-08", 119, "2026-03-08T06:59"},
        {"the hour that is left out: its first minute", "2026-03-08", 120, "2026-03-08T07:00"},
        {"its middle is the jump", "2026-03-08", 150, "2026-03-08T07:00"},
        {"its end is the jump too", "2026-03-08", 180, "2026-03-08T07:00"},
        {"after it", "2026-03-08", 181, "2026-03-08T07:01"},
        {"the hour that comes twice: its first coming", "2026-11-01", 90, "2026-11-01T05:30"},
        {"its last minute", "2026-11-01", 119, "2026-11-01T05:59"},
        {"after its second coming", "2026-11-01", 120, "2026-11-01T07:00"},
        {"before the first step it is UTC", "2025-01-10", 60, "2025-01-10T01:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, day_instant(&zone, fixture_day(rows[i].day), rows[i].minute),
                  fixture_at(rows[i].instant));
    }
}

/* R-DAY-1: what goes on in local time never goes back in time, minute by minute of two years. */
static void test_instants_never_go_back(void **state)
{
    (void)state;
    int64_t before_ns = INT64_MIN;
    for (int32_t day = fixture_day("2026-01-01"); day < fixture_day("2027-12-31"); day++) {
        for (uint32_t minute = 0; minute <= MINUTES_OF_DAY; minute++) {
            int64_t instant_ns = day_instant(&zone, day, minute);
            if (instant_ns < before_ns) EXPECT_EQ("went back", day, minute);
            before_ns = instant_ns;
        }
    }
}

/* The latest day is found from any instant, also around steps of the clocks by many hours. */
static void test_latest_days(void **state)
{
    (void)state;
    static const int64_t offsets_s[] = {0, 54000, -54000, 3600, -18000, 54000};
    struct body_calendar wild = {0};
    for (uint32_t i = 0; i < sizeof offsets_s / sizeof offsets_s[0]; i++) {
        wild.steps[wild.step_count++] = (struct zone_step){
            fixture_at("2026-01-05") + i * 3 * NS_PER_DAY, (int32_t)offsets_s[i], 0};
    }
    for (int64_t t = fixture_at("2026-01-01"); t < fixture_at("2026-02-01"); t += NS_PER_HOUR / 2) {
        for (uint32_t minute = 0; minute <= MINUTES_OF_DAY; minute += 180) {
            int32_t day = day_latest(&wild, minute, t);
            EXPECT_TRUE("at or before", day_instant(&wild, day, minute) <= t);
            EXPECT_TRUE("the next is after", day_instant(&wild, day + 1, minute) > t);
        }
    }
}

/* R-DAY-2 */
static void test_business_days(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *day;
        const char *from;
        const char *until;
    } rows[] = {
        {"a Monday", "2026-01-05", "2026-01-05", "2026-01-05"},
        {"a Saturday", "2026-01-10", "2026-01-12", "2026-01-09"},
        {"a Sunday before a holiday", "2026-01-18", "2026-01-20", "2026-01-16"},
        {"a holiday", "2026-01-19", "2026-01-20", "2026-01-16"},
        {"a holiday on a Friday", "2026-04-03", "2026-04-06", "2026-04-02"},
        {"New Year", "2027-01-01", "2027-01-04", "2026-12-31"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int32_t day = fixture_day(rows[i].day);
        EXPECT_EQ(rows[i].row, business_day_from(&business, day), fixture_day(rows[i].from));
        EXPECT_EQ(rows[i].row, business_day_until(&business, day), fixture_day(rows[i].until));
    }
    EXPECT_TRUE("before 1970: a Monday", business_day_is(&business, -3));
    EXPECT_FALSE("before 1970: a Sunday", business_day_is(&business, -4));
    struct body_business_calendar all = business_calendar_default();
    EXPECT_FALSE("without holidays a Saturday is none", business_day_is(&all, 2));
    EXPECT_TRUE("and Christmas is one", business_day_is(&all, fixture_day("2025-12-25")));
}

/* R-DAY-3 and the rolls between. */
static void test_trade_dates(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *instant;
        const char *trade_date;
        const char *next_roll;
    } rows[] = {
        {"a Monday morning", "2026-01-12T15:00", "2026-01-12", "2026-01-12T22:00"},
        {"just before the roll", "2026-01-12T21:59", "2026-01-12", "2026-01-12T22:00"},
        {"at the roll", "2026-01-12T22:00", "2026-01-13", "2026-01-13T22:00"},
        {"Friday before the roll", "2026-01-09T21:59", "2026-01-09", "2026-01-09T22:00"},
        {"Friday evening", "2026-01-09T22:00", "2026-01-12", "2026-01-10T22:00"},
        {"Saturday", "2026-01-10T18:00", "2026-01-12", "2026-01-10T22:00"},
        {"Sunday evening", "2026-01-11T23:00", "2026-01-12", "2026-01-12T22:00"},
        {"Friday evening before a holiday", "2026-01-16T23:00", "2026-01-20", "2026-01-17T22:00"},
        {"on the holiday", "2026-01-19T15:00", "2026-01-20", "2026-01-19T22:00"},
        {"the evening of the holiday", "2026-01-19T23:00", "2026-01-20", "2026-01-20T22:00"},
        {"the last evening of a year", "2026-12-31T23:00", "2027-01-04", "2027-01-01T22:00"},
        {"the last day of a year", "2026-12-31T20:00", "2026-12-31", "2026-12-31T22:00"},
        {"the weekend of the spring change", "2026-03-06T22:00", "2026-03-09", "2026-03-07T22:00"},
        {"Sunday after the change: not yet", "2026-03-08T20:59", "2026-03-09", "2026-03-08T21:00"},
        {"Sunday after the change: rolled", "2026-03-08T21:00", "2026-03-09", "2026-03-09T21:00"},
        {"Monday before the roll of summer", "2026-03-09T20:59", "2026-03-09", "2026-03-09T21:00"},
        {"Monday at it", "2026-03-09T21:00", "2026-03-10", "2026-03-10T21:00"},
        {"the autumn change: Friday in summer time", "2026-10-30T21:00", "2026-11-02",
         "2026-10-31T21:00"},
        {"Monday in winter time", "2026-11-02T21:30", "2026-11-02", "2026-11-02T22:00"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        int64_t instant_ns = fixture_at(rows[i].instant);
        EXPECT_EQ(rows[i].row, trade_date_of(&days, ROLL, instant_ns),
                  fixture_day(rows[i].trade_date));
        EXPECT_EQ(rows[i].row, roll_next(&days, ROLL, instant_ns), fixture_at(rows[i].next_roll));
    }
    EXPECT_EQ("a roll at midnight keeps the local day",
              trade_date_of(&days, MINUTES_OF_DAY, fixture_at("2026-01-13T04:59")),
              fixture_day("2026-01-12"));
    EXPECT_EQ("and goes on with it",
              trade_date_of(&days, MINUTES_OF_DAY, fixture_at("2026-01-13T05:00")),
              fixture_day("2026-01-13"));
}

/* Trade dates never go back, from minute to minute, whatever the roll. */
static void test_trade_dates_never_go_back(void **state)
{
    (void)state;
    static const uint32_t rolls[] = {1, 90, 120, 150, ROLL, MINUTES_OF_DAY};
    for (size_t i = 0; i < sizeof rolls / sizeof rolls[0]; i++) {
        int32_t before = 0;
        int64_t end_ns = fixture_at("2026-11-04");
        for (int64_t t = fixture_at("2026-10-28"); t < end_ns; t += NS_PER_MINUTE) {
            int32_t date = trade_date_of(&days, rolls[i], t);
            EXPECT_TRUE("a business day", business_day_is(&business, date));
            if (date < before) EXPECT_EQ("went back", date, before);
            before = date;
        }
    }
}

/* R-DAY-5 */
static void test_pay_dates(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *instant;
        const char *pay_date;
    } rows[] = {
        {"noon", "2026-01-12T17:00", "2026-01-12"},
        {"just before the closing", "2026-01-12T21:59", "2026-01-12"},
        {"at the closing", "2026-01-12T22:00", "2026-01-13"},
        {"before the opening it is this day", "2026-01-13T05:30", "2026-01-13"},
        {"Friday after the closing", "2026-01-09T22:00", "2026-01-12"},
        {"over a holiday", "2026-01-17T12:00", "2026-01-20"},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, pay_date_of(&days, fixture_at(rows[i].instant)),
                  fixture_day(rows[i].pay_date));
    }
}

/* R-PREFUND-2 */
static void test_closures(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *instant;
        int64_t hours;
        const char *closing; /* NULL: none */
        const char *opening;
    } rows[] = {
        {"overnight", "2026-01-12T12:00", 1, "2026-01-12T22:00", "2026-01-13T05:00"},
        {"exactly as long as asked", "2026-01-12T12:00", 7, "2026-01-12T22:00", "2026-01-13T05:00"},
        {"a weekend", "2026-01-05T12:00", 24, "2026-01-09T22:00", "2026-01-12T05:00"},
        {"at the closing itself it is the next", "2026-01-09T22:00", 24, "2026-01-16T22:00",
         "2026-01-20T05:00"},
        {"a long weekend alone", "2026-01-05T12:00", 72, "2026-01-16T22:00", "2026-01-20T05:00"},
        {"a weekend of the spring change is an hour shorter", "2026-03-06T12:00", 54,
         "2026-03-06T22:00", "2026-03-09T04:00"},
        {"so it is not as long as another", "2026-03-06T12:00", 55, "2026-03-13T21:00",
         "2026-03-16T04:00"},
        {"a closure that never comes", "2026-01-05T12:00", 700, NULL, NULL},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct bank_closure closure;
        bool found = closure_after(&days, fixture_at(rows[i].instant), rows[i].hours * NS_PER_HOUR,
                                   &closure);
        EXPECT_EQ(rows[i].row, found, rows[i].closing != NULL);
        if (!found) continue;
        EXPECT_EQ(rows[i].row, closure.closing_ns, fixture_at(rows[i].closing));
        EXPECT_EQ(rows[i].row, closure.opening_ns, fixture_at(rows[i].opening));
    }
    struct body_business_calendar always = business_calendar_default();
    struct days open_days = {&zone, &always};
    struct bank_closure closure;
    EXPECT_TRUE("a bank without a night",
                closure_after(&open_days, fixture_at("2026-01-12T12:00"), 1, &closure));
    EXPECT_EQ("closes at the end of Friday", closure.closing_ns, fixture_at("2026-01-17T05:00"));
}

/* R-DAY-2: the checks in their order. */
static void test_check(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        struct body_business_calendar business;
        struct settlement_fault fault;
    } rows[] = {
        {"good", {WEEKDAYS_ALL, 0, 0, 1440, 2, {1, HOLIDAY_DAY_MAX}}, {FIELD_NONE, 0, 0}},
        {"no weekday", {0, 0, 0, 1440, 0, {0}}, {FIELD_WEEKDAYS, 0, 1}},
        {"a weekday too many", {0x80, 0, 0, 1440, 0, {0}}, {FIELD_WEEKDAYS, 0x80, 0x7f}},
        {"opens too late", {1, 0, 1440, 1440, 0, {0}}, {FIELD_MINUTE, 1440, 1439}},
        {"closes before it opens", {1, 0, 600, 600, 0, {0}}, {FIELD_MINUTE, 600, 601}},
        {"closes after the day", {1, 0, 600, 1441, 0, {0}}, {FIELD_MINUTE, 1441, 1440}},
        {"too many holidays", {1, 0, 0, 1440, 225, {0}}, {FIELD_DAYS, 225, 224}},
        {"a day before the first", {1, 0, 0, 1440, 1, {0}}, {FIELD_DAYS, 0, 0}},
        {"a day behind the last", {1, 0, 0, 1440, 2, {5, 84007}}, {FIELD_DAYS, 1, 0}},
        {"a day twice", {1, 0, 0, 1440, 3, {5, 6, 6}}, {FIELD_DAYS, 2, 0}},
    };
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        struct settlement_fault fault = business_calendar_check(&rows[i].business);
        EXPECT_EQ(rows[i].row, fault.field, rows[i].fault.field);
        EXPECT_EQ(rows[i].row, fault.given, rows[i].fault.given);
        EXPECT_EQ(rows[i].row, fault.legal, rows[i].fault.legal);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_instants),    cmocka_unit_test(test_instants_never_go_back),
        cmocka_unit_test(test_latest_days), cmocka_unit_test(test_business_days),
        cmocka_unit_test(test_trade_dates), cmocka_unit_test(test_trade_dates_never_go_back),
        cmocka_unit_test(test_pay_dates),   cmocka_unit_test(test_closures),
        cmocka_unit_test(test_check),
    };
    return cmocka_run_group_tests(tests, set_up, NULL);
}
