/* SPDX-License-Identifier: Apache-2.0 */
/*
 * derive_funding.h - premiums, rates and payments of funding, computed from what events say.
 *
 * Role       The arithmetic of funding, written for receipts and without the core.
 * Rules      R-PREMIUM-2, R-PREMIUM-5, R-FUND-3, R-FUND-7 to R-FUND-10.
 */
#ifndef PERPETUA_LAB_DERIVE_FUNDING_H
#define PERPETUA_LAB_DERIVE_FUNDING_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/command.h"

#define DERIVED_BUCKET_SAMPLES_MAX 128u
#define RATE_STEPS                 7u

/* R-FUND-3: the rate after each of its seven steps. */
struct derived_rate {
    int64_t after_e12[RATE_STEPS];
    int64_t bound_e12; /* of step 4; 0: none */
};

/* From step to step of one product. */
struct derived_funding {
    /* The open bucket. */
    int64_t samples_e12[DERIVED_BUCKET_SAMPLES_MAX];
    uint32_t sample_count;
    int64_t sampled_ns; /* the step of the latest sample */
    /* The interval. */
    int128 sum; /* of weight x premium */
    int128 weights;
    uint32_t bucket_count;
    int64_t began_ns; /* the funding time before; for linear weights */
    int64_t next_ns;  /* the next funding time; 0: unknown yet */
    /* What was published. */
    int64_t published_e12;
    uint64_t published_sequence;
    int64_t cumulative_nanos;
    int128 carry;
    int64_t accrued_ns; /* continuous: the latest step; 0: none since trading began again */
};

/* R-FUND-2: the funding time at or before an instant (without one the instant itself), and the
 * first one after it (0: none). */
struct derived_times {
    int64_t began_ns;
    int64_t next_ns;
};

struct derived_times derive_funding_times(const struct body_funding_terms *terms,
                                          const struct body_calendar *calendar, int64_t at_ns);

/* R-PREMIUM-2, for PREMIUM_IMPACT and PREMIUM_MARK. */
int64_t derive_premium_e12(const struct body_funding_terms *terms, int64_t index_e4,
                           int64_t impact_bid_e4, int64_t impact_ask_e4, int64_t mark_e4);

/* R-PREMIUM-5: the premium of the samples of a bucket. */
int64_t derive_bucket_e12(const struct body_funding_terms *terms, const int64_t *samples_e12,
                          uint32_t count);

/* R-PREMIUM-5: the weight of a bucket that ends at `end_ns`. */
int64_t derive_weight(const struct body_funding_terms *terms, int64_t began_ns, int64_t end_ns);

/* R-FUND-3 */
struct derived_rate derive_rate(const struct body_funding_terms *terms, int64_t average_e12,
                                int64_t former_e12);

/*
 * R-FUND-7 to R-FUND-9: grows the cumulative amount at a rate and a price, over `elapsed_ns` when
 * charged continuously.  Returns the growth in nanos a lot.
 */
int64_t derive_growth(struct derived_funding *funding, const struct body_funding_terms *terms,
                      int128 rate_price_value, int64_t elapsed_ns);

/* R-FUND-10: what a position pays, in micros; the residue in nanos. */
int64_t derive_payment(int64_t net_lots, int64_t difference_nanos, int64_t *residue_nanos);

#endif
