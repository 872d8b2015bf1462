/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_move.c - positions that an owner moves between its accounts, and the margin model of one.
 *
 * Rules  R-MOVE-2, R-PM-6.
 */
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "gateway/credential.h"
#include "gateway/rpc_account.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_units.h"

#define MOVES_MAX 20u

/* The session's account, or one of its sub-accounts.  0: failed, the call is ended. */
static uint32_t account_named(struct rpc_call *call, const char *name)
{
    uint32_t own = rpc_account_id(call);
    int64_t asked = rpc_integer(call, name, own);
    struct account_record account;
    if (asked == (int64_t)own) return own;
    bool is_known =
        asked > 0 && asked <= UINT32_MAX &&
        read_model_account(gateway_orders(call->rpc->gateway), (uint32_t)asked, &account);
    if (is_known && account.parent_account_id == own) return (uint32_t)asked;
    rpc_fail(call, RPC_FORBIDDEN, name, "is no sub-account of this account");
    return 0;
}

/* --- moves ------------------------------------------------------------------------------------ */

static const struct rpc_parameter item_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"price", RPC_NUMBER, false, NULL, 0, 0},
    {"amount", RPC_NUMBER, true, NULL, 0, 0},
};

static const struct rpc_method item_method = {"trades", RPC_ROW(item_parameters), 0, 0, false, NULL,
                                              0};

struct move_item {
    struct rpc_call *call;
    const struct instrument *instrument;
    struct command command;
    bool is_long; /* what is moved */
};

struct move_work {
    uint32_t source;
    uint32_t target;
    uint32_t count;
    struct event reject; /* the first; kind 0: none */
    struct move_item items[MOVES_MAX];
};

static void moves_finish(struct rpc_call *call)
{
    const struct move_work *work = call->work;
    struct json_writer *writer = &call->writer;
    if (work->reject.kind != 0) {
        rpc_fail_reject(call, &work->reject);
        return;
    }
    json_begin_object(writer);
    json_put_name(writer, "trades");
    json_begin_array(writer);
    for (uint32_t i = 0; i < work->count; i++) {
        const struct move_item *item = &work->items[i];
        const struct rpc_put put = {writer, item->instrument};
        json_begin_object(writer);
        json_add_u64(writer, "source_uid", work->source);
        json_add_u64(writer, "target_uid", work->target);
        json_add_text(writer, "instrument_name", item->instrument->rpc_name);
        json_add_text(writer, "direction", item->is_long ? "sell" : "buy");
        rpc_add_price(&put, "price", item->command.position_move.price.ticks);
        rpc_add_amount(&put, "amount", item->command.position_move.lots);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
    rpc_finish(call);
}

static void on_moved(void *context, const struct event *events, uint32_t count)
{
    struct move_item *item = context;
    struct rpc_call *call = item->call;
    struct move_work *work = call->work;
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL && work->reject.kind == 0) work->reject = *reject;
    call->waiting--;
    if (call->waiting == 0) moves_finish(call);
}

/* Reads one move; without a price it is what the lots cost on average, in whole ticks. */
static bool read_move(struct rpc_call *call, const json_t *json, struct move_item *item,
                      struct rpc_fault *fault)
{
    const struct move_work *work = call->work;
    struct rpc_call asked = *call;
    struct rpc_value none = {0};
    struct position_view position = {0};
    asked.method = &item_method;
    rpc_command(call, COMMAND_POSITION_MOVE, &item->command);
    item->call = call;
    struct body_position_move *body = &item->command.position_move;
    json_t *given = json_deep_copy(json);
    bool is_good = rpc_parameters_read(&item_method, given, &asked.values, fault);
    if (is_good) {
        item->instrument = instrument_by_rpc_name(gateway_instruments(call->rpc->gateway),
                                                  rpc_text(&asked, "instrument_name"));
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, "instrument_name", "no such instrument"};
        is_good = item->instrument != NULL;
    }
    is_good = is_good && rpc_read_amount(item->instrument, rpc_value(&asked, "amount"), &none,
                                         &body->lots, fault);
    if (is_good && rpc_is_given(&asked, "price")) {
        is_good = rpc_read_price(item->instrument, "price", rpc_value(&asked, "price"),
                                 &body->price.ticks, fault);
    }
    json_decref(given);
    if (!is_good) return false;
    (void)core_position(rpc_core(call), work->source, item->instrument->product_id, &position);
    item->is_long = position.net.lots > 0;
    item->command.account_id = work->source;
    item->command.product_id = item->instrument->product_id;
    body->to_account_id = work->target;
    if (body->price.ticks == 0) {
        struct fine_price average =
            rpc_average_of(item->instrument, position.paid, position.net.lots);
        body->price.ticks = (average.ticks_e4 + FINE_PER_TICK / 2) / FINE_PER_TICK;
    }
    return true;
}

