/* SPDX-License-Identifier: Apache-2.0 */
/*
 * zone.h - the venue's local time: what the steps of a calendar mean.
 *
 * Role       One place adds an offset to UTC, so that all nouns that know the calendar agree.
 * Rules      R-CAL-1.
 */
#ifndef PERPETUA_MODEL_ZONE_H
#define PERPETUA_MODEL_ZONE_H

#include "model/command.h"

/* Local time in nanoseconds since the local 1970-01-01; before the first step it is UTC. */
static inline int64_t zone_local_ns(const struct body_calendar *calendar, int64_t time_ns)
{
    int64_t offset_s = 0;
    for (uint64_t i = 0; i < calendar->step_count; i++) {
        if (calendar->steps[i].from_ns > time_ns) break;
        offset_s = calendar->steps[i].offset_s;
    }
    return time_ns + offset_s * INT64_C(1000000000);
}

#endif
