/* SPDX-License-Identifier: Apache-2.0 */
/*
 * days_fixture.h - New York as data, and dates as text, for the tests of clearing.
 *
 * Role   Included by tests only.  "2026-03-06T22:00" is an instant in UTC, "2026-03-09" a day.
 */
#ifndef PERPETUA_CORE_CLEARING_DAYS_FIXTURE_H
#define PERPETUA_CORE_CLEARING_DAYS_FIXTURE_H

#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "model/command.h"

/* The digits of a text of the form above, from `at`, `count` of them. */
static inline int32_t fixture_digits(const char *text, size_t at, size_t count)
{
    int32_t value = 0;
    for (size_t i = at; i < at + count; i++) {
        ASSERT(text[i] >= '0' && text[i] <= '9');
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

static inline int32_t fixture_day(const char *text)
{
    struct date date = {fixture_digits(text, 0, 4), (uint8_t)fixture_digits(text, 5, 2),
                        (uint8_t)fixture_digits(text, 8, 2)};
    ASSERT(date_is_valid(date));
    return date_to_days(date);
}

static inline int64_t fixture_at(const char *text)
{
    int64_t time_ns = fixture_day(text) * NS_PER_DAY;
    if (strlen(text) < 16) return time_ns;
    return time_ns + fixture_digits(text, 11, 2) * NS_PER_HOUR +
           fixture_digits(text, 14, 2) * NS_PER_MINUTE;
}

/* The rules of New York from 2025 to 2027. */
static inline struct body_calendar fixture_new_york(void)
{
    return (struct body_calendar){6,
                                  {{fixture_at("2025-03-09T07:00"), -14400, 0},
                                   {fixture_at("2025-11-02T06:00"), -18000, 0},
                                   {fixture_at("2026-03-08T07:00"), -14400, 0},
                                   {fixture_at("2026-11-01T06:00"), -18000, 0},
                                   {fixture_at("2027-03-14T07:00"), -14400, 0},
                                   {fixture_at("2027-11-07T06:00"), -18000, 0}}};
}

/* Monday to Friday, the bank open from 00:00 to 17:00, some holidays of 2025 to 2027. */
static inline struct body_business_calendar fixture_business(void)
{
    static const char *const days[] = {"2025-12-25", "2026-01-01", "2026-01-19", "2026-02-16",
                                       "2026-04-03", "2026-05-25", "2026-07-03", "2026-09-07",
                                       "2026-11-26", "2026-12-25", "2027-01-01"};
    struct body_business_calendar business = {.weekdays = WEEKDAYS_WORKING,
                                              .bank_close_minute = 17 * 60};
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        business.holidays[business.holiday_count++] = fixture_day(days[i]);
    }
    return business;
}

#endif
