/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control.h - what two people must agree on, actions that wait, trades that may be errors.
 *
 * Role       Plain records and what follows from one of them: which control a command falls under,
 *            whether an action has lapsed, where the no-cancel range lies.  Pure.
 * Invariant  A trade that is kept is found at its number modulo the room, or not any more.
 * Rules      R-CONTROL-1, R-CONTROL-2, R-ACTION-2, R-ACTION-4, R-ERROR-1, R-ERROR-2, R-GIVE-1,
 *            R-GIVE-2, R-GIVE-4, R-ALLOC-2.
 */
#ifndef PERPETUA_CORE_CONTROL_CONTROL_H
#define PERPETUA_CORE_CONTROL_CONTROL_H

#include <stdbool.h>

#include "base/int_math.h"
#include "model/command.h"
#include "model/reject.h"

enum action_state { ACTION_FREE = 0, ACTION_WAITS_FOR_COMMAND = 1, ACTION_WAITS_FOR_PERSON = 2 };

struct action {
    struct command command; /* that waits; kind 0: it has not come */
    uint64_t id;
    uint64_t register_entry;
    int64_t since_ns; /* of its latest step */
    uint32_t proposer;
    uint8_t state;   /* enum action_state */
    uint8_t purpose; /* enum action_purpose */
    uint8_t reserved[2];
};

struct kept_trade {
    uint64_t id; /* 0: none */
    int64_t time_ns;
    int64_t ticks;
    int64_t lots;
    int64_t mark_e4; /* when it happened; 0: there was none */
    struct money maker_fee;
    struct money taker_fee;
    uint32_t maker;
    uint32_t taker;
    uint16_t product;
    uint8_t taker_side;
    uint8_t step;                 /* enum error_step */
    int32_t date;                 /* R-GIVE-1 */
    uint64_t client_order_ids[2]; /* by side; 0: none given */
    int64_t given_lots[2];        /* R-GIVE-2: by side, given up or allocated */
};

/* R-GIVE-2: lots of a trade that wait for the answer of another member. */
struct give_up {
    uint64_t id; /* 0: the place is free */
    uint64_t trade_id;
    int64_t lots;
    int64_t since_ns;
    uint32_t from;
    uint32_t to;
    uint16_t product;
    uint8_t side; /* of the trade */
    uint8_t reserved[5];
};

/* R-BLOCK-2: a proposal that must not be carried out again. */
struct block_consent {
    uint64_t id; /* 0: the place is free */
    int64_t agreed_ns;
    uint32_t withdrawn_by; /* account; 0: carried out */
    uint32_t reserved;
};

static_assert(sizeof(struct block_consent) == 24, "no padding");
static_assert(sizeof(struct action) == sizeof(struct command) + 32, "no padding");
static_assert(sizeof(struct kept_trade) == 104, "no padding");
static_assert(sizeof(struct give_up) == 48, "no padding");

/* What is wrong with the terms; FIELD_NONE: nothing. */
struct control_fault {
    enum field field;
    int64_t given;
};

struct control_fault control_terms_check(const struct body_control_terms *terms);

/* R-CONTROL-2: the controls that the command falls under, a mask; `is_staff`: sent by the venue's
 * people. */
uint32_t controls_of(const struct command *command, const struct body_control_terms *terms,
                     bool is_staff);

/* R-ACTION-2: may it be done as an emergency? */
bool command_is_emergency(const struct command *command);

/* R-CONTROL-2: stopping the market waits for nobody. */
bool command_stops(const struct command *command);

/* R-ACTION-4 */
bool action_has_lapsed(const struct action *action, const struct body_control_terms *terms,
                       int64_t time_ns);

/* R-GIVE-1 */
bool give_up_has_lapsed(const struct give_up *give_up, const struct body_give_up_terms *terms,
                        int64_t time_ns);

/* R-GIVE-4, R-ALLOC-2: what `lots` of a whole take of a total, behind `before` of them: parts of
 * the whole add up to the total.  The total is at least 0. */
int64_t share_of(int128 total, int64_t before, int64_t lots, int64_t whole);

/* R-GIVE-2: which account had that side of the trade, and what it was charged. */
static inline uint32_t trade_account(const struct kept_trade *trade, enum side side)
{
    return trade->taker_side == (uint8_t)side ? trade->taker : trade->maker;
}

static inline struct money trade_fee(const struct kept_trade *trade, enum side side)
{
    return trade->taker_side == (uint8_t)side ? trade->taker_fee : trade->maker_fee;
}

/* Nobody asks to correct it, and nobody has corrected it. */
static inline bool trade_stands(const struct kept_trade *trade)
{
    return trade->step == ERROR_NONE || trade->step == ERROR_REFUSED;
}

/* R-ERROR-2: half the range around a mark, in ten-thousandths of a tick. */
int64_t no_cancel_range_e4(const struct body_control_terms *terms, int64_t mark_e4);

/* The range as whole ticks: those of `low` to `high` lie in it. */
struct tick_range {
    int64_t low;
    int64_t high;
};

struct tick_range no_cancel_ticks(const struct body_control_terms *terms, int64_t mark_e4);

#endif
