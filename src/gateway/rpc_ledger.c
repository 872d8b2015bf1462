/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_ledger.c - methods that show what moved money: transactions, settlements, account events.
 */
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "base/text.h"
#include "gateway/credential.h"
#include "gateway/rpc_account.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_page.h"
#include "gateway/rpc_view.h"
#include "model/event_text.h"

#define COUNT_DEFAULT 100
#define COUNT_MAX     1000
#define RATE_ONE      INT64_C(1000000000000)
#define RATE_NEAR     20 /* a twentieth: the mark has moved since */

/* --- transactions ----------------------------------------------------------------------------- */

static const char *transaction_word(const struct transaction_record *record)
{
    switch ((enum transaction_kind)record->kind) {
    case TRANSACTION_DEPOSIT: return "deposit";
    case TRANSACTION_WITHDRAWAL: return "withdrawal";
    case TRANSACTION_TRANSFER: return "transfer";
    case TRANSACTION_TRADE: return "trade";
    case TRANSACTION_FUNDING: return "settlement";
    case TRANSACTION_SETTLEMENT: return record->cause == 1 ? "delivery" : "settlement";
    case TRANSACTION_MOVED: return "move_position";
    case TRANSACTION_FUND: return "insurance_fund";
    case TRANSACTION_DEFAULT: return "socialized_fund";
    case TRANSACTION_CORRECTION: return "correction";
    case TRANSACTION_GIVE_UP: return "give_up";
    case TRANSACTION_PROGRAMME: return "maker_programme";
    case TRANSACTION_BLOCK: return "trade";
    }
    return "correction";
}

static const char *side_word(const struct transaction_record *record, int64_t net_before)
{
    if (record->side == SIDE_BUY) return net_before < 0 ? "close buy" : "open buy";
    return net_before > 0 ? "close sell" : "open sell";
}

static void put_trade_part(const struct rpc_put *put, const struct transaction_record *record)
{
    int64_t signed_lots = record->side == SIDE_BUY ? record->qty.lots : -record->qty.lots;
    json_add_text(put->writer, "side", side_word(record, record->net.lots - signed_lots));
    rpc_add_price(put, "price", record->price.ticks);
    rpc_add_id(put->writer, "trade_id", record->trade_id);
    rpc_add_id(put->writer, "order_id", record->order_id);
    json_add_text(put->writer, "user_role", record->is_taker ? "taker" : "maker");
}

/* What a lot paid over its value at the price of the record, to the nearest; 0: not known. */
static int64_t paid_rate_e12(const struct instrument *instrument,
                             const struct transaction_record *record)
{
    int128 value = (int128)record->net.lots * record->fine_price.ticks_e4;
    value *= instrument->tick_value_micros;
    if (value == 0) return 0;
    int128 sign = value < 0 ? -1 : 1;
    int128 paid = sign * -record->change.micros * FINE_PER_TICK * RATE_ONE;
    int128 rate = div_floor(2 * paid + sign * value, 2 * sign * value);
    bool fits = rate > -RATE_ONE && rate < RATE_ONE;
    return fits ? (int64_t)rate : 0;
}

/* The rate that was charged last; a payment may also be for several, when a position was not
 * touched for long (R-FUND-10), or for those before a rate of 0: then what it came to in all. */
static int64_t funding_rate_e12(const struct instrument *instrument,
                                const struct transaction_record *record)
{
    if (instrument == NULL) return record->rate_e12;
    int64_t paid_e12 = paid_rate_e12(instrument, record);
    int64_t off_e12 = paid_e12 - record->rate_e12;
    if (off_e12 < 0) off_e12 = -off_e12;
    int64_t near_e12 = (record->rate_e12 < 0 ? -record->rate_e12 : record->rate_e12) / RATE_NEAR;
    return paid_e12 == 0 || off_e12 <= near_e12 ? record->rate_e12 : paid_e12;
}

