/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_mmp.c - methods of market-maker protection, and those that take quotes back.
 *
 * Rules  R-MMP-1 to R-MMP-4.
 */
#include "gateway/rpc_mmp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_label.h"
#include "gateway/rpc_many.h"
#include "gateway/rpc_view.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define SECONDS_MAX   86400
#define FILLS_MAX     1000

/* --- configuration ---------------------------------------------------------------------------- */

/* The instrument of the index asked for.  NULL: failed, the call is ended. */
static const struct instrument *index_asked(struct rpc_call *call)
{
    const struct instrument *instrument =
        rpc_instrument_of_index(call, rpc_text(call, "index_name"));
    if (instrument == NULL) rpc_fail(call, RPC_INVALID_PARAMS, "index_name", "no such index");
    return instrument;
}

/* The group asked for; empty: that of orders without one. */
static const char *name_asked(const struct rpc_call *call)
{
    const char *name = rpc_text(call, "mmp_group");
    return name == NULL ? "" : name;
}

static void put_config(struct rpc_call *call, const struct rpc_group *group)
{
    const struct instrument *instrument = group->instrument;
    const struct body_mmp *limits = &group->view.limits;
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "index_name", instrument->index_name);
    if (group->name[0] != '\0') json_add_text(&call->writer, "mmp_group", group->name);
    json_add_i64(&call->writer, "id", group->group_id);
    json_add_i64(&call->writer, "interval", limits->window_ns / NS_PER_SECOND);
    json_add_i64(&call->writer, "frozen_time", limits->frozen_ns / NS_PER_SECOND);
    rpc_add_amount(&put, "quantity_limit", limits->lots_max);
    rpc_add_amount(&put, "delta_limit", limits->delta_lots_max);
    json_add_i64(&call->writer, "vega_limit", 0);
    if (group->view.fills_max != 0) {
        json_add_i64(&call->writer, "trade_count_limit", group->view.fills_max);
    }
    rpc_add_amount(&put, "max_quote_quantity",
                   group->quote_lots_max != 0 ? group->quote_lots_max : instrument->order_lots_max);
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
    json_begin_array(&call->writer);
    put_config(call, call->work);
    json_end_array(&call->writer);
    rpc_finish(call);
}

static bool read_limits(struct rpc_call *call, struct rpc_group *group)
{
    struct rpc_value none = {0};
    struct rpc_fault fault;
    struct body_mmp *limits = &group->view.limits;
    limits->window_ns = rpc_integer(call, "interval", 0) * NS_PER_SECOND;
    limits->frozen_ns = rpc_integer(call, "frozen_time", 0) * NS_PER_SECOND;
    group->view.fills_max = (uint32_t)rpc_integer(call, "trade_count_limit", 0);
    bool is_good = rpc_read_amount(group->instrument, rpc_value(call, "quantity_limit"), &none,
                                   &limits->lots_max, &fault) &&
                   rpc_read_amount(group->instrument, rpc_value(call, "delta_limit"), &none,
                                   &limits->delta_lots_max, &fault);
    if (!is_good) rpc_fail(call, fault.error, "quantity_limit", fault.reason);
    if (!is_good || rpc_read_amount(group->instrument, rpc_value(call, "max_quote_quantity"), &none,
                                    &group->quote_lots_max, &fault)) {
        return is_good;
    }
    rpc_fail(call, fault.error, "max_quote_quantity", fault.reason);
    return false;
}

/* A name belongs to the index that it was set for first.  False: the call is ended. */
static bool name_is_free(struct rpc_call *call, const struct instrument *instrument)
{
    static struct rpc_group list[RPC_GROUPS_MAX];
    const char *name = name_asked(call);
    bool is_legal = !rpc_is_given(call, "mmp_group") ||
                    (client_text_is_legal(name) && strchr(name, '.') == NULL);
    if (!is_legal) {
        rpc_fail(call, RPC_INVALID_PARAMS, "mmp_group",
                 "must be 1 to 32 printable characters without a dot");
        return false;
    }
    uint32_t count = name[0] == '\0' ? 0 : rpc_groups(call, list, RPC_GROUPS_MAX);
    for (uint32_t i = 0; i < count; i++) {
        bool is_other = strcmp(list[i].instrument->index_name, instrument->index_name) != 0;
        if (!is_other || strcmp(list[i].name, name) != 0) continue;
        rpc_fail(call, RPC_INVALID_PARAMS, "mmp_group", "belongs to another index");
        return false;
    }
    return true;
}

/* The name of the protection and its max_quote_quantity, which the core does not know.  False: the
 * call is ended. */
static bool submit_text(struct rpc_call *call, const struct rpc_group *group)
{
    char text[RPC_LABEL_SIZE];
    struct command command;
    if (!rpc_group_text(group, text)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "mmp_group", "is too long beside max_quote_quantity");
        return false;
    }
    rpc_command(call, COMMAND_CLIENT_TEXT, &command);
    command.text.client_order_id = rpc_group_text_number(group->group_id);
    memcpy(command.text.text, text, strlen(text));
    bool is_sent = gateway_submit(call->rpc->gateway, &command, NULL, NULL);
    if (!is_sent) rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
    return is_sent;
}

