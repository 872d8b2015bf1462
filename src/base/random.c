/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.c - a counter, stirred.
 *
 * The counter moves by an odd step that depends on the seed, and each value is stirred by two
 * multiplications and three shifts, so neighbours in the counter share no visible pattern.
 */
#include "base/random.h"

#include "base/check.h"
#include "base/int_math.h"

/* Odd constants with about half of their bits set: digits of the golden ratio and of pi. */
#define STIR_FIRST  UINT64_C(0x9e3779b97f4a7c15)
#define STIR_SECOND UINT64_C(0x243f6a8885a308d3)

static uint64_t stir(uint64_t value)
{
    value = (value ^ (value >> 32)) * STIR_FIRST;
    value = (value ^ (value >> 29)) * STIR_SECOND;
    return value ^ (value >> 32);
}

void random_seed(struct random *random, uint64_t seed)
{
    random->counter = stir(seed + STIR_FIRST);
    random->step = stir(seed ^ STIR_SECOND) | 1;
}

uint64_t random_u64(struct random *random)
{
    random->counter += random->step;
    return stir(random->counter + STIR_SECOND);
}

uint64_t random_below(struct random *random, uint64_t bound)
{
    ASSERT(bound > 0);

    /* The high half of a product spreads 64 random bits over the bound.  The first few low halves
     * belong to numbers that would come up once too often; those draws are taken again. */
    uint64_t surplus = (0 - bound) % bound;
    uint128 product;
    do {
        product = (uint128)random_u64(random) * bound;
    } while ((uint64_t)product < surplus);
    return (uint64_t)(product >> 64);
}

int64_t random_between(struct random *random, int64_t low, int64_t high)
{
    ASSERT(low <= high);
    uint64_t span = (uint64_t)high - (uint64_t)low;
    if (span == UINT64_MAX) return (int64_t)random_u64(random);
    return (int64_t)((uint64_t)low + random_below(random, span + 1));
}

bool random_chance(struct random *random, uint64_t count, uint64_t total)
{
    ASSERT(count <= total);
    return random_below(random, total) < count;
}
