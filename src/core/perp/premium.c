/* SPDX-License-Identifier: Apache-2.0 */
/*
 * premium.c - see premium.h.
 *
 * Invariant  |sum| <= PREMIUM_E12_MAX x weights.  Weights are at most one number of a bucket for
 *            each bucket of an interval, below 10^9 each way, so 128 bits suffice by far.
 */
#include "core/perp/premium.h"

/* R-PREMIUM-1: a thin side contributes 0. */
static int64_t impact_distance(const struct price_inputs *inputs)
{
    int64_t above_e4 = inputs->impact_bid_e4 - inputs->index_e4;
    int64_t below_e4 = inputs->index_e4 - inputs->impact_ask_e4;
    if (inputs->impact_bid_e4 == 0 || above_e4 < 0) above_e4 = 0;
    if (inputs->impact_ask_e4 == 0 || below_e4 < 0) below_e4 = 0;
    return above_e4 - below_e4;
}

static int64_t distance_of(const struct body_funding_terms *terms,
                           const struct price_inputs *inputs)
{
    int64_t price_e4;
    if (terms->premium == PREMIUM_IMPACT) return impact_distance(inputs);
    if (terms->premium == PREMIUM_TOUCH) {
        price_e4 = mid_of(inputs->bid_e4, inputs->ask_e4);
    } else {
        price_e4 = inputs->mark_e4;
    }
    return price_e4 == 0 ? 0 : price_e4 - inputs->index_e4;
}

int64_t premium_of(const struct body_funding_terms *terms, const struct price_inputs *inputs)
{
    ASSERT(inputs->index_e4 > 0);
    int128 premium_e12 =
        (int128)distance_of(terms, inputs) * RATE_E12_ONE / inputs->index_e4; /* to zero */
    if (premium_e12 > PREMIUM_E12_MAX) premium_e12 = PREMIUM_E12_MAX;
    if (premium_e12 < -PREMIUM_E12_MAX) premium_e12 = -PREMIUM_E12_MAX;
    if (terms->sample_cap_ppm == 0) return (int64_t)premium_e12;
    int64_t cap_e12 = terms->sample_cap_ppm * PPM_ONE;
    return i64_clamp((int64_t)premium_e12, -cap_e12, cap_e12);
}

int64_t premium_bucket_of(const struct body_funding_terms *terms, int64_t time_ns)
{
    ASSERT(terms->bucket_ns > 0);
    return narrow_i64(div_ceil(time_ns, terms->bucket_ns));
}

/* Half the sum of the middle two of an even count, rounded to zero. */
static int64_t samples_median(const struct premium_state *state)
{
    int64_t sorted[BUCKET_SAMPLES_MAX];
    uint32_t count = state->sample_count;
    for (uint32_t i = 0; i < count; i++) {
        uint32_t at = i;
        for (; at > 0 && sorted[at - 1] > state->samples[i]; at--) sorted[at] = sorted[at - 1];
        sorted[at] = state->samples[i];
    }
    if (count % 2 == 1) return sorted[count / 2];
    return (sorted[count / 2 - 1] + sorted[count / 2]) / 2;
}

static int64_t samples_mean(const struct premium_state *state)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < state->sample_count; i++) sum += state->samples[i];
    return sum / (int64_t)state->sample_count;
}

static int64_t samples_reduce(const struct body_funding_terms *terms,
                              const struct premium_state *state)
{
    switch (terms->reduce) {
    case REDUCE_MEDIAN: return samples_median(state);
    case REDUCE_LAST: return state->samples[state->sample_count - 1];
    case REDUCE_MEAN: return samples_mean(state);
    default: IMPOSSIBLE();
    }
}

/* CONTINUOUS with lag 0: each bucket is an interval of its own (R-FUND-8). */
static bool bucket_is_interval(const struct body_funding_terms *terms)
{
    return terms->charge == CHARGE_CONTINUOUS && terms->lag == 0;
}

struct premium_bucket premium_close(const struct body_funding_terms *terms,
                                    struct premium_state *state, int64_t as_of_ns, bool at_end)
{
    struct premium_bucket bucket = {.samples = 0};
    int64_t end_ns = state->bucket * terms->bucket_ns;
    bool is_over = at_end ? end_ns <= as_of_ns : end_ns < as_of_ns;
    if (state->sample_count == 0 || !is_over) return bucket;

    bucket = (struct premium_bucket){.premium_e12 = samples_reduce(terms, state),
                                     .end_ns = end_ns,
                                     .samples = state->sample_count};
    if (bucket_is_interval(terms)) premium_begin(terms, state, end_ns);
    int64_t weight = 1;
    if (terms->weighting == WEIGHTS_LINEAR) {
        weight = i64_max(1, state->bucket - state->first_bucket);
    }
    state->sum += (int128)bucket.premium_e12 * weight;
    state->weights += weight;
    state->bucket_count++;
    state->sample_count = 0;
    return bucket;
}

void premium_sample(const struct body_funding_terms *terms, struct premium_state *state,
                    int64_t as_of_ns, int64_t premium_e12)
{
    int64_t number = premium_bucket_of(terms, as_of_ns);
    ASSERT(state->sample_count == 0 || state->bucket == number);
    ASSERT(state->sample_count < BUCKET_SAMPLES_MAX);
    state->bucket = number;
    state->samples[state->sample_count++] = premium_e12;
}

void premium_begin(const struct body_funding_terms *terms, struct premium_state *state,
                   int64_t start_ns)
{
    state->first_bucket = premium_bucket_of(terms, start_ns);
    state->sum = 0;
    state->weights = 0;
    state->bucket_count = 0;
}

int64_t premium_average(const struct premium_state *state)
{
    return state->weights == 0 ? 0 : narrow_i64(state->sum / state->weights);
}
