/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_quote.c - methods of market makers: mass quotes and market-maker protection.
 *
 * A quote is an order with the protection's flag that names its group.  Its place (group, set,
 * instrument, side) is its client order id, so that a new quote amends the one that rests there.
 *
 * Rules  R-MMP-1 to R-MMP-4, R-AMEND-4.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_label.h"
#include "gateway/rpc_mmp.h"
#include "gateway/rpc_place.h"
#include "gateway/rpc_view.h"

#define QUOTES_MAX      200u /* sides in one call */
#define PLACE_TEXT_SIZE 128u

/* How long freeze_quotes keeps new quotes out. */
#define QUOTES_FROZEN_NS INT64_C(1000000000)

static const struct rpc_parameter quote_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"quote_set_id", RPC_TEXT, true, NULL, 0, 16},
    {"bid", RPC_ANY, false, NULL, 0, 0},
    {"ask", RPC_ANY, false, NULL, 0, 0},
};

static const struct rpc_method quote_method = {
    "quotes", RPC_ROW(quote_parameters), 0, 0, false, NULL, 0};

static const struct rpc_parameter side_parameters[] = {
    {"price", RPC_NUMBER, true, NULL, 0, 0},
    {"amount", RPC_NUMBER, true, NULL, 0, 0},
    {"post_only", RPC_BOOLEAN, false, NULL, 0, 0},
    {"reject_post_only", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_method side_method = {"quotes", RPC_ROW(side_parameters), 0, 0, false, NULL,
                                              0};

/* One side of a quote on its way. */
struct item {
    struct mass_work *work;
    struct command command;
    const struct instrument *instrument;
    char set_id[17];
    uint8_t side;
    uint32_t group_id;
    uint64_t order_id;
    struct event reject;                 /* kind 0: accepted */
    int64_t lots;                        /* that are to be open */
    const struct order_record *in_place; /* of what rests there; NULL: nothing does */
    bool is_over;                        /* beyond max_quote_quantity: it is not sent */
};

struct mass_work {
    struct rpc_call *call;
    uint32_t count;
    struct item items[QUOTES_MAX];
};

/* --- the answer ------------------------------------------------------------------------------- */

static void put_error(struct rpc_call *call, const struct item *item)
{
    enum rpc_error error = RPC_OTHER_REJECT;
    if (!item->is_over) error = rpc_error_of_reject(&item->reject.reject);
    json_add_i64(&call->writer, "code", (int64_t)error);
    json_add_text(&call->writer, "message", rpc_error_message((int32_t)error));
    json_put_name(&call->writer, "data");
    if (!item->is_over) {
        rpc_error_put_reject(&call->writer, &item->reject.reject, item->instrument);
        return;
    }
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "param", "amount");
    json_add_text(&call->writer, "reason", RPC_GROUP_FULL);
    json_end_object(&call->writer);
}

static bool item_is_good(const struct item *item)
{
    return item->reject.kind == 0 && !item->is_over;
}

static void put_errors(struct rpc_call *call, const struct mass_work *work)
{
    json_put_name(&call->writer, "errors");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < work->count; i++) {
        const struct item *item = &work->items[i];
        if (item_is_good(item)) continue;
        json_begin_object(&call->writer);
        json_add_text(&call->writer, "instrument_name", item->instrument->rpc_name);
        json_add_text(&call->writer, "quote_set_id", item->set_id);
        json_add_text(&call->writer, "side", item->side == SIDE_BUY ? "buy" : "sell");
        json_put_name(&call->writer, "error");
        json_begin_object(&call->writer);
        put_error(call, item);
        json_end_object(&call->writer);
        json_end_object(&call->writer);
    }
    json_end_array(&call->writer);
}

