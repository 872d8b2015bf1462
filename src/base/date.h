/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date.h - the civil calendar and UTC time as integers.
 *
 * Role       Days since 1970-01-01, nanoseconds since then, and the fields people read.  Gregorian
 *            calendar, no leap seconds, no time zones: a zone's rules are data in the journal.
 * Invariant  Converting there and back gives the same value over the whole range.
 */
#ifndef BASE_DATE_H
#define BASE_DATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define NS_PER_MICRO  INT64_C(1000)
#define NS_PER_MILLI  INT64_C(1000000)
#define NS_PER_SECOND INT64_C(1000000000)
#define NS_PER_MINUTE (60 * NS_PER_SECOND)
#define NS_PER_HOUR   (60 * NS_PER_MINUTE)
#define NS_PER_DAY    (24 * NS_PER_HOUR)

#define MINUTES_PER_WEEK (7 * 24 * 60)

/* Years that a 64-bit count of nanoseconds can hold completely. */
#define DATE_YEAR_MIN 1678
#define DATE_YEAR_MAX 2261

/* "2026-08-07T12:34:56.123456789Z" with its terminating zero byte. */
#define DATE_TEXT_SIZE 31

enum weekday { MONDAY, TUESDAY, WEDNESDAY, THURSDAY, FRIDAY, SATURDAY, SUNDAY };

struct date {
    int32_t year;
    uint8_t month; /* 1 .. 12 */
    uint8_t day;   /* 1 .. 31 */
};

struct utc_time {
    struct date date;
    uint8_t hour;        /* 0 .. 23 */
    uint8_t minute;      /* 0 .. 59 */
    uint8_t second;      /* 0 .. 59 */
    uint32_t nanosecond; /* 0 .. 999999999 */
};

bool date_is_leap_year(int32_t year);

/* 28 .. 31; month is 1 .. 12. */
uint8_t date_days_in_month(int32_t year, uint8_t month);

/* Whether the day exists and its year is in the range above. */
bool date_is_valid(struct date date);

/* Days since 1970-01-01 of a valid date; earlier days are negative. */
int32_t date_to_days(struct date date);

/* The date of a day whose year is in the range above. */
struct date date_from_days(int32_t days);

enum weekday date_weekday(int32_t days);

struct utc_time utc_from_ns(int64_t time_ns);

/* False when the fields name no instant in the range; then *time_ns is unchanged. */
bool utc_to_ns(const struct utc_time *utc, int64_t *time_ns);

/* The whole days before this instant, rounded down. */
int32_t utc_day(int64_t time_ns);

/* Minutes since Monday 00:00 UTC: 0 .. MINUTES_PER_WEEK - 1. */
uint32_t utc_minute_of_week(int64_t time_ns);

/* Writes the instant as in DATE_TEXT_SIZE above and returns its length without the zero byte. */
size_t utc_write_text(char out[DATE_TEXT_SIZE], int64_t time_ns);

#endif