/* The order group that carries the protection.  False: the call is ended. */
static bool submit_group(struct rpc_call *call, const struct rpc_group *group)
{
    struct command command;
    rpc_command(call, COMMAND_GROUP_SET, &command);
    command.group = (struct body_group){
        .group_id = group->group_id, .lots_max = QTY_LOTS_MAX, .window_ns = WINDOW_NS_MAX};
    bool is_sent = gateway_submit(call->rpc->gateway, &command, NULL, NULL);
    if (!is_sent) rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
    return is_sent;
}

/* Text and group of a protection that is new, or has another limit than before. */
static bool submit_parts(struct rpc_call *call, const struct rpc_group *group)
{
    struct mmp_view known;
    struct rpc_group before = {0};
    uint32_t account_id = rpc_account_id(call);
    bool is_known =
        core_group_mmp(gateway_core(call->rpc->gateway), account_id, group->group_id, &known);
    bool has_text = rpc_group_of(call->rpc->gateway, account_id, group->group_id, &before);
    bool is_same = has_text && before.quote_lots_max == group->quote_lots_max;
    if (!is_same && !submit_text(call, group)) return false;
    return is_known || submit_group(call, group);
}

static void private_set_mmp_config(struct rpc_call *call)
{
    const struct instrument *instrument = index_asked(call);
    if (instrument == NULL || !name_is_free(call, instrument)) return;
    struct rpc_group *group = calloc(1, sizeof *group);
    call->work = group;
    if (group == NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
        return;
    }
    group->instrument = instrument;
    group->group_id = rpc_group_number(instrument, name_asked(call));
    (void)snprintf(group->name, sizeof group->name, "%s", name_asked(call));
    if (!read_limits(call, group)) return;
    if (!submit_parts(call, group)) return;
    struct command command;
    rpc_command(call, COMMAND_GROUP_MMP, &command);
    command.group_mmp = (struct body_group_mmp){.group_id = group->group_id,
                                                .fills_max = group->view.fills_max,
                                                .limits = group->view.limits};
    (void)rpc_submit(call, &command, on_configured);
}

/* Does the protection pass the filters?  An index alone asks for that of orders without a group. */
static bool group_is_asked(const struct rpc_call *call, const struct rpc_group *group)
{
    const char *index = rpc_text(call, "index_name");
    const char *name = rpc_text(call, "mmp_group");
    if (index == NULL && name == NULL) return true;
    if (index != NULL && !rpc_word_is(group->instrument->index_name, index)) return false;
    return strcmp(group->name, name_asked(call)) == 0;
}

static void private_get_mmp_config(struct rpc_call *call)
{
    static struct rpc_group list[RPC_GROUPS_MAX];
    uint32_t count = rpc_groups(call, list, RPC_GROUPS_MAX);
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < count; i++) {
        if (group_is_asked(call, &list[i])) put_config(call, &list[i]);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* Only protections that are frozen are shown, as in the dialect. */
static void private_get_mmp_status(struct rpc_call *call)
{
    static struct rpc_group list[RPC_GROUPS_MAX];
    uint32_t count = rpc_groups(call, list, RPC_GROUPS_MAX);
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < count; i++) {
        int64_t until_ns = list[i].view.frozen_until_ns;
        if (until_ns <= gateway_now_ns(call->rpc->gateway)) continue;
        if (group_is_asked(call, &list[i])) rpc_put_mmp_status(&call->writer, &list[i], until_ns);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void private_reset_mmp(struct rpc_call *call)
{
    const struct instrument *instrument = index_asked(call);
    if (instrument == NULL) return;
    struct mmp_view view;
    struct command command;
    const char *name = name_asked(call);
    uint32_t group_id = rpc_group_number(instrument, name);
    bool is_old = name[0] == '\0' && !core_group_mmp(gateway_core(call->rpc->gateway),
                                                     rpc_account_id(call), group_id, &view);
    rpc_command(call, is_old ? COMMAND_MMP_RESET : COMMAND_GROUP_MMP_RESET, &command);
    if (is_old) command.product_id = instrument->product_id;
    if (!is_old) command.group.group_id = group_id;
    (void)rpc_submit(call, &command, rpc_done_ok);
}

void rpc_put_mmp_status(struct json_writer *writer, const struct rpc_group *group, int64_t until_ns)
{
    json_begin_object(writer);
    json_add_text(writer, "index_name", group->instrument->index_name);
    json_add_text(writer, "mmp_group", group->name);
    json_add_i64(writer, "frozen_until", until_ns == INT64_MAX ? 0 : until_ns / RPC_NS_PER_MS);
    json_add_bool(writer, "block_rfq", false);
    json_end_object(writer);
}

/* --- taking quotes back ----------------------------------------------------------------------- */

struct quote_filter {
    const struct instrument *instrument; /* NULL: any */
    const char *set_id;                  /* NULL: any */
    const char *currency;                /* or an index; NULL: any */
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
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), order->product_id);
    bool is_other = filter->currency != NULL && instrument != NULL &&
                    !rpc_currency_matches(instrument, filter->currency);
    if (is_other) return false;
    client_text_of(call->rpc->gateway, order->account_id, order->client_order_id, text);
    if (strncmp(text, RPC_QUOTE_PREFIX, prefix) != 0) return false;
    const char *set_id = strchr(text + prefix, '.');
    return filter->set_id == NULL || (set_id != NULL && strcmp(set_id + 1, filter->set_id) == 0);
}

