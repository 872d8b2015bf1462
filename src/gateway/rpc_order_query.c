/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_order_query.c - methods that show own orders.
 */
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "base/text.h"
#include "gateway/credential.h"
#include "gateway/rpc_account.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_page.h"
#include "gateway/rpc_place.h"
#include "gateway/rpc_view.h"
#include "history/history.h"

#define COUNT_DEFAULT 20
#define COUNT_MAX     1000

/* --- live orders ------------------------------------------------------------------------------ */

static void put_live(struct rpc_call *call, const struct rpc_order_filter *filter)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    const struct order_record *order = NULL;
    json_begin_array(&call->writer);
    while ((order = read_model_live(model, filter->account_id, order)) != NULL) {
        if (rpc_filter_passes(call, filter, order)) rpc_view_order(&source, order);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void private_get_open_orders(struct rpc_call *call)
{
    struct rpc_order_filter filter = {
        .account_id = rpc_account_id(call),
        .type = rpc_filter_type(rpc_text(call, "type")),
        .is_empty = !rpc_kind_is_traded(rpc_text(call, "kind")),
    };
    put_live(call, &filter);
}

static void private_get_open_orders_by_currency(struct rpc_call *call)
{
    struct rpc_order_filter filter = {
        .account_id = rpc_account_id(call),
        .type = rpc_filter_type(rpc_text(call, "type")),
        .is_empty = !rpc_kind_is_traded(rpc_text(call, "kind")) ||
                    !rpc_currency_is_traded(call, rpc_text(call, "currency")),
    };
    put_live(call, &filter);
}

static void private_get_open_orders_by_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct rpc_order_filter filter = {
        .account_id = rpc_account_id(call),
        .product_id = instrument->product_id,
        .type = rpc_filter_type(rpc_text(call, "type")),
    };
    put_live(call, &filter);
}

static void private_get_open_orders_by_label(struct rpc_call *call)
{
    struct rpc_order_filter filter = {
        .account_id = rpc_account_id(call),
        .label = rpc_text(call, "label"),
        .is_empty = !rpc_currency_is_traded(call, rpc_text(call, "currency")),
    };
    put_live(call, &filter);
}

/* --- one order -------------------------------------------------------------------------------- */

static void private_get_order_state(struct rpc_call *call)
{
    struct order_record old;
    const struct order_record *order = rpc_order_asked(call, &old);
    if (order == NULL) return;
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    rpc_view_order(&source, order);
    rpc_finish(call);
}

