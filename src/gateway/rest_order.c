/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_order.c - placing, amending, decreasing and cancelling orders.
 *
 * A client order id names one order of an account for ever: a second order with it is refused with
 * 409, so a request may be sent again after any doubt.
 */
#include <stdio.h>
#include <string.h>

#include "base/int_math.h"
#include "gateway/client_text.h"
#include "gateway/rest_parts.h"

/* --- what an order did at once --- */

struct outcome {
    uint64_t order_id;
    int64_t filled_lots;
    int64_t value_tick_lots; /* of those fills */
    int64_t fee_micros;
    int64_t open_lots; /* 0 once it ended */
    int64_t cancelled_lots;
};

static void add_order_event(struct outcome *outcome, const struct event *event)
{
    bool is_end = event->kind == EVENT_ORDER_CANCELLED || event->kind == EVENT_ORDER_FILLED;
    outcome->order_id = event->order.order_id;
    outcome->open_lots = is_end ? 0 : event->order.open.lots;
    if (event->kind == EVENT_ORDER_CANCELLED) outcome->cancelled_lots = event->order.open.lots;
}

/* An order that is new is known by the client's number until its first event tells its id. */
static bool is_of(const struct outcome *outcome, const struct rest_wait *wait,
                  const struct event *event)
{
    if (outcome->order_id != 0) return outcome->order_id == event->order.order_id;
    return wait->client_order_id == event->order.client_order_id;
}

/* What the events of a command say of the one order that it was about. */
static struct outcome outcome_of(const struct event *events, uint32_t count,
                                 const struct rest_wait *wait)
{
    struct outcome outcome = {.order_id = wait->order_id};
    int64_t trade_ticks = 0;
    int64_t trade_lots = 0;
    for (uint32_t i = 0; i < count; i++) {
        const struct event *event = &events[i];
        bool is_order = event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED;
        if (event->kind == EVENT_TRADE) {
            trade_ticks = event->trade.price.ticks;
            trade_lots = event->trade.qty.lots;
        }
        if (event->account_id != wait->account_id) continue;
        if (is_order && is_of(&outcome, wait, event)) add_order_event(&outcome, event);
        if (event->kind != EVENT_FILL || event->fill.order_id != outcome.order_id) continue;
        outcome.filled_lots += trade_lots;
        outcome.value_tick_lots += trade_ticks * trade_lots;
        outcome.fee_micros += event->fill.fee.micros;
        outcome.open_lots = event->fill.open.lots;
    }
    return outcome;
}

/* Averages of one contract, in micro-dollars, rounded half up. */
static int64_t average(int128 sum, int64_t lots)
{
    return narrow_i64(div_floor(2 * sum + lots, 2 * (int128)lots));
}

static void put_averages(struct json_writer *json, const struct instrument *instrument,
                         const struct outcome *outcome)
{
    if (outcome->filled_lots == 0) return;
    int128 value = (int128)outcome->value_tick_lots * instrument->tick_value_micros;
    rest_add_dollars(json, "average_fill_price", average(value, outcome->filled_lots));
    rest_add_dollars(json, "average_fee_paid", average(outcome->fee_micros, outcome->filled_lots));
}

static void put_names(struct json_writer *json, const struct rest_wait *wait, uint64_t order_id)
{
    rest_add_id(json, "order_id", REST_ID_ORDER, order_id);
    if (wait->text[0] != '\0') {
        json_add_text(json, "client_order_id", wait->text);
    } else {
        json_put_name(json, "client_order_id");
        rest_put_client_id(json, wait->rest, wait->account_id, wait->client_order_id);
    }
}

/* --- placing --- */

static void finish_create(struct rest_call *call, const struct rest_wait *wait,
                          const struct event *events, uint32_t count)
{
    struct outcome outcome = outcome_of(events, count, wait);
    json_begin_object(&call->json);
    put_names(&call->json, wait, outcome.order_id);
    rest_add_count(&call->json, "fill_count", outcome.filled_lots);
    rest_add_count(&call->json, "remaining_count", outcome.open_lots);
    put_averages(&call->json, wait->instrument, &outcome);
    json_end_object(&call->json);
    rest_answer(call, 201);
}

