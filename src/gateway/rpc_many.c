/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_many.c - see rpc_many.h.
 */
#include "gateway/rpc_many.h"

#include <stdlib.h>

#include "gateway/rpc_view.h"

struct rpc_many *rpc_many_begin(struct rpc_call *call, uint32_t account_id)
{
    uint32_t most = read_model_live_count(gateway_orders(call->rpc->gateway), account_id);
    struct rpc_many *many = calloc(1, sizeof *many + most * sizeof many->order_ids[0]);
    call->work = many;
    if (many == NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
        return NULL;
    }
    many->most = most;
    return many;
}

void rpc_many_add(struct rpc_many *many, const struct order_record *order)
{
    if (many->count < many->most) many->order_ids[many->count++] = order->order_id;
}

static void many_finish(struct rpc_call *call)
{
    const struct rpc_many *many = call->work;
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    if (!many->is_detailed) {
        json_put_u64(&call->writer, call->count);
        rpc_finish(call);
        return;
    }
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < many->count; i++) {
        const struct order_record *order = read_model_order(model, many->order_ids[i]);
        if (order != NULL && order->state == RECORD_CANCELLED) rpc_view_order(&source, order);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void on_one(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    if (events != NULL && rpc_reject_of(events, count) == NULL) call->count++;
    call->waiting--;
    if (call->waiting == 0) many_finish(call);
}

void rpc_many_cancel(struct rpc_call *call)
{
    const struct rpc_many *many = call->work;
    for (uint32_t i = 0; i < many->count; i++) {
        struct command command;
        const struct order_record *order =
            read_model_order(gateway_orders(call->rpc->gateway), many->order_ids[i]);
        if (order == NULL) continue;
        rpc_command(call, COMMAND_ORDER_CANCEL, &command);
        command.product_id = order->product_id;
        command.cancel.order_id = order->order_id;
        if (gateway_submit(call->rpc->gateway, &command, on_one, call)) call->waiting++;
    }
    if (call->waiting == 0) many_finish(call);
}