static void put_transaction(struct rpc_call *call, const struct transaction_record *record)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), record->product_id);
    struct json_writer *writer = &call->writer;
    struct gateway *gateway = call->rpc->gateway;
    const struct instrument *settled = rpc_settled_of(gateway, record->account_id);
    struct rpc_put put = {writer, instrument != NULL ? instrument : settled};
    bool is_funding = record->kind == TRANSACTION_FUNDING;
    json_begin_object(writer);
    json_add_u64(writer, "id", record->number);
    json_add_u64(writer, "user_seq", record->number);
    json_add_u64(writer, "user_id", record->account_id);
    json_add_text(writer, "username", "");
    json_add_text(writer, "type", transaction_word(record));
    rpc_add_ms(&put, "timestamp", record->time_ns);
    json_add_text(writer, "currency", rpc_money_of(gateway, record->account_id));
    rpc_add_money(&put, "cashflow", (struct money){record->change.micros + record->fee.micros});
    rpc_add_money(&put, "change", record->change);
    rpc_add_money(&put, "commission", record->fee);
    rpc_add_money(&put, "balance", record->balance);
    rpc_add_money(&put, "equity", record->balance);
    if (is_funding) {
        rpc_add_money(&put, "interest_pl", record->change);
        rpc_add_rate(&put, "funding_rate", funding_rate_e12(instrument, record));
        rpc_add_id(writer, "receipt_id", record->sequence);
    }
    if (record->reference != 0) rpc_add_id(writer, "reference", record->reference);
    if (instrument != NULL) {
        json_add_text(writer, "instrument_name", instrument->rpc_name);
        rpc_add_amount(&put, "position", record->net.lots);
        rpc_add_amount(&put, "amount", record->qty.lots);
        rpc_add_money(&put, "session_rpl", record->realised);
        json_add_bool(writer, "profit_as_cashflow", true);
        rpc_add_fine_or_null(&put, "mark_price", record->fine_price);
        rpc_add_fine_or_null(&put, "index_price", record->index);
        if (record->kind == TRANSACTION_TRADE) put_trade_part(&put, record);
    }
    json_put_name(writer, "info");
    json_begin_object(writer);
    if (is_funding) json_add_text(writer, "kind", "funding");
    json_end_object(writer);
    json_end_object(writer);
}

/* The kinds that a word of `query` stands for; 0: all. */
static uint32_t kinds_of(const char *query)
{
    static const struct {
        const char *word;
        uint32_t kinds;
    } rows[] = {
        {"trade", 1u << TRANSACTION_TRADE},
        {"maker", 1u << TRANSACTION_TRADE},
        {"taker", 1u << TRANSACTION_TRADE},
        {"open", 1u << TRANSACTION_TRADE},
        {"close", 1u << TRANSACTION_TRADE},
        {"settlement", 1u << TRANSACTION_FUNDING | 1u << TRANSACTION_SETTLEMENT},
        {"funding", 1u << TRANSACTION_FUNDING},
        {"delivery", 1u << TRANSACTION_SETTLEMENT},
        {"deposit", 1u << TRANSACTION_DEPOSIT},
        {"withdrawal", 1u << TRANSACTION_WITHDRAWAL},
        {"transfer", 1u << TRANSACTION_TRANSFER},
        {"liquidation", 1u << TRANSACTION_MOVED | 1u << TRANSACTION_FUND},
    };
    for (size_t i = 0; query != NULL && i < sizeof rows / sizeof rows[0]; i++) {
        if (strcmp(query, rows[i].word) == 0) return rows[i].kinds;
    }
    return 0;
}

/* The continuation is the number of the newest transaction that was not shown. */
static void private_get_transaction_log(struct rpc_call *call)
{
    struct history_query query = {
        .account_id = rpc_account_asked(call),
        .kinds = kinds_of(rpc_text(call, "query")),
        .limit = (uint32_t)rpc_integer(call, "count", COUNT_DEFAULT),
        .to_number = (uint64_t)rpc_integer(call, "continuation", 0),
    };
    if (query.account_id == 0) return;
    rpc_window_read(call, &query);
    struct history *history = gateway_history(call->rpc->gateway);
    struct transaction_record *list = calloc(query.limit, sizeof *list);
    struct history_page page = {0};
    bool is_cash = rpc_currency_is_traded(call, rpc_text(call, "currency"));
    bool is_good = list != NULL && history != NULL &&
                   (!is_cash || history_transactions(history, &query, list, &page) == HISTORY_OK);
    if (!is_good) {
        free(list);
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
        return;
    }
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "logs");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < page.count; i++) put_transaction(call, &list[i]);
    json_end_array(&call->writer);
    bool has_more = page.more && page.count > 0 && list[page.count - 1].number > 1;
    if (has_more) json_add_u64(&call->writer, "continuation", list[page.count - 1].number - 1);
    if (!has_more) json_add_null(&call->writer, "continuation");
    json_end_object(&call->writer);
    free(list);
    rpc_finish(call);
}