static void put_trades(struct rpc_call *call, const struct mass_work *work)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    uint64_t first = work->count == 0 ? UINT64_MAX : work->items[0].command.sequence;
    const struct fill_record *fill;
    json_put_name(&call->writer, "trades");
    json_begin_array(&call->writer);
    for (uint32_t back = 0; (fill = read_model_fill(model, back)) != NULL; back++) {
        if (fill->sequence < first) break;
        for (uint32_t i = 0; i < work->count; i++) {
            const struct item *item = &work->items[i];
            bool is_ours =
                fill->sequence == item->command.sequence && fill->order_id == item->order_id;
            if (is_ours) rpc_view_fill(&source, fill);
        }
    }
    json_end_array(&call->writer);
}

static void mass_finish(struct rpc_call *call)
{
    const struct mass_work *work = call->work;
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    uint32_t good = 0;
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "orders");
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < work->count; i++) {
        const struct order_record *order = read_model_order(model, work->items[i].order_id);
        good += item_is_good(&work->items[i]);
        if (order != NULL && item_is_good(&work->items[i])) rpc_view_order(&source, order);
    }
    json_end_array(&call->writer);
    put_trades(call, work);
    put_errors(call, work);
    json_add_u64(&call->writer, "success_count", good);
    json_add_u64(&call->writer, "errors_count", work->count - good);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void on_quoted(void *context, const struct event *events, uint32_t count)
{
    struct item *item = context;
    struct rpc_call *call = item->work->call;
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) item->reject = *reject;
    for (uint32_t i = 0; i < count && item->order_id == 0; i++) {
        if (events[i].kind == EVENT_ORDER_ACCEPTED) item->order_id = events[i].order.order_id;
    }
    call->waiting--;
    if (call->waiting == 0) mass_finish(call);
}

/* --- the request ------------------------------------------------------------------------------ */

/* "quote.GROUP.SET": what the order is called. */
static void text_of(const struct rpc_call *call, const struct item *item, char text[RPC_LABEL_SIZE])
{
    (void)snprintf(text, RPC_LABEL_SIZE, "%s%s.%s", RPC_QUOTE_PREFIX, rpc_text(call, "mmp_group"),
                   item->set_id);
}

static uint64_t number_of(const struct rpc_call *call, const struct item *item, enum side side)
{
    char text[RPC_LABEL_SIZE];
    char place[PLACE_TEXT_SIZE];
    text_of(call, item, text);
    (void)snprintf(place, sizeof place, "%s.%u.%u", text, item->instrument->product_id,
                   (unsigned)side);
    return rpc_client_order_number(rpc_account_id(call), place);
}

/* The command that brings the quote to its place: an amend if one rests there, else an order. */
static void command_of(const struct rpc_call *call, struct item *item,
                       const struct order_entry *entry)
{
    const struct order_record *resting = read_model_client_order(
        gateway_orders(call->rpc->gateway), rpc_account_id(call), entry->client_order_id);
    bool is_resting = resting != NULL && record_is_live(resting);
    uint16_t kind = is_resting ? COMMAND_ORDER_AMEND : COMMAND_ORDER_PLACE;
    if (is_resting && entry->qty.lots == 0) kind = COMMAND_ORDER_CANCEL;
    item->lots = entry->qty.lots;
    item->in_place = is_resting ? resting : NULL;
    rpc_command(call, kind, &item->command);
    item->command.product_id = item->instrument->product_id;
    if (kind == COMMAND_ORDER_PLACE) {
        item->command.order = *entry;
        return;
    }
    item->order_id = resting->order_id;
    if (kind == COMMAND_ORDER_CANCEL) {
        item->command.cancel.order_id = resting->order_id;
        return;
    }
    item->command.amend = (struct body_amend){
        .order_id = resting->order_id,
        .price = entry->price,
        .qty = {entry->qty.lots + resting->filled.lots},
        .set = AMEND_PRICE | AMEND_QTY,
    };
}