static void private_get_order_state_by_label(struct rpc_call *call)
{
    struct rpc_order_filter filter = {
        .account_id = rpc_account_id(call),
        .label = rpc_text(call, "label"),
        .is_empty = !rpc_currency_is_traded(call, rpc_text(call, "currency")),
    };
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    const struct order_record *order = NULL;
    json_begin_array(&call->writer);
    while ((order = read_model_live(model, filter.account_id, order)) != NULL) {
        if (rpc_filter_passes(call, &filter, order)) rpc_view_order(&source, order);
    }
    uint32_t shown = 0;
    for (uint32_t back = 0; shown < COUNT_DEFAULT; back++) {
        order = read_model_ended(model, back);
        if (order == NULL) break;
        if (order->account_id != filter.account_id) continue;
        if (!rpc_filter_passes(call, &filter, order)) continue;
        rpc_view_order(&source, order);
        shown++;
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- ended orders ----------------------------------------------------------------------------- */

/* Which ended orders, and how they are answered. */
struct ended_query {
    struct history_query query;
    bool only_triggers;
    bool is_empty;
};

static bool is_wanted(const struct ended_query *ended, const struct order_record *order)
{
    return !ended->only_triggers || order->type >= TYPE_STOP_LIMIT;
}

/* Reads orders from history, newest first, past `offset` of them. */
static uint32_t read_ended(struct rpc_call *call, struct ended_query *ended,
                           struct order_record *list, struct history_page *page)
{
    struct history *history = gateway_history(call->rpc->gateway);
    *page = (struct history_page){0};
    if (history == NULL || ended->is_empty) return 0;
    if (history_orders(history, &ended->query, list, page) != HISTORY_OK) return 0;
    return page->count;
}

static void put_orders(struct rpc_call *call, const struct ended_query *ended,
                       const struct order_record *list, uint32_t count)
{
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    int64_t offset = rpc_integer(call, "offset", 0);
    json_begin_array(&call->writer);
    for (uint32_t i = (uint32_t)i64_min(offset, count); i < count; i++) {
        if (is_wanted(ended, &list[i])) rpc_view_order(&source, &list[i]);
    }
    json_end_array(&call->writer);
}

/* The limit counts what the offset passes over too. */
static void answer_ended(struct rpc_call *call, struct ended_query *ended, bool has_continuation)
{
    int64_t offset = rpc_integer(call, "offset", 0);
    int64_t limit = rpc_integer(call, "count", COUNT_DEFAULT) + offset;
    if (!rpc_cursor_read(rpc_text(call, "continuation"), &ended->query.cursor)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "continuation", "is none that was given");
        return;
    }
    struct order_record *list = calloc((size_t)limit, sizeof *list);
    if (list == NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
        return;
    }
    ended->query.limit = (uint32_t)limit;
    struct history_page page;
    uint32_t count = read_ended(call, ended, list, &page);
    if (!has_continuation) {
        put_orders(call, ended, list, count);
    } else {
        json_begin_object(&call->writer);
        json_put_name(&call->writer, ended->only_triggers ? "entries" : "orders");
        put_orders(call, ended, list, count);
        rpc_put_continuation(&call->writer, &page);
        json_end_object(&call->writer);
    }
    free(list);
    rpc_finish(call);
}

#define ENDED_STATES ((1u << RECORD_FILLED) | (1u << RECORD_CANCELLED))

static void order_history(struct rpc_call *call, uint16_t product_id, bool is_empty)
{
    struct ended_query ended = {
        .query = {.account_id = rpc_account_id(call),
                  .product_id = product_id,
                  .states = ENDED_STATES,
                  .with_unfilled = rpc_boolean(call, "include_unfilled", false)},
        .is_empty = is_empty,
    };
    answer_ended(call, &ended, rpc_boolean(call, "with_continuation", false));
}

static void private_get_order_history_by_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument != NULL) order_history(call, instrument->product_id, false);
}

static void private_get_order_history_by_currency(struct rpc_call *call)
{
    bool is_empty = !rpc_kind_is_traded(rpc_text(call, "kind")) ||
                    !rpc_currency_is_traded(call, rpc_text(call, "currency"));
    order_history(call, 0, is_empty);
}

static void private_get_trigger_order_history(struct rpc_call *call)
{
    struct ended_query ended = {
        .query = {.account_id = rpc_account_id(call), .with_unfilled = true},
        .only_triggers = true,
        .is_empty = !rpc_currency_is_traded(call, rpc_text(call, "currency")),
    };
    if (rpc_is_given(call, "instrument_name")) {
        const struct instrument *instrument = rpc_instrument(call);
        if (instrument == NULL) return;
        ended.query.product_id = instrument->product_id;
    }
    answer_ended(call, &ended, true);
}

/* --- margin of orders ------------------------------------------------------------------------- */

