/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_signal.c - os_signal.h on POSIX.
 *
 * Role       See os_signal.h.
 * Invariant  A blocking call returns when the request comes (no SA_RESTART).
 * Rules      none.
 */
#include "os/os_signal.h"

#include <signal.h>

#include "base/check.h"

static volatile sig_atomic_t stop_requested;

static void request_stop(int signal_number)
{
    (void)signal_number;
    stop_requested = 1;
}

void os_signal_prepare(void)
{
    struct sigaction stop = {.sa_handler = request_stop};
    struct sigaction ignore = {.sa_handler = SIG_IGN};
    int status = sigaction(SIGINT, &stop, NULL);
    ASSERT(status == 0);
    status = sigaction(SIGTERM, &stop, NULL);
    ASSERT(status == 0);
    status = sigaction(SIGPIPE, &ignore, NULL);
    ASSERT(status == 0);
}

bool os_signal_stop_requested(void)
{
    return stop_requested != 0;
}
