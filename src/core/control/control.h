/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control.h - what two people must agree on, actions that wait, trades that may be errors.
 *
 * Role       Plain records and what follows from one of them: which control a command falls under,
 *            whether an action has lapsed, where the no-cancel range lies.  Pure.
 * Invariant  A trade that is kept is found at its number modulo the room, or not any more.
 * Rules      R-CONTROL-1, R-CONTROL-2, R-ACTION-2, R-ACTION-4, R-ERROR-1, R-ERROR-2.
 */
#ifndef PERPETUA_CORE_CONTROL_CONTROL_H
#define PERPETUA_CORE_CONTROL_CONTROL_H

#include <stdbool.h>

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
    uint8_t step; /* enum error_step */
    uint32_t reserved;
};

static_assert(sizeof(struct action) == sizeof(struct command) + 32, "no padding");
static_assert(sizeof(struct kept_trade) == 72, "no padding");

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

/* R-ERROR-2: half the range around a mark, in ten-thousandths of a tick. */
int64_t no_cancel_range_e4(const struct body_control_terms *terms, int64_t mark_e4);

/* The range as whole ticks: those of `low` to `high` lie in it. */
struct tick_range {
    int64_t low;
    int64_t high;
};

struct tick_range no_cancel_ticks(const struct body_control_terms *terms, int64_t mark_e4);

#endif
