/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_passing.c - methods of lots that are passed on: give-ups and allocations.
 *
 * Rules  R-GIVE-1 to R-GIVE-3, R-ALLOC-1.
 */
#include <string.h>

#include "gateway/rpc_desk.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_label.h"
#include "gateway/rpc_units.h"

/* --- give-ups --------------------------------------------------------------------------------- */

static const char *direction_of(uint8_t side)
{
    return side == SIDE_BUY ? "buy" : "sell";
}

static void put_give_up(const struct rpc_look *look, const struct give_up_view *give_up,
                        uint32_t account_id)
{
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {
        writer,
        instrument_by_product(gateway_instruments(look->rpc->gateway), give_up->product_id)};
    bool is_ours = give_up->from_account_id == account_id;
    json_begin_object(writer);
    rpc_add_id(writer, "give_up_id", give_up->give_up_id);
    rpc_add_id(writer, "trade_id", give_up->trade_id);
    rpc_add_instrument(look, give_up->product_id);
    json_add_text(writer, "direction", direction_of(give_up->side));
    if (put.instrument != NULL) {
        rpc_add_amount(&put, "amount", give_up->qty.lots);
        rpc_add_price_or_null(&put, "price", give_up->price.ticks);
    }
    json_add_u64(writer, "from_account_id", give_up->from_account_id);
    json_add_u64(writer, "to_account_id", give_up->to_account_id);
    json_add_text(writer, "waits_for", is_ours ? "them" : "you");
    json_add_i64(writer, "timestamp", give_up->since_ns / RPC_NS_PER_MS);
    if (give_up->lapse_ns == 0) {
        json_add_null(writer, "lapses");
    } else {
        json_add_i64(writer, "lapses", give_up->lapse_ns / RPC_NS_PER_MS);
    }
    json_end_object(writer);
}

/* Those that wait, which the session's account offers or is offered. */
static void private_get_give_ups(struct rpc_call *call)
{
    static struct give_up_view list[GIVE_UPS_MAX];
    struct rpc_look look = rpc_look_of(call);
    uint32_t account_id = rpc_account_id(call);
    struct body_give_up_terms terms = core_give_up_terms(look.core);
    uint32_t count = core_give_ups(look.core, list, GIVE_UPS_MAX);
    json_begin_object(&call->writer);
    json_add_i64(&call->writer, "window", terms.window_ns / RPC_NS_PER_MS);
    json_add_i64(&call->writer, "answer_within", terms.answer_ns / RPC_NS_PER_MS);
    json_put_name(&call->writer, "give_ups");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < count; i++) {
        bool is_own = list[i].from_account_id == account_id || list[i].to_account_id == account_id;
        if (is_own) put_give_up(&look, &list[i], account_id);
    }
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* The latest step of a give-up, as the command's events have it. */
static void on_step(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct event *reject = rpc_reject_of(events, count);
    const struct event *step = NULL;
    for (uint32_t i = 0; i < count && step == NULL; i++) {
        if (events[i].kind == EVENT_GIVE_UP) step = &events[i];
    }
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
        return;
    }
    if (step == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    const struct rpc_put put = {
        &call->writer,
        instrument_by_product(gateway_instruments(call->rpc->gateway), step->product_id)};
    json_begin_object(&call->writer);
    rpc_add_id(&call->writer, "give_up_id", step->give_up.give_up_id);
    rpc_add_word(&call->writer, "state", WORDS_GIVE_UP_STEP, step->give_up.step);
    if (put.instrument != NULL) {
        rpc_add_amount(&put, "amount", step->give_up.qty.lots);
        rpc_add_price(&put, "price", step->give_up.price.ticks);
        rpc_add_money(&put, "fee", step->give_up.fee);
    }
    json_add_u64(&call->writer, "sequence", step->sequence);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* The side that is named, else the one that the account had. */
static uint8_t side_asked(const struct rpc_call *call, const struct kept_trade_view *trade)
{
    const char *direction = rpc_text(call, "direction");
    bool is_buyer = trade->buyer_account_id == rpc_account_id(call);
    if (direction != NULL) is_buyer = strcmp(direction, "buy") == 0;
    return is_buyer ? SIDE_BUY : SIDE_SELL;
}

static void private_give_up(struct rpc_call *call)
{
    struct command command;
    struct kept_trade_view trade;
    struct rpc_fault fault;
    struct rpc_value none = {0};
    uint64_t trade_id = (uint64_t)rpc_integer(call, "trade_id", 0);
    if (!core_kept_trade(rpc_core(call), trade_id, &trade)) {
        rpc_fail(call, RPC_NOT_FOUND, "trade_id", "there is no such trade, or not any more");
        return;
    }
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), trade.product_id);
    rpc_command(call, COMMAND_GIVE_UP, &command);
    if (instrument == NULL || !rpc_read_amount(instrument, rpc_value(call, "amount"), &none,
                                               &command.give_up.lots, &fault)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "amount", "must be an amount of the instrument");
        return;
    }
    command.give_up.trade_id = trade_id;
    command.give_up.to_account_id = (uint32_t)rpc_integer(call, "to_account_id", 0);
    command.give_up.side = side_asked(call, &trade);
    (void)rpc_submit(call, &command, on_step);
}

