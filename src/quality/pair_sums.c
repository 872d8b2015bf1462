/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair_sums.c - see pair_sums.h.
 *
 * Role   See pair_sums.h.
 */
#include "quality/pair_sums.h"

#include "base/check.h"

#define FRACTION_BITS 40u /* of the ratio and of its logarithm */
#define ROOT_BITS     74u
#define E6            INT64_C(1000000)

static_assert((int128)PAIR_VALUE_MAX * PAIR_VALUE_MAX * PAIR_COUNT_MAX <=
                  ((int128)1 << 126) / PAIR_COUNT_MAX,
              "count times a sum of products, and its difference from another, fit");

void pair_add(struct pair_sums *sums, int64_t x, int64_t y)
{
    if (sums->count >= PAIR_COUNT_MAX) return;
    int128 left = i64_clamp(x, -PAIR_VALUE_MAX, PAIR_VALUE_MAX);
    int128 right = i64_clamp(y, -PAIR_VALUE_MAX, PAIR_VALUE_MAX);
    sums->count++;
    sums->x += left;
    sums->y += right;
    sums->xx += left * left;
    sums->xy += left * right;
    sums->yy += right * right;
}

void pair_join(struct pair_sums *to, const struct pair_sums *from)
{
    if (to->count > PAIR_COUNT_MAX - from->count) return;
    to->count += from->count;
    to->x += from->x;
    to->y += from->y;
    to->xx += from->xx;
    to->xy += from->xy;
    to->yy += from->yy;
}

uint64_t root_floor(uint128 value)
{
    uint64_t root = 0;
    for (uint64_t bit = UINT64_C(1) << 63; bit != 0; bit >>= 1) {
        uint64_t tried = root | bit;
        if ((uint128)tried * tried <= value) root = tried;
    }
    return root;
}

/* The square of the count times a covariance. */
static int128 spread_of(int64_t count, int128 product, int128 left, int128 right)
{
    return count * product - left * right;
}

bool pair_roll(const struct pair_sums *sums, int64_t *spread)
{
    if (sums->count < 2) return false;
    int128 covariance = spread_of(sums->count, sums->xy, sums->x, sums->y);
    if (covariance >= 0) return false;
    int128 square = (int128)sums->count * sums->count;
    *spread = 2 * (int64_t)root_floor((uint128)(-covariance / square));
    return true;
}

/* Minus the binary logarithm of a ratio between 0 and 1: shift it to 1 or more, then square it, and
 * each time it reaches 2 there is a bit of the logarithm. */
static int64_t minus_log2(uint64_t ratio)
{
    const uint64_t one = UINT64_C(1) << FRACTION_BITS;
    ASSERT(ratio > 0 && ratio < one);
    uint32_t shift = 0;
    while (ratio << shift < one) shift++;
    uint128 scaled = (uint128)ratio << shift;
    int64_t fraction = 0;
    for (uint32_t bit = 0; bit < FRACTION_BITS; bit++) {
        scaled = scaled * scaled >> FRACTION_BITS;
        fraction <<= 1;
        if (scaled < 2 * (uint128)one) continue;
        scaled >>= 1;
        fraction |= 1;
    }
    return ((int64_t)shift << FRACTION_BITS) - fraction;
}

bool pair_half_life(const struct pair_sums *sums, int64_t step_ns, int64_t *half_life_ns)
{
    int128 covariance = spread_of(sums->count, sums->xy, sums->x, sums->y);
    int128 variance = spread_of(sums->count, sums->xx, sums->x, sums->x);
    if (covariance <= 0 || covariance >= variance) return false;
    while (variance >= (int128)1 << (126 - FRACTION_BITS)) {
        variance >>= 1;
        covariance >>= 1;
    }
    uint64_t ratio = (uint64_t)((covariance << FRACTION_BITS) / variance);
    if (ratio == 0 || ratio >= UINT64_C(1) << FRACTION_BITS) return false;
    int64_t logarithm = minus_log2(ratio);
    if (logarithm == 0) return false;
    *half_life_ns = (int64_t)(((int128)step_ns << FRACTION_BITS) / logarithm);
    return true;
}

/* The root of a value that is brought to a width of about ROOT_BITS first; how many bits of the
 * root that added is added to *shift. */
static uint64_t root_scaled(int128 value, int *shift)
{
    for (; value >= (int128)4 << ROOT_BITS; value >>= 2) (*shift)--;
    for (; value < (int128)1 << ROOT_BITS; value <<= 2) (*shift)++;
    return root_floor((uint128)value);
}

bool pair_correlation(const struct pair_sums *sums, int64_t *correlation_e6)
{
    int128 covariance = spread_of(sums->count, sums->xy, sums->x, sums->y);
    int128 left = spread_of(sums->count, sums->xx, sums->x, sums->x);
    int128 right = spread_of(sums->count, sums->yy, sums->y, sums->y);
    if (left <= 0 || right <= 0) return false;
    int shift = 0;
    int128 roots = (int128)root_scaled(left, &shift) * root_scaled(right, &shift);
    /* The covariance is at most the product of the roots, and stays so. */
    for (; shift > 0; shift--) covariance *= 2;
    for (; shift < 0; shift++) covariance /= 2;
    *correlation_e6 = i64_clamp((int64_t)(covariance * E6 / roots), -E6, E6);
    return true;
}
