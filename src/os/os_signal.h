/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_signal.h - the request to stop.
 *
 * Role       Turns SIGINT and SIGTERM into a flag that the main loop reads, and keeps SIGPIPE from
 *            ending the process when a reader went away.
 * Invariant  The signal handler stores one flag and does nothing else.
 * Rules      none.
 */
#ifndef PERPETUA_OS_SIGNAL_H
#define PERPETUA_OS_SIGNAL_H

#include <stdbool.h>

void os_signal_prepare(void);

/* True from the first SIGINT or SIGTERM on. */
bool os_signal_stop_requested(void);

#endif
