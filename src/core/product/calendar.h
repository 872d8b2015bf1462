/* SPDX-License-Identifier: Apache-2.0 */
/*
 * calendar.h - the venue's local time, as data.
 *
 * Role       Answers what time of week or day it is at the venue at a UTC instant.  The steps
 *            come by command, never from the host's time zone database.
 * Rules      R-CAL-1 to R-CAL-3, R-FUND-2.
 */
#ifndef PERPETUA_CORE_PRODUCT_CALENDAR_H
#define PERPETUA_CORE_PRODUCT_CALENDAR_H

#include <stdbool.h>

#include "model/command.h"
#include "model/product_terms.h"

#define MINUTE_NS         INT64_C(60000000000)
#define DAY_NS            (1440 * MINUTE_NS)
#define MINUTES_OF_WEEK   10080
#define ZONE_OFFSET_MAX_S 54000 /* 15 hours */

/* R-CAL-1: the index of the first wrong step, or step_count if all are right. */
uint64_t calendar_fault(const struct body_calendar *calendar);

/* Minutes since Monday 00:00 local time. */
int64_t calendar_minute_of_week(const struct body_calendar *calendar, int64_t time_ns);

/* R-CAL-3: the next instant after `time_ns` at which the local time of day is `minute`. */
int64_t calendar_next_minute_of_day(const struct body_calendar *calendar, int64_t time_ns,
                                    uint32_t minute);

/*
 * R-FUND-2: the first instant after `time_ns`, or the last at or before it, whose local time of day
 * is one of `minutes`.  Without one within eight local days: INT64_MAX, or time_ns itself.
 */
int64_t calendar_local_after(const struct body_calendar *calendar, int64_t time_ns,
                             const uint16_t *minutes, uint32_t count);
int64_t calendar_local_before(const struct body_calendar *calendar, int64_t time_ns,
                              const uint16_t *minutes, uint32_t count);

/* R-CAL-2: the phase that the schedule of these terms names; PHASE_OPEN without a schedule. */
enum phase calendar_phase(const struct body_calendar *calendar, const struct product_terms *terms,
                          int64_t time_ns);

#endif
