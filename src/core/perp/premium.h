/* SPDX-License-Identifier: Apache-2.0 */
/*
 * premium.h - how far the market is from the index, second by second and on average.
 *
 * Role       One sample, the bucket of samples that becomes one premium, and the interval of
 *            buckets whose average is the basis of a funding rate.
 * Rules      R-PREMIUM-2, R-PREMIUM-3, R-PREMIUM-4, R-PREMIUM-5.
 */
#ifndef PERPETUA_CORE_PERP_PREMIUM_H
#define PERPETUA_CORE_PERP_PREMIUM_H

#include "core/perp/mark_price.h"

#define BUCKET_SAMPLES_MAX 128u

struct premium_state {
    int64_t samples[BUCKET_SAMPLES_MAX]; /* of the open bucket, as they came */
    int64_t bucket;                      /* number of the open bucket, if it has samples */
    int64_t first_bucket;                /* that in which the interval began */
    int128 sum;                          /* of weight x premium over the interval's buckets */
    int64_t weights;
    uint32_t sample_count;
    uint32_t bucket_count;
};

/* What a bucket was when it closed. */
struct premium_bucket {
    int64_t premium_e12;
    int64_t end_ns;
    uint32_t samples; /* 0: nothing closed */
};

/* R-PREMIUM-2: the premium at a step whose index is known. */
int64_t premium_of(const struct body_funding_terms *terms, const struct price_inputs *inputs);

/* The number of the bucket of an instant: bucket k is ((k-1) x bucket_ns, k x bucket_ns]. */
int64_t premium_bucket_of(const struct body_funding_terms *terms, int64_t time_ns);

/* Closes the open bucket if it ended before the instant, or, with `at_end`, at it. */
struct premium_bucket premium_close(const struct body_funding_terms *terms,
                                    struct premium_state *state, int64_t as_of_ns, bool at_end);

/* Takes a sample into the bucket of the instant; an older one has been closed. */
void premium_sample(const struct body_funding_terms *terms, struct premium_state *state,
                    int64_t as_of_ns, int64_t premium_e12);

/* The interval begins anew at this instant; the open bucket stays. */
void premium_begin(const struct body_funding_terms *terms, struct premium_state *state,
                   int64_t start_ns);

/* R-PREMIUM-5: of the interval's buckets, rounded to zero; 0 without any. */
int64_t premium_average(const struct premium_state *state);

#endif
