/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_trades.c - methods that show trades: everybody's, and own fills.
 */
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "gateway/credential.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_page.h"
#include "gateway/rpc_place.h"
#include "gateway/rpc_view.h"

#define COUNT_DEFAULT 10
#define COUNT_MAX     1000

static struct rpc_source source_of(struct rpc_call *call)
{
    return (struct rpc_source){.gateway = call->rpc->gateway, .writer = &call->writer};
}

/* Numbers of trades: sequence numbers of the instrument, or ids, which are numbers as well. */
static bool read_numbers(struct rpc_call *call, struct history_query *query)
{
    static const char *const names[] = {"start_id", "end_id"};
    uint64_t numbers[2] = {0, 0};
    for (size_t i = 0; i < 2; i++) {
        const char *text = rpc_text(call, names[i]);
        if (text == NULL) continue;
        if (!text_read_u64(text, strlen(text), &numbers[i])) {
            rpc_fail(call, RPC_INVALID_PARAMS, names[i], "is no trade id");
            return false;
        }
    }
    query->from_number = numbers[0];
    query->to_number = numbers[1];
    return true;
}

static bool read_query(struct rpc_call *call, struct history_query *query)
{
    rpc_window_read(call, query);
    query->from_number = (uint64_t)rpc_integer(call, "start_seq", 0);
    query->to_number = (uint64_t)rpc_integer(call, "end_seq", 0);
    query->limit = (uint32_t)rpc_integer(call, "count", COUNT_DEFAULT);
    bool has_start = query->from_ns != 0 || query->from_number != 0;
    bool has_end = query->to_ns != 0 || query->to_number != 0;
    /* With a start and no end, clients walk forward from the start. */
    if (has_start && !has_end && rpc_text(call, "sorting") == NULL) query->is_ascending = true;
    return true;
}

/* --- everybody's ------------------------------------------------------------------------------ */

/* Trades of several instruments, each asked by itself, in one list. */
struct trade_list {
    struct market_trade *list;
    uint32_t count;
    bool has_more;
};

static int compare_ids(const void *one, const void *other)
{
    const struct market_trade *left = one;
    const struct market_trade *right = other;
    return (left->trade_id > right->trade_id) - (left->trade_id < right->trade_id);
}

static int compare_ids_backwards(const void *one, const void *other)
{
    return compare_ids(other, one);
}

/* `currency` NULL: the product of the query alone.  False: the history does not answer. */
static bool read_trades(struct rpc_call *call, struct history_query *query, const char *currency,
                        struct trade_list *trades)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    uint16_t only = query->product_id;
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        bool is_asked = currency == NULL ? instrument->product_id == only
                                         : rpc_currency_matches(instrument, currency);
        if (!is_asked) continue;
        size_t room = (size_t)trades->count + query->limit;
        struct market_trade *list = realloc(trades->list, room * sizeof *list);
        struct history_page page = {0};
        if (list == NULL) return false;
        trades->list = list;
        query->product_id = instrument->product_id;
        enum history_status status =
            history_trades(gateway_history(call->rpc->gateway), query, list + trades->count, &page);
        if (status != HISTORY_OK) return false;
        trades->count += page.count;
        trades->has_more = trades->has_more || page.more;
    }
    return true;
}

static void answer_trades(struct rpc_call *call, struct history_query *query, const char *currency)
{
    struct trade_list trades = {0};
    if (!read_trades(call, query, currency, &trades)) {
        free(trades.list);
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
        return;
    }
    if (trades.count > 0) {
        qsort(trades.list, trades.count, sizeof trades.list[0],
              query->is_ascending ? compare_ids : compare_ids_backwards);
    }
    struct rpc_source source = source_of(call);
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "trades");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < trades.count && i < query->limit; i++) {
        rpc_view_trade(&source, &trades.list[i]);
    }
    json_end_array(&call->writer);
    json_add_bool(&call->writer, "has_more", trades.has_more || trades.count > query->limit);
    json_end_object(&call->writer);
    free(trades.list);
    rpc_finish(call);
}

