/* SPDX-License-Identifier: Apache-2.0 */
/*
 * decay.h - how much of a sample is left after a time, without a floating point unit.
 *
 * Role       exp(-elapsed / time) as a fixed-point number, from a table of constants.  The same
 *            bits on every machine, which no exp() of a C library promises.
 * Rules      R-MARK-7.
 */
#ifndef PERPETUA_CORE_PERP_DECAY_H
#define PERPETUA_CORE_PERP_DECAY_H

#include <stdint.h>

#define DECAY_BITS 32u /* the result counts in 2^-32 */

/* elapsed_us at least 0, time_us at least 1.  The result is at most 2^32. */
uint64_t decay_of(int64_t elapsed_us, int64_t time_us);

#endif
