/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_clock.c - os_clock.h on Linux.
 *
 * Role       See os_clock.h.
 * Invariant  A clock that cannot be read stops the process: there is no guess to go on with.
 * Rules      none.
 */
#include "os/os_clock.h"

#include <errno.h>
#include <time.h>

#include "base/check.h"

#define NS_PER_SECOND INT64_C(1000000000)

static int64_t read_clock(clockid_t clock)
{
    struct timespec now;
    int status = clock_gettime(clock, &now);
    ASSERT(status == 0);
    return (int64_t)now.tv_sec * NS_PER_SECOND + now.tv_nsec;
}

int64_t os_clock_wall_ns(void)
{
    return read_clock(CLOCK_REALTIME);
}

int64_t os_clock_steady_ns(void)
{
    return read_clock(CLOCK_MONOTONIC);
}

int64_t os_clock_thread_ns(void)
{
    return read_clock(CLOCK_THREAD_CPUTIME_ID);
}

void os_clock_sleep_ns(int64_t duration_ns)
{
    ASSERT(duration_ns >= 0);
    struct timespec rest = {.tv_sec = duration_ns / NS_PER_SECOND,
                            .tv_nsec = duration_ns % NS_PER_SECOND};
    while (nanosleep(&rest, &rest) != 0 && errno == EINTR) continue;
}
