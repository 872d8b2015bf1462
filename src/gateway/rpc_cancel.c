/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_cancel.c - methods that cancel: one order, all, those with a label, of a currency, of a type.
 *
 * Without a filter the core's mass cancel ends everything at once, also what is on its way.  With a
 * filter, or when the orders themselves are wanted, each order has a command of its own.
 *
 * Rules  R-CANCEL-1, R-MASS-1.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_many.h"
#include "gateway/rpc_mmp.h"
#include "gateway/rpc_place.h"
#include "gateway/rpc_view.h"

#define VENUE_IS_ENDING "the venue is stopping; ask for the orders when it is back"

/* --- one order -------------------------------------------------------------------------------- */

struct cancel_work {
    uint64_t order_id;
};

static void on_cancelled(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct cancel_work *work = call->work;
    if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, VENUE_IS_ENDING);
        return;
    }
    const struct event *reject = rpc_reject_of(events, count);
    const struct order_record *order =
        read_model_order(gateway_orders(call->rpc->gateway), work->order_id);
    if (reject != NULL || order == NULL) {
        if (reject != NULL) rpc_fail_reject(call, reject);
        if (reject == NULL) rpc_fail(call, RPC_ORDER_NOT_FOUND, "order_id", NULL);
        return;
    }
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    rpc_view_order(&source, order);
    rpc_finish(call);
}

static void cancel_command(const struct rpc_call *call, const struct order_record *order,
                           struct command *command)
{
    rpc_command(call, COMMAND_ORDER_CANCEL, command);
    command->product_id = order->product_id;
    command->cancel.order_id = order->order_id;
}

static void private_cancel(struct rpc_call *call)
{
    const struct order_record *order = rpc_own_order(call, "order_id");
    if (order == NULL) return;
    if (!record_is_live(order)) {
        rpc_fail(call, RPC_NOT_OPEN_ORDER, "order_id", rpc_order_state_word(order));
        return;
    }
    struct cancel_work *work = calloc(1, sizeof *work);
    if (work == NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
        return;
    }
    work->order_id = order->order_id;
    call->work = work;
    struct command command;
    cancel_command(call, order, &command);
    (void)rpc_submit(call, &command, on_cancelled);
}

/* --- several, one by one ---------------------------------------------------------------------- */

static void cancel_many(struct rpc_call *call, const struct rpc_order_filter *filter,
                        bool is_detailed)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    struct rpc_many *many = rpc_many_begin(call, filter->account_id);
    if (many == NULL) return;
    many->is_detailed = is_detailed;
    const struct order_record *order = NULL;
    while ((order = read_model_live(model, filter->account_id, order)) != NULL) {
        if (rpc_filter_passes(call, filter, order)) rpc_many_add(many, order);
    }
    rpc_many_cancel(call);
}

/* --- all at once ------------------------------------------------------------------------------ */

static void on_mass_cancelled(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, VENUE_IS_ENDING);
        return;
    }
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
        return;
    }
    uint64_t cancelled = 0;
    for (uint32_t i = 0; i < count; i++) cancelled += events[i].kind == EVENT_ORDER_CANCELLED;
    json_put_u64(&call->writer, cancelled);
    rpc_finish(call);
}

static void cancel_mass(struct rpc_call *call, const struct rpc_order_filter *filter)
{
    struct command command;
    rpc_command(call, COMMAND_MASS_CANCEL, &command);
    command.product_id = filter->product_id;
    command.mass.side = SIDE_ANY;
    (void)rpc_submit(call, &command, on_mass_cancelled);
}

/* Everything but `cancel` comes through here. */
static void cancel_filtered(struct rpc_call *call, struct rpc_order_filter *filter)
{
    bool is_detailed = rpc_boolean(call, "detailed", false);
    if (rpc_boolean(call, "freeze_quotes", false)) rpc_quotes_freeze(call);
    filter->account_id = rpc_account_id(call);
    bool is_plain =
        !is_detailed && !filter->is_empty && filter->type == NULL && filter->label == NULL;
    if (is_plain) {
        cancel_mass(call, filter);
    } else {
        cancel_many(call, filter, is_detailed);
    }
}

static void private_cancel_all(struct rpc_call *call)
{
    struct rpc_order_filter filter = {0};
    cancel_filtered(call, &filter);
}

static void private_cancel_all_by_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct rpc_order_filter filter = {.product_id = instrument->product_id};
    filter.type = rpc_filter_type(rpc_text(call, "type"));
    cancel_filtered(call, &filter);
}

static void cancel_by_currency(struct rpc_call *call, const char *currency)
{
    struct rpc_order_filter filter = {0};
    filter.type = rpc_filter_type(rpc_text(call, "type"));
    filter.is_empty =
        !rpc_currency_is_traded(call, currency) || !rpc_kind_is_traded(rpc_text(call, "kind"));
    cancel_filtered(call, &filter);
}

