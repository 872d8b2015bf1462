/* SPDX-License-Identifier: Apache-2.0 */
/*
 * us_calendar.c - see us_calendar.h.
 */
#include "model/us_calendar.h"

#include "base/check.h"
#include "base/date.h"

#define SUMMER_OFFSET_S (-4 * 3600)
#define WINTER_OFFSET_S (-5 * 3600)
#define SUMMER_HOUR_UTC 7 /* 02:00 of winter time */
#define WINTER_HOUR_UTC 6 /* 02:00 of summer time */
#define BANK_OPEN       (9 * 60)
#define BANK_CLOSE      (17 * 60)
#define HOLIDAYS_A_YEAR 11u

/* A holiday: a day of the month, or the nth (5: last) weekday of it. */
struct holiday {
    uint8_t month;
    uint8_t day; /* 0: by weekday */
    uint8_t weekday;
    uint8_t nth;
};

/* In the order of the year. */
static const struct holiday holidays[HOLIDAYS_A_YEAR] = {
    {1, 1, 0, 0},         /* New Year */
    {1, 0, MONDAY, 3},    /* Martin Luther King */
    {2, 0, MONDAY, 3},    /* Washington */
    {5, 0, MONDAY, 5},    /* Memorial */
    {6, 19, 0, 0},        /* Juneteenth */
    {7, 4, 0, 0},         /* Independence */
    {9, 0, MONDAY, 1},    /* Labor */
    {10, 0, MONDAY, 2},   /* Columbus */
    {11, 11, 0, 0},       /* Veterans */
    {11, 0, THURSDAY, 4}, /* Thanksgiving */
    {12, 25, 0, 0},       /* Christmas */
};

/* The nth such weekday of a month; with nth 5 the last. */
static int32_t nth_weekday(int32_t year, uint8_t month, uint8_t weekday, uint8_t nth)
{
    int32_t first = date_to_days((struct date){year, month, 1});
    int32_t day = first + (weekday + 7 - (int32_t)date_weekday(first)) % 7 + 7 * (nth - 1);
    return day - first < date_days_in_month(year, month) ? day : day - 7;
}

static int64_t hour_of_day(int32_t day, int32_t hour)
{
    return day * NS_PER_DAY + hour * NS_PER_HOUR;
}

void us_calendar_clock(struct body_calendar *body, int64_t from_ns)
{
    static_assert(ZONE_STEPS_MAX % 2 == 0, "two steps a year");
    /* What holds in January of the first year began in November before it. */
    int32_t year = utc_from_ns(from_ns).date.year - 1;
    *body = (struct body_calendar){.step_count = ZONE_STEPS_MAX};
    for (uint32_t i = 0; i < ZONE_STEPS_MAX; i += 2, year++) {
        int32_t summer = nth_weekday(year, 3, SUNDAY, 2);
        int32_t winter = nth_weekday(year, 11, SUNDAY, 1);
        body->steps[i].from_ns = hour_of_day(summer, SUMMER_HOUR_UTC);
        body->steps[i].offset_s = SUMMER_OFFSET_S;
        body->steps[i + 1].from_ns = hour_of_day(winter, WINTER_HOUR_UTC);
        body->steps[i + 1].offset_s = WINTER_OFFSET_S;
    }
}

static int32_t holiday_in(const struct holiday *holiday, int32_t year)
{
    if (holiday->day == 0) return nth_weekday(year, holiday->month, holiday->weekday, holiday->nth);
    int32_t day = date_to_days((struct date){year, holiday->month, holiday->day});
    return date_weekday(day) == SUNDAY ? day + 1 : day;
}

void us_calendar_banks(struct body_business_calendar *body, int64_t from_ns)
{
    int32_t year = utc_from_ns(from_ns).date.year;
    *body = (struct body_business_calendar){.weekdays = WEEKDAYS_WORKING,
                                            .bank_open_minute = BANK_OPEN,
                                            .bank_close_minute = BANK_CLOSE};
    for (; body->holiday_count + HOLIDAYS_A_YEAR <= HOLIDAYS_MAX; year++) {
        for (uint32_t i = 0; i < HOLIDAYS_A_YEAR; i++) {
            ASSERT(body->holiday_count < HOLIDAYS_MAX);
            body->holidays[body->holiday_count++] = holiday_in(&holidays[i], year);
        }
    }
}