/* --- own settlements: funding and variation --------------------------------------------------- */

static void put_own_settlement(struct rpc_call *call, const struct transaction_record *record)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), record->product_id);
    struct rpc_put put = {&call->writer, instrument};
    bool is_funding = record->kind == TRANSACTION_FUNDING;
    if (instrument == NULL) return;
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "type", record->cause == 1 ? "delivery" : "settlement");
    rpc_add_ms(&put, "timestamp", record->time_ns);
    json_add_text(&call->writer, "instrument_name", instrument->rpc_name);
    rpc_add_amount(&put, "position", record->net.lots);
    rpc_add_fine_or_null(&put, "mark_price", record->fine_price);
    rpc_add_fine_or_null(&put, "index_price", record->index);
    rpc_add_money(&put, "funding", is_funding ? record->change : (struct money){0});
    rpc_add_money(&put, "profit_loss", record->change);
    rpc_add_money(&put, "session_profit_loss", record->realised);
    json_end_object(&call->writer);
}

/* What all four lists of settlements are asked for.  False: the call is ended. */
static bool settlements_asked(struct rpc_call *call, struct history_query *query, bool *is_empty)
{
    query->limit = (uint32_t)rpc_integer(call, "count", 20);
    int64_t until_ms = rpc_integer(call, "search_start_timestamp", 0);
    if (until_ms > 0) query->to_ns = rpc_ns_of_ms(until_ms);
    const char *type = rpc_text(call, "type");
    *is_empty = *is_empty || (type != NULL && strcmp(type, "settlement") != 0);
    if (rpc_cursor_read(rpc_text(call, "continuation"), &query->cursor)) return true;
    rpc_fail(call, RPC_INVALID_PARAMS, "continuation", "is none that was given");
    return false;
}

static void begin_settlements(struct rpc_call *call)
{
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "settlements");
    json_begin_array(&call->writer);
}

static void end_settlements(struct rpc_call *call, const struct history_page *page)
{
    json_end_array(&call->writer);
    rpc_put_continuation(&call->writer, page);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void own_settlements(struct rpc_call *call, struct history_query *query, bool is_empty)
{
    query->account_id = rpc_account_id(call);
    query->kinds = 1u << TRANSACTION_FUNDING | 1u << TRANSACTION_SETTLEMENT;
    if (!settlements_asked(call, query, &is_empty)) return;
    struct history *history = gateway_history(call->rpc->gateway);
    struct transaction_record *list = calloc(query->limit, sizeof *list);
    struct history_page page = {0};
    if (list != NULL && history != NULL && !is_empty) {
        (void)history_transactions(history, query, list, &page);
    }
    begin_settlements(call);
    for (uint32_t i = 0; i < page.count; i++) put_own_settlement(call, &list[i]);
    free(list);
    end_settlements(call, &page);
}

static void private_get_settlement_history_by_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct history_query query = {.product_id = instrument->product_id};
    own_settlements(call, &query, false);
}

static void private_get_settlement_history_by_currency(struct rpc_call *call)
{
    struct history_query query = {0};
    own_settlements(call, &query, !rpc_currency_is_traded(call, rpc_text(call, "currency")));
}

/* --- settlements of the venue ----------------------------------------------------------------- */

static void put_settlement(struct rpc_call *call, const struct settlement_record *record)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), record->product_id);
    struct rpc_put put = {&call->writer, instrument};
    if (instrument == NULL) return;
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "type", "settlement");
    rpc_add_ms(&put, "timestamp", record->time_ns);
    json_add_text(&call->writer, "instrument_name", instrument->rpc_name);
    rpc_add_amount(&put, "position", record->open_interest.lots);
    rpc_add_fine_or_null(&put, "mark_price", record->price);
    rpc_add_fine_or_null(&put, "index_price", record->index);
    json_add_i64(&call->writer, "funding", 0);
    rpc_add_money(&put, "session_profit_loss", record->paid_out);
    rpc_add_money(&put, "profit_loss", record->paid_out);
    json_end_object(&call->writer);
}