static bool read_price(struct rest_call *call, const struct instrument *instrument, int64_t *ticks)
{
    const char *text = rest_member_text(call, "price");
    if (text == NULL) {
        rest_fail_field(call, "price", "must be a text such as \"6.2577\"");
        return false;
    }
    struct unit_read price = instrument_read(&instrument->contract_price, text, strlen(text));
    *ticks = price.value;
    if (price.fault == UNIT_GOOD) return true;
    char below[UNIT_TEXT_SIZE];
    char above[UNIT_TEXT_SIZE];
    char what[REST_PARAMETER_SIZE];
    (void)snprintf(what, sizeof what, "must be a text such as \"6.2577\"");
    if (price.fault == UNIT_BETWEEN) {
        (void)instrument_write_fixed(below, &instrument->contract_price, price.below);
        (void)instrument_write_fixed(above, &instrument->contract_price, price.above);
        (void)snprintf(what, sizeof what, "is not a whole number of ticks; nearest are %s and %s",
                       below, above);
    }
    rest_fail_field(call, "price", what);
    return false;
}

static bool read_side(struct rest_call *call, uint8_t *side)
{
    const char *text = rest_member_text(call, "side");
    bool is_bid = text != NULL && strcmp(text, "bid") == 0;
    bool is_ask = text != NULL && strcmp(text, "ask") == 0;
    *side = is_bid ? SIDE_BUY : SIDE_SELL;
    if (is_bid || is_ask) return true;
    rest_fail_field(call, "side", "must be \"bid\" or \"ask\"");
    return false;
}

static bool read_tif(struct rest_call *call, struct order_entry *order)
{
    const char *text = rest_member_text(call, "time_in_force");
    int64_t expiry_s = 0;
    if (!rest_member_integer(call, "expiration_time", &expiry_s)) return false;
    if (text == NULL) text = "";
    order->tif = strcmp(text, "good_till_canceled") == 0    ? TIF_GTC
                 : strcmp(text, "immediate_or_cancel") == 0 ? TIF_IOC
                 : strcmp(text, "fill_or_kill") == 0        ? TIF_FOK
                                                            : 0;
    if (order->tif == 0) {
        rest_fail_field(call, "time_in_force",
                        "must be good_till_canceled, immediate_or_cancel or fill_or_kill");
        return false;
    }
    if (!rest_member_is_set(call, "expiration_time")) return true;
    if (order->tif != TIF_GTC || expiry_s <= 0 || expiry_s > INT64_MAX / NS_PER_UNIX_SECOND) {
        rest_fail_field(call, "expiration_time",
                        "must be seconds since 1970, with good_till_canceled");
        return false;
    }
    order->tif = TIF_GTD;
    order->expiry_ns = expiry_s * NS_PER_UNIX_SECOND;
    return true;
}

static bool read_smp(struct rest_call *call, struct order_entry *order)
{
    const char *text = rest_member_text(call, "self_trade_prevention_type");
    if (text == NULL) text = "";
    order->smp_mode = strcmp(text, "taker_at_cross") == 0 ? SMP_CANCEL_TAKER
                      : strcmp(text, "maker") == 0        ? SMP_CANCEL_MAKER
                                                          : 0;
    if (order->smp_mode != 0) return true;
    rest_fail_field(call, "self_trade_prevention_type", "must be taker_at_cross or maker");
    return false;
}

static bool read_flags(struct rest_call *call, struct order_entry *order)
{
    bool is_post_only = false;
    bool is_reduce_only = false;
    bool is_on_pause = false;
    uint64_t group_id = 0;
    if (!rest_member_bool(call, "post_only", &is_post_only)) return false;
    if (!rest_member_bool(call, "reduce_only", &is_reduce_only)) return false;
    if (!rest_member_bool(call, "cancel_order_on_pause", &is_on_pause)) return false;
    if (is_post_only) order->flags |= FLAG_POST_ONLY_CANCEL;
    if (is_reduce_only) order->flags |= FLAG_REDUCE_ONLY;
    if (is_on_pause) order->flags |= FLAG_CANCEL_ON_PAUSE;
    if (is_reduce_only && order->tif != TIF_IOC && order->tif != TIF_FOK) {
        rest_fail_field(call, "reduce_only",
                        "needs time_in_force immediate_or_cancel or fill_or_kill");
        return false;
    }
    const char *group = rest_member_text(call, "order_group_id");
    if (group == NULL) return true;
    if (!rest_id_read(group, REST_ID_GROUP, &group_id) || group_id >= GATEWAY_GROUP_BIT) {
        rest_fail(call, 404, "group_not_found", "there is no order group of this id");
        return false;
    }
    order->group_id = (uint32_t)group_id;
    return true;
}