static bool read_side(const struct rpc_call *call, const json_t *json, struct item *item,
                      struct rpc_fault *fault)
{
    struct rpc_call side = *call;
    side.method = &side_method;
    enum side direction = item->command.order.side == SIDE_BUY ? SIDE_BUY : SIDE_SELL;
    struct order_entry entry = {
        .type = TYPE_LIMIT,
        .tif = TIF_GTC,
        .side = (uint8_t)direction,
        .flags = FLAG_MMP | FLAG_CANCEL_ON_DISCONNECT,
        .client_order_id = number_of(call, item, direction),
        .group_id = item->group_id,
    };
    struct rpc_value none = {0};
    json_t *given = json_deep_copy(json);
    bool is_good = rpc_parameters_read(&side_method, given, &side.values, fault) &&
                   rpc_read_price(item->instrument, "price", rpc_value(&side, "price"),
                                  &entry.price.ticks, fault) &&
                   rpc_read_amount(item->instrument, rpc_value(&side, "amount"), &none,
                                   &entry.qty.lots, fault);
    if (is_good && rpc_boolean(&side, "post_only", false)) {
        entry.flags |=
            rpc_boolean(&side, "reject_post_only", false) ? FLAG_POST_ONLY : FLAG_POST_ONLY_CANCEL;
    }
    json_decref(given);
    if (is_good) command_of(call, item, &entry);
    if (is_good) item->side = (uint8_t)direction;
    return is_good;
}

/* Beside what rests and the quotes of this request before it that are sent. */
static bool is_over(const struct rpc_call *call, const struct mass_work *work,
                    const struct item *item)
{
    struct rpc_quoted quoted = {.instrument = item->instrument,
                                .group_id = item->group_id,
                                .side = item->side,
                                .lots = item->lots,
                                .in_place = item->in_place};
    int64_t before = item->in_place == NULL ? 0 : item->in_place->open.lots;
    if (item->lots <= before) return false;
    for (uint32_t i = 0; i < work->count; i++) {
        const struct item *other = &work->items[i];
        bool counts = !other->is_over && other->instrument == item->instrument &&
                      other->group_id == item->group_id && other->side == item->side &&
                      (item->in_place == NULL || other->in_place != item->in_place);
        if (!counts) continue;
        quoted.lots += other->lots - (other->in_place == NULL ? 0 : other->in_place->open.lots);
    }
    return !rpc_group_has_room(call, &quoted);
}

static bool add_side(struct rpc_call *call, const struct item *like, const json_t *json,
                     struct rpc_fault *fault)
{
    struct mass_work *work = call->work;
    if (json == NULL || json_is_null(json)) return true;
    if (work->count == QUOTES_MAX || !json_is_object(json)) {
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, "quotes", "too many, or no quote"};
        return false;
    }
    struct item *item = &work->items[work->count];
    *item = *like;
    if (!read_side(call, json, item, fault)) return false;
    item->is_over = is_over(call, work, item);
    work->count++;
    return true;
}

static bool add_quote(struct rpc_call *call, json_t *json, struct rpc_fault *fault)
{
    struct rpc_call quote = *call;
    quote.method = &quote_method;
    if (!json_is_object(json)) {
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, "quotes", "must hold objects"};
        return false;
    }
    if (!rpc_parameters_read(&quote_method, json, &quote.values, fault)) return false;
    struct item item = {.work = call->work};
    item.instrument = instrument_by_rpc_name(gateway_instruments(call->rpc->gateway),
                                             rpc_text(&quote, "instrument_name"));
    if (item.instrument == NULL) {
        *fault = (struct rpc_fault){RPC_NOT_FOUND, "instrument_name", "no such instrument"};
        return false;
    }
    (void)snprintf(item.set_id, sizeof item.set_id, "%s", rpc_text(&quote, "quote_set_id"));
    item.group_id = rpc_group_for_order(call, item.instrument, rpc_text(call, "mmp_group"));
    item.command.order.side = SIDE_BUY;
    if (!add_side(call, &item, rpc_value(&quote, "bid")->json, fault)) return false;
    item.command.order.side = SIDE_SELL;
    return add_side(call, &item, rpc_value(&quote, "ask")->json, fault);
}

