/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_place.h - the way of an order or an amend from its call to its answer.
 *
 * Role       Journals the label, submits, and answers {order, trades} when the command is durable.
 *            Used by every method that enters or changes one order.
 * Invariant  A client order id is placed once for ever: the same again is answered with the order
 *            that it named first (R-ID-4).
 * Rules      R-ID-3, R-ID-4, R-POST-1.
 */
#ifndef PERPETUA_GATEWAY_RPC_PLACE_H
#define PERPETUA_GATEWAY_RPC_PLACE_H

#include "gateway/rpc_call.h"
#include "gateway/rpc_label.h"
#include "read_model/read_model.h"

/* What is to be entered; the strings live as long as the call. */
struct rpc_placing {
    const struct instrument *instrument;
    struct body_list list; /* leg 0 is the order; leg_count 1: alone */
    const char *labels[LIST_LEGS_MAX];
    const char *client_order_id; /* NULL: none */
    bool keeps_price;            /* reject_post_only: a post-only order is refused, not moved */
};

/* Submits the order or list and answers later. */
void rpc_place(struct rpc_call *call, const struct rpc_placing *placing);

/* Submits an amend of an own live order and answers later. */
void rpc_amend(struct rpc_call *call, const struct order_record *order,
               const struct body_amend *amend);

/* The result {"order":..,"trades":[..]} of the order; trades are those of the command `sequence`,
 * or all with 0. */
void rpc_put_order_result(struct rpc_call *call, uint64_t order_id, uint64_t sequence);

/* An own order by its id, live or ended in memory.  NULL: failed, the call is ended. */
const struct order_record *rpc_own_order(struct rpc_call *call, const char *param);

struct rpc_label_search {
    uint32_t account_id;
    const char *label;
    const struct instrument *instrument; /* NULL: any */
};
/* The live orders with the label, at most `max`.  Returns the count. */
uint32_t rpc_find_label(struct rpc_call *call, const struct rpc_label_search *search,
                        const struct order_record **list, uint32_t max);

#endif