/* The number of the client's text; false: it is not legal, or was used before. */
static bool read_client_id(struct rest_call *call, struct rest_wait *wait, bool *needs_text)
{
    const char *text = rest_member_text(call, "client_order_id");
    if (text == NULL || !client_text_is_legal(text)) {
        rest_fail_field(call, "client_order_id", "must be 1 to 64 printable ASCII characters");
        return false;
    }
    memcpy(wait->text, text, strlen(text) + 1);
    wait->client_order_id = rest_client_number(wait->account_id, text, needs_text);
    struct order_record record;
    bool is_found = false;
    struct order_key key = {.account_id = wait->account_id,
                            .client_order_id = wait->client_order_id};
    struct gateway *gateway = call->rest->gateway;
    bool is_used = rest_is_waiting(call->rest, wait->account_id, wait->client_order_id) ||
                   read_model_client_order(gateway_orders(gateway), wait->account_id,
                                           wait->client_order_id) != NULL;
    if (!is_used && gateway_history(gateway) != NULL &&
        history_order(gateway_history(gateway), &key, &record, &is_found) == HISTORY_OK)
        is_used = is_found;
    if (!is_used) return true;
    rest_fail(call, 409, "client_order_id_used",
              "an order with this client_order_id exists; GET /margin/orders shows it");
    return false;
}

/* The text first, so that whoever reads the order's events knows its name. */
static void send_text(struct rest_call *call, const struct rest_wait *wait)
{
    struct command command = rest_command(call, wait->account_id, COMMAND_CLIENT_TEXT);
    command.text.client_order_id = wait->client_order_id;
    memcpy(command.text.text, wait->text, strnlen(wait->text, CLIENT_TEXT_SIZE));
    (void)gateway_submit(call->rest->gateway, &command, NULL, NULL);
}

void rest_create_order(struct rest_call *call)
{
    struct rest_wait wait = {.finish = finish_create};
    struct order_entry order = {.type = TYPE_LIMIT};
    int64_t subaccount = 0;
    bool needs_text = false;
    wait.instrument = rest_instrument(call, rest_member_text(call, "ticker"), 400);
    if (wait.instrument == NULL || !rest_member_integer(call, "subaccount", &subaccount)) return;
    wait.account_id = rest_account(call, subaccount);
    if (wait.account_id == 0) {
        rest_fail_field(call, "subaccount", "is no sub-account of this key");
        return;
    }
    if (!read_side(call, &order.side)) return;
    if (!rest_read_count(call, "count", rest_member_text(call, "count"), &order.qty.lots)) return;
    if (!read_price(call, wait.instrument, &order.price.ticks)) return;
    if (!read_tif(call, &order) || !read_smp(call, &order) || !read_flags(call, &order)) return;
    if (!read_client_id(call, &wait, &needs_text)) return;
    order.client_order_id = wait.client_order_id;
    if (needs_text) send_text(call, &wait);
    struct command command = rest_command(call, wait.account_id, COMMAND_ORDER_PLACE);
    command.product_id = wait.instrument->product_id;
    command.order = order;
    rest_submit(call, &command, &wait);
}

/* --- orders that exist --- */

/* The order that the path names, live and of the key's accounts; false: the call has failed. */
static bool find_order(struct rest_call *call, struct order_view *view, struct rest_wait *wait)
{
    uint64_t order_id = 0;
    uint32_t account_id = 0;
    if (!rest_query_account(call, &account_id)) return false;
    bool is_found = rest_id_read(call->parameter, REST_ID_ORDER, &order_id) &&
                    core_order(gateway_core(call->rest->gateway), order_id, view) &&
                    view->account_id == account_id;
    if (is_found) {
        wait->instrument =
            instrument_market(gateway_instruments(call->rest->gateway), view->product_id);
    }
    if (wait->instrument == NULL) {
        rest_fail(call, 404, "order_not_found", "there is no live order of this id");
        return false;
    }
    wait->order_id = order_id;
    wait->account_id = account_id;
    wait->client_order_id = view->client_order_id;
    return true;
}

