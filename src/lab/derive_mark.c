/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_mark.c - see derive_mark.h.
 *
 * Role   See derive_mark.h.
 * Rules  R-MARK-2 to R-MARK-5, R-MARK-7.
 */
#include "lab/derive_mark.h"

#define DECAY_BITS    38u  /* of 64 x 2^32, at and above which nothing is left */
#define SERIES_BITS   120u /* fraction of a term where terms only fall */
#define SERIES_BITS_2 80u  /* where they grow first, to 2^43: all the same far below 2^-62 */
#define CONSTANT_BITS 62u
#define DAY_US        INT64_C(86400000000)
#define NS_PER_US     INT64_C(1000)

/* 2^62 x exp(-2^(bit - 32)) to nearest, by the series of exp.  The argument is a power of two, so a
 * term follows from the one before by a shift and a division. */
static uint64_t decay_constant(uint32_t bit)
{
    uint32_t fraction = bit < 32 ? SERIES_BITS : SERIES_BITS_2;
    uint128 term = (uint128)1 << fraction;
    int128 sum = (int128)term;
    for (uint32_t n = 1; term != 0; n++) {
        term = bit < 32 ? term >> (32 - bit) : term << (bit - 32);
        term /= n;
        sum += n % 2 == 1 ? -(int128)term : (int128)term;
    }
    uint32_t shift = fraction - CONSTANT_BITS;
    return (uint64_t)((sum + ((int128)1 << (shift - 1))) >> shift);
}

uint64_t derive_decay(int64_t elapsed_us, int64_t average_us)
{
    uint128 y = ((uint128)elapsed_us << 32) / (uint128)average_us;
    if (y >> DECAY_BITS != 0) return 0;
    uint128 value = (uint128)1 << CONSTANT_BITS;
    for (uint32_t bit = 0; bit < DECAY_BITS; bit++) {
        if ((y >> bit & 1) != 0) value = value * decay_constant(bit) >> CONSTANT_BITS;
    }
    return (uint64_t)(value >> (CONSTANT_BITS - 32));
}

/* R-MARK-7: takes a sample. */
static void average_sample(struct derived_average *average, const struct mark_case *seen,
                           int64_t average_ns, int64_t sample_e4)
{
    bool is_first = average->denominator == 0;
    int64_t elapsed_ns = is_first ? seen->step_ns : seen->boundary_ns - average->sampled_ns;
    int64_t elapsed_us = i64_min(elapsed_ns / NS_PER_US, DAY_US);
    int128 decay = (int128)derive_decay(elapsed_us, average_ns / NS_PER_US);
    int128 one = (int128)1 << 32;
    average->numerator =
        div_floor(average->numerator * decay, one) + (int128)sample_e4 * elapsed_us;
    average->denominator = average->denominator * decay / one + elapsed_us;
    average->sampled_ns = seen->boundary_ns;
}

static int64_t average_value(const struct derived_average *average)
{
    return (int64_t)div_floor(average->numerator, average->denominator);
}

/* R-MARK-3 */
static int64_t basis_of(const struct mark_case *seen)
{
    uint8_t basis = seen->terms->basis;
    int128 index = seen->index_e4;
    if (basis == BASIS_NONE || seen->rate_e12 == 0) return seen->index_e4;
    bool is_full = basis == BASIS_ESTIMATE_FULL || basis == BASIS_PUBLISHED_FULL;
    int128 left = is_full ? 1 : seen->left_ms;
    int128 whole = is_full ? 1 : seen->interval_ms;
    if (whole <= 0) return seen->index_e4;
    return (int64_t)(index + div_floor(index * seen->rate_e12 * left, whole * 1000000000000));
}

/* R-MARK-4 */
static void spread_of(const struct mark_case *seen, struct derived_mark *result)
{
    const struct body_mark_terms *terms = seen->terms;
    bool is_touch = terms->spread_price == SPREAD_TOUCH;
    int64_t bid_e4 = is_touch ? seen->bid_e4 : seen->impact_bid_e4;
    int64_t ask_e4 = is_touch ? seen->ask_e4 : seen->impact_ask_e4;
    bool has_mid = bid_e4 != 0 && ask_e4 != 0;
    int64_t mid_e4 = (int64_t)(((int128)bid_e4 + ask_e4) / 2);
    int64_t sample_e4 = mid_e4 - seen->index_e4;
    uint32_t room = terms->sample_count;
    if (room == 0) {
        if (has_mid) average_sample(&result->spread_average, seen, terms->average_ns, sample_e4);
        if (result->spread_average.denominator == 0) return;
        result->spread_mean_e4 = average_value(&result->spread_average);
    } else {
        if (has_mid && seen->boundary_ns % terms->spread_sample_ns == 0) {
            result->spreads_e4[result->spread_count % room] = sample_e4;
            result->spread_count++;
        }
        uint32_t count = result->spread_count < room ? result->spread_count : room;
        if (count == 0) return;
        int128 sum = 0;
        for (uint32_t i = 0; i < count; i++) sum += result->spreads_e4[i];
        result->spread_mean_e4 = (int64_t)div_floor(sum, count);
    }
    result->spread_e4 = i64_max(seen->index_e4 + result->spread_mean_e4, 1);
}

