/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_clock.h - the time of the venue: the wall clock, or one that runs faster.
 *
 * Role       With speed 1 it is the wall clock, unless it is told where to begin.  With speed n it
 *            starts there, or where the journal ended if that is later, and runs n times as fast,
 *            as far as the machine follows: it stands still during a turn of the venue, and moves
 *            by at most a second of venue time from one turn to the next, so that no price grows
 *            stale because the machine was busy.  A new venue may begin behind the wall and catch
 *            up as fast as the machine can, so that there is trading behind it.  Functions that
 *            take no context need it, so there is one in a process.
 * Invariant  With a speed above 1, or behind the wall, the clock never goes back.
 */
#ifndef PERPETUA_VENUE_VENUE_CLOCK_H
#define PERPETUA_VENUE_VENUE_CLOCK_H

#include <stdint.h>

#define VENUE_SPEED_MAX 1000

struct venue_clock_start {
    int64_t speed;
    int64_t begin_ns;  /* the clock begins here whatever the wall says; 0: at the wall clock */
    int64_t from_ns;   /* the latest time in the journal, 0 for a new one */
    int64_t behind_ns; /* a new journal begins so long before the wall clock, with speed 1 */
};

void venue_clock_start(const struct venue_clock_start *start);

int64_t venue_clock_ns(void);

/* A turn of the venue begins. */
void venue_clock_turn(void);

/* Real time until a turn that begins then may show this time; 0: the next one may, or this one
 * does. */
int64_t venue_clock_wait_ns(int64_t venue_ns);

#endif
