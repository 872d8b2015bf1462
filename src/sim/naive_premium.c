/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_premium.c - premium samples, buckets, and the rate that follows from them.
 *
 * Role   See naive_prices.h.
 * Rules  R-PREMIUM-2 to R-PREMIUM-5, R-FUND-3, R-FUND-6.
 */
#include "sim/naive_prices.h"
#include "sim/naive_state.h"

/* Rounded to zero: the quotient of C. */
static int128 to_zero(int128 numerator, int128 divisor)
{
    return numerator / divisor;
}

static int64_t keep_within(int128 value, int128 bound)
{
    if (value > bound) return narrow_i64(bound);
    if (value < -bound) return narrow_i64(-bound);
    return narrow_i64(value);
}

/* R-PREMIUM-2, the numerator. */
static int128 distance_of(const struct naive_prices *prices, const struct naive_step_view *step)
{
    int128 index = step->index_e4;
    int128 distance = 0;
    switch (prices->funding.premium) {
    case PREMIUM_IMPACT:
        if (step->impact_bid > index) distance += step->impact_bid - index;
        if (step->impact_ask != 0 && step->impact_ask < index) distance -= index - step->impact_ask;
        return distance;
    case PREMIUM_TOUCH: return step->touch_mid == 0 ? 0 : step->touch_mid - index;
    case PREMIUM_MARK: return step->former_e4 == 0 ? 0 : step->former_e4 - index;
    default: IMPOSSIBLE();
    }
}

int64_t naive_premium_e12(const struct naive_prices *prices, const struct naive_step_view *step)
{
    int128 premium = to_zero(distance_of(prices, step) * RATE_E12_ONE, step->index_e4);
    int64_t cap_ppm = prices->funding.sample_cap_ppm;
    if (cap_ppm != 0) premium = keep_within(premium, (int128)cap_ppm * (RATE_E12_ONE / PPM_ONE));
    return keep_within(premium, PREMIUM_E12_MAX);
}

/* --- buckets ---------------------------------------------------------------------------------- */

static int64_t bucket_number(int64_t instant_ns, int64_t bucket_ns)
{
    return narrow_i64(div_ceil(instant_ns, bucket_ns));
}

/* R-PREMIUM-5, the one premium of the open bucket. */
static int64_t reduce_bucket(struct naive_prices *prices)
{
    int64_t *samples = prices->bucket_samples;
    uint32_t count = prices->bucket_sample_count;
    if (prices->funding.reduce == REDUCE_LAST) return samples[count - 1];
    if (prices->funding.reduce == REDUCE_MEAN) {
        int128 sum = 0;
        for (uint32_t i = 0; i < count; i++) sum += samples[i];
        return narrow_i64(to_zero(sum, count));
    }
    for (uint32_t i = 1; i < count; i++) {
        int64_t sample = samples[i];
        uint32_t at = i;
        for (; at > 0 && samples[at - 1] > sample; at--) samples[at] = samples[at - 1];
        samples[at] = sample;
    }
    if (count % 2 == 1) return samples[count / 2];
    return narrow_i64(to_zero((int128)samples[count / 2 - 1] + samples[count / 2], 2));
}

static void close_bucket(struct naive *naive, struct naive_step_view *step)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    const struct body_funding_terms *terms = &prices->funding;
    int64_t premium = reduce_bucket(prices);
    int64_t weight = 1;
    if (terms->weighting == WEIGHTS_LINEAR) {
        int64_t first = bucket_number(prices->interval_begin_ns, terms->bucket_ns);
        weight = i64_max(1, bucket_number(prices->bucket_end_ns, terms->bucket_ns) - first);
    }
    if (terms->charge == CHARGE_CONTINUOUS && terms->lag == 0) {
        prices->premium_sum = 0;
        prices->weight_sum = 0;
        prices->bucket_count = 0;
    }
    prices->premium_sum += (int128)weight * premium;
    prices->weight_sum += weight;
    prices->bucket_count++;

    struct event_premium *body = &naive_emit(naive, EVENT_PREMIUM, 0, step->product_id)->premium;
    body->premium_e12 = premium;
    body->average_e12 = naive_average_premium(prices);
    body->estimate_e12 = naive_funding_estimate(prices);
    body->bucket_end_ns = prices->bucket_end_ns;
    body->samples = prices->bucket_sample_count;
    body->buckets = prices->bucket_count;
    prices->bucket_sample_count = 0;
    step->closed_buckets++;
}

void naive_premium_step(struct naive *naive, struct naive_step_view *step)
{
    struct naive_prices *prices = &naive->prices[step->product_id];
    int64_t boundary_ns = step->boundary_ns;
    if (!prices->has_funding) return;
    if (prices->bucket_sample_count > 0 && prices->bucket_end_ns < boundary_ns)
        close_bucket(naive, step);

    bool is_sampled = boundary_ns % prices->funding.sample_ns == 0 && step->is_trading &&
                      prices->index_state == INDEX_NORMAL && step->index_e4 != 0;
    if (is_sampled) {
        int64_t bucket_ns = prices->funding.bucket_ns;
        prices->bucket_end_ns = bucket_number(boundary_ns, bucket_ns) * bucket_ns;
        ASSERT(prices->bucket_sample_count < NAIVE_BUCKET_SAMPLES);
        prices->bucket_samples[prices->bucket_sample_count++] = naive_premium_e12(prices, step);
    }
    if (prices->bucket_sample_count > 0 && prices->bucket_end_ns == boundary_ns)
        close_bucket(naive, step);
}

/* --- rates ------------------------------------------------------------------------------------ */

int64_t naive_average_premium(const struct naive_prices *prices)
{
    if (prices->weight_sum == 0) return 0;
    return narrow_i64(to_zero(prices->premium_sum, prices->weight_sum));
}

int64_t naive_funding_rate(const struct naive_prices *prices, int64_t average_e12)
{
    const struct body_funding_terms *terms = &prices->funding;
    int128 former = prices->published_e12;
    int128 rate = (int128)average_e12 + terms->interest_e12;
    if (terms->dampener_e12 != 0)
        rate = (int128)average_e12 +
               keep_within((int128)terms->interest_e12 - average_e12, terms->dampener_e12);
    rate = to_zero(rate, terms->divisor);
    if (terms->smooth_ppm != 0)
        rate = to_zero(rate * terms->smooth_ppm + former * (PPM_ONE - (int64_t)terms->smooth_ppm),
                       PPM_ONE);
    if (terms->cap_factor_ppm != 0) {
        int64_t spread = (int64_t)terms->cap_initial_ppm - terms->cap_maintenance_ppm;
        rate = keep_within(rate, (int128)terms->cap_factor_ppm * spread);
    }
    if (terms->change_e12 != 0) rate = former + keep_within(rate - former, terms->change_e12);
    if (terms->clamp_e12 != 0) rate = keep_within(rate, terms->clamp_e12);
    rate = keep_within(rate, RATE_E12_ONE);
    int128 size = rate < 0 ? -rate : rate;
    return size < terms->dead_e12 ? 0 : narrow_i64(rate);
}

int64_t naive_funding_estimate(const struct naive_prices *prices)
{
    if (prices->funding.charge == CHARGE_CONTINUOUS && prices->funding.lag == 0)
        return prices->published_e12;
    return naive_funding_rate(prices, naive_average_premium(prices));
}
