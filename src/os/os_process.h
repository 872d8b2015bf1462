/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_process.h - this process as its operator sees it.
 *
 * Role       What metrics show of it, and telling the service manager how it stands.
 * Invariant  Nothing here can fail in a way that matters: what is not known is 0.
 * Rules      none.
 */
#ifndef PERPETUA_OS_PROCESS_H
#define PERPETUA_OS_PROCESS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct os_process_figures {
    uint64_t resident_bytes;
    uint64_t virtual_bytes;
    uint64_t descriptors_open;
    uint64_t descriptors_max;
    int64_t processor_ns; /* of all threads */
    int64_t start_ns;     /* wall time */
};

struct os_process_figures os_process_figures(void);

/* Lines such as "READY=1\nSTATUS=..." for the service manager.  Does nothing without one. */
void os_process_notify(const char *lines);

/* How often the manager wants to hear WATCHDOG=1; 0: never. */
int64_t os_process_watchdog_ns(void);

/* The folder that the program lies in, without a '/' at its end; empty: not known. */
void os_process_folder(char *folder, size_t size);

/* Files made from now on are their owner's alone, unless it is said otherwise for one. */
void os_process_keep_files_private(void);

/* Raises the limit of open descriptors, at most to `wanted`; returns the limit that holds. */
uint64_t os_process_raise_descriptors(uint64_t wanted);

#endif
