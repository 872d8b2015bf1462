/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.c - see calendar.h.
 */
#include "core/product/calendar.h"

#include "base/int_math.h"
#include "model/zone.h"

uint64_t calendar_fault(const struct body_calendar *calendar)
{
    if (calendar->step_count > ZONE_STEPS_MAX) return calendar->step_count;
    for (uint64_t i = 0; i < calendar->step_count; i++) {
        const struct zone_step *step = &calendar->steps[i];
        if (step->offset_s < -ZONE_OFFSET_MAX_S || step->offset_s > ZONE_OFFSET_MAX_S) return i;
        if (i > 0 && step->from_ns <= calendar->steps[i - 1].from_ns) return i;
    }
    return calendar->step_count;
}

int64_t calendar_minute_of_week(const struct body_calendar *calendar, int64_t time_ns)
{
    int64_t minute = (int64_t)div_floor(zone_local_ns(calendar, time_ns), MINUTE_NS);
    minute += 3 * 1440; /* the epoch was a Thursday */
    int64_t of_week = minute % MINUTES_OF_WEEK;
    return of_week < 0 ? of_week + MINUTES_OF_WEEK : of_week;
}

int64_t calendar_next_minute_of_day(const struct body_calendar *calendar, int64_t time_ns,
                                    uint32_t minute)
{
    int64_t now_ns = zone_local_ns(calendar, time_ns);
    int64_t day_ns = (int64_t)div_floor(now_ns, DAY_NS) * DAY_NS;
    int64_t next_ns = day_ns + (int64_t)minute * MINUTE_NS;
    if (next_ns <= now_ns) next_ns += DAY_NS;
    return time_ns + (next_ns - now_ns);
}

enum phase calendar_phase(const struct body_calendar *calendar, const struct product_terms *terms,
                          int64_t time_ns)
{
    if (terms->schedule_count == 0) return PHASE_OPEN;
    int64_t minute = calendar_minute_of_week(calendar, time_ns);
    uint32_t last = terms->schedule_count - 1u; /* of the week before */
    for (uint32_t i = 0; i < terms->schedule_count; i++) {
        if (terms->schedule[i].minute_of_week <= minute) last = i;
    }
    return (enum phase)terms->schedule[last].phase;
}
