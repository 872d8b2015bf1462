/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_order_list.c - orders and fills of a member, live and ended.
 *
 * A list goes through the accounts of the key one after the other; the cursor says which account is
 * at its turn and where in it.
 */
#include <string.h>

#include "base/int_math.h"
#include "gateway/client_text.h"
#include "gateway/rest_parts.h"
#include "model/reject.h"

#define ORDERS_MAX 10000
#define BATCH      200u

void rest_put_client_id(struct json_writer *json, const struct rest *rest, uint32_t account_id,
                        uint64_t client_order_id)
{
    char text[CLIENT_TEXT_ROOM];
    client_text_of(rest->gateway, account_id, client_order_id, text);
    json_put_text(json, text);
}

/* --- one order --- */

static const char *update_reason(const struct order_record *order)
{
    switch (order->last_event) {
    case EVENT_ORDER_DECREASED: return "Decrease";
    case EVENT_ORDER_AMENDED: return "Amend";
    case EVENT_FILL:
    case EVENT_ORDER_FILLED: return "Trade";
    default: break;
    }
    switch (order->reason) {
    case REASON_SELF_MATCH: return "SelfTradeCancel";
    case REASON_EXPIRED: return "ExpiryCancel";
    case REASON_POST_ONLY:
    case REASON_AMEND_POST_ONLY: return "PostOnlyCrossCancel";
    case REASON_LIQUIDATION: return "MarginCancel";
    default: return "";
    }
}

static void put_order_ids(struct rest_call *call, const struct order_record *order)
{
    struct json_writer *json = &call->json;
    rest_add_id(json, "order_id", REST_ID_ORDER, order->order_id);
    rest_add_id(json, "user_id", REST_ID_USER, call->credential->user_id);
    json_put_name(json, "client_order_id");
    rest_put_client_id(json, call->rest, order->account_id, order->client_order_id);
    if (rest_group_is_shown(order->group_id)) {
        rest_add_id(json, "order_group_id", REST_ID_GROUP, order->group_id);
    }
}

static void put_order(struct rest_call *call, const struct order_record *order)
{
    struct json_writer *json = &call->json;
    const struct instrument *instrument =
        instrument_market(gateway_instruments(call->rest->gateway), order->product_id);
    if (instrument == NULL) return;
    bool is_live = record_is_live(order);
    json_begin_object(json);
    put_order_ids(call, order);
    json_add_text(json, "ticker", instrument->rest_ticker);
    json_add_text(json, "side", order->side == SIDE_BUY ? "bid" : "ask");
    json_add_text(json, "last_update_reason", update_reason(order));
    rest_add_dollars(json, "price", order->price.ticks * instrument->tick_value_micros);
    rest_add_count(json, "fill_count", order->filled.lots);
    rest_add_count(json, "remaining_count", is_live ? order->open.lots : 0);
    if (order->expiry_ns != 0) rest_add_time(json, "expiration_time", order->expiry_ns);
    rest_add_time(json, "created_time", order->created_ns);
    rest_add_time(json, "last_update_time", order->updated_ns);
    json_add_text(json, "self_trade_prevention_type",
                  order->smp_mode == SMP_CANCEL_MAKER ? "maker" : "taker_at_cross");
    json_add_bool(json, "cancel_order_on_pause", (order->flags & FLAG_CANCEL_ON_PAUSE) != 0);
    json_add_text(json, "order_source", order->is_liquidation ? "system" : "user");
    json_end_object(json);
}

