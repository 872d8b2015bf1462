/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_processor.c - os_processor.h on Linux.
 *
 * Role       See os_processor.h.
 * Invariant  See os_processor.h.
 * Rules      none.
 */
#include "os/os_processor.h"

#include <errno.h>
#include <sched.h>

uint32_t os_processor_count(void)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (sched_getaffinity(0, sizeof set, &set) != 0) return 1;
    int count = CPU_COUNT(&set);
    return count < 1 ? 1 : (uint32_t)count;
}

enum os_result os_processor_pin(uint32_t processor)
{
    cpu_set_t set;
    CPU_ZERO(&set);
    if (processor >= CPU_SETSIZE) return OS_NOT_FOUND;
    CPU_SET(processor, &set);
    return sched_setaffinity(0, sizeof set, &set) == 0 ? OS_OK : os_result_from_errno(errno);
}
