/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_cash.c - methods that show deposits, withdrawals and transfers.
 *
 * Cash comes and goes by the venue's bank, not by addresses on a chain: the address is empty.
 */
#include <stdlib.h>

#include "base/int_math.h"
#include "gateway/credential.h"
#include "gateway/rpc_account.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_view.h"
#include "history/history.h"

#define COUNT_DEFAULT 10
#define COUNT_MAX     1000

static void put_cash(struct rpc_call *call, const struct transaction_record *record)
{
    struct json_writer *writer = &call->writer;
    struct gateway *gateway = call->rpc->gateway;
    struct rpc_put put = {writer, rpc_settled_of(gateway, record->account_id)};
    bool is_in = record->change.micros >= 0;
    json_begin_object(writer);
    json_add_u64(writer, "id", record->number);
    json_add_text(writer, "currency", rpc_money_of(gateway, record->account_id));
    rpc_add_money(&put, "amount",
                  (struct money){is_in ? record->change.micros : -record->change.micros});
    json_add_text(writer, "state",
                  record->kind == TRANSACTION_TRANSFER || !is_in ? "confirmed" : "completed");
    json_add_text(writer, "address", "");
    rpc_add_id(writer, "transaction_id", record->reference);
    rpc_add_ms(&put, "received_timestamp", record->time_ns);
    rpc_add_ms(&put, "created_timestamp", record->time_ns);
    rpc_add_ms(&put, "updated_timestamp", record->time_ns);
    rpc_add_ms(&put, "confirmed_timestamp", record->time_ns);
    json_add_i64(writer, "fee", 0);
    json_add_i64(writer, "priority", 1);
    if (record->kind == TRANSACTION_TRANSFER) {
        json_add_text(writer, "direction", is_in ? "income" : "payment");
        json_add_text(writer, "type", "subaccount");
        rpc_add_id(writer, "other_side", record->other_account_id);
    }
    json_end_object(writer);
}

static void answer_cash(struct rpc_call *call, enum transaction_kind kind)
{
    int64_t offset = rpc_integer(call, "offset", 0);
    struct history_query query = {
        .account_id = rpc_account_id(call),
        .kinds = 1u << kind,
        .limit = (uint32_t)(rpc_integer(call, "count", COUNT_DEFAULT) + offset),
    };
    bool is_cash = rpc_currency_is_traded(call, rpc_text(call, "currency"));
    struct history *history = gateway_history(call->rpc->gateway);
    struct transaction_record *list = calloc(query.limit, sizeof *list);
    struct history_page page = {0};
    bool is_good = list != NULL && history != NULL &&
                   (!is_cash || history_transactions(history, &query, list, &page) == HISTORY_OK);
    if (!is_good) {
        free(list);
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
        return;
    }
    json_begin_object(&call->writer);
    json_add_u64(&call->writer, "count", page.count);
    json_put_name(&call->writer, "data");
    json_begin_array(&call->writer);
    for (uint32_t i = (uint32_t)i64_min(offset, page.count); i < page.count; i++) {
        put_cash(call, &list[i]);
    }
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    free(list);
    rpc_finish(call);
}

static void private_get_deposits(struct rpc_call *call)
{
    answer_cash(call, TRANSACTION_DEPOSIT);
}

static void private_get_withdrawals(struct rpc_call *call)
{
    answer_cash(call, TRANSACTION_WITHDRAWAL);
}

static void private_get_transfers(struct rpc_call *call)
{
    answer_cash(call, TRANSACTION_TRANSFER);
}

static const struct rpc_parameter cash_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},
    {"offset", RPC_INTEGER, false, NULL, 0, 10000},
};

const struct rpc_method rpc_cash_methods[] = {
    {"private/get_deposits", RPC_ROW(cash_parameters), SCOPE_WALLET_READ, RPC_COST_REQUEST, false,
     private_get_deposits, 0},
    {"private/get_withdrawals", RPC_ROW(cash_parameters), SCOPE_WALLET_READ, RPC_COST_REQUEST,
     false, private_get_withdrawals, 0},
    {"private/get_transfers", RPC_ROW(cash_parameters), SCOPE_WALLET_READ, RPC_COST_REQUEST, false,
     private_get_transfers, 0},
    {0},
};
