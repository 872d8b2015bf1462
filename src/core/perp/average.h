/* SPDX-License-Identifier: Apache-2.0 */
/*
 * average.h - averages over time: exponential for samples at irregular times, and of the latest N.
 *
 * Role       A mark adds one of them to the index.  Values are differences or prices in fine units,
 *            at most 10^16 either way.
 * Rules      R-MARK-4, R-MARK-5, R-MARK-7.
 */
#ifndef PERPETUA_CORE_PERP_AVERAGE_H
#define PERPETUA_CORE_PERP_AVERAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/int_math.h"

#define AVERAGE_VALUE_MAX (INT64_C(10000000000000000)) /* 10^16: the highest fine price */

/* --- exponential ------------------------------------------------------------------------------ */

struct time_average {
    int128 numerator;       /* sum of value x microseconds, decayed */
    int64_t denominator_us; /* sum of microseconds, decayed; 0: no sample yet */
    int64_t last_ns;        /* when the latest sample was taken */
};

static_assert(sizeof(struct time_average) == 32, "no padding");

/* Takes the value at as_of_ns.  The first one counts for first_ns; `time_ns` is the average's. */
void average_sample(struct time_average *average, int64_t value, int64_t as_of_ns, int64_t first_ns,
                    int64_t time_ns);

static inline bool average_exists(const struct time_average *average)
{
    return average->denominator_us != 0;
}

/* Rounded down.  There is a sample. */
int64_t average_value(const struct time_average *average);

/* --- mean of the latest N --------------------------------------------------------------------- */

#define SAMPLE_RING_MAX 512u

struct sample_ring {
    int64_t values[SAMPLE_RING_MAX];
    int64_t sum;
    uint32_t count;
    uint32_t next;
};

static_assert(sizeof(struct sample_ring) == 8 * SAMPLE_RING_MAX + 16, "no padding");

/* Takes a value; the oldest leaves when there are `size` already, at most SAMPLE_RING_MAX. */
void ring_sample(struct sample_ring *ring, int64_t value, uint32_t size);

/* Rounded down.  There is a sample. */
int64_t ring_mean(const struct sample_ring *ring);

#endif
