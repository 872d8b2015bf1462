/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_many.h - orders that one call ends, one by one.
 *
 * Role       Which orders they are says the method; here they are cancelled, and the call answers
 *            when the last has ended: with their number, or with the orders themselves.
 */
#ifndef PERPETUA_GATEWAY_RPC_MANY_H
#define PERPETUA_GATEWAY_RPC_MANY_H

#include "gateway/rpc_call.h"
#include "read_model/read_model.h"

struct rpc_many {
    bool is_detailed; /* the orders themselves */
    uint32_t most;    /* that there is room for */
    uint32_t count;
    uint64_t order_ids[];
};

/* Room for every live order of the account, as the work of the call.  NULL: the call has failed. */
struct rpc_many *rpc_many_begin(struct rpc_call *call, uint32_t account_id);

void rpc_many_add(struct rpc_many *many, const struct order_record *order);

/* Cancels all that were added; the answer follows. */
void rpc_many_cancel(struct rpc_call *call);

#endif
