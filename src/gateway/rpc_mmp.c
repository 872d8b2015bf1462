/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_mmp.c - methods of market-maker protection, and those that take quotes back.
 *
 * Rules  R-MMP-1 to R-MMP-3.
 */
#include "gateway/rpc_mmp.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_label.h"
#include "gateway/rpc_view.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define SECONDS_MAX   86400

/* --- configuration ---------------------------------------------------------------------------- */

/* The instrument of the index asked for.  NULL: failed, the call is ended. */
static const struct instrument *index_asked(struct rpc_call *call)
{
    const struct instrument *instrument =
        rpc_instrument_of_index(call, rpc_text(call, "index_name"));
    if (instrument == NULL) rpc_fail(call, RPC_INVALID_PARAMS, "index_name", "no such index");
    return instrument;
}

static void put_group(struct rpc_call *call)
{
    const char *group = rpc_text(call, "mmp_group");
    if (group != NULL) json_add_text(&call->writer, "mmp_group", group);
}

static void put_config(struct rpc_call *call, const struct instrument *instrument,
                       const struct body_mmp *limits)
{
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "index_name", instrument->index_name);
    put_group(call);
    json_add_i64(&call->writer, "interval", limits->window_ns / NS_PER_SECOND);
    json_add_i64(&call->writer, "frozen_time", limits->frozen_ns / NS_PER_SECOND);
    rpc_add_amount(&put, "quantity_limit", limits->lots_max);
    rpc_add_amount(&put, "delta_limit", limits->delta_lots_max);
    json_add_i64(&call->writer, "vega_limit", 0);
    rpc_add_amount(&put, "max_quote_quantity", instrument->order_lots_max);
    json_add_bool(&call->writer, "block_rfq", false);
    json_end_object(&call->writer);
}

