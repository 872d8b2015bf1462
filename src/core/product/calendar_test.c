/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar_test.c - local time across changes of the clock and ends of the week, for calendar.c
 * (R-CAL-1 to R-CAL-3).
 */
#include "core/product/calendar.h"

#include "base/date.h"
#include "base/expect.h"
#include "base/int_math.h"
#include "base/random.h"

static int64_t at(int32_t year, uint8_t month, uint8_t day, uint8_t hour, uint8_t minute)
{
    struct utc_time utc = {.date = {year, month, day}, .hour = hour, .minute = minute};
    int64_t time_ns = 0;
    EXPECT_TRUE("an instant", utc_to_ns(&utc, &time_ns));
    return time_ns;
}

/* New York in 2026: the clock goes forward on 8 March at 07:00 UTC, back on 1 November at 06:00. */
static struct body_calendar new_york(void)
{
    return (struct body_calendar){
        .step_count = 3,
        .steps = {{.from_ns = at(2025, 11, 2, 6, 0), .offset_s = -5 * 3600},
                  {.from_ns = at(2026, 3, 8, 7, 0), .offset_s = -4 * 3600},
                  {.from_ns = at(2026, 11, 1, 6, 0), .offset_s = -5 * 3600}}};
}

static void test_minute_of_week(void **state)
{
    (void)state;
    struct body_calendar calendar = new_york();
    struct body_calendar utc = {0};
    /* clang-format off */
    const struct {
        const char *row;
        const struct body_calendar *calendar;
        int64_t time_ns;
        int64_t minute;
    } rows[] = {
        {"the epoch was a Thursday",          &utc, 0, 3 * 1440},
        {"long before it",                    &utc, -11 * 1440 * MINUTE_NS, 6 * 1440},
        {"the minute before was Wednesday",   &utc, -1, 3 * 1440 - 1},
        {"Monday midnight",                   &utc, at(2026, 8, 3, 0, 0), 0},
        {"the last minute of Sunday",         &utc, at(2026, 8, 2, 23, 59), 10079},
        {"before the first step: UTC",        &calendar, at(2025, 11, 2, 5, 59), 6 * 1440 + 359},
        {"winter time",                       &calendar, at(2026, 1, 5, 5, 0), 0},
        {"the minute before the clock jumps", &calendar, at(2026, 3, 8, 6, 59), 6 * 1440 + 119},
        {"two o'clock does not exist",        &calendar, at(2026, 3, 8, 7, 0), 6 * 1440 + 180},
        {"summer time",                       &calendar, at(2026, 7, 6, 4, 0), 0},
        {"Sunday night there, Monday in UTC", &calendar, at(2026, 7, 6, 3, 59), 10079},
        {"one o'clock for the first time",    &calendar, at(2026, 11, 1, 5, 0), 6 * 1440 + 60},
        {"one o'clock for the second time",   &calendar, at(2026, 11, 1, 6, 0), 6 * 1440 + 60},
    };
    /* clang-format on */
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, calendar_minute_of_week(rows[i].calendar, rows[i].time_ns),
                  rows[i].minute);
    }
}

static void test_next_minute_of_day(void **state)
{
    (void)state;
    struct body_calendar calendar = new_york();
    struct body_calendar utc = {0};
    /* clang-format off */
    const struct {
        const char *row;
        const struct body_calendar *calendar;
        int64_t time_ns;
        uint32_t minute;
        int64_t next_ns;
    } rows[] = {
        {"later today",                        &utc, at(2026, 8, 7, 12, 0), 1020, at(2026, 8, 7,
         17, 0)},
        {"already past: tomorrow",             &utc, at(2026, 8, 7, 18, 0), 1020, at(2026, 8, 8,
         17, 0)},
        {"strictly after: tomorrow",           &utc, at(2026, 8, 7, 17, 0), 1020, at(2026, 8, 8,
         17, 0)},
        {"a nanosecond before: today",         &utc, at(2026, 8, 7, 17, 0) - 1, 1020, at(2026,
         8, 7, 17, 0)},
        {"midnight",                           &utc, at(2026, 8, 7, 17, 0), 0, at(2026, 8, 8, 0,
         0)},
        {"the last minute, over a month's end", &utc, at(2026, 8, 31, 23, 59), 1439, at(2026, 9,
         1, 23, 59)},
        {"five in the afternoon in winter",    &calendar, at(2026, 1, 5, 12, 0), 1020, at(2026,
         1, 5, 22, 0)},
        {"and in summer",                      &calendar, at(2026, 7, 6, 12, 0), 1020, at(2026,
         7, 6, 21, 0)},
        {"local tomorrow is today in UTC",     &calendar, at(2026, 7, 6, 22, 0), 1020, at(2026,
         7, 7, 21, 0)},
        {"by the offset of the acceptance",    &calendar, at(2026, 3, 7, 23, 0), 1020, at(2026,
         3, 8, 22, 0)},
    };
    /* clang-format on */
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row,
                  calendar_next_minute_of_day(rows[i].calendar, rows[i].time_ns, rows[i].minute),
                  rows[i].next_ns);
    }
}

