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

/* --- instants of local times ------------------------------------------------------------------ */

#define SEARCH_DAYS 8

struct search {
    const struct body_calendar *calendar;
    int64_t time_ns;
    bool is_after; /* looks for instants after the time; else at or before it */
    int64_t found_ns;
    bool has_found;
};

/* An offset that the calendar ever has: 0 before the first step. */
static int64_t offset_at(const struct body_calendar *calendar, uint64_t index)
{
    return index == 0 ? 0 : calendar->steps[index - 1].offset_s * INT64_C(1000000000);
}

/* The instants that have this local time: each offset gives one, if it holds then. */
static void search_local(struct search *search, int64_t wanted_ns)
{
    for (uint64_t i = 0; i <= search->calendar->step_count; i++) {
        int64_t instant_ns = wanted_ns - offset_at(search->calendar, i);
        if (zone_local_ns(search->calendar, instant_ns) != wanted_ns) continue;
        if ((instant_ns > search->time_ns) != search->is_after) continue;
        bool is_nearer =
            search->is_after ? instant_ns < search->found_ns : instant_ns > search->found_ns;
        if (search->has_found && !is_nearer) continue;
        search->found_ns = instant_ns;
        search->has_found = true;
    }
}

static void search_run(struct search *search, const uint16_t *minutes, uint32_t count)
{
    int64_t day = (int64_t)div_floor(zone_local_ns(search->calendar, search->time_ns), DAY_NS);
    for (int64_t at = day - SEARCH_DAYS; at <= day + SEARCH_DAYS; at++) {
        for (uint32_t i = 0; i < count; i++) {
            search_local(search, at * DAY_NS + minutes[i] * MINUTE_NS);
        }
    }
}

int64_t calendar_local_after(const struct body_calendar *calendar, int64_t time_ns,
                             const uint16_t *minutes, uint32_t count)
{
    struct search search = {.calendar = calendar, .time_ns = time_ns, .is_after = true};
    search_run(&search, minutes, count);
    return search.has_found ? search.found_ns : INT64_MAX;
}

int64_t calendar_local_before(const struct body_calendar *calendar, int64_t time_ns,
                              const uint16_t *minutes, uint32_t count)
{
    struct search search = {.calendar = calendar, .time_ns = time_ns, .is_after = false};
    search_run(&search, minutes, count);
    return search.has_found ? search.found_ns : time_ns;
}
