/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_clock.h - the clocks.
 *
 * Role       Wall time stamps commands; steady time measures and waits.  Only the sequencer and the
 *            measuring programs read them: the core gets its time inside commands.
 * Invariant  The steady clock never goes back.  The wall clock may: its reader must cope.
 * Rules      none.
 */
#ifndef PERPETUA_OS_CLOCK_H
#define PERPETUA_OS_CLOCK_H

#include <stdint.h>

/* Nanoseconds since 1970-01-01 UTC, without leap seconds. */
int64_t os_clock_wall_ns(void);

/* Nanoseconds since some moment before the process began. */
int64_t os_clock_steady_ns(void);

/* Nanoseconds that the calling thread has had a processor. */
int64_t os_clock_thread_ns(void);

/* Returns after at least this time. */
void os_clock_sleep_ns(int64_t duration_ns);

#endif