static void private_move_positions(struct rpc_call *call)
{
    const json_t *list = rpc_value(call, "trades")->json;
    size_t count = json_array_size(list);
    struct rpc_fault fault = {RPC_INVALID_PARAMS, "trades", "must hold 1 to 20 trades"};
    /* A call that failed is gone, and its work with it: both are asked before there is any. */
    uint32_t source = account_named(call, "source_uid");
    uint32_t target = source == 0 ? 0 : account_named(call, "target_uid");
    if (target == 0) return;
    struct move_work *work = calloc(1, sizeof *work);
    call->work = work;
    if (work == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    work->source = source;
    work->target = target;
    bool is_good = count >= 1 && count <= MOVES_MAX;
    for (size_t i = 0; is_good && i < count; i++) {
        const json_t *json = json_array_get(list, i);
        fault = (struct rpc_fault){RPC_INVALID_PARAMS, "trades", "must hold objects"};
        is_good = json_is_object(json) && read_move(call, json, &work->items[i], &fault);
        work->count += is_good;
    }
    if (!is_good) {
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return;
    }
    /* One more is waited for than was sent, so that no answer ends the call in between. */
    call->waiting = 1;
    bool is_sent = true;
    for (uint32_t i = 0; i < work->count && is_sent; i++) {
        struct move_item *item = &work->items[i];
        is_sent = gateway_submit(call->rpc->gateway, &item->command, on_moved, item);
        call->waiting += is_sent;
    }
    call->waiting--;
    if (call->waiting != 0) return;
    if (is_sent) moves_finish(call);
    if (!is_sent) rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the venue is stopping");
}

/* --- the margin model ------------------------------------------------------------------------- */

struct model_work {
    uint32_t account_id;
    struct account_risk_view old_state;
    struct account_risk_view new_state;
};

static int64_t rate_ppm(struct money margin, struct money equity)
{
    if (equity.micros <= 0) return 0;
    int128 rate = div_ceil((int128)margin.micros * PPM_ONE, equity.micros);
    return rate > INT64_MAX ? INT64_MAX : (int64_t)rate;
}

static void put_state(struct rpc_call *call, const char *name, const struct account_risk_view *risk)
{
    const struct model_work *work = call->work;
    const struct rpc_put put = {&call->writer,
                                rpc_settled_of(call->rpc->gateway, work->account_id)};
    json_put_name(&call->writer, name);
    json_begin_object(&call->writer);
    json_add_decimal(&call->writer, "maintenance_margin_rate",
                     rate_ppm(risk->maintenance, risk->equity), 6);
    json_add_decimal(&call->writer, "initial_margin_rate", rate_ppm(risk->initial, risk->equity),
                     6);
    rpc_add_money(&put, "available_balance", risk->available);
    json_end_object(&call->writer);
}

static void model_finish(struct rpc_call *call)
{
    const struct model_work *work = call->work;
    json_begin_array(&call->writer);
    json_begin_object(&call->writer);
    put_state(call, "old_state", &work->old_state);
    put_state(call, "new_state", &work->new_state);
    json_add_text(&call->writer, "currency", rpc_money_of(call->rpc->gateway, work->account_id));
    json_end_object(&call->writer);
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void on_changed(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
    } else if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
    } else {
        model_finish(call);
    }
}

/* With dry_run, or in the model that the account has, nothing is sent. */
static void private_change_margin_model(struct rpc_call *call)
{
    const char *model = rpc_text(call, "margin_model");
    uint32_t mode = strcmp(model, "cross_pm") == 0 ? MARGIN_PORTFOLIO : MARGIN_CROSS;
    uint32_t account_id = account_named(call, "user_id");
    if (account_id == 0) return;
    struct model_work *work = calloc(1, sizeof *work);
    call->work = work;
    if (work == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    work->account_id = account_id;
    if (strncmp(model, "cross_", 6) != 0) {
        rpc_fail(call, RPC_INVALID_PARAMS, "margin_model",
                 "an account has one money: its margin is cross");
        return;
    }
    const struct core *core = rpc_core(call);
    (void)core_account_risk(core, work->account_id, &work->old_state);
    (void)core_account_risk_in(core, work->account_id, mode, &work->new_state);
    bool is_same = work->old_state.is_portfolio == (mode == MARGIN_PORTFOLIO);
    if (is_same || rpc_boolean(call, "dry_run", false)) {
        model_finish(call);
        return;
    }
    struct command command;
    rpc_command(call, COMMAND_MARGIN_MODEL, &command);
    command.account_id = work->account_id;
    command.margin_mode.margin_mode = (uint8_t)mode;
    (void)rpc_submit(call, &command, on_changed);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter move_parameters[] = {
    {"currency", RPC_TEXT, false, NULL, 0, 16},
    {"source_uid", RPC_INTEGER, true, NULL, 0, 0},
    {"target_uid", RPC_INTEGER, true, NULL, 0, 0},
    {"trades", RPC_LIST, true, NULL, 0, 0},
};
static const struct rpc_parameter model_parameters[] = {
    {"user_id", RPC_INTEGER, false, NULL, 0, 0},
    {"margin_model", RPC_TEXT, true, "cross_pm|cross_sm|segregated_pm|segregated_sm", 0, 0},
    {"dry_run", RPC_BOOLEAN, false, NULL, 0, 0},
};

const struct rpc_method rpc_move_methods[] = {
    {"private/move_positions", RPC_ROW(move_parameters), SCOPE_TRADE_WRITE, RPC_COST_MATCHING,
     false, private_move_positions, 0},
    {"private/change_margin_model", RPC_ROW(model_parameters), SCOPE_ACCOUNT_WRITE,
     RPC_COST_MATCHING, false, private_change_margin_model, 0},
    {0},
};
