/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control_terms.h - actions that need a second person, transfers of positions, error trades.
 *
 * Role   Bodies of the commands of part 12 and the enums that their events share.
 * Rules  R-CONTROL-1, R-ACTION-1, R-ACTION-3, R-MOVE-1, R-ERROR-1, R-ERROR-3.
 */
#ifndef PERPETUA_MODEL_CONTROL_TERMS_H
#define PERPETUA_MODEL_CONTROL_TERMS_H

#include "model/register_terms.h"
#include "model/units.h"

/* What two people must agree on, a bit each (R-CONTROL-2). */
enum control {
    TWO_FOR_LISTING = 1u << 0,
    TWO_FOR_TERMS = 1u << 1,
    TWO_FOR_LIMITS = 1u << 2,
    TWO_FOR_BUST = 1u << 3,
    TWO_FOR_WITHDRAWAL = 1u << 4,
    TWO_FOR_EMERGENCY = 1u << 5,
    TWO_FOR_ASSETS = 1u << 6
};

#define CONTROLS_ALL 0x7fu
#define ACTIONS_MAX  64u /* waiting at one time */

struct body_control_terms {
    int64_t withdrawal_micros; /* a withdrawal above it needs two; 0: every one */
    int64_t error_window_ns;   /* R-ERROR-1: a request comes within it; 0: trades are not kept */
    int64_t no_cancel_ticks;   /* R-ERROR-2: the wider of the two holds */
    int64_t approval_ns;       /* R-ACTION-4: an action lapses after it; 0: never */
    uint32_t no_cancel_ppm;
    uint32_t two_person; /* mask of enum control; 0: nobody is asked */
};

enum action_purpose { PURPOSE_ORDINARY = 0, PURPOSE_EMERGENCY = 1 };

enum action_step {
    ACTION_DECLARED = 1, /* a reason was given; its command follows */
    ACTION_PROPOSED = 2, /* the command came and waits for a second person */
    ACTION_APPROVED = 3, /* and is worked now */
    ACTION_REFUSED = 4,
    ACTION_EXECUTED = 5 /* worked without a second person */
};

struct body_action_propose {
    uint64_t register_entry; /* the authority; not 0 in an emergency */
    uint8_t purpose;         /* enum action_purpose */
    uint8_t reserved[7];
    char reason[REASON_SIZE];
};

struct body_action_decide {
    uint64_t action_id;
    char reason[REASON_SIZE];
};

/* R-MOVE-1: from the header's account, in the header's product. */
struct body_position_transfer {
    int64_t lots; /* 0: all */
    struct price price;
    uint32_t to_account_id;
    uint32_t reserved;
};

enum error_step {
    ERROR_NONE = 0,
    ERROR_REQUESTED = 1,
    ERROR_REFUSED = 2,
    ERROR_BUSTED = 3,
    ERROR_ADJUSTED = 4
};

struct body_error_trade {
    uint64_t trade_id;
    struct price price; /* ERROR_ADJUSTED: the new one, else 0 */
    uint8_t decision;   /* ERROR_DECIDE: enum error_step from ERROR_REFUSED on, else 0 */
    uint8_t reserved[7];
    char reason[REASON_SIZE];
};

static_assert(sizeof(struct body_control_terms) == 40, "no padding");
static_assert(sizeof(struct body_action_propose) == 16 + REASON_SIZE, "no padding");
static_assert(sizeof(struct body_action_decide) == 8 + REASON_SIZE, "no padding");
static_assert(sizeof(struct body_position_transfer) == 24, "no padding");
static_assert(sizeof(struct body_error_trade) == 24 + REASON_SIZE, "no padding");

#endif