/* All quotes are read before the first is sent. */
static void send_all(struct rpc_call *call)
{
    struct mass_work *work = call->work;
    for (uint32_t i = 0; i < work->count; i++) {
        struct item *item = &work->items[i];
        if (item->is_over) continue;
        if (item->command.kind == COMMAND_ORDER_PLACE) {
            struct command text;
            char words[RPC_LABEL_SIZE];
            text_of(call, item, words);
            rpc_command(call, COMMAND_CLIENT_TEXT, &text);
            text.text.client_order_id = item->command.order.client_order_id;
            memcpy(text.text.text, words, strlen(words));
            (void)gateway_submit(call->rpc->gateway, &text, NULL, NULL);
        }
        if (gateway_submit(call->rpc->gateway, &item->command, on_quoted, item)) call->waiting++;
    }
    if (call->waiting == 0) mass_finish(call);
}

void rpc_quotes_freeze(struct rpc_call *call)
{
    struct rpc *rpc = call->rpc;
    uint32_t at = rpc->freeze_count++ % RPC_FREEZES_MAX;
    rpc->freezes[at].account_id = rpc_account_id(call);
    rpc->freezes[at].until_ns = gateway_now_ns(rpc->gateway) + QUOTES_FROZEN_NS;
}

static bool quotes_are_frozen(const struct rpc_call *call)
{
    const struct rpc *rpc = call->rpc;
    for (uint32_t i = 0; i < RPC_FREEZES_MAX; i++) {
        bool is_own = rpc->freezes[i].account_id == rpc_account_id(call);
        if (is_own && rpc->freezes[i].until_ns > gateway_now_ns(rpc->gateway)) return true;
    }
    return false;
}

static void private_mass_quote(struct rpc_call *call)
{
    const struct rpc_client *client = rpc_client(call);
    const json_t *quotes = rpc_value(call, "quotes")->json;
    struct rpc_fault fault;
    if (client == NULL || !client->cancel_on_disconnect) {
        rpc_fail(call, RPC_BAD_REQUEST, NULL, "quotes need cancel on disconnect");
        return;
    }
    if (gateway_now_ns(call->rpc->gateway) / RPC_NS_PER_MS >
        rpc_integer(call, "valid_until", INT64_MAX)) {
        rpc_fail(call, RPC_TIMED_OUT, "valid_until", "has passed");
        return;
    }
    if (quotes_are_frozen(call)) {
        rpc_fail(call, RPC_OTHER_REJECT, NULL, "quotes are frozen for a second");
        return;
    }
    struct mass_work *work = calloc(1, sizeof *work);
    if (work == NULL || !client_text_is_legal(rpc_text(call, "mmp_group"))) {
        free(work);
        rpc_fail(call, RPC_INVALID_PARAMS, "mmp_group", "must be 1 to 32 printable characters");
        return;
    }
    call->work = work;
    work->call = call;
    for (size_t i = 0; i < json_array_size(quotes); i++) {
        if (add_quote(call, json_array_get(quotes, i), &fault)) continue;
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return;
    }
    send_all(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter mass_parameters[] = {
    {"wait_for_response", RPC_BOOLEAN, false, NULL, 0, 0},
    {"detailed", RPC_BOOLEAN, false, NULL, 0, 0},
    {"quote_id", RPC_TEXT, true, NULL, 0, 64},
    {"mmp_group", RPC_TEXT, true, NULL, 0, 32},
    {"valid_until", RPC_INTEGER, false, NULL, 0, 0},
    {"quotes", RPC_LIST, true, NULL, 0, 0},
};

const struct rpc_method rpc_quote_methods[] = {
    {"private/mass_quote", RPC_ROW(mass_parameters), SCOPE_TRADE_WRITE, RPC_COST_MATCHING, true,
     private_mass_quote, 0},
    {0},
};
