/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_absent.c - methods that clients may call and that have nothing to do here.
 *
 * Those whose answer is an empty list answer so; those for options, coins on a chain or the
 * dialect's own customers answer not_implemented.  Names that are in no table are unknown methods.
 */
#include "gateway/credential.h"
#include "gateway/rpc_call.h"

static void answer_empty_list(struct rpc_call *call)
{
    json_begin_array(&call->writer);
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void answer_not_implemented(struct rpc_call *call)
{
    rpc_fail(call, RPC_NOT_IMPLEMENTED, "method", "this venue has no use for it");
}

/* Perpetuals do not expire: there is nothing to list, by currency or flat. */
static void public_get_expirations(struct rpc_call *call)
{
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "future");
    json_begin_array(&call->writer);
    json_put_text(&call->writer, "PERPETUAL");
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void private_get_block_rfqs(struct rpc_call *call)
{
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "block_rfqs");
    json_begin_array(&call->writer);
    json_end_array(&call->writer);
    json_add_null(&call->writer, "continuation");
    json_end_object(&call->writer);
    rpc_finish(call);
}

#define EMPTY(name, scope)                                                                         \
    {                                                                                              \
        name, RPC_NO_ROW, scope, RPC_COST_REQUEST, false, answer_empty_list, 0                     \
    }
#define ABSENT(name, scope)                                                                        \
    {                                                                                              \
        name, RPC_NO_ROW, scope, RPC_COST_REQUEST, false, answer_not_implemented, 0                \
    }

const struct rpc_method rpc_absent_methods[] = {
    {"public/get_expirations", RPC_NO_ROW, 0, RPC_COST_REQUEST, false, public_get_expirations, 0},
    EMPTY("public/get_combos", 0),
    EMPTY("public/get_combo_ids", 0),
    {"private/get_block_rfqs", RPC_NO_ROW, SCOPE_BLOCK_READ, RPC_COST_REQUEST, false,
     private_get_block_rfqs, 0},
    ABSENT("public/get_combo_details", 0),
    ABSENT("public/get_apr_history", 0),
    ABSENT("public/get_historical_volatility", 0),
    ABSENT("public/get_volatility_index_data", 0),
    ABSENT("public/get_block_rfq_trades", 0),
    ABSENT("private/get_leg_prices", SCOPE_TRADE_READ),
    ABSENT("private/create_combo", SCOPE_TRADE_WRITE),
    {0},
};