static void venue_settlements(struct rpc_call *call, struct history_query *query, bool is_empty)
{
    if (!settlements_asked(call, query, &is_empty)) return;
    struct history *history = gateway_history(call->rpc->gateway);
    struct settlement_record *list = calloc(query->limit, sizeof *list);
    struct history_page page = {0};
    if (list != NULL && history != NULL && !is_empty) {
        (void)history_settlements(history, query, list, &page);
    }
    begin_settlements(call);
    for (uint32_t i = 0; i < page.count; i++) put_settlement(call, &list[i]);
    free(list);
    end_settlements(call, &page);
}

static void public_get_last_settlements_by_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct history_query query = {.product_id = instrument->product_id};
    venue_settlements(call, &query, false);
}

static void public_get_last_settlements_by_currency(struct rpc_call *call)
{
    struct history_query query = {0};
    venue_settlements(call, &query, !rpc_currency_is_traded(call, rpc_text(call, "currency")));
}

/* The settlement price of each cycle: what a dated future would be delivered at. */
static void public_get_delivery_prices(struct rpc_call *call)
{
    const struct instrument *instrument =
        rpc_instrument_of_index(call, rpc_text(call, "index_name"));
    if (instrument == NULL) {
        rpc_fail(call, RPC_INVALID_PARAMS, "index_name", "no such index");
        return;
    }
    int64_t offset = rpc_integer(call, "offset", 0);
    struct history_query query = {.product_id = instrument->product_id};
    query.limit = (uint32_t)(rpc_integer(call, "count", 10) + offset);
    struct history *history = gateway_history(call->rpc->gateway);
    struct settlement_record *list = calloc(query.limit, sizeof *list);
    struct history_page page = {0};
    if (list == NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
        return;
    }
    if (history != NULL) (void)history_settlements(history, &query, list, &page);
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "data");
    json_begin_array(&call->writer);
    for (uint32_t i = (uint32_t)i64_min(offset, page.count); i < page.count; i++) {
        struct tm day = {0};
        time_t seconds = (time_t)(list[i].time_ns / INT64_C(1000000000));
        char date[16];
        (void)gmtime_r(&seconds, &day);
        (void)strftime(date, sizeof date, "%Y-%m-%d", &day);
        json_begin_object(&call->writer);
        json_add_text(&call->writer, "date", date);
        rpc_add_fine(&put, "delivery_price", list[i].price);
        json_end_object(&call->writer);
    }
    json_end_array(&call->writer);
    json_add_u64(&call->writer, "records_total", page.count);
    json_end_object(&call->writer);
    free(list);
    rpc_finish(call);
}

/* --- the account's events --------------------------------------------------------------------- */

/* Those in memory behind `after`, added to a page.  False: memory does not reach so far back. */
static bool add_recent_events(const struct rpc_call *call, const struct history_query *query,
                              uint64_t after, struct kept_event *list, struct history_page *page)
{
    struct kept_events events = {.list = list + page->count, .max = query->limit - page->count};
    read_model_events(gateway_orders(call->rpc->gateway), query->account_id, after, &events);
    page->count += events.count;
    page->more = page->count == query->limit;
    return events.is_complete;
}

/* Events behind a number: from memory, or where it does not reach so far back from history, and
 * behind what that has committed again from memory. */
static bool read_events(struct rpc_call *call, const struct history_query *query,
                        struct kept_event *list, struct history_page *page)
{
    struct history *history = gateway_history(call->rpc->gateway);
    *page = (struct history_page){0};
    if (add_recent_events(call, query, query->from_number - 1, list, page)) return true;
    if (history == NULL || history_events(history, query, list, page) != HISTORY_OK) return false;
    if (page->count == 0 || page->count == query->limit) return true;
    uint64_t last = list[page->count - 1].number;
    if (!add_recent_events(call, query, last, list, page)) page->more = true;
    return true;
}