static void private_decide_give_up(struct rpc_call *call)
{
    const char *decision = rpc_text(call, "decision");
    enum give_up_step step = GIVE_UP_WITHDRAWN;
    struct command command;
    if (strcmp(decision, "accept") == 0) step = GIVE_UP_ACCEPTED;
    if (strcmp(decision, "refuse") == 0) step = GIVE_UP_REFUSED;
    rpc_command(call, COMMAND_GIVE_UP_DECIDE, &command);
    command.give_up_decide.give_up_id = (uint64_t)rpc_integer(call, "give_up_id", 0);
    command.give_up_decide.decision = (uint8_t)step;
    (void)rpc_submit(call, &command, on_step);
}

/* --- allocations ------------------------------------------------------------------------------ */

static const struct rpc_parameter row_parameters[] = {
    {"account_id", RPC_INTEGER, true, NULL, 1, UINT32_MAX},
    {"amount", RPC_NUMBER, true, NULL, 0, 0},
};

/* One element of the list.  False: the fault says what is wrong. */
static bool read_row(const struct instrument *instrument, const json_t *given,
                     struct allocation_row *row, struct rpc_fault *fault)
{
    struct rpc_value values[2] = {{0}, {0}};
    struct rpc_value none = {0};
    for (uint32_t i = 0; i < 2; i++) {
        const json_t *json = json_object_get(given, row_parameters[i].name);
        if (json == NULL) {
            *fault = (struct rpc_fault){RPC_INVALID_PARAMS, row_parameters[i].name, "is missing"};
            return false;
        }
        if (!rpc_value_read(&row_parameters[i], json, &values[i], fault)) return false;
        values[i].is_given = true;
    }
    row->account_id = (uint32_t)values[0].integer;
    return rpc_read_amount(instrument, &values[1], &none, &row->lots, fault);
}

static bool read_rows(struct rpc_call *call, const struct instrument *instrument,
                      struct body_allocation *allocation)
{
    struct rpc_fault fault = {RPC_INVALID_PARAMS, "rows", "must be 1 to 32 rows"};
    const json_t *rows = rpc_value(call, "rows")->json;
    size_t count = json_array_size(rows);
    bool is_good = count > 0 && count <= ALLOCATION_ROWS_MAX;
    for (size_t i = 0; i < count && is_good; i++) {
        is_good = read_row(instrument, json_array_get(rows, i), &allocation->rows[i], &fault);
    }
    allocation->row_count = (uint32_t)count;
    if (!is_good) rpc_fail(call, fault.error, fault.param, fault.reason);
    return is_good;
}

static void put_allocation(struct rpc_call *call, const struct event *event)
{
    const struct rpc_put put = {
        &call->writer,
        instrument_by_product(gateway_instruments(call->rpc->gateway), event->product_id)};
    json_begin_object(&call->writer);
    json_add_u64(&call->writer, "account_id", event->allocation.to_account_id);
    if (put.instrument != NULL) {
        rpc_add_amount(&put, "amount", event->allocation.qty.lots);
        rpc_add_money(&put, "value", event->allocation.value);
        rpc_add_money(&put, "fee", event->allocation.fee);
    }
    json_end_object(&call->writer);
}

static void on_allocated(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
        return;
    }
    if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].kind == EVENT_ALLOCATION) put_allocation(call, &events[i]);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void private_allocate(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    struct command command;
    if (instrument == NULL) return;
    rpc_command(call, COMMAND_ALLOCATION, &command);
    command.product_id = instrument->product_id;
    struct body_allocation *body = &command.allocation;
    body->client_order_id =
        rpc_client_order_number(command.account_id, rpc_text(call, "client_order_id"));
    body->side = strcmp(rpc_text(call, "direction"), "buy") == 0 ? SIDE_BUY : SIDE_SELL;
    if (!read_rows(call, instrument, body)) return;
    (void)rpc_submit(call, &command, on_allocated);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter give_up_parameters[] = {
    {"trade_id", RPC_INTEGER, true, NULL, 1, INT64_MAX},
    {"to_account_id", RPC_INTEGER, true, NULL, 1, UINT32_MAX},
    {"amount", RPC_NUMBER, false, NULL, 0, 0},
    {"direction", RPC_TEXT, false, "buy|sell", 0, 0},
};

static const struct rpc_parameter decide_parameters[] = {
    {"give_up_id", RPC_INTEGER, true, NULL, 1, INT64_MAX},
    {"decision", RPC_TEXT, true, "accept|refuse|withdraw", 0, 0},
};

static const struct rpc_parameter allocate_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"client_order_id", RPC_TEXT, true, NULL, 0, CLIENT_TEXT_SIZE},
    {"direction", RPC_TEXT, true, "buy|sell", 0, 0},
    {"rows", RPC_LIST, true, NULL, 0, 0},
};

const struct rpc_method rpc_passing_methods[] = {
    {"private/get_give_ups", RPC_NO_ROW, SCOPE_TRADE_READ, RPC_COST_REQUEST, false,
     private_get_give_ups, 0},
    {"private/give_up", RPC_ROW(give_up_parameters), SCOPE_TRADE_WRITE, RPC_COST_REQUEST, false,
     private_give_up, 0},
    {"private/decide_give_up", RPC_ROW(decide_parameters), SCOPE_TRADE_WRITE, RPC_COST_REQUEST,
     false, private_decide_give_up, 0},
    {"private/allocate", RPC_ROW(allocate_parameters), SCOPE_TRADE_WRITE, RPC_COST_REQUEST, false,
     private_allocate, 0},
    {0},
};
