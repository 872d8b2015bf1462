/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_processor.h - which processors there are, and staying on one.
 *
 * Role       A measurement that wanders between processors measures their caches too.  Measuring
 *            programs pin themselves; the venue leaves it to its operator.
 * Invariant  Pinning changes nothing but where the calling thread runs.
 * Rules      none.
 */
#ifndef OS_OS_PROCESSOR_H
#define OS_OS_PROCESSOR_H

#include <stdint.h>

#include "os/os_result.h"

/* Processors that this process may use, at least 1. */
uint32_t os_processor_count(void);

/* Keeps the calling thread on one processor, counted from 0. */
enum os_result os_processor_pin(uint32_t processor);

#endif