static void on_configured(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct event *reject = rpc_reject_of(events, count);
    if (events == NULL || reject != NULL) {
        if (reject != NULL) rpc_fail_reject(call, reject);
        if (reject == NULL) rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    const struct instrument *instrument =
        rpc_instrument_of_index(call, rpc_text(call, "index_name"));
    const struct body_mmp *limits = call->work;
    json_begin_array(&call->writer);
    put_config(call, instrument, limits);
    json_end_array(&call->writer);
    rpc_finish(call);
}

static bool read_limits(struct rpc_call *call, const struct instrument *instrument,
                        struct body_mmp *limits)
{
    struct rpc_value none = {0};
    struct rpc_fault fault;
    limits->window_ns = rpc_integer(call, "interval", 0) * NS_PER_SECOND;
    limits->frozen_ns = rpc_integer(call, "frozen_time", 0) * NS_PER_SECOND;
    bool is_good = rpc_read_amount(instrument, rpc_value(call, "quantity_limit"), &none,
                                   &limits->lots_max, &fault) &&
                   rpc_read_amount(instrument, rpc_value(call, "delta_limit"), &none,
                                   &limits->delta_lots_max, &fault);
    if (!is_good) rpc_fail(call, fault.error, "quantity_limit", fault.reason);
    return is_good;
}

static void private_set_mmp_config(struct rpc_call *call)
{
    const struct instrument *instrument = index_asked(call);
    if (instrument == NULL) return;
    struct body_mmp *limits = calloc(1, sizeof *limits);
    call->work = limits;
    if (limits == NULL || !read_limits(call, instrument, limits)) return;
    struct command command;
    rpc_command(call, COMMAND_MMP_SET, &command);
    command.product_id = instrument->product_id;
    command.mmp = *limits;
    (void)rpc_submit(call, &command, on_configured);
}

static void private_get_mmp_config(struct rpc_call *call)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const char *index = rpc_text(call, "index_name");
    const struct instrument *instrument;
    json_begin_array(&call->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct mmp_view view;
        if (index != NULL && rpc_instrument_of_index(call, index) != instrument) continue;
        if (!core_mmp(rpc_core(call), rpc_account_id(call), instrument->product_id, &view)) {
            continue;
        }
        put_config(call, instrument, &view.limits);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* Only protections that are frozen are shown, as in the dialect. */
static void private_get_mmp_status(struct rpc_call *call)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const char *index = rpc_text(call, "index_name");
    const struct instrument *instrument;
    json_begin_array(&call->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct mmp_view view;
        if (index != NULL && rpc_instrument_of_index(call, index) != instrument) continue;
        if (!core_mmp(rpc_core(call), rpc_account_id(call), instrument->product_id, &view)) {
            continue;
        }
        if (view.frozen_until_ns <= gateway_now_ns(call->rpc->gateway)) continue;
        bool is_until_reset = view.frozen_until_ns == INT64_MAX;
        json_begin_object(&call->writer);
        json_add_text(&call->writer, "index_name", instrument->index_name);
        put_group(call);
        json_add_i64(&call->writer, "frozen_until",
                     is_until_reset ? 0 : view.frozen_until_ns / RPC_NS_PER_MS);
        json_add_bool(&call->writer, "block_rfq", false);
        json_end_object(&call->writer);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void private_reset_mmp(struct rpc_call *call)
{
    const struct instrument *instrument = index_asked(call);
    if (instrument == NULL) return;
    struct command command;
    rpc_command(call, COMMAND_MMP_RESET, &command);
    command.product_id = instrument->product_id;
    (void)rpc_submit(call, &command, rpc_done_ok);
}

/* --- taking quotes back ----------------------------------------------------------------------- */

struct quote_filter {
    const struct instrument *instrument; /* NULL: any */
    const char *set_id;                  /* NULL: any */
};

/* Is the order a quote, and one that the filter wants? */
static bool is_wanted(struct rpc_call *call, const struct quote_filter *filter,
                      const struct order_record *order)
{
    char text[RPC_LABEL_SIZE];
    size_t prefix = strlen(RPC_QUOTE_PREFIX);
    if ((order->flags & FLAG_MMP) == 0) return false;
    if (filter->instrument != NULL && order->product_id != filter->instrument->product_id) {
        return false;
    }
    rpc_label_of(call->rpc->gateway, order->account_id, order->client_order_id, text);
    if (strncmp(text, RPC_QUOTE_PREFIX, prefix) != 0) return false;
    const char *set_id = strchr(text + prefix, '.');
    return filter->set_id == NULL || (set_id != NULL && strcmp(set_id + 1, filter->set_id) == 0);
}

static void on_taken_back(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    if (events != NULL && rpc_reject_of(events, count) == NULL) call->count++;
    call->waiting--;
    if (call->waiting > 0) return;
    json_put_u64(&call->writer, call->count);
    rpc_finish(call);
}

static void private_cancel_quotes(struct rpc_call *call)
{
    const char *type = rpc_text(call, "cancel_type");
    struct quote_filter filter = {0};
    if (strcmp(type, "delta") == 0) {
        rpc_fail(call, RPC_NOT_IMPLEMENTED, "cancel_type", "is for options");
        return;
    }
    if (strcmp(type, "instrument") == 0) {
        filter.instrument = rpc_instrument(call);
        if (filter.instrument == NULL) return;
    }
    if (strcmp(type, "quote_set_id") == 0) filter.set_id = rpc_text(call, "quote_set_id");
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    const struct order_record *order = NULL;
    while ((order = read_model_live(model, rpc_account_id(call), order)) != NULL) {
        struct command command;
        if (!is_wanted(call, &filter, order)) continue;
        rpc_command(call, COMMAND_ORDER_CANCEL, &command);
        command.product_id = order->product_id;
        command.cancel.order_id = order->order_id;
        if (gateway_submit(call->rpc->gateway, &command, on_taken_back, call)) call->waiting++;
    }
    if (call->waiting > 0) return;
    json_put_u64(&call->writer, 0);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter set_parameters[] = {
    {"index_name", RPC_TEXT, true, NULL, 0, 32},
    {"interval", RPC_INTEGER, true, NULL, 0, SECONDS_MAX},
    {"frozen_time", RPC_INTEGER, true, NULL, 0, SECONDS_MAX},
    {"mmp_group", RPC_TEXT, false, NULL, 0, 32},
    {"quantity_limit", RPC_NUMBER, false, NULL, 0, 0},
    {"delta_limit", RPC_NUMBER, false, NULL, 0, 0},
    {"vega_limit", RPC_NUMBER, false, NULL, 0, 0},
    {"max_quote_quantity", RPC_NUMBER, false, NULL, 0, 0},
    {"block_rfq", RPC_BOOLEAN, false, NULL, 0, 0},
    {"trade_count_limit", RPC_INTEGER, false, NULL, 0, 0},
};

static const struct rpc_parameter get_parameters[] = {
    {"index_name", RPC_TEXT, false, NULL, 0, 32},
    {"mmp_group", RPC_TEXT, false, NULL, 0, 32},
    {"block_rfq", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter reset_parameters[] = {
    {"index_name", RPC_TEXT, true, NULL, 0, 32},
    {"mmp_group", RPC_TEXT, false, NULL, 0, 32},
    {"block_rfq", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter cancel_parameters[] = {
    {"cancel_type", RPC_TEXT, true,
     "delta|quote_set_id|instrument|instrument_kind|currency|currency_pair|all", 0, 0},
    {"detailed", RPC_BOOLEAN, false, NULL, 0, 0},
    {"freeze_quotes", RPC_BOOLEAN, false, NULL, 0, 0},
    {"quote_set_id", RPC_TEXT, false, NULL, 0, 16},
    {"instrument_name", RPC_TEXT, false, NULL, 0, 64},
};

const struct rpc_method rpc_mmp_methods[] = {
    {"private/set_mmp_config", RPC_ROW(set_parameters), SCOPE_TRADE_WRITE, RPC_COST_REQUEST, false,
     private_set_mmp_config, 0},
    {"private/get_mmp_config", RPC_ROW(get_parameters), SCOPE_TRADE_READ, RPC_COST_REQUEST, false,
     private_get_mmp_config, 0},
    {"private/get_mmp_status", RPC_ROW(get_parameters), SCOPE_TRADE_READ, RPC_COST_REQUEST, false,
     private_get_mmp_status, 0},
    {"private/reset_mmp", RPC_ROW(reset_parameters), SCOPE_TRADE_WRITE, RPC_COST_REQUEST, false,
     private_reset_mmp, 0},
    {"private/cancel_quotes", RPC_ROW(cancel_parameters), SCOPE_TRADE_WRITE, RPC_COST_NONE, false,
     private_cancel_quotes, 0},
    {0},
};
