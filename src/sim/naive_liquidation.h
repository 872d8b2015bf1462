/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_liquidation.h - slices, close-out, auction, fund, deleveraging and defaults of the naive
 * venue.
 *
 * Role   Levels and slices are found as the rule says, candidates by walking all accounts.
 * Rules  R-LIQ-1 to R-LIQ-14, R-BID-1 to R-BID-4, R-FUNDCAP-1, R-ADL-1 to R-ADL-4, R-DEFAULT-1 to
 *        R-DEFAULT-9.
 * Files  naive_liquidation.c: terms and the step.  naive_slice.c: slices.  naive_close_out.c: bids,
 *        takeover, the fund.  naive_deleverage.c: deleveraging, tear-up.  naive_default.c: debts.
 */
#ifndef PERPETUA_SIM_NAIVE_LIQUIDATION_H
#define PERPETUA_SIM_NAIVE_LIQUIDATION_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/liquidation_event.h"
#include "model/liquidation_terms.h"
#include "model/side.h"

struct naive;
struct naive_fault;

#define NAIVE_BIDS_MAX  64u
#define NAIVE_CALLS_MAX 16u

/* In the order in which they came. */
struct naive_bid {
    uint32_t account_id;
    uint8_t side;
    int64_t price;
    int64_t lots;
};

/* What part 8 keeps of a product. */
struct naive_liquidation {
    bool exists;
    struct body_liquidation_terms terms;
    bool auction_runs;
    int64_t auction_end_ns;
    struct naive_bid bids[NAIVE_BIDS_MAX];
    uint32_t bid_count;
    bool has_window;
    int64_t window_start_ns;
    int128 peak;
    bool is_tripped;
    uint32_t cut_default; /* R-DEFAULT-7: business days in this default on which gains were cut */
    uint32_t cut_count;
    int64_t cut_day; /* the latest of them */
};

struct naive_call {
    int64_t time_ns;
    int128 amount;
};

/* R-DEFAULT-6 of a member. */
struct naive_guarantor {
    int128 requirement;
    uint32_t account_id; /* 0: none */
    struct naive_call calls[NAIVE_CALLS_MAX + 1];
    uint32_t call_count;
};

struct naive_payment {
    uint32_t default_number;
    uint8_t layer;
    uint32_t member_id;
    int128 amount;
};

struct naive_defaults {
    struct body_default_terms terms;
    struct naive_guarantor *members; /* index: id */
    uint32_t number;                 /* R-DEFAULT-9: of the default at hand; 0: none yet */
    int64_t day;                     /* business day of its latest debt */
    int128 tranche;
    struct naive_payment *payments; /* all there ever were */
    uint32_t payment_count;
    uint32_t payment_capacity;
};

/* An account at its turn in a step. */
struct naive_turn {
    uint32_t account_id;
    uint16_t product_id;
    enum side close_side; /* SELL for a long position */
    bool receives;      /* R-PAYOFF-9: its lots are worth something to it, so it is paid for them */
    int64_t lots;       /* N */
    int64_t left;       /* of a close-out, not placed yet */
    int128 equity;      /* E */
    int128 maintenance; /* M */
    int128 own;         /* m */
    int128 share;       /* S */
    int128 value_e4;    /* V in ten-thousandths of micros */
    int128 score;       /* floor(E x 1,000,000 / M), for the order of the list */
    bool is_unfunded;   /* R-LIQ-14: closed because its money over a closure is used up */
    bool was_worked;
};

/* --- naive_liquidation.c ---------------------------------------------------------------------- */

struct naive_fault naive_command_liquidation_terms(struct naive *naive);

/* R-LIQ-2, R-LIQ-3 */
void naive_liquidation_step(struct naive *naive, uint16_t product_id);

/* R-LIQ-9 */
int64_t naive_bankruptcy_value(const struct naive_turn *turn, int64_t lots);

/* R-LIQ-11: `lots` of the turn's position go to another account for `value`. */
struct naive_move {
    uint32_t other_id;
    int64_t lots;
    int64_t value;
    uint8_t cause; /* enum move_cause */
};
/* Whose lots, and on which side they are closed. */
struct naive_pass {
    uint32_t account_id;
    uint16_t product_id;
    enum side side;
    int64_t bankruptcy; /* their bankruptcy value, 0 outside of part 8 */
};
void naive_pass_lots(struct naive *naive, const struct naive_pass *pass,
                     const struct naive_move *move);
void naive_move_position(struct naive *naive, struct naive_turn *turn,
                         const struct naive_move *move);

/* --- naive_slice.c ---------------------------------------------------------------------------- */

/* R-LIQ-3 (3): maintenance margin is at or beyond the ratio of the terms. */
bool naive_is_liquidable(const struct naive *naive, const struct naive_turn *turn);

/* R-LIQ-4 to R-LIQ-6. */
void naive_work_slice(struct naive *naive, const struct naive_turn *turn);

/* --- naive_close_out.c ------------------------------------------------------------------------ */

struct naive_fault naive_command_auction_bid(struct naive *naive);

/* R-FUNDCAP-1 */
void naive_look_at_fund(struct naive *naive, uint16_t product_id);
/* The ledger entry that fees go to and debts are paid from, and the account in its events. */
uint32_t naive_fund_entry(const struct naive *naive, uint16_t product_id);

/* R-LIQ-7 and R-LIQ-8: what could not be placed stays in `left`. */
void naive_close_out(struct naive *naive, struct naive_turn *turn);
/* R-BID-4 */
void naive_clear_auction(struct naive *naive, uint16_t product_id);

/* --- naive_deleverage.c ----------------------------------------------------------------------- */

/* R-DEFAULT-8: what nobody took is kept while its losses are paid. */
void naive_keep_positions(struct naive *naive, struct naive_turn *turns, uint32_t count);

/* R-ADL-1 for the positions that are closed on one side. */
void naive_deleverage(struct naive *naive, struct naive_turn *turns, uint32_t count,
                      enum side close_side);

/* --- naive_default.c -------------------------------------------------------------------------- */

struct naive_fault naive_command_default_terms(struct naive *naive);
struct naive_fault naive_command_default_member(struct naive *naive);

/* R-DEFAULT-7: a debt through the layers; returns what is left of it. */
int128 naive_pay_debt(struct naive *naive, uint16_t product_id, uint32_t account_id, int128 amount);

#endif