static void take_back(struct rpc_call *call, const struct quote_filter *filter)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    uint32_t account_id = rpc_account_id(call);
    struct rpc_many *many = rpc_many_begin(call, account_id);
    if (many == NULL) return;
    many->is_detailed = rpc_boolean(call, "detailed", false);
    if (rpc_boolean(call, "freeze_quotes", false)) rpc_quotes_freeze(call);
    const struct order_record *order = NULL;
    while ((order = read_model_live(model, account_id, order)) != NULL) {
        if (is_wanted(call, filter, order)) rpc_many_add(many, order);
    }
    rpc_many_cancel(call);
}

static void private_cancel_quotes(struct rpc_call *call)
{
    const char *type = rpc_text(call, "cancel_type");
    const char *param = strcmp(type, "instrument") == 0        ? "instrument_name"
                        : strcmp(type, "instrument_kind") == 0 ? "kind"
                        : strcmp(type, "all") == 0             ? NULL
                                                               : type;
    struct quote_filter filter = {0};
    if (strcmp(type, "delta") == 0) {
        rpc_fail(call, RPC_NOT_IMPLEMENTED, "cancel_type", "is for options");
        return;
    }
    if (param != NULL && !rpc_is_given(call, param)) {
        rpc_fail(call, RPC_INVALID_PARAMS, param, "is required");
        return;
    }
    if (strcmp(type, "instrument") == 0) {
        filter.instrument = rpc_instrument(call);
        if (filter.instrument == NULL) return;
    }
    if (strcmp(type, "quote_set_id") == 0) filter.set_id = rpc_text(call, "quote_set_id");
    if (strcmp(type, "currency") == 0) filter.currency = rpc_text(call, "currency");
    if (strcmp(type, "currency_pair") == 0) filter.currency = rpc_text(call, "currency_pair");
    /* A kind that is not traded is like a currency that nothing is in. */
    bool has_kind = strcmp(type, "instrument_kind") == 0;
    if (has_kind && !rpc_kind_is_traded(rpc_text(call, "kind"))) filter.currency = "";
    take_back(call, &filter);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter set_parameters[] = {
    {"index_name", RPC_TEXT, true, NULL, 0, 32},
    {"interval", RPC_INTEGER, true, NULL, 0, SECONDS_MAX},
    {"frozen_time", RPC_INTEGER, true, NULL, 0, SECONDS_MAX},
    {"mmp_group", RPC_TEXT, false, NULL, 0, RPC_GROUP_NAME_MAX},
    {"quantity_limit", RPC_NUMBER, false, NULL, 0, 0},
    {"delta_limit", RPC_NUMBER, false, NULL, 0, 0},
    {"vega_limit", RPC_NUMBER, false, NULL, 0, 0},
    {"max_quote_quantity", RPC_NUMBER, false, NULL, 0, 0},
    {"block_rfq", RPC_BOOLEAN, false, NULL, 0, 0},
    {"trade_count_limit", RPC_INTEGER, false, NULL, 1, FILLS_MAX},
};

static const struct rpc_parameter get_parameters[] = {
    {"index_name", RPC_TEXT, false, NULL, 0, 32},
    {"mmp_group", RPC_TEXT, false, NULL, 0, RPC_GROUP_NAME_MAX},
    {"block_rfq", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter reset_parameters[] = {
    {"index_name", RPC_TEXT, true, NULL, 0, 32},
    {"mmp_group", RPC_TEXT, false, NULL, 0, RPC_GROUP_NAME_MAX},
    {"block_rfq", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter cancel_parameters[] = {
    {"cancel_type", RPC_TEXT, true,
     "delta|quote_set_id|instrument|instrument_kind|currency|currency_pair|all", 0, 0},
    {"detailed", RPC_BOOLEAN, false, NULL, 0, 0},
    {"freeze_quotes", RPC_BOOLEAN, false, NULL, 0, 0},
    {"quote_set_id", RPC_TEXT, false, NULL, 0, 16},
    {"instrument_name", RPC_TEXT, false, NULL, 0, 64},
    {"kind", RPC_TEXT, false, "future|option|spot|future_combo|option_combo|combo|any", 0, 0},
    {"currency", RPC_TEXT, false, NULL, 0, 16},
    {"currency_pair", RPC_TEXT, false, NULL, 0, 32},
    {"min_delta", RPC_NUMBER, false, NULL, 0, 0},
    {"max_delta", RPC_NUMBER, false, NULL, 0, 0},
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