static void value_add(struct derived_mark *result, int64_t value_e4)
{
    if (value_e4 == 0) return;
    uint32_t place = result->value_count++;
    while (place > 0 && result->values_e4[place - 1] > value_e4) {
        result->values_e4[place] = result->values_e4[place - 1];
        place--;
    }
    result->values_e4[place] = value_e4;
}

static void components_of(const struct mark_case *seen, struct derived_mark *result)
{
    const struct body_mark_terms *terms = seen->terms;
    bool has_mid = seen->impact_bid_e4 != 0 && seen->impact_ask_e4 != 0;
    int64_t mid_e4 = (int64_t)(((int128)seen->impact_bid_e4 + seen->impact_ask_e4) / 2);
    uint32_t chosen = terms->components;
    int64_t touch_e4 = derive_touch(seen);
    if ((chosen & MARK_BASIS) != 0) result->basis_e4 = basis_of(seen);
    if ((chosen & MARK_SPREAD) != 0) spread_of(seen, result);
    if ((chosen & MARK_TOUCH_AVERAGE) != 0) {
        struct derived_average *average = &result->touch_average;
        if (touch_e4 != 0) average_sample(average, seen, terms->touch_average_ns, touch_e4);
        if (average->denominator != 0) result->touch_average_e4 = average_value(average);
    }
    if (terms->thin_rule == 1 && !has_mid) {
        value_add(result, result->basis_e4);
        return;
    }
    value_add(result, result->basis_e4);
    value_add(result, result->spread_e4);
    if ((chosen & MARK_TOUCH) != 0) value_add(result, touch_e4);
    if ((chosen & MARK_LAST) != 0) value_add(result, seen->last_e4);
    value_add(result, result->touch_average_e4);
    if ((chosen & MARK_IMPACT) != 0 && has_mid) value_add(result, mid_e4);
    if ((chosen & MARK_INDEX) != 0) value_add(result, seen->index_e4);
}

static int64_t median_of(const struct derived_mark *result)
{
    uint32_t middle = result->value_count / 2;
    if (result->value_count % 2 == 1) return result->values_e4[middle];
    return (int64_t)(((int128)result->values_e4[middle - 1] + result->values_e4[middle]) / 2);
}

/* R-MARK-2 */
static void keep_in_band(const struct mark_case *seen, struct derived_mark *result)
{
    int64_t band_ppm = seen->terms->band_ppm;
    int64_t mark_e4 = result->median_e4;
    if (band_ppm != 0) {
        int128 index = seen->index_e4;
        result->low_e4 = (int64_t)((index * (PPM_ONE - band_ppm) + PPM_ONE - 1) / PPM_ONE);
        result->high_e4 = (int64_t)(index * (PPM_ONE + band_ppm) / PPM_ONE);
        mark_e4 = i64_min(i64_max(mark_e4, result->low_e4), result->high_e4);
    }
    result->mark_e4 = i64_min(i64_max(mark_e4, 1), seen->price_e4_max);
}

bool derive_mark_uses_touch(const struct body_mark_terms *terms)
{
    uint32_t touches = MARK_TOUCH | MARK_TOUCH_AVERAGE;
    bool is_spread = (terms->components & MARK_SPREAD) != 0;
    return (terms->components & touches) != 0 || (is_spread && terms->spread_price == SPREAD_TOUCH);
}

int64_t derive_touch(const struct mark_case *seen)
{
    if (seen->bid_e4 == 0 || seen->ask_e4 == 0) return 0;
    if (seen->last_e4 == 0) return (int64_t)(((int128)seen->bid_e4 + seen->ask_e4) / 2);
    int64_t low = i64_min(seen->bid_e4, seen->ask_e4);
    int64_t high = i64_max(seen->bid_e4, seen->ask_e4);
    return i64_clamp(seen->last_e4, low, high);
}

void derive_mark(const struct mark_case *seen, struct derived_mark *result)
{
    result->basis_e4 = 0;
    result->spread_e4 = 0;
    result->spread_mean_e4 = 0;
    result->touch_average_e4 = 0;
    result->value_count = 0;
    result->low_e4 = 0;
    result->high_e4 = 0;
    components_of(seen, result);
    result->median_e4 = result->value_count == 0 ? seen->index_e4 : median_of(result);
    keep_in_band(seen, result);
}

void derive_mark_begin(struct derived_mark *result)
{
    *result = (struct derived_mark){0};
}
