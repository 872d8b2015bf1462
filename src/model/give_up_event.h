/* SPDX-License-Identifier: Apache-2.0 */
/*
 * give_up_event.h - what the venue says about give-ups and allocations.
 *
 * Role   Bodies of 64 bytes of the events 170 to 172; header and list are in event.h.
 * Rules  R-GIVE-1 to R-GIVE-4, R-ALLOC-2.
 */
#ifndef PERPETUA_MODEL_GIVE_UP_EVENT_H
#define PERPETUA_MODEL_GIVE_UP_EVENT_H

#include "model/give_up_terms.h"
#include "model/units.h"

/* X(name, number, body member): the part of EVENT_LIST that is told here. */
#define GIVE_UP_EVENT_LIST(X)                                                                      \
    X(EVENT_GIVE_UP_TERMS, 170, give_up_terms)                                                     \
    X(EVENT_GIVE_UP, 171, give_up) /* accepted: POSITION_MOVED follows */                          \
    X(EVENT_ALLOCATION, 172, allocation)

struct event_give_up_terms {
    int64_t window_ns;
    int64_t answer_ns;
    uint64_t reserved[6];
};

/* The header's account is the one that gives. */
struct event_give_up {
    uint64_t give_up_id;
    uint64_t trade_id;
    struct price price;
    struct qty qty;
    struct money fee; /* accepted: what the receiver pays to the giver, else 0 */
    uint32_t to_account_id;
    uint32_t actor_id; /* of this step */
    uint8_t side;      /* that the giver traded and the receiver gets */
    uint8_t step;      /* enum give_up_step */
    uint8_t reserved8[6];
    uint64_t reserved;
};

/* One row; the header's account is the one that traded. */
struct event_allocation {
    uint64_t client_order_id;
    struct qty qty;
    struct money value; /* of these lots at the average price */
    struct money fee;   /* that the receiver pays to the account that traded */
    struct qty bunch;   /* lots of all rows */
    uint32_t to_account_id;
    uint32_t row; /* from 0 */
    uint8_t side;
    uint8_t reserved8[7];
    uint64_t reserved;
};

#endif