static void public_get_last_trades_by_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct history_query query = {.product_id = instrument->product_id};
    if (read_query(call, &query)) answer_trades(call, &query, NULL);
}

static void public_get_last_trades_by_currency(struct rpc_call *call)
{
    struct history_query query = {0};
    bool is_kind = rpc_kind_is_traded(rpc_text(call, "kind"));
    if (!read_query(call, &query) || !read_numbers(call, &query)) return;
    /* Of another kind there is nothing: no currency has this name. */
    answer_trades(call, &query, is_kind ? rpc_text(call, "currency") : "");
}

static void public_get_trade_volumes(struct rpc_call *call)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    struct json_writer *writer = &call->writer;
    json_begin_array(writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct market_ticker ticker = {0};
        struct rpc_put put = {writer, instrument};
        (void)market_ticker(gateway_market(call->rpc->gateway), instrument->product_id, &ticker);
        json_begin_object(writer);
        json_add_text(writer, "currency", instrument->base);
        json_add_text(writer, "currency_pair", instrument->index_name);
        rpc_add_amount(&put, "futures_volume", ticker.day.volume.lots);
        json_add_i64(writer, "calls_volume", 0);
        json_add_i64(writer, "puts_volume", 0);
        json_add_i64(writer, "spot_volume", 0);
        json_end_object(writer);
    }
    json_end_array(writer);
    rpc_finish(call);
}

/* --- own -------------------------------------------------------------------------------------- */

static void put_fills(struct rpc_call *call, const struct fill_record *list, uint32_t count)
{
    struct rpc_source source = source_of(call);
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < count; i++) rpc_view_fill(&source, &list[i]);
    json_end_array(&call->writer);
}

/* Trades by order are a bare list; the others say whether there are more. */
static void answer_fills(struct rpc_call *call, const struct history_query *query, bool is_empty)
{
    struct history *history = gateway_history(call->rpc->gateway);
    struct fill_record *list = calloc(query->limit, sizeof *list);
    struct history_page page = {0};
    bool is_good = list != NULL && history != NULL &&
                   (is_empty || history_fills(history, query, list, &page) == HISTORY_OK);
    if (!is_good) {
        free(list);
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
        return;
    }
    if (query->order_id != 0) {
        put_fills(call, list, page.count);
    } else {
        json_begin_object(&call->writer);
        json_put_name(&call->writer, "trades");
        put_fills(call, list, page.count);
        json_add_bool(&call->writer, "has_more", page.more);
        json_end_object(&call->writer);
    }
    free(list);
    rpc_finish(call);
}

static void private_get_user_trades_by_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct history_query query = {.product_id = instrument->product_id};
    query.account_id = rpc_account_asked(call);
    if (query.account_id != 0 && read_query(call, &query)) answer_fills(call, &query, false);
}

static void private_get_user_trades_by_currency(struct rpc_call *call)
{
    struct history_query query = {.account_id = rpc_account_asked(call)};
    if (query.account_id == 0) return;
    bool is_empty = !rpc_kind_is_traded(rpc_text(call, "kind")) ||
                    !rpc_currency_is_traded(call, rpc_text(call, "currency"));
    if (!read_query(call, &query) || !read_numbers(call, &query)) return;
    answer_fills(call, &query, is_empty);
}

static void private_get_user_trades_by_order(struct rpc_call *call)
{
    struct history_query query = {.account_id = rpc_account_asked(call), .limit = COUNT_MAX};
    if (query.account_id == 0) return;
    const char *text = rpc_text(call, "order_id");
    const char *sorting = rpc_text(call, "sorting");
    if (!text_read_u64(text, strlen(text), &query.order_id) || query.order_id == 0) {
        rpc_fail(call, RPC_ORDER_NOT_FOUND, "order_id", NULL);
        return;
    }
    query.is_ascending = sorting == NULL || strcmp(sorting, "desc") != 0;
    answer_fills(call, &query, false);
}

/* --- the rows --------------------------------------------------------------------------------- */

