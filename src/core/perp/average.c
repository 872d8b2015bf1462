/* SPDX-License-Identifier: Apache-2.0 */
/*
 * average.c - see average.h.
 *
 * Invariant  |numerator| <= AVERAGE_VALUE_MAX x denominator_us.  With a time and gaps of at most a
 *            day, the denominator stays below 2 x 10^11 microseconds, so numerator x 2^32 is below
 *            2 x 10^27 x 5 x 10^9 and 128 bits suffice.
 */
#include "core/perp/average.h"

#include "core/perp/decay.h"

#define NS_PER_US  INT64_C(1000)
#define GAP_US_MAX INT64_C(86400000000) /* one day */

static int128 decayed(int128 value, uint64_t decay)
{
    return div_floor(value * (int128)decay, (int128)1 << DECAY_BITS);
}

void average_sample(struct time_average *average, int64_t value, int64_t as_of_ns, int64_t first_ns,
                    int64_t time_ns)
{
    ASSERT(value >= -AVERAGE_VALUE_MAX && value <= AVERAGE_VALUE_MAX);
    bool is_first = !average_exists(average);
    int64_t gap_us = (is_first ? first_ns : as_of_ns - average->last_ns) / NS_PER_US;
    gap_us = i64_min(gap_us, GAP_US_MAX);
    ASSERT(gap_us > 0);

    uint64_t decay = decay_of(gap_us, time_ns / NS_PER_US);
    average->numerator = decayed(average->numerator, decay) + (int128)value * gap_us;
    average->denominator_us = narrow_i64(decayed(average->denominator_us, decay)) + gap_us;
    average->last_ns = as_of_ns;
    ASSERT(average_exists(average));
}

int64_t average_value(const struct time_average *average)
{
    ASSERT(average_exists(average));
    return narrow_i64(div_floor(average->numerator, average->denominator_us));
}

void ring_sample(struct sample_ring *ring, int64_t value, uint32_t size)
{
    ASSERT(size > 0 && size <= SAMPLE_RING_MAX);
    ASSERT(value >= -AVERAGE_VALUE_MAX && value <= AVERAGE_VALUE_MAX);
    if (ring->next >= size) ring->next = 0;
    if (ring->count == size) {
        ring->sum -= ring->values[ring->next];
    } else {
        ring->count++;
    }
    ring->values[ring->next] = value;
    ring->sum += value;
    ring->next++;
    ASSERT(ring->count <= size);
}

int64_t ring_mean(const struct sample_ring *ring)
{
    ASSERT(ring->count > 0);
    return narrow_i64(div_floor(ring->sum, ring->count));
}