static void private_cancel_all_by_currency(struct rpc_call *call)
{
    cancel_by_currency(call, rpc_text(call, "currency"));
}

static void private_cancel_all_by_currency_pair(struct rpc_call *call)
{
    cancel_by_currency(call, rpc_text(call, "currency_pair"));
}

/* `currency` is one, or a list of some. */
static void private_cancel_all_by_kind_or_type(struct rpc_call *call)
{
    const json_t *json = rpc_value(call, "currency")->json;
    const char *currency = json_is_string(json) ? json_string_value(json) : NULL;
    for (size_t i = 0; i < json_array_size(json); i++) {
        const json_t *item = json_array_get(json, i);
        if (json_is_string(item)) currency = json_string_value(item);
        if (rpc_currency_is_traded(call, currency)) break;
    }
    if (currency == NULL) {
        rpc_fail(call, RPC_INVALID_PARAMS, "currency", "must be a text or a list of texts");
        return;
    }
    cancel_by_currency(call, currency);
}

static void private_cancel_by_label(struct rpc_call *call)
{
    struct rpc_order_filter filter = {.label = rpc_text(call, "label")};
    const char *currency = rpc_text(call, "currency");
    filter.is_empty = currency != NULL && !rpc_currency_is_traded(call, currency);
    filter.account_id = rpc_account_id(call);
    cancel_many(call, &filter, false);
}

/* --- the rows --------------------------------------------------------------------------------- */

#define KINDS "future|option|spot|future_combo|option_combo|combo|any"
#define TYPES "all|limit|trigger_all|stop|take|trailing_stop"
#define FLAGS                                                                                      \
    {"detailed", RPC_BOOLEAN, false, NULL, 0, 0},                                                  \
    {                                                                                              \
        "freeze_quotes", RPC_BOOLEAN, false, NULL, 0, 0                                            \
    }

static const struct rpc_parameter cancel_parameters[] = {
    {"order_id", RPC_TEXT, true, NULL, 0, 64},
};

static const struct rpc_parameter all_parameters[] = {FLAGS};

static const struct rpc_parameter instrument_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"type", RPC_TEXT, false, TYPES, 0, 0},
    {"include_combos", RPC_BOOLEAN, false, NULL, 0, 0},
    FLAGS,
};

static const struct rpc_parameter currency_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
    {"type", RPC_TEXT, false, TYPES, 0, 0},
    FLAGS,
};

static const struct rpc_parameter pair_parameters[] = {
    {"currency_pair", RPC_TEXT, true, NULL, 0, 32},
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
    {"type", RPC_TEXT, false, TYPES, 0, 0},
    FLAGS,
};

static const struct rpc_parameter kind_parameters[] = {
    {"currency", RPC_ANY, true, NULL, 0, 0},
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
    {"type", RPC_TEXT, false, TYPES, 0, 0},
    FLAGS,
};

static const struct rpc_parameter label_parameters[] = {
    {"label", RPC_TEXT, true, NULL, 0, CLIENT_TEXT_SIZE},
    {"currency", RPC_TEXT, false, NULL, 0, 16},
};

const struct rpc_method rpc_cancel_methods[] = {
    {"private/cancel", RPC_ROW(cancel_parameters), SCOPE_TRADE_WRITE, RPC_COST_NONE, false,
     private_cancel, 0},
    {"private/cancel_all", RPC_ROW(all_parameters), SCOPE_TRADE_WRITE, RPC_COST_NONE, false,
     private_cancel_all, 0},
    {"private/cancel_all_by_instrument", RPC_ROW(instrument_parameters), SCOPE_TRADE_WRITE,
     RPC_COST_NONE, false, private_cancel_all_by_instrument, 0},
    {"private/cancel_all_by_currency", RPC_ROW(currency_parameters), SCOPE_TRADE_WRITE,
     RPC_COST_NONE, false, private_cancel_all_by_currency, 0},
    {"private/cancel_all_by_currency_pair", RPC_ROW(pair_parameters), SCOPE_TRADE_WRITE,
     RPC_COST_NONE, false, private_cancel_all_by_currency_pair, 0},
    {"private/cancel_all_by_kind_or_type", RPC_ROW(kind_parameters), SCOPE_TRADE_WRITE,
     RPC_COST_NONE, false, private_cancel_all_by_kind_or_type, 0},
    {"private/cancel_by_label", RPC_ROW(label_parameters), SCOPE_TRADE_WRITE, RPC_COST_NONE, false,
     private_cancel_by_label, 0},
    {0},
};