/* What an order asks for by itself: its notional at the rate of the account's margin. */
static void private_get_order_margin_by_ids(struct rpc_call *call)
{
    const json_t *ids = rpc_value(call, "ids")->json;
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    uint32_t account_id = rpc_account_id(call);
    json_begin_array(&call->writer);
    for (size_t i = 0; i < json_array_size(ids); i++) {
        const json_t *id = json_array_get(ids, i);
        const char *text = json_is_string(id) ? json_string_value(id) : "";
        uint64_t order_id = 0;
        if (!text_read_u64(text, strlen(text), &order_id)) continue;
        const struct order_record *order = read_model_order(model, order_id);
        if (order == NULL || order->account_id != account_id || !record_is_live(order)) continue;
        const struct instrument *instrument =
            instrument_by_product(gateway_instruments(call->rpc->gateway), order->product_id);
        struct rpc_put put = {&call->writer, instrument};
        json_begin_object(&call->writer);
        rpc_add_id(&call->writer, "order_id", order_id);
        rpc_add_money(&put, "initial_margin", rpc_order_margin(call, order));
        json_add_text(&call->writer, "initial_margin_currency", instrument->settlement);
        json_end_object(&call->writer);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

#define KINDS "future|option|spot|future_combo|option_combo|combo|any"
#define TYPES                                                                                      \
    "all|limit|trigger_all|stop_all|stop_limit|stop_market|take_all|take_limit|take_market|"       \
    "trailing_all|trailing_stop"
#define HISTORY_PARAMETERS                                                                         \
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},                                             \
        {"offset", RPC_INTEGER, false, NULL, 0, 10000},                                            \
        {"include_old", RPC_BOOLEAN, false, NULL, 0, 0},                                           \
        {"include_unfilled", RPC_BOOLEAN, false, NULL, 0, 0},                                      \
        {"with_continuation", RPC_BOOLEAN, false, NULL, 0, 0},                                     \
        {"continuation", RPC_TEXT, false, NULL, 0, 64},                                            \
    {                                                                                              \
        "historical", RPC_BOOLEAN, false, NULL, 0, 0                                               \
    }

static const struct rpc_parameter open_parameters[] = {
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
    {"type", RPC_TEXT, false, TYPES, 0, 0},
};

static const struct rpc_parameter open_currency_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
    {"type", RPC_TEXT, false, TYPES, 0, 0},
};

static const struct rpc_parameter open_instrument_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"type", RPC_TEXT, false, TYPES, 0, 0},
};

static const struct rpc_parameter label_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"label", RPC_TEXT, false, NULL, 0, CLIENT_TEXT_SIZE},
};

static const struct rpc_parameter state_parameters[] = {
    {"order_id", RPC_TEXT, true, NULL, 0, 64},
};

static const struct rpc_parameter history_currency_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
    HISTORY_PARAMETERS,
};

static const struct rpc_parameter history_instrument_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    HISTORY_PARAMETERS,
};

static const struct rpc_parameter trigger_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"instrument_name", RPC_TEXT, false, NULL, 0, 64},
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},
    {"offset", RPC_INTEGER, false, NULL, 0, 10000},
    {"continuation", RPC_TEXT, false, NULL, 0, 64},
};

static const struct rpc_parameter margin_parameters[] = {
    {"ids", RPC_LIST, true, NULL, 0, 0},
};

#define ROW(name, parameters, handler)                                                             \
    {                                                                                              \
        name, RPC_ROW(parameters), SCOPE_TRADE_READ, RPC_COST_REQUEST, false, handler, 0           \
    }

const struct rpc_method rpc_order_query_methods[] = {
    ROW("private/get_open_orders", open_parameters, private_get_open_orders),
    ROW("private/get_open_orders_by_currency", open_currency_parameters,
        private_get_open_orders_by_currency),
    ROW("private/get_open_orders_by_instrument", open_instrument_parameters,
        private_get_open_orders_by_instrument),
    ROW("private/get_open_orders_by_label", label_parameters, private_get_open_orders_by_label),
    ROW("private/get_order_state", state_parameters, private_get_order_state),
    ROW("private/get_order_state_by_label", label_parameters, private_get_order_state_by_label),
    ROW("private/get_order_history_by_currency", history_currency_parameters,
        private_get_order_history_by_currency),
    ROW("private/get_order_history_by_instrument", history_instrument_parameters,
        private_get_order_history_by_instrument),
    ROW("private/get_trigger_order_history", trigger_parameters, private_get_trigger_order_history),
    ROW("private/get_order_margin_by_ids", margin_parameters, private_get_order_margin_by_ids),
    {0},
};
