/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_day.c - see derive_day.h.
 *
 * Role   See derive_day.h.
 * Rules  R-DAY-1, R-DAY-2, R-DAY-5.
 */
#include "lab/derive_day.h"

#include "base/int_math.h"
#include "model/zone.h"

#define SECOND_NS     INT64_C(1000000000)
#define MINUTE_NS     (60 * SECOND_NS)
#define DAY_NS        (1440 * MINUTE_NS)
#define DAYS_OF_WEEK  7
#define EPOCH_WEEKDAY 3 /* 1970-01-01 was a Thursday, Monday being 0 */
#define DAYS_MOVED    3 /* more than a change of the offset can move */

struct body_business_calendar derive_business_days(void)
{
    return (struct body_business_calendar){.weekdays = WEEKDAYS_WORKING,
                                           .bank_close_minute = MINUTES_OF_DAY};
}

static bool is_business_day(const struct body_business_calendar *business, int32_t day)
{
    int32_t weekday = ((day + EPOCH_WEEKDAY) % DAYS_OF_WEEK + DAYS_OF_WEEK) % DAYS_OF_WEEK;
    if ((business->weekdays >> weekday & 1u) == 0) return false;
    for (uint32_t i = 0; i < business->holiday_count; i++) {
        if (business->holidays[i] == day) return false;
    }
    return true;
}

int32_t derive_business_from(const struct body_business_calendar *business, int32_t day)
{
    while (!is_business_day(business, day)) day++;
    return day;
}

/* R-DAY-1: offset by offset, the first instant at which it is that late there. */
static int64_t instant_of(const struct body_calendar *zone, int32_t day, uint32_t minute)
{
    int64_t local_ns = day * DAY_NS + minute * MINUTE_NS;
    int64_t instant_ns = local_ns;
    for (uint64_t i = 0; i < zone->step_count; i++) {
        if (instant_ns < zone->steps[i].from_ns) break;
        instant_ns =
            i64_max(zone->steps[i].from_ns, local_ns - zone->steps[i].offset_s * SECOND_NS);
    }
    return instant_ns;
}

int32_t derive_pay_date(const struct body_calendar *zone,
                        const struct body_business_calendar *business, int64_t time_ns)
{
    int32_t day = (int32_t)div_floor(zone_local_ns(zone, time_ns), DAY_NS) - DAYS_MOVED;
    while (instant_of(zone, day, business->bank_close_minute) <= time_ns) day++;
    return derive_business_from(business, day);
}
