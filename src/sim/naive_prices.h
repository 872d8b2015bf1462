/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_prices.h - index, marks, premium and funding of the naive venue.
 *
 * Role   What part 6 of the rulebook keeps of a product, and the work of one price step.  Trades of
 *        the settlement window and premium samples are kept as plain lists and summed when asked.
 * Rules  R-STEP-1 to R-STEP-5, R-INDEX-1 to R-INDEX-10, R-PREMIUM-1 to R-PREMIUM-5, R-FUND-1 to
 *        R-FUND-13, R-MARK-1 to R-MARK-10.
 * Files  naive_price_terms.c: commands and their checks.  naive_price_step.c: one step.
 *        naive_index.c: the index and its states.  naive_mark.c: impact prices, marks.
 *        naive_premium.c: premium and rates.  naive_funding.c: funding times, amounts, payments.
 */
#ifndef PERPETUA_SIM_NAIVE_PRICES_H
#define PERPETUA_SIM_NAIVE_PRICES_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/price_terms.h"
#include "model/product_terms.h"
#include "model/side.h"

struct naive;
struct naive_fault;
struct naive_order;
struct naive_position;

#define NAIVE_SPREAD_SAMPLES 512u
#define NAIVE_BUCKET_SAMPLES 128u
#define NAIVE_WINDOW_SLICES  60

struct naive_source {
    int64_t price; /* 0: none */
    int64_t time_ns;
    uint64_t sequence; /* 0: no SOURCE_PRICE yet */
    bool is_banned;
    bool is_good; /* it has a good time (R-INDEX-6) */
    int64_t good_ns;
};

/* R-MARK-9 */
struct naive_window_trade {
    int64_t boundary_ns; /* latest boundary worked before it; 0: none */
    int64_t price;
    int64_t lots;
};

/* R-MARK-7 */
struct naive_average {
    bool has_sample;
    int64_t latest_ns;
    int128 numerator;
    int128 denominator;
};

/* What part 6 keeps of a product. */
struct naive_prices {
    bool exists;      /* it has price terms */
    bool has_mark;    /* it has mark terms */
    bool has_funding; /* it has funding terms, and not PREMIUM_NONE */
    struct body_price_terms terms;
    struct body_mark_terms mark;
    struct body_funding_terms funding;

    struct naive_source sources[INDEX_SOURCES_MAX];
    uint32_t index_state; /* enum index_state */
    int64_t next_step_ns;
    int64_t worked_ns; /* latest boundary worked; 0: none */

    struct naive_window_trade *trades;
    uint32_t trade_count;
    uint32_t trade_capacity;
    int64_t spread_samples[NAIVE_SPREAD_SAMPLES]; /* latest last */
    uint32_t spread_count;
    struct naive_average spread_average;
    struct naive_average touch_average;

    int64_t bucket_samples[NAIVE_BUCKET_SAMPLES];
    uint32_t bucket_sample_count; /* 0: no bucket is open */
    int64_t bucket_end_ns;
    int128 premium_sum; /* weight x premium over the buckets of the interval */
    int128 weight_sum;
    uint32_t bucket_count;
    int64_t interval_begin_ns;
    int64_t next_funding_ns; /* 0: none */
    int64_t published_e12;
    bool accrues; /* the step before was one of these terms at which the product was trading */
    int64_t accrued_ns;

    int64_t cumulative_nanos;
    int128 remainder;
    int64_t residue_nanos;
};

/* What a step needs again and again. */
struct naive_step_view {
    uint16_t product_id;
    int64_t boundary_ns;
    int64_t index_e4;  /* 0: not known */
    int64_t former_e4; /* the mark before this step */
    bool is_trading;
    int64_t impact_bid; /* fine prices; 0: thin */
    int64_t impact_ask;
    int64_t touch_mid; /* 0: a side is empty */
    uint32_t closed_buckets;
};

/* --- naive_price_terms.c ---------------------------------------------------------------------- */

struct naive_fault naive_command_price_terms(struct naive *naive);
struct naive_fault naive_command_source_price(struct naive *naive);
struct naive_fault naive_command_mark_terms(struct naive *naive);
struct naive_fault naive_command_funding_terms(struct naive *naive);
struct naive_fault naive_command_funding_collect(struct naive *naive);

/* R-MARK-1: prices that the product computes itself are not given by REFERENCE_PRICE. */
struct naive_fault naive_check_own_prices(const struct naive *naive, uint16_t product_id);

/* --- naive_price_step.c ----------------------------------------------------------------------- */

/* R-TIME-2 (4) */
void naive_price_steps(struct naive *naive);

/* R-INDEX-9: a pause lies over the product while its index is in HALT. */
bool naive_index_is_halted(const struct naive *naive, uint16_t product_id);

/* --- naive_index.c ---------------------------------------------------------------------------- */

void naive_index_step(struct naive *naive, uint16_t product_id, int64_t boundary_ns);

/* --- naive_mark.c ----------------------------------------------------------------------------- */

/* R-PREMIUM-1: the impact price of one side in fine prices; 0 if it is thin. */
int64_t naive_impact_price(const struct naive *naive, uint16_t product_id, enum side side);
/* The mid of the touch in fine prices; 0 without both sides. */
int64_t naive_touch_mid(const struct naive *naive, uint16_t product_id);

/* R-MARK-2 and R-MARK-6. */
void naive_mark_step(struct naive *naive, const struct naive_step_view *step);

/* R-MARK-9: a trade joins the window. */
void naive_window_add(struct naive *naive, uint16_t product_id, int64_t price, int64_t lots);

/* R-MARK-8 as of the boundary; 0 if there is none. */
int64_t naive_settlement_mark(const struct naive *naive, uint16_t product_id, int64_t boundary_ns);

/* --- naive_premium.c -------------------------------------------------------------------------- */

int64_t naive_premium_e12(const struct naive_prices *prices, const struct naive_step_view *step);

/* R-PREMIUM-3 to R-PREMIUM-5. */
void naive_premium_step(struct naive *naive, struct naive_step_view *step);

int64_t naive_average_premium(const struct naive_prices *prices);
int64_t naive_funding_rate(const struct naive_prices *prices, int64_t average_e12);
int64_t naive_funding_estimate(const struct naive_prices *prices);

/* --- naive_funding.c -------------------------------------------------------------------------- */

/* R-FUND-2: the interval in which `moment_ns` lies, the next funding time being after it. */
void naive_find_interval(const struct naive *naive, struct naive_prices *prices, int64_t moment_ns);

/* R-FUND-2: after a CALENDAR. */
void naive_funding_recalendar(struct naive *naive);

/* R-FUND-7, R-FUND-8. */
void naive_funding_step(struct naive *naive, const struct naive_step_view *step);

/* R-FUND-10: what the position would pay now, in micros rounded up. */
int128 naive_funding_due(const struct naive *naive, const struct naive_position *position);
void naive_funding_touch(struct naive *naive, struct naive_position *position);
/* R-FUND-11 */
void naive_funding_touch_account(struct naive *naive, uint32_t account_id);
int128 naive_funding_due_of_account(const struct naive *naive, uint32_t account_id);

#endif