static void finish_cancel(struct rest_call *call, const struct rest_wait *wait,
                          const struct event *events, uint32_t count)
{
    struct outcome outcome = outcome_of(events, count, wait);
    json_begin_object(&call->json);
    put_names(&call->json, wait, wait->order_id);
    rest_add_count(&call->json, "reduced_by", outcome.cancelled_lots);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

void rest_cancel_order(struct rest_call *call)
{
    struct rest_wait wait = {.finish = finish_cancel};
    struct order_view view;
    if (!find_order(call, &view, &wait)) return;
    struct command command = rest_command(call, wait.account_id, COMMAND_ORDER_CANCEL);
    command.product_id = view.product_id;
    command.cancel.order_id = wait.order_id;
    rest_submit(call, &command, &wait);
}

static void finish_decrease(struct rest_call *call, const struct rest_wait *wait,
                            const struct event *events, uint32_t count)
{
    struct outcome outcome = outcome_of(events, count, wait);
    json_begin_object(&call->json);
    put_names(&call->json, wait, wait->order_id);
    rest_add_count(&call->json, "remaining_count", outcome.open_lots);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

void rest_decrease_order(struct rest_call *call)
{
    struct rest_wait wait = {.finish = finish_decrease};
    struct order_view view;
    int64_t lots = 0;
    bool has_by = rest_member_is_set(call, "reduce_by");
    if (has_by == rest_member_is_set(call, "reduce_to")) {
        rest_fail_field(call, "reduce_by", "or reduce_to is needed, and not both");
        return;
    }
    const char *field = has_by ? "reduce_by" : "reduce_to";
    if (!rest_read_count(call, field, rest_member_text(call, field), &lots)) return;
    if (!find_order(call, &view, &wait)) return;
    if (!has_by) lots = view.open.lots - lots;
    if (lots < 1 || lots > view.open.lots) {
        char what[REST_PARAMETER_SIZE];
        (void)snprintf(what, sizeof what, "must leave 0 to %lld of the %lld contracts that rest",
                       (long long)view.open.lots - 1, (long long)view.open.lots);
        rest_fail_field(call, field, what);
        return;
    }
    struct command command = rest_command(call, wait.account_id, COMMAND_ORDER_DECREASE);
    command.product_id = view.product_id;
    command.amend.order_id = wait.order_id;
    command.amend.qty.lots = lots;
    rest_submit(call, &command, &wait);
}

static void finish_amend(struct rest_call *call, const struct rest_wait *wait,
                         const struct event *events, uint32_t count)
{
    struct outcome outcome = outcome_of(events, count, wait);
    json_begin_object(&call->json);
    put_names(&call->json, wait, wait->order_id);
    rest_add_count(&call->json, "remaining_count", outcome.open_lots);
    rest_add_count(&call->json, "fill_count", outcome.filled_lots);
    put_averages(&call->json, wait->instrument, &outcome);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

/* Side and ticker are said again by the client: they must be the order's. */
static bool is_same_order(struct rest_call *call, const struct order_view *view,
                          const struct rest_wait *wait)
{
    uint8_t side = 0;
    const char *ticker = rest_member_text(call, "ticker");
    if (!read_side(call, &side)) return false;
    if (ticker == NULL || strcmp(ticker, wait->instrument->rest_ticker) != 0) {
        rest_fail_field(call, "ticker", "is not that of the order");
        return false;
    }
    if (side != view->side) {
        rest_fail_field(call, "side", "is not that of the order; a side cannot be amended");
        return false;
    }
    if (!rest_member_is_set(call, "updated_client_order_id")) return true;
    rest_fail_field(call, "updated_client_order_id", "cannot be amended; place a new order");
    return false;
}

void rest_amend_order(struct rest_call *call)
{
    struct rest_wait wait = {.finish = finish_amend};
    struct order_view view;
    struct body_amend amend = {.set = AMEND_PRICE | AMEND_QTY};
    if (!find_order(call, &view, &wait) || !is_same_order(call, &view, &wait)) return;
    if (!read_price(call, wait.instrument, &amend.price.ticks)) return;
    if (!rest_read_count(call, "count", rest_member_text(call, "count"), &amend.qty.lots)) return;
    amend.order_id = wait.order_id;
    struct command command = rest_command(call, wait.account_id, COMMAND_ORDER_AMEND);
    command.product_id = view.product_id;
    command.amend = amend;
    rest_submit(call, &command, &wait);
}
