/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_error_trade.c - error trades as members ask about them, and notices that everybody may read.
 *
 * Notices are what the rulebook publishes: actions of an emergency, and decisions about error
 * trades.  They name no account.
 *
 * Rules  R-ACTION-2, R-ERROR-1, R-ERROR-3.
 */
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_desk.h"
#include "gateway/rpc_units.h"

#define NOTICES_MAX 100u

/* --- asking ----------------------------------------------------------------------------------- */

static void private_request_error_trade(struct rpc_call *call)
{
    struct command command;
    const char *reason = rpc_text(call, "reason");
    rpc_command(call, COMMAND_ERROR_REQUEST, &command);
    command.error_trade.trade_id = (uint64_t)rpc_integer(call, "trade_id", 0);
    memcpy(command.error_trade.reason, reason, strlen(reason));
    (void)rpc_submit(call, &command, rpc_done_ok);
}

static void put_own_error(const struct rpc_look *look, const struct desk_error *error)
{
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {
        writer, instrument_by_product(gateway_instruments(look->rpc->gateway), error->product_id)};
    json_begin_object(writer);
    rpc_add_id(writer, "trade_id", error->trade_id);
    rpc_add_instrument(look, error->product_id);
    rpc_add_word(writer, "state", WORDS_ERROR_STEP, error->step);
    json_add_i64(writer, "timestamp", error->requested_ns / RPC_NS_PER_MS);
    json_add_text(writer, "decision_reason", error->decision_reason);
    if (put.instrument != NULL && error->new_price.ticks != 0) {
        rpc_add_price(&put, "adjusted_price", error->new_price.ticks);
    }
    json_end_object(writer);
}

/* Requests about trades of the session's account, by either side. */
static void private_get_error_trades(struct rpc_call *call)
{
    struct desk_error error;
    struct rpc_look look = rpc_look_of(call);
    struct desk *desk = gateway_desk(call->rpc->gateway);
    uint32_t account_id = rpc_account_id(call);
    json_begin_array(&call->writer);
    for (uint32_t back = 0; desk != NULL && desk_error(desk, back, &error); back++) {
        bool is_own = error.buyer_account_id == account_id || error.seller_account_id == account_id;
        if (is_own) put_own_error(&look, &error);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- notices ---------------------------------------------------------------------------------- */

static void put_action_notice(const struct rpc_look *look, const struct desk_action *action)
{
    struct json_writer *writer = look->writer;
    json_begin_object(writer);
    json_add_text(writer, "kind", "emergency");
    json_add_i64(writer, "timestamp", action->latest_ns / RPC_NS_PER_MS);
    json_add_u64(writer, "sequence", action->sequence);
    rpc_add_word(writer, "step", WORDS_ACTION_STEP, action->step);
    rpc_add_word(writer, "command", WORDS_COMMAND, action->command.kind);
    rpc_add_instrument(look, action->command.product_id);
    json_add_u64(writer, "authority", action->register_entry);
    json_add_text(writer, "reason", action->reason);
    json_end_object(writer);
}

static void put_error_notice(const struct rpc_look *look, const struct desk_error *error)
{
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {
        writer, instrument_by_product(gateway_instruments(look->rpc->gateway), error->product_id)};
    json_begin_object(writer);
    json_add_text(writer, "kind", "error_trade");
    json_add_i64(writer, "timestamp", error->decided_ns / RPC_NS_PER_MS);
    json_add_u64(writer, "sequence", error->sequence);
    rpc_add_word(writer, "step", WORDS_ERROR_STEP, error->step);
    rpc_add_id(writer, "trade_id", error->trade_id);
    rpc_add_instrument(look, error->product_id);
    if (put.instrument != NULL) {
        rpc_add_price(&put, "price", error->price.ticks);
        rpc_add_price_or_null(&put, "adjusted_price", error->new_price.ticks);
    }
    json_add_text(writer, "reason", error->decision_reason);
    json_end_object(writer);
}

static void public_get_notices(struct rpc_call *call)
{
    static struct desk_action action; /* large */
    struct desk_error error;
    struct rpc_look look = rpc_look_of(call);
    struct desk *desk = gateway_desk(call->rpc->gateway);
    uint32_t count = 0;
    json_begin_array(&call->writer);
    for (uint32_t back = 0; desk != NULL && desk_latest(desk, back, &action); back++) {
        bool is_public = action.purpose == PURPOSE_EMERGENCY && action.reject == 0;
        if (is_public && count++ < NOTICES_MAX) put_action_notice(&look, &action);
    }
    for (uint32_t back = 0; desk != NULL && desk_error(desk, back, &error); back++) {
        if (error.step > ERROR_REQUESTED && count++ < NOTICES_MAX) {
            put_error_notice(&look, &error);
        }
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter request_parameters[] = {
    {"trade_id", RPC_INTEGER, true, NULL, 1, INT64_MAX},
    {"reason", RPC_TEXT, true, NULL, 0, REASON_SIZE},
};

const struct rpc_method rpc_error_trade_methods[] = {
    {"private/request_error_trade", RPC_ROW(request_parameters), SCOPE_TRADE_WRITE,
     RPC_COST_REQUEST, false, private_request_error_trade, 0},
    {"private/get_error_trades", RPC_NO_ROW, SCOPE_TRADE_READ, RPC_COST_REQUEST, false,
     private_get_error_trades, 0},
    {"public/get_notices", RPC_NO_ROW, 0, RPC_COST_REQUEST, false, public_get_notices, 0},
    {0},
};
