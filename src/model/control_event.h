/* SPDX-License-Identifier: Apache-2.0 */
/*
 * control_event.h - what the venue says about actions of operators and about error trades.
 *
 * Role   Bodies of 64 bytes of the events 160 to 163; header and list are in event.h.
 * Rules  R-CONTROL-1, R-ACTION-1 to R-ACTION-4, R-ERROR-1, R-ERROR-3 to R-ERROR-5.
 */
#ifndef PERPETUA_MODEL_CONTROL_EVENT_H
#define PERPETUA_MODEL_CONTROL_EVENT_H

#include "model/control_terms.h"

/* X(name, number, body member): the part of EVENT_LIST that is told here. */
#define CONTROL_EVENT_LIST(X)                                                                      \
    X(EVENT_CONTROL_TERMS, 160, control_terms)                                                     \
    X(EVENT_ACTION, 161, action)           /* with purpose emergency: the public notice */         \
    X(EVENT_ERROR_TRADE, 163, error_trade) /* the public notice */

struct event_control_terms {
    int64_t withdrawal_micros;
    int64_t error_window_ns;
    int64_t no_cancel_ticks;
    int64_t approval_ns;
    uint32_t no_cancel_ppm;
    uint32_t two_person;
    uint64_t reserved[3];
};

/* The header's account and product are those of the command that it is about. */
struct event_action {
    uint64_t action_id;
    uint64_t register_entry;
    uint64_t command_sequence; /* that brought the command; 0: it has not come */
    uint32_t proposer_id;
    uint32_t actor_id;     /* of this step */
    uint16_t command_kind; /* 0: it has not come */
    uint8_t step;          /* enum action_step */
    uint8_t purpose;       /* enum action_purpose */
    uint32_t reserved32;
    uint64_t reserved[3];
};

struct event_error_trade {
    uint64_t trade_id;
    struct price price;
    struct price new_price; /* ERROR_ADJUSTED, else 0 */
    struct qty qty;
    struct money to_buyer; /* adjusted: the difference, busted: its fee; may be negative */
    struct money to_seller;
    uint32_t buyer_account_id;
    uint32_t seller_account_id;
    uint8_t step; /* enum error_step */
    uint8_t reserved[7];
};

#endif