#define KINDS "future|option|spot|future_combo|option_combo|combo|any"
#define CURRENCY                                                                                   \
    {"currency", RPC_TEXT, true, NULL, 0, 16}, {"kind", RPC_TEXT, false, KINDS, 0, 0},             \
        {"start_id", RPC_TEXT, false, NULL, 0, 32}, {"end_id", RPC_TEXT, false, NULL, 0, 32},      \
        {"start_seq", RPC_INTEGER, false, NULL, 0, INT64_MAX},                                     \
    {                                                                                              \
        "end_seq", RPC_INTEGER, false, NULL, 0, INT64_MAX                                          \
    }
#define INSTRUMENT                                                                                 \
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},                                              \
        {"start_seq", RPC_INTEGER, false, NULL, 0, INT64_MAX},                                     \
    {                                                                                              \
        "end_seq", RPC_INTEGER, false, NULL, 0, INT64_MAX                                          \
    }
#define WINDOW(is_required)                                                                        \
    {"start_timestamp", RPC_INTEGER, is_required, NULL, 0, 0},                                     \
        {"end_timestamp", RPC_INTEGER, is_required, NULL, 0, 0},                                   \
        {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},                                         \
        {"include_old", RPC_BOOLEAN, false, NULL, 0, 0},                                           \
        {"historical", RPC_BOOLEAN, false, NULL, 0, 0},                                            \
        {"sorting", RPC_TEXT, false, "asc|desc|default", 0, 0},                                    \
    {                                                                                              \
        "subaccount_id", RPC_INTEGER, false, NULL, 0, 0                                            \
    }

static const struct rpc_parameter by_instrument[] = {INSTRUMENT, WINDOW(false)};
static const struct rpc_parameter by_instrument_and_time[] = {INSTRUMENT, WINDOW(true)};
static const struct rpc_parameter by_currency[] = {CURRENCY, WINDOW(false)};
static const struct rpc_parameter by_currency_and_time[] = {CURRENCY, WINDOW(true)};

static const struct rpc_parameter by_order[] = {
    {"order_id", RPC_TEXT, true, NULL, 0, 64},
    {"sorting", RPC_TEXT, false, "asc|desc|default", 0, 0},
    {"historical", RPC_BOOLEAN, false, NULL, 0, 0},
    {"subaccount_id", RPC_INTEGER, false, NULL, 0, 0},
};

static const struct rpc_parameter volumes_parameters[] = {
    {"extended", RPC_BOOLEAN, false, NULL, 0, 0},
};

#define ROW(name, parameters, scopes, handler)                                                     \
    {                                                                                              \
        name, RPC_ROW(parameters), scopes, RPC_COST_REQUEST, false, handler, 0                     \
    }

const struct rpc_method rpc_trades_methods[] = {
    ROW("public/get_last_trades_by_instrument", by_instrument, 0,
        public_get_last_trades_by_instrument),
    ROW("public/get_last_trades_by_instrument_and_time", by_instrument_and_time, 0,
        public_get_last_trades_by_instrument),
    ROW("public/get_last_trades_by_currency", by_currency, 0, public_get_last_trades_by_currency),
    ROW("public/get_last_trades_by_currency_and_time", by_currency_and_time, 0,
        public_get_last_trades_by_currency),
    ROW("public/get_trade_volumes", volumes_parameters, 0, public_get_trade_volumes),
    ROW("private/get_user_trades_by_instrument", by_instrument, SCOPE_TRADE_READ,
        private_get_user_trades_by_instrument),
    ROW("private/get_user_trades_by_instrument_and_time", by_instrument_and_time, SCOPE_TRADE_READ,
        private_get_user_trades_by_instrument),
    ROW("private/get_user_trades_by_currency", by_currency, SCOPE_TRADE_READ,
        private_get_user_trades_by_currency),
    ROW("private/get_user_trades_by_currency_and_time", by_currency_and_time, SCOPE_TRADE_READ,
        private_get_user_trades_by_currency),
    ROW("private/get_user_trades_by_order", by_order, SCOPE_TRADE_READ,
        private_get_user_trades_by_order),
    {0},
};
