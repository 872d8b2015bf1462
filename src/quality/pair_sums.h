/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair_sums.h - sums over pairs of numbers, and what a regression of the one on the other says.
 *
 * Role       Roll's spread from the changes of the price that follow one another, the half-life of
 *            a basis from its values a minute apart, the correlation of two rates: all of them from
 *            six sums that can be added up over time.
 * Invariant  Whole numbers only.  With the bounds below no product of sums is out of 128 bits.
 * Rules      none: docs/spec/quality.md defines each figure.
 */
#ifndef PERPETUA_QUALITY_PAIR_SUMS_H
#define PERPETUA_QUALITY_PAIR_SUMS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/int_math.h"

#define PAIR_VALUE_MAX INT64_C(1000000000) /* a value beyond it counts as this */
#define PAIR_COUNT_MAX INT64_C(1000000000) /* further pairs are not counted */

struct pair_sums {
    int64_t count;
    int64_t reserved;
    int128 x;
    int128 y;
    int128 xx;
    int128 xy;
    int128 yy;
};

void pair_add(struct pair_sums *sums, int64_t x, int64_t y);
void pair_join(struct pair_sums *to, const struct pair_sums *from);

/* The largest whole number whose square is not above the value. */
uint64_t root_floor(uint128 value);

/* Roll: twice the root of what the covariance of consecutive changes is below zero, in the unit of
 * the values.  False: fewer than two pairs, or the covariance is not below zero. */
bool pair_roll(const struct pair_sums *sums, int64_t *spread);

/* y = a + b x with x the value before y: the time in which a deviation halves, of a step as long as
 * `step_ns`.  False: b is not between 0 and 1, or cannot be told. */
bool pair_half_life(const struct pair_sums *sums, int64_t step_ns, int64_t *half_life_ns);

/* In millionths, rounded towards zero.  False: one of the two never changed. */
bool pair_correlation(const struct pair_sums *sums, int64_t *correlation_e6);

#endif
