/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_settle.h - days, settlement cycles, final settlement and pre-funding of the naive venue.
 *
 * Role   Instants are searched day by day each time they are asked for.
 * Rules  R-DAY-1 to R-DAY-6, R-SETTLE-1 to R-SETTLE-8, R-FINAL-1 to R-FINAL-5, R-PREFUND-1 to
 *        R-PREFUND-6.
 * Files  naive_day.c: days, rolls, banks.  naive_settle.c: terms and cycles.  naive_final.c: dated
 *        products.  naive_prefund.c: money before the banks close.
 */
#ifndef PERPETUA_SIM_NAIVE_SETTLE_H
#define PERPETUA_SIM_NAIVE_SETTLE_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/product_terms.h"
#include "model/settlement_terms.h"

struct naive;
struct naive_fault;
struct naive_order;

/* What part 9 keeps of a product. */
struct naive_settlement {
    bool exists; /* it has settlement terms */
    struct body_settlement_terms terms;
    int32_t trade_date;
    int64_t next_roll_ns;
    int64_t next_cycle_ns; /* 0: none */
    int64_t next_price_e4; /* fixed for the next cycle; 0: none */
    int64_t last_price_e4; /* R-DEFAULT-8: of the latest cycle; 0: none */

    bool has_expiry;
    struct body_expiry_terms expiry;
    int64_t sampled_ns; /* boundaries up to here have had their chance */
    int128 sample_sum;
    int64_t sample_count;
    int64_t final_price_e4; /* fixed; 0: none */
};

/* One VARIATION of the command at hand. */
struct naive_variation {
    uint32_t account_id;
    uint16_t product_id;
    int64_t amount;
};

struct naive_clearing {
    bool has_calendar;
    struct body_business_calendar calendar;
    struct body_prefunding_terms prefunding;
    bool is_planned; /* the closure below */
    bool is_checked;
    bool is_closed; /* looked at at the closing */
    int64_t check_ns;
    int64_t closing_ns;
    int64_t opening_ns;
    int64_t next_watch_ns;
    struct naive_variation *variations;
    uint32_t variation_count;
    uint32_t variation_capacity;
};

/* --- naive_day.c ------------------------------------------------------------------------------ */

/* R-DAY-1 */
int64_t naive_instant_ns(const struct naive *naive, int64_t day, int64_t minute);
bool naive_is_business_day(const struct naive *naive, int64_t day);
int64_t naive_local_day(const struct naive *naive, int64_t instant_ns);

/* R-DAY-3; `next_roll_ns` NULL if it is not wanted. */
int32_t naive_trade_date(const struct naive *naive, int64_t instant_ns, int64_t roll_minute,
                         int64_t *next_roll_ns);
/* R-DAY-5 */
int32_t naive_pay_date(const struct naive *naive, int64_t instant_ns);

struct naive_fault naive_command_business_calendar(struct naive *naive);
/* R-DAY-6 */
void naive_plan_anew(struct naive *naive);
/* R-DAY-4: event TRADE_DATE if the date changed, or in any case. */
void naive_roll_product(struct naive *naive, uint16_t product_id, bool always);

/* --- naive_settle.c --------------------------------------------------------------------------- */

struct naive_fault naive_command_settlement_terms(struct naive *naive);
struct naive_fault naive_command_settlement_price(struct naive *naive);

/* R-TIME-2 (5) */
void naive_clearing_due(struct naive *naive);
/* R-SETTLE-2: the first instant strictly after this one; 0 if there is none. */
int64_t naive_next_cycle_ns(const struct naive *naive, uint16_t product_id, int64_t after_ns);

/* What one settlement of a product is. */
struct naive_mark_to {
    uint16_t product_id;
    int64_t price_e4;
    uint8_t source;
    uint8_t kind; /* enum settlement_kind */
    int64_t instant_ns;
};
void naive_settle_positions(struct naive *naive, const struct naive_mark_to *mark_to);
/* R-SETTLE-4 without an operator's price. */
int64_t naive_settlement_price(const struct naive *naive, uint16_t product_id, uint8_t *source);
/* R-SETTLE-7 */
void naive_tell_obligations(struct naive *naive);

/* --- naive_final.c ---------------------------------------------------------------------------- */

struct naive_fault naive_command_expiry_terms(struct naive *naive);
/* R-FINAL-2 */
void naive_take_samples(struct naive *naive);
bool naive_is_expired(const struct naive *naive, uint16_t product_id);
/* R-FINAL-4 */
void naive_settle_finally(struct naive *naive, uint16_t product_id);

/* --- naive_prefund.c -------------------------------------------------------------------------- */

struct naive_fault naive_command_prefunding_terms(struct naive *naive);
/* R-PREFUND-2 with its first part: what is planned goes, then the next closure is planned. */
void naive_prefund_plan_anew(struct naive *naive);
/* R-PREFUND-3 */
void naive_prefund_due(struct naive *naive);
/* R-PREFUND-6, after the event CASH. */
void naive_prefund_look_again(struct naive *naive, uint32_t account_id);
/* R-PREFUND-6: what may go before the bank opens; `free_micros` where there is no such bound. */
int128 naive_prefund_bound(const struct naive *naive, uint32_t account_id, int128 free_micros);
/* R-PREFUND-4 at the turn of an account in the liquidation step (R-LIQ-14). */
void naive_prefund_look(struct naive *naive, uint32_t account_id);
/* R-PREFUND-4: what one position adds to what is required of its account. */
int128 naive_prefund_part(const struct naive *naive, uint32_t account_id, uint16_t product_id);
/* R-LIQ-14: what is required if the position in the product had so many lots and no orders. */
int128 naive_prefund_required(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                              int64_t lots);
int128 naive_prefund_deposit(const struct naive *naive, uint32_t account_id);
/* R-PREFUND-5 */
bool naive_prefund_restricts(const struct naive *naive, uint32_t account_id);

#endif
