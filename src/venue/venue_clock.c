/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_clock.c - see venue_clock.h.
 */
#include "venue/venue_clock.h"

#include <stdbool.h>

#include "base/check.h"
#include "base/int_math.h"
#include "os/os_clock.h"

#define STEP_NS_MAX    INT64_C(1000000000)
#define STEP_BEHIND_NS INT64_C(250000000) /* small: participants act once in a turn */

static struct {
    int64_t speed;
    bool is_own;       /* not the wall clock */
    bool is_behind;    /* not yet the wall clock */
    int64_t venue_ns;  /* at the start */
    int64_t steady_ns; /* at the start */
    int64_t shown_ns;  /* in this turn */
} venue_clock = {.speed = 1};

void venue_clock_start(const struct venue_clock_start *start)
{
    ASSERT(start->speed >= 1 && start->speed <= VENUE_SPEED_MAX);
    venue_clock.speed = start->speed;
    venue_clock.is_own = start->speed > 1 || start->begin_ns != 0;
    venue_clock.steady_ns = os_clock_steady_ns();
    venue_clock.is_behind = !venue_clock.is_own && start->from_ns == 0 && start->behind_ns > 0;
    int64_t begin_ns = start->begin_ns == 0 ? os_clock_wall_ns() : start->begin_ns;
    if (venue_clock.is_behind) begin_ns -= start->behind_ns;
    venue_clock.venue_ns = i64_max(begin_ns, start->from_ns);
    venue_clock.shown_ns = venue_clock.venue_ns;
}

/* What the clock would show if the machine were fast enough. */
static int64_t wanted_ns(void)
{
    if (!venue_clock.is_own) return os_clock_wall_ns();
    int64_t passed_ns = os_clock_steady_ns() - venue_clock.steady_ns;
    return venue_clock.venue_ns + passed_ns * venue_clock.speed;
}

void venue_clock_turn(void)
{
    int64_t now_ns = wanted_ns();
    int64_t step_ns = venue_clock.is_behind ? STEP_BEHIND_NS : STEP_NS_MAX;
    venue_clock.shown_ns = i64_clamp(now_ns, venue_clock.shown_ns, venue_clock.shown_ns + step_ns);
    if (venue_clock.shown_ns >= now_ns) venue_clock.is_behind = false;
}

int64_t venue_clock_ns(void)
{
    bool is_shown = venue_clock.is_own || venue_clock.is_behind;
    return is_shown ? venue_clock.shown_ns : os_clock_wall_ns();
}

int64_t venue_clock_wait_ns(int64_t venue_ns)
{
    int64_t now_ns = wanted_ns();
    if (venue_ns <= now_ns) return 0;
    if (venue_ns == INT64_MAX) return INT64_MAX;
    return (venue_ns - now_ns) / venue_clock.speed + 1;
}
