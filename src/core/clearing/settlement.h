/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settlement.h - the settlement of one product: its terms, what is planned, and its arithmetic.
 *
 * Role       A record beside the product: a product that was never given settlement terms has one
 *            that says nothing.  Pure: positions, balances and events are moved by flow.
 * Invariant  Terms in a record have passed their check.  What is planned lies after the time of the
 *            latest command, or waits for the end of a halt, or for an operator's price.
 * Rules      R-SETTLE-1 to R-SETTLE-6, R-SETTLE-8, R-FINAL-1 to R-FINAL-3, R-PREFUND-1,
 *            R-PREFUND-4.
 */
#ifndef PERPETUA_CORE_CLEARING_SETTLEMENT_H
#define PERPETUA_CORE_CLEARING_SETTLEMENT_H

#include "base/int_math.h"
#include "core/clearing/business_day.h"
#include "model/event.h"

struct settlement {
    struct body_settlement_terms terms;
    struct body_expiry_terms expiry;
    int128 sample_sum; /* R-FINAL-2: of index prices in ten-thousandths of a tick */
    int64_t sample_count;
    int64_t sample_next_ns;        /* 0: no more samples */
    int64_t cycle_next_ns;         /* 0: no cycle is planned */
    int64_t roll_next_ns;          /* 0: no trade dates */
    struct fine_price fixed_cycle; /* R-SETTLE-8; 0: none */
    struct fine_price fixed_final;
    int32_t trade_date;
    uint8_t has_terms;
    uint8_t has_expiry;
    uint8_t is_expired; /* R-FINAL-4: trading has ended, the final price has not come */
    uint8_t reserved8;
    struct fine_price last_price; /* R-DEFAULT-8: of the latest cycle; 0: none yet */
};

static_assert(sizeof(struct settlement) == 176, "no padding");

struct settlement_fault settlement_terms_check(const struct body_settlement_terms *terms);

/* R-FINAL-1 from the expiry on, for a command at `time_ns`. */
struct settlement_fault expiry_terms_check(const struct body_expiry_terms *expiry, int64_t time_ns);

struct settlement_fault prefunding_terms_check(const struct body_prefunding_terms *terms);

/* R-SETTLE-2: the first instant of any cycle after the instant given; 0: there are no cycles. */
int64_t cycle_after(const struct days *days, const struct body_settlement_terms *terms,
                    int64_t time_ns);

/* The latest instant of any cycle at or before the instant given; there is a cycle. */
int64_t cycle_latest(const struct days *days, const struct body_settlement_terms *terms,
                     int64_t time_ns);

/* R-FINAL-2: the first boundary of samples after the instant given; 0: there is none any more. */
int64_t sample_after(const struct body_expiry_terms *expiry, int64_t time_ns);

/* R-FINAL-2: takes a sample if there is an index, and plans the next. */
void settlement_sample(struct settlement *settlement, struct fine_price index, int64_t time_ns);

/* R-FINAL-3: the mean of the samples; 0 without any. */
struct fine_price settlement_mean(const struct settlement *settlement);

/* R-SETTLE-5: what net lots are worth at a price, rounded down. */
int64_t settlement_value(int64_t net_lots, struct fine_price price, int64_t tick_value_micros);

/* R-PREFUND-4. */
enum prefund_state prefund_state_of(const struct body_prefunding_terms *terms, int128 required,
                                    int128 on_deposit);

/* required x rate, rounded up. */
static inline int128 prefund_share(int128 required_micros, uint32_t rate_ppm)
{
    return div_ceil(required_micros * rate_ppm, PPM_ONE);
}

#endif
