/* SPDX-License-Identifier: Apache-2.0 */
/*
 * business_day.c - see business_day.h.
 */
#include "core/clearing/business_day.h"

#include "base/date.h"
#include "base/int_math.h"
#include "model/zone.h"

#define DAYS_PER_WEEK 7
#define THURSDAY_ZERO 3 /* 1970-01-01 was a Thursday: the fourth day of a week from Monday */

/* An offset is at most 15 hours either way, so a step of the clocks moves at most 30 hours. */
#define DAYS_MOVED_MAX 2

static struct settlement_fault fault_of(enum field field, int64_t given, int64_t legal)
{
    return (struct settlement_fault){field, given, legal};
}

static struct settlement_fault holidays_check(const struct body_business_calendar *business)
{
    if (business->holiday_count > HOLIDAYS_MAX) {
        return fault_of(FIELD_DAYS, business->holiday_count, HOLIDAYS_MAX);
    }
    int32_t before = 0;
    for (uint32_t i = 0; i < business->holiday_count; i++) {
        int32_t day = business->holidays[i];
        if (day <= before || day > HOLIDAY_DAY_MAX) return fault_of(FIELD_DAYS, i, 0);
        before = day;
    }
    return fault_of(FIELD_NONE, 0, 0);
}

struct settlement_fault business_calendar_check(const struct body_business_calendar *business)
{
    uint32_t opens = business->bank_open_minute;
    uint32_t closes = business->bank_close_minute;
    if (business->weekdays == 0) return fault_of(FIELD_WEEKDAYS, 0, 1);
    if (business->weekdays > WEEKDAYS_ALL) {
        return fault_of(FIELD_WEEKDAYS, business->weekdays, WEEKDAYS_ALL);
    }
    if (opens >= MINUTES_OF_DAY) return fault_of(FIELD_MINUTE, opens, MINUTES_OF_DAY - 1);
    if (closes <= opens) return fault_of(FIELD_MINUTE, closes, (int64_t)opens + 1);
    if (closes > MINUTES_OF_DAY) return fault_of(FIELD_MINUTE, closes, MINUTES_OF_DAY);
    return holidays_check(business);
}

struct body_business_calendar business_calendar_default(void)
{
    return (struct body_business_calendar){.weekdays = WEEKDAYS_WORKING,
                                           .bank_close_minute = MINUTES_OF_DAY};
}

int32_t day_of(const struct body_calendar *zone, int64_t time_ns)
{
    return (int32_t)div_floor(zone_local_ns(zone, time_ns), NS_PER_DAY);
}

int64_t day_instant(const struct body_calendar *zone, int32_t day, uint32_t minute)
{
    int64_t local_ns = day * NS_PER_DAY + minute * NS_PER_MINUTE;
    int64_t from_ns = INT64_MIN; /* of the offset at hand */
    int64_t offset_ns = 0;
    for (uint64_t i = 0;; i++) {
        int64_t instant_ns = i64_max(from_ns, local_ns - offset_ns);
        if (i == zone->step_count || instant_ns < zone->steps[i].from_ns) return instant_ns;
        from_ns = zone->steps[i].from_ns;
        offset_ns = zone->steps[i].offset_s * NS_PER_SECOND;
    }
}

int32_t day_latest(const struct body_calendar *zone, uint32_t minute, int64_t time_ns)
{
    int32_t day = day_of(zone, time_ns) + DAYS_MOVED_MAX;
    while (day_instant(zone, day, minute) > time_ns) day--;
    return day;
}

static bool is_holiday(const struct body_business_calendar *business, int32_t day)
{
    for (uint32_t i = 0; i < business->holiday_count; i++) {
        if (business->holidays[i] == day) return true;
    }
    return false;
}

bool business_day_is(const struct body_business_calendar *business, int32_t day)
{
    int32_t weekday = (day + THURSDAY_ZERO) % DAYS_PER_WEEK;
    if (weekday < 0) weekday += DAYS_PER_WEEK;
    return (business->weekdays >> weekday & 1u) != 0 && !is_holiday(business, day);
}

/* One weekday is a business day and holidays are few, so both searches come to an end. */
int32_t business_day_from(const struct body_business_calendar *business, int32_t day)
{
    ASSERT((business->weekdays & WEEKDAYS_ALL) != 0);
    while (!business_day_is(business, day)) day++;
    return day;
}

int32_t business_day_until(const struct body_business_calendar *business, int32_t day)
{
    ASSERT((business->weekdays & WEEKDAYS_ALL) != 0);
    while (!business_day_is(business, day)) day--;
    return day;
}

int32_t trade_date_of(const struct days *days, uint32_t roll_minute, int64_t time_ns)
{
    int32_t rolled = day_latest(days->zone, roll_minute, time_ns);
    return business_day_from(days->business, rolled + 1);
}

int64_t roll_next(const struct days *days, uint32_t roll_minute, int64_t time_ns)
{
    int32_t rolled = day_latest(days->zone, roll_minute, time_ns);
    int64_t next_ns = day_instant(days->zone, rolled + 1, roll_minute);
    ASSERT(next_ns > time_ns);
    return next_ns;
}

int32_t pay_date_of(const struct days *days, int64_t time_ns)
{
    int32_t closed = day_latest(days->zone, days->business->bank_close_minute, time_ns);
    return business_day_from(days->business, closed + 1);
}

bool closure_after(const struct days *days, int64_t time_ns, int64_t length_ns,
                   struct bank_closure *closure)
{
    int32_t day = pay_date_of(days, time_ns);
    for (uint32_t i = 0; i < CLOSURES_SEARCHED; i++) {
        int32_t next = business_day_from(days->business, day + 1);
        closure->closing_ns = day_instant(days->zone, day, days->business->bank_close_minute);
        closure->opening_ns = day_instant(days->zone, next, days->business->bank_open_minute);
        if (closure->opening_ns - closure->closing_ns >= length_ns) return true;
        day = next;
    }
    *closure = (struct bank_closure){0, 0};
    return false;
}