void rest_get_order(struct rest_call *call)
{
    struct order_record record = {0};
    struct order_key key = {0};
    bool is_found = false;
    struct gateway *gateway = call->rest->gateway;
    if (rest_id_read(call->parameter, REST_ID_ORDER, &key.order_id)) {
        const struct order_record *known = read_model_order(gateway_orders(gateway), key.order_id);
        if (known != NULL) {
            record = *known;
            is_found = true;
        } else if (gateway_history(gateway) != NULL) {
            (void)history_order(gateway_history(gateway), &key, &record, &is_found);
        }
    }
    is_found = is_found && instrument_market(gateway_instruments(gateway), record.product_id);
    if (!is_found || rest_subaccount(call, record.account_id) < 0) {
        rest_fail(call, 404, "order_not_found", "there is no order of this id");
        return;
    }
    json_begin_object(&call->json);
    json_put_name(&call->json, "order");
    put_order(call, &record);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

/* --- lists --- */

/* Puts what one account has until the page is full.  `more`: it has more.  False: no answer. */
typedef bool list_part(struct rest_call *call, struct history_query *query, uint32_t *left,
                       bool *more);

static bool put_orders(struct rest_call *call, struct history_query *query, uint32_t *left,
                       bool *more)
{
    static struct order_record list[BATCH];
    struct history_page answer = {.more = true};
    while (answer.more && *left > 0) {
        query->limit = u32_min(*left, BATCH);
        if (history_orders(gateway_history(call->rest->gateway), query, list, &answer) !=
            HISTORY_OK)
            return false;
        for (uint32_t i = 0; i < answer.count; i++) put_order(call, &list[i]);
        query->cursor = answer.next;
        *left -= answer.count;
    }
    *more = answer.more;
    return true;
}

static void put_list(struct rest_call *call, struct rest_page *page, const char *name,
                     list_part *part)
{
    uint32_t accounts[REST_SUBACCOUNTS];
    uint32_t count = rest_query_accounts(call, accounts);
    uint32_t left = page->query.limit;
    bool more = false;
    bool is_good = true;
    if (count == 0) return;
    json_begin_object(&call->json);
    json_put_name(&call->json, name);
    json_begin_array(&call->json);
    while (page->account_index < count && is_good) {
        page->query.account_id = accounts[page->account_index];
        is_good = part(call, &page->query, &left, &more);
        if (more || left == 0) break;
        page->account_index++;
        page->query.cursor = (struct history_cursor){0};
    }
    json_end_array(&call->json);
    /* A full page may end exactly where an account does. */
    bool has_next = more || (left == 0 && page->account_index + 1 < count);
    if (!more && has_next) {
        page->account_index++;
        page->query.cursor = (struct history_cursor){0};
    }
    rest_page_end(call, page, has_next);
    json_end_object(&call->json);
    if (is_good) {
        rest_answer(call, 200);
    } else {
        rest_fail(call, 500, "history_failed", "the history cannot be asked now");
    }
}

static bool read_status(struct rest_call *call, struct history_query *query)
{
    char status[REST_PARAMETER_SIZE];
    query->with_unfilled = true;
    if (!rest_query_text(call, "status", status, sizeof status)) return true;
    if (strcmp(status, "resting") == 0) {
        query->states = 1u << RECORD_OPEN | 1u << RECORD_ARMED | 1u << RECORD_HELD;
    } else if (strcmp(status, "executed") == 0) {
        query->states = 1u << RECORD_FILLED;
    } else if (strcmp(status, "canceled") == 0) {
        query->states = 1u << RECORD_CANCELLED;
    } else {
        rest_fail_field(call, "status", "must be resting, executed or canceled");
        return false;
    }
    return true;
}

/* The product of a ticker in the query; false: there is none of this name. */
static bool read_ticker(struct rest_call *call, struct history_query *query)
{
    char ticker[REST_PARAMETER_SIZE];
    if (!rest_query_text(call, "ticker", ticker, sizeof ticker)) return true;
    const struct instrument *instrument = rest_instrument(call, ticker, 400);
    if (instrument != NULL) query->product_id = instrument->product_id;
    return instrument != NULL;
}

void rest_get_orders(struct rest_call *call)
{
    struct rest_page page = {0};
    if (!rest_page_read(call, &page, ORDERS_MAX)) return;
    if (!read_ticker(call, &page.query) || !read_status(call, &page.query)) return;
    put_list(call, &page, "orders", put_orders);
}

/* A subtrader is an account of the member, named by its number. */
void rest_get_fcm_orders(struct rest_call *call)
{
    char subtrader[REST_PARAMETER_SIZE];
    int64_t account_id = 0;
    struct account_record account;
    struct rest_page page = {0};
    if (!rest_query_text(call, "subtrader_id", subtrader, sizeof subtrader)) {
        rest_fail_field(call, "subtrader_id", "is required");
        return;
    }
    bool is_known =
        rest_read_integer(subtrader, false, &account_id) && account_id <= UINT32_MAX &&
        read_model_account(gateway_orders(call->rest->gateway), (uint32_t)account_id, &account) &&
        account.member_id == call->credential->member_id;
    if (!is_known || (call->credential->scopes & SCOPE_ACCOUNT_READ) == 0) {
        rest_fail(call, 403, "forbidden", "this is no account of the key's member");
        return;
    }
    if (!rest_page_read(call, &page, ORDERS_MAX)) return;
    if (!read_ticker(call, &page.query) || !read_status(call, &page.query)) return;
    page.query.account_id = (uint32_t)account_id;
    uint32_t left = page.query.limit;
    bool more = false;
    json_begin_object(&call->json);
    json_put_name(&call->json, "orders");
    json_begin_array(&call->json);
    bool is_good = put_orders(call, &page.query, &left, &more);
    json_end_array(&call->json);
    rest_page_end(call, &page, more);
    json_end_object(&call->json);
    if (is_good) {
        rest_answer(call, 200);
    } else {
        rest_fail(call, 500, "history_failed", "the history cannot be asked now");
    }
}

/* --- fills --- */

/* What a contract of the position had cost before the fill; of a new position the fill's price. */
static int64_t entry_micros(const struct instrument *instrument, const struct fill_record *fill)
{
    if (fill->net_before.lots == 0) return fill->price.ticks * instrument->tick_value_micros;
    return narrow_i64(div_floor(fill->paid_before.micros, fill->net_before.lots));
}

static void put_fill(struct rest_call *call, const struct fill_record *fill)
{
    struct json_writer *json = &call->json;
    const struct instrument *instrument =
        instrument_market(gateway_instruments(call->rest->gateway), fill->product_id);
    if (instrument == NULL) return;
    json_begin_object(json);
    rest_add_id(json, "fill_id", REST_ID_FILL, fill->trade_id * 2 + fill->is_taker);
    rest_add_id(json, "order_id", REST_ID_ORDER, fill->order_id);
    json_add_bool(json, "is_taker", fill->is_taker != 0);
    json_add_text(json, "side", fill->side == SIDE_BUY ? "bid" : "ask");
    rest_add_count(json, "count", fill->qty.lots);
    rest_add_time(json, "created_time", fill->time_ns);
    json_add_text(json, "ticker", instrument->rest_ticker);
    rest_add_dollars(json, "price", fill->price.ticks * instrument->tick_value_micros);
    rest_add_dollars(json, "entry_price", entry_micros(instrument, fill));
    rest_add_dollars(json, "fees", fill->fee.micros);
    rest_add_dollars(json, "realized_pnl", fill->realised.micros);
    json_add_text(json, "order_source", fill->is_liquidation == 1 ? "system" : "user");
    json_end_object(json);
}

static bool put_fills(struct rest_call *call, struct history_query *query, uint32_t *left,
                      bool *more)
{
    static struct fill_record list[BATCH];
    struct history_page answer = {.more = true};
    while (answer.more && *left > 0) {
        query->limit = u32_min(*left, BATCH);
        if (history_fills(gateway_history(call->rest->gateway), query, list, &answer) != HISTORY_OK)
            return false;
        for (uint32_t i = 0; i < answer.count; i++) put_fill(call, &list[i]);
        query->cursor = answer.next;
        *left -= answer.count;
    }
    *more = answer.more;
    return true;
}

void rest_get_fills(struct rest_call *call)
{
    struct rest_page page = {0};
    if (!rest_page_read(call, &page, 1000)) return;
    put_list(call, &page, "fills", put_fills);
}