/* What the answers must be, without knowing how they are computed. */
static void test_next_minute_properties(void **state)
{
    (void)state;
    struct random random;
    random_seed(&random, 6);
    for (uint32_t round = 0; round < 20000; round++) {
        struct body_calendar calendar = {
            .step_count = 1,
            .steps = {{.offset_s = (int32_t)random_between(&random, -54000, 54000)}}};
        int64_t time_ns = random_between(&random, 0, TIME_NS_MAX);
        uint32_t minute = (uint32_t)random_below(&random, 1440);
        int64_t next_ns = calendar_next_minute_of_day(&calendar, time_ns, minute);
        EXPECT_TRUE("after now", next_ns > time_ns);
        EXPECT_TRUE("within a day", next_ns - time_ns <= DAY_NS);
        int64_t local_ns = next_ns + calendar.steps[0].offset_s * INT64_C(1000000000);
        EXPECT_EQ("at that local minute", local_ns % DAY_NS, (int64_t)minute * MINUTE_NS);
        int64_t of_week = calendar_minute_of_week(&calendar, next_ns);
        EXPECT_EQ("which the week agrees with", of_week % 1440, minute);
        EXPECT_TRUE("in the week", of_week >= 0 && of_week < MINUTES_OF_WEEK);
    }
}

/* clang-format off */
static const struct {
    const char *row;
    uint64_t count;
    struct zone_step steps[3];
    uint64_t fault; /* equal to count: none */
} calendars[] = {
    {"no steps",                          0, {{0}}, 0},
    {"one step",                          1, {{.from_ns = -5, .offset_s = 54000}}, 1},
    {"the farthest west",                 1, {{.from_ns = 5, .offset_s = -54000}}, 1},
    {"farther west",                      1, {{.from_ns = 5, .offset_s = -54001}}, 0},
    {"farther east",                      1, {{.from_ns = 5, .offset_s = 54001}}, 0},
    {"three that ascend",                 3, {{.from_ns = INT64_MIN}, {.from_ns = 0},
     {.from_ns = INT64_MAX}}, 3},
    {"the same instant twice",            3, {{.from_ns = 1}, {.from_ns = 2}, {.from_ns = 2}}, 2},
    {"going back",                        3, {{.from_ns = 1}, {.from_ns = 0}, {.from_ns = 2}}, 1},
    {"an offset wrong in the last",       3, {{.from_ns = 1}, {.from_ns = 2}, {.from_ns = 3,
     .offset_s = 60000}}, 2},
};
/* clang-format on */

static void test_faults(void **state)
{
    (void)state;
    for (uint32_t i = 0; i < sizeof calendars / sizeof calendars[0]; i++) {
        struct body_calendar calendar = {.step_count = calendars[i].count};
        memcpy(calendar.steps, calendars[i].steps, sizeof calendars[i].steps);
        EXPECT_EQ(calendars[i].row, calendar_fault(&calendar), calendars[i].fault);
    }
    struct body_calendar full = {.step_count = ZONE_STEPS_MAX};
    for (uint32_t i = 0; i < ZONE_STEPS_MAX; i++) full.steps[i].from_ns = i;
    EXPECT_EQ("as many as there may be", calendar_fault(&full), ZONE_STEPS_MAX);
    full.step_count = ZONE_STEPS_MAX + 1;
    EXPECT_EQ("one more", calendar_fault(&full), ZONE_STEPS_MAX + 1);
    full.step_count = UINT64_MAX;
    EXPECT_TRUE("a count from nowhere", calendar_fault(&full) == UINT64_MAX);
}

static void test_phases(void **state)
{
    (void)state;
    struct body_calendar utc = {0};
    struct product_terms terms = {0};
    EXPECT_EQ("no schedule: always open", calendar_phase(&utc, &terms, 0), PHASE_OPEN);

    /* Monday 09:00 collects, 09:30 opens, 17:00 closes. */
    terms.schedule_count = 3;
    terms.schedule[0] = (struct schedule_step){.minute_of_week = 540, .phase = PHASE_PRE_OPEN};
    terms.schedule[1] = (struct schedule_step){.minute_of_week = 570, .phase = PHASE_OPEN};
    terms.schedule[2] = (struct schedule_step){.minute_of_week = 1020, .phase = PHASE_CLOSED};
    /* clang-format off */
    const struct {
        const char *row;
        int64_t time_ns;
        enum phase phase;
    } rows[] = {
        {"before the first step: that of last week", at(2026, 8, 3, 0, 0),   PHASE_CLOSED},
        {"the minute before",                        at(2026, 8, 3, 8, 59),  PHASE_CLOSED},
        {"at the first step",                        at(2026, 8, 3, 9, 0),   PHASE_PRE_OPEN},
        {"until the second",                         at(2026, 8, 3, 9, 29),  PHASE_PRE_OPEN},
        {"at the second",                            at(2026, 8, 3, 9, 30),  PHASE_OPEN},
        {"at the third",                             at(2026, 8, 3, 17, 0),  PHASE_CLOSED},
        {"for the rest of the week",                 at(2026, 8, 9, 23, 59), PHASE_CLOSED},
    };
    /* clang-format on */
    for (uint32_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        EXPECT_EQ(rows[i].row, calendar_phase(&utc, &terms, rows[i].time_ns), rows[i].phase);
    }
    struct body_calendar calendar = new_york();
    EXPECT_EQ("by the clock of the venue",
              calendar_phase(&calendar, &terms, at(2026, 7, 6, 13, 30)), PHASE_OPEN);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_minute_of_week),
        cmocka_unit_test(test_next_minute_of_day),
        cmocka_unit_test(test_next_minute_properties),
        cmocka_unit_test(test_faults),
        cmocka_unit_test(test_phases),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
