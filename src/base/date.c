/* SPDX-License-Identifier: Apache-2.0 */
/*
 * date.c - days counted in 400-year cycles.
 *
 * The calendar repeats every 400 years (146,097 days).  Years are counted from March, so that the
 * leap day is the last day of its year and the lengths of the months follow one line: the first day
 * of month m (March = 0) is (153 m + 2) / 5.
 */
#include "base/date.h"

#include "base/check.h"
#include "base/int_math.h"

#define DAYS_PER_CYCLE   146097 /* 400 years */
#define DAYS_PER_CENTURY 36524
#define DAYS_PER_4_YEARS 1461
#define DAYS_PER_YEAR    365

/* Days from 0000-03-01 to 1970-01-01. */
#define EPOCH_DAY 719468

static int32_t floor_div(int64_t numerator, int64_t divisor)
{
    return (int32_t)div_floor(numerator, divisor);
}

bool date_is_leap_year(int32_t year)
{
    return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
}

uint8_t date_days_in_month(int32_t year, uint8_t month)
{
    ASSERT(month >= 1);
    ASSERT(month <= 12);
    if (month == 2) return date_is_leap_year(year) ? 29 : 28;
    return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31;
}

bool date_is_valid(struct date date)
{
    if (date.year < DATE_YEAR_MIN || date.year > DATE_YEAR_MAX) return false;
    if (date.month < 1 || date.month > 12) return false;
    return date.day >= 1 && date.day <= date_days_in_month(date.year, date.month);
}

int32_t date_to_days(struct date date)
{
    ASSERT(date_is_valid(date));
    int32_t month = (date.month + 9) % 12; /* March = 0 */
    int32_t year = date.year - (month >= 10 ? 1 : 0);
    int32_t day_of_year = (153 * month + 2) / 5 + date.day - 1;
    return year * DAYS_PER_YEAR + year / 4 - year / 100 + year / 400 + day_of_year - EPOCH_DAY;
}

struct date date_from_days(int32_t days)
{
    int32_t day = days + EPOCH_DAY;
    ASSERT(day > 0);
    int32_t cycle = day / DAYS_PER_CYCLE;
    int32_t day_of_cycle = day % DAYS_PER_CYCLE;

    /* The last day of a cycle and of a leap year would open a century or a year too many. */
    int32_t century = (int32_t)i64_min(day_of_cycle / DAYS_PER_CENTURY, 3);
    int32_t day_of_century = day_of_cycle - century * DAYS_PER_CENTURY;
    int32_t four = day_of_century / DAYS_PER_4_YEARS;
    int32_t day_of_four = day_of_century - four * DAYS_PER_4_YEARS;
    int32_t single = (int32_t)i64_min(day_of_four / DAYS_PER_YEAR, 3);
    int32_t day_of_year = day_of_four - single * DAYS_PER_YEAR;

    int32_t month = (5 * day_of_year + 2) / 153; /* March = 0 */
    int32_t year = cycle * 400 + century * 100 + four * 4 + single;
    return (struct date){
        .year = month >= 10 ? year + 1 : year,
        .month = (uint8_t)((month + 2) % 12 + 1),
        .day = (uint8_t)(day_of_year - (153 * month + 2) / 5 + 1),
    };
}

enum weekday date_weekday(int32_t days)
{
    /* 1970-01-01 was a Thursday. */
    int32_t weekday = (days % 7 + 7 + THURSDAY) % 7;
    return (enum weekday)weekday;
}

int32_t utc_day(int64_t time_ns)
{
    return floor_div(time_ns, NS_PER_DAY);
}

struct utc_time utc_from_ns(int64_t time_ns)
{
    int32_t days = utc_day(time_ns);
    int64_t rest = time_ns % NS_PER_DAY;
    if (rest < 0) rest += NS_PER_DAY;
    return (struct utc_time){
        .date = date_from_days(days),
        .hour = (uint8_t)(rest / NS_PER_HOUR),
        .minute = (uint8_t)(rest / NS_PER_MINUTE % 60),
        .second = (uint8_t)(rest / NS_PER_SECOND % 60),
        .nanosecond = (uint32_t)(rest % NS_PER_SECOND),
    };
}

bool utc_to_ns(const struct utc_time *utc, int64_t *time_ns)
{
    if (!date_is_valid(utc->date)) return false;
    if (utc->hour > 23 || utc->minute > 59 || utc->second > 59) return false;
    if (utc->nanosecond >= NS_PER_SECOND) return false;

    *time_ns = date_to_days(utc->date) * NS_PER_DAY + utc->hour * NS_PER_HOUR +
               utc->minute * NS_PER_MINUTE + utc->second * NS_PER_SECOND + utc->nanosecond;
    return true;
}

uint32_t utc_minute_of_week(int64_t time_ns)
{
    int32_t days = utc_day(time_ns);
    int64_t rest = time_ns - days * NS_PER_DAY;
    return (uint32_t)date_weekday(days) * 24 * 60 + (uint32_t)(rest / NS_PER_MINUTE);
}

static void write_digits(char *out, uint32_t value, size_t count)
{
    for (size_t i = count; i > 0; i--) {
        out[i - 1] = (char)('0' + value % 10);
        value /= 10;
    }
    ASSERT(value == 0);
}

size_t utc_write_text(char out[DATE_TEXT_SIZE], int64_t time_ns)
{
    struct utc_time utc = utc_from_ns(time_ns);
    static const char frame[DATE_TEXT_SIZE] = "0000-00-00T00:00:00.000000000Z";
    for (size_t i = 0; i < DATE_TEXT_SIZE; i++) out[i] = frame[i];

    write_digits(out, (uint32_t)utc.date.year, 4);
    write_digits(out + 5, utc.date.month, 2);
    write_digits(out + 8, utc.date.day, 2);
    write_digits(out + 11, utc.hour, 2);
    write_digits(out + 14, utc.minute, 2);
    write_digits(out + 17, utc.second, 2);
    write_digits(out + 20, utc.nanosecond, 9);
    return DATE_TEXT_SIZE - 1;
}