/* Every private event behind a number, without gaps: what a client reads that was away. */
static void private_get_account_events(struct rpc_call *call)
{
    struct history_query query = {
        .account_id = rpc_account_asked(call),
        .from_number = (uint64_t)rpc_integer(call, "after_sequence", 0) + 1,
        .limit = (uint32_t)rpc_integer(call, "count", COUNT_DEFAULT),
        .is_ascending = true,
    };
    if (query.account_id == 0) return;
    struct kept_event *list = calloc(query.limit, sizeof *list);
    struct history_page page = {0};
    if (list == NULL || !read_events(call, &query, list, &page)) {
        free(list);
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
        return;
    }
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "events");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < page.count; i++) {
        char text[EVENT_TEXT_SIZE];
        size_t size = event_json(text, sizeof text, &list[i].event);
        json_begin_object(&call->writer);
        json_add_u64(&call->writer, "sequence", list[i].number);
        json_add_i64(&call->writer, "timestamp", list[i].event.time_ns / RPC_NS_PER_MS);
        json_put_name(&call->writer, "event");
        json_put_raw(&call->writer, text, size);
        json_end_object(&call->writer);
    }
    json_end_array(&call->writer);
    json_add_bool(&call->writer, "has_more", page.more);
    json_end_object(&call->writer);
    free(list);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

#define SETTLEMENT_PARAMETERS                                                                      \
    {"type", RPC_TEXT, false, "settlement|delivery|bankruptcy", 0, 0},                             \
        {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},                                         \
        {"continuation", RPC_TEXT, false, NULL, 0, 64},                                            \
    {                                                                                              \
        "search_start_timestamp", RPC_INTEGER, false, NULL, 0, 0                                   \
    }

static const struct rpc_parameter log_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"start_timestamp", RPC_INTEGER, true, NULL, 0, 0},
    {"end_timestamp", RPC_INTEGER, true, NULL, 0, 0},
    {"query", RPC_TEXT, false, NULL, 0, 64},
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},
    {"continuation", RPC_INTEGER, false, NULL, 0, INT64_MAX},
    {"sorting", RPC_TEXT, false, "asc|desc|default", 0, 0},
    {"subaccount_id", RPC_INTEGER, false, NULL, 0, 0},
};

static const struct rpc_parameter settlements_by_instrument[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    SETTLEMENT_PARAMETERS,
};

static const struct rpc_parameter settlements_by_currency[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    SETTLEMENT_PARAMETERS,
};

static const struct rpc_parameter delivery_parameters[] = {
    {"index_name", RPC_TEXT, true, NULL, 0, 32},
    {"offset", RPC_INTEGER, false, NULL, 0, 10000},
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},
};

static const struct rpc_parameter events_parameters[] = {
    {"after_sequence", RPC_INTEGER, false, NULL, 0, INT64_MAX - 1},
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},
    {"subaccount_id", RPC_INTEGER, false, NULL, 0, 0},
};

#define ROW(name, parameters, scope, handler)                                                      \
    {                                                                                              \
        name, RPC_ROW(parameters), scope, RPC_COST_REQUEST, false, handler, 0                      \
    }

const struct rpc_method rpc_ledger_methods[] = {
    ROW("private/get_transaction_log", log_parameters, SCOPE_ACCOUNT_READ,
        private_get_transaction_log),
    ROW("private/get_settlement_history_by_instrument", settlements_by_instrument, SCOPE_TRADE_READ,
        private_get_settlement_history_by_instrument),
    ROW("private/get_settlement_history_by_currency", settlements_by_currency, SCOPE_TRADE_READ,
        private_get_settlement_history_by_currency),
    ROW("public/get_last_settlements_by_instrument", settlements_by_instrument, 0,
        public_get_last_settlements_by_instrument),
    ROW("public/get_last_settlements_by_currency", settlements_by_currency, 0,
        public_get_last_settlements_by_currency),
    ROW("public/get_delivery_prices", delivery_parameters, 0, public_get_delivery_prices),
    ROW("private/get_account_events", events_parameters, SCOPE_ACCOUNT_READ,
        private_get_account_events),
    {0},
};
