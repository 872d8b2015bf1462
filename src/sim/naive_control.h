/* SPDX-License-Identifier: Apache-2.0 */
/*
 * naive_control.h - actions of operators, transfers and error trades of the naive venue.
 *
 * Role   Keeps every action and every trade for ever, and works out at each question which of them
 *        still count.
 * Rules  R-CONTROL-1, R-CONTROL-2, R-ACTION-1 to R-ACTION-4, R-MOVE-1, R-ERROR-1 to R-ERROR-5,
 *        R-GIVE-1 to R-GIVE-5, R-ALLOC-1, R-ALLOC-2, R-PROG-1 to R-PROG-4,
 *        R-FEE-2, R-FEE-3, R-BLOCK-1 to R-BLOCK-6, R-MOVE-2, R-PM-6.
 */
#ifndef PERPETUA_SIM_NAIVE_CONTROL_H
#define PERPETUA_SIM_NAIVE_CONTROL_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/command.h"

struct naive;
struct naive_fault;

struct naive_action {
    struct command command; /* kind 0: it has not come */
    struct body_action_propose body;
    uint32_t proposer;
    int64_t since_ns;
    bool is_over; /* decided, executed, or declared anew */
};

struct naive_trade {
    uint64_t id;
    int64_t time_ns;
    int64_t price;
    int64_t lots;
    int64_t mark_e4;
    int64_t maker_fee;
    int64_t taker_fee;
    uint32_t maker_id;
    uint32_t taker_id;
    uint16_t product_id;
    uint8_t taker_side;
    uint8_t step;                 /* enum error_step */
    int32_t date;                 /* R-GIVE-1 */
    uint64_t client_order_ids[2]; /* by side */
    int64_t given[2];             /* by side: given up or allocated */
};

struct naive_give_up {
    struct body_give_up body;
    uint64_t trade_id;
    int64_t lots;
    int64_t since_ns;
    uint32_t from_id;
    uint16_t product_id;
    bool is_over; /* answered, withdrawn, or lapsed under terms that have changed since */
};

struct naive_programme {
    bool exists;
    struct body_programme_terms terms;
    uint16_t product_id;
    int32_t since;
    int32_t until; /* once it has ended */
    uint32_t account_count;
    uint32_t accounts[PROGRAMME_ACCOUNTS_MAX];
    int32_t paid[PROGRAMME_ACCOUNTS_MAX];
};

/* R-BLOCK-2: a proposal that was carried out or taken back. */
struct naive_consent {
    uint64_t id;
    int64_t agreed_ns;
    uint32_t withdrawn_by; /* 0: carried out */
};

/* What an owner traded on one day. */
struct naive_volume {
    uint32_t owner_id;
    int64_t day;
    int128 micros;
};

struct naive_control {
    struct body_control_terms terms;
    struct naive_action *actions; /* action 1 is the first */
    uint32_t action_count;
    uint32_t action_capacity;
    struct naive_trade *trades;
    uint32_t trade_count;
    uint32_t trade_capacity;
    bool is_emergency; /* the command at hand is worked as one */
    struct body_give_up_terms give_up_terms;
    struct naive_give_up *give_ups; /* give-up 1 is the first */
    uint32_t give_up_count;
    uint32_t give_up_capacity;
    struct naive_programme programmes[PROGRAMMES_MAX];
    struct body_fee_tiers fee_tiers[PRODUCTS_MAX];
    struct naive_volume *volumes;
    uint32_t volume_count;
    uint32_t volume_capacity;
    struct body_block_terms block_terms[PRODUCTS_MAX];
    struct naive_consent *consents;
    uint32_t consent_count;
    uint32_t consent_capacity;
    uint64_t block_count;
};

/* --- naive_action.c --------------------------------------------------------------------------- */

struct naive_fault naive_command_control_terms(struct naive *naive);
struct naive_fault naive_command_action_propose(struct naive *naive);
struct naive_fault naive_command_action_decide(struct naive *naive);

/* R-ACTION-2: true if an action takes the command at hand, or it lacks one: the fault then says. */
bool naive_action_takes(struct naive *naive, struct naive_fault *fault);

/* --- naive_error.c ---------------------------------------------------------------------------- */

struct naive_fault naive_command_position_transfer(struct naive *naive);
struct naive_fault naive_command_error_request(struct naive *naive);
struct naive_fault naive_command_error_decide(struct naive *naive);

/* R-ERROR-1: NULL if it is not kept any more. */
struct naive_trade *naive_find_trade(struct naive *naive, uint64_t trade_id);

/* --- naive_give_up.c -------------------------------------------------------------------------- */

struct naive_fault naive_command_give_up_terms(struct naive *naive);
struct naive_fault naive_command_give_up(struct naive *naive);
struct naive_fault naive_command_give_up_decide(struct naive *naive);
struct naive_fault naive_command_allocation(struct naive *naive);

/* R-GIVE-5 for the lots of the draft; `owner_lots` are those that the owner gets with them. */
struct naive_order;
struct naive_fault naive_check_receipt(const struct naive *naive, struct naive_order *draft,
                                       int64_t owner_lots);

/* --- naive_block.c ---------------------------------------------------------------------------- */

struct naive_fault naive_command_block_terms(struct naive *naive);
struct naive_fault naive_command_block_trade(struct naive *naive);
struct naive_fault naive_command_block_withdraw(struct naive *naive);
struct naive_fault naive_command_position_move(struct naive *naive);
struct naive_fault naive_command_margin_model(struct naive *naive);

/* --- naive_programme.c ------------------------------------------------------------------------ */

struct naive_fault naive_command_programme_terms(struct naive *naive);
struct naive_fault naive_command_programme_enrol(struct naive *naive);
struct naive_fault naive_command_programme_payment(struct naive *naive);

/* --- naive_fee.c ------------------------------------------------------------------------------ */

struct naive_fault naive_command_fee_tiers(struct naive *naive);
int64_t naive_fee_rate(const struct naive *naive, uint32_t account_id, uint16_t product_id,
                       bool is_maker);
void naive_count_volume(struct naive *naive, const struct naive_trade *trade);

/* R-GIVE-1: the date that trades of the product have now. */
int32_t naive_date_of(const struct naive *naive, uint16_t product_id);

/* R-ERROR-1 */
void naive_keep_trade(struct naive *naive, const struct naive_trade *trade);

/* --- naive.c ---------------------------------------------------------------------------------- */

/* Works the command at hand behind its role; its REJECTED comes from here. */
void naive_work_command(struct naive *naive);

#endif
