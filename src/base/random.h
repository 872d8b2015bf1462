/* SPDX-License-Identifier: Apache-2.0 */
/*
 * random.h - repeatable random numbers for the simulator and for tests.
 *
 * Role       One seed gives the same stream on every machine.  Never used by model, wire, core or
 *            node, and never for secrets.
 * Invariant  A seeded stream depends on nothing but its seed and the calls made on it.
 */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdbool.h>
#include <stdint.h>

struct random {
    uint64_t counter;
    uint64_t step; /* odd, so that the counter visits every value before it repeats */
};

void random_seed(struct random *random, uint64_t seed);

uint64_t random_u64(struct random *random);

/* A number from 0 to bound - 1, each equally likely. */
uint64_t random_below(struct random *random, uint64_t bound);

/* A number from low to high, both included, each equally likely. */
int64_t random_between(struct random *random, int64_t low, int64_t high);

/* True in `count` of `total` cases. */
bool random_chance(struct random *random, uint64_t count, uint64_t total);

#endif
