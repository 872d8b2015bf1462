/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_surveillance.c - methods of surveillance: detectors, alerts, the book and the tape as they
 * were.
 *
 * Role   Lists come from the shelf at once; what has to be searched for in the journal is answered
 *        when it was found.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_page.h"
#include "gateway/rpc_role.h"
#include "gateway/rpc_supervision.h"
#include "gateway/rpc_units.h"
#include "model/reject_text.h"
#include "surveil/surveil.h"

#define LIST_DEFAULT   50
#define LEVELS_DEFAULT 20
#define LEVELS_MAX     200
#define STEP_TEXT_SIZE 192u

/* --- detectors and alerts --------------------------------------------------------------------- */

static void get_detectors(struct rpc_call *call)
{
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return;
    struct json_writer *writer = &call->writer;
    json_begin_object(writer);
    rpc_put_through(call, supervision);
    json_put_name(writer, "detectors");
    json_begin_array(writer);
    const struct shelf *shelf = supervision_take(supervision);
    for (uint32_t i = 0; i < SURVEIL_DETECTORS; i++) {
        rpc_put_detector(writer, i, shelf->detector_counts[i]);
    }
    supervision_give(supervision);
    json_end_array(writer);
    json_end_object(writer);
    rpc_finish(call);
}

/* Which alerts are asked for. */
struct alert_filter {
    const char *detector; /* NULL: of any */
    uint32_t account_id;  /* 0: of any */
    uint16_t product_id;  /* 0: of any */
    int64_t since_ns;
};

static bool passes(const struct alert_filter *filter, const struct alert *alert)
{
    bool has_account = filter->account_id == 0;
    for (uint32_t i = 0; i < alert->account_count; i++) {
        has_account = has_account || alert->accounts[i] == filter->account_id;
    }
    return has_account && alert->last_ns >= filter->since_ns &&
           (filter->product_id == 0 || filter->product_id == alert->product_id) &&
           (filter->detector == NULL || strcmp(filter->detector, alert->detector) == 0);
}

static void put_alerts(struct rpc_call *call, const struct shelf *shelf,
                       const struct alert_filter *filter)
{
    uint64_t offset = (uint64_t)rpc_integer(call, "offset", 0);
    uint64_t end = offset + (uint64_t)rpc_integer(call, "count", LIST_DEFAULT);
    uint64_t total = 0;
    const struct shelf_alert *kept;
    json_put_name(&call->writer, "alerts");
    json_begin_array(&call->writer);
    for (uint64_t back = 0; (kept = shelf_alert(shelf, back)) != NULL; back++) {
        if (!passes(filter, &kept->alert)) continue;
        if (total >= offset && total < end) {
            rpc_put_alert(&call->writer, call->rpc->gateway, shelf, kept);
        }
        total++;
    }
    json_end_array(&call->writer);
    json_add_u64(&call->writer, "total", total);
}

static void get_alerts(struct rpc_call *call)
{
    struct supervision *supervision = rpc_supervision(call);
    struct alert_filter filter = {0};
    if (supervision == NULL || !rpc_product_asked(call, &filter.product_id)) return;
    filter.detector = rpc_text(call, "detector");
    filter.account_id = (uint32_t)rpc_integer(call, "account_id", 0);
    filter.since_ns = rpc_ns_of_ms(rpc_integer(call, "since", 0));
    json_begin_object(&call->writer);
    rpc_put_through(call, supervision);
    put_alerts(call, supervision_take(supervision), &filter);
    supervision_give(supervision);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- the tape --------------------------------------------------------------------------------- */

/* One event of the tape in the words of this dialect. */
struct tape_row {
    uint32_t account_id;
    uint64_t order_id;
    int64_t ticks;
    int64_t lots;
    int side; /* -1: it has none */
};

static struct tape_row row_of(const struct event *event)
{
    struct tape_row row = {.account_id = event->account_id, .side = -1};
    if (event->kind == EVENT_TRADE) {
        row.account_id = event->trade.taker_account_id;
        row.order_id = event->trade.taker_order_id;
        row.ticks = event->trade.price.ticks;
        row.lots = event->trade.qty.lots;
        row.side = event->trade.taker_side;
    } else if (event->kind >= EVENT_ORDER_ACCEPTED && event->kind <= EVENT_ORDER_FILLED) {
        row.order_id = event->order.order_id;
        row.ticks = event->order.price.ticks;
        row.lots = event->order.open.lots;
        row.side = event->order.side;
    }
    return row;
}

static const char *kind_word(const struct event *event)
{
    switch (event->kind) {
    case EVENT_ORDER_ACCEPTED:
    case EVENT_ORDER_ARMED:
    case EVENT_ORDER_HELD: return "place";
    case EVENT_ORDER_AMENDED:
    case EVENT_ORDER_DECREASED: return "amend";
    case EVENT_ORDER_CANCELLED: return "cancel";
    case EVENT_ORDER_FILLED: return "filled";
    case EVENT_TRADE: return "trade";
    case EVENT_REJECTED: return "refused";
    case EVENT_LIQUIDATION: return "liquidation";
    default: return "change";
    }
}

static void write_sentence(char text[STEP_TEXT_SIZE], const struct event *event,
                           const struct tape_row *row, const struct instrument *instrument)
{
    char price[UNIT_TEXT_SIZE];
    char amount[UNIT_TEXT_SIZE];
    (void)instrument_write(price, &instrument->coin_price, row->ticks);
    (void)instrument_write(amount, &instrument->coin_amount, row->lots);
    const char *side = row->side == SIDE_BUY ? "buy" : "sell";
    if (event->kind == EVENT_TRADE) {
        (void)snprintf(text, STEP_TEXT_SIZE,
                       "account %" PRIu32 " %ss %s @ %s, account %" PRIu32 " had the order",
                       row->account_id, side, amount, price, event->trade.maker_account_id);
    } else if (event->kind == EVENT_REJECTED) {
        (void)snprintf(text, STEP_TEXT_SIZE, "account %" PRIu32 " is refused: %s", row->account_id,
                       reject_name(event->reject.code));
    } else if (row->side >= 0) {
        (void)snprintf(text, STEP_TEXT_SIZE, "account %" PRIu32 ": %s %s %s @ %s", row->account_id,
                       kind_word(event), side, amount, price);
    } else {
        (void)snprintf(text, STEP_TEXT_SIZE, "%s", event_kind_name(event->kind));
    }
}

static void put_step(struct rpc_call *call, const struct event *event)
{
    char text[STEP_TEXT_SIZE];
    struct json_writer *writer = &call->writer;
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), event->product_id);
    const struct rpc_put put = {writer, instrument};
    struct tape_row row = row_of(event);
    if (instrument == NULL) return;
    write_sentence(text, event, &row, instrument);
    json_begin_object(writer);
    json_add_u64(writer, "sequence", event->sequence);
    rpc_add_ms(&put, "timestamp", event->time_ns);
    json_add_text(writer, "kind", kind_word(event));
    if (row.account_id != 0) json_add_u64(writer, "account_id", row.account_id);
    if (row.side >= 0) {
        json_add_text(writer, "side", row.side == SIDE_BUY ? "buy" : "sell");
        rpc_add_price_or_null(&put, "price", row.ticks);
        rpc_add_amount(&put, "amount", row.lots);
        rpc_add_id(writer, "order_id", row.order_id);
    }
    if (event->kind == EVENT_TRADE) {
        json_add_u64(writer, "maker_account_id", event->trade.maker_account_id);
        rpc_add_id(writer, "maker_order_id", event->trade.maker_order_id);
    }
    json_add_text(writer, "text", text);
    json_end_object(writer);
}

static void put_steps(struct rpc_call *call, const char *name,
                      const struct supervision_answer *answer)
{
    json_put_name(&call->writer, name);
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < answer->event_count; i++) put_step(call, &answer->events[i]);
    json_end_array(&call->writer);
    json_add_bool(&call->writer, "complete", answer->is_complete);
}

/* --- one alert -------------------------------------------------------------------------------- */

static void put_figures(struct json_writer *writer, const struct alert *alert)
{
    json_put_name(writer, "figures");
    json_begin_array(writer);
    for (uint32_t i = 0; i < alert->figure_count; i++) {
        const struct alert_figure *figure = &alert->figures[i];
        json_begin_object(writer);
        json_add_text(writer, "name", figure->name);
        json_add_i64(writer, "value", figure->value);
        json_add_text(writer, "unit", figure->unit);
        json_add_i64(writer, "threshold", figure->threshold);
        json_add_text(writer, "alerts_if", figure->is_most ? "at_most" : "at_least");
        json_end_object(writer);
    }
    json_end_array(writer);
}

/* The detector's parameters as they were, and why the accounts count as one. */
static void put_grounds(struct json_writer *writer, const struct alert *alert)
{
    json_put_name(writer, "parameters");
    json_begin_object(writer);
    for (uint32_t i = 0; i < alert->parameter_count; i++) {
        json_add_i64(writer, alert->parameters[i].name, alert->values[i]);
    }
    json_end_object(writer);
    json_put_name(writer, "links");
    json_begin_array(writer);
    for (uint32_t i = 0; i < alert->link_count; i++) {
        const struct account_link *link = &alert->links[i];
        json_begin_object(writer);
        json_add_u64(writer, "account_id", link->account_id);
        json_add_u64(writer, "with", link->other_id);
        json_add_text(writer, "by", link_kind_name(link->kind));
        if (link->kind == LINK_BEHAVIOUR) {
            json_add_u64(writer, "together", link->together);
            json_add_u64(writer, "bouts", link->bouts);
            json_add_u64(writer, "trades", link->trades);
            json_add_u64(writer, "transfers", link->transfers);
            json_add_u64(writer, "sessions", link->sessions);
            json_add_i64(writer, "timing_ppm", link->timing_ppm);
            json_add_i64(writer, "volume_ppm", link->volume_ppm);
            json_add_i64(writer, "score_ppm", link->score_ppm);
        }
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void put_parties(struct rpc_call *call, const struct alert *alert)
{
    struct json_writer *writer = &call->writer;
    const struct core *core = rpc_core(call);
    json_put_name(writer, "parties");
    json_begin_array(writer);
    for (uint32_t i = 0; i < alert->account_count; i++) {
        struct account_view account;
        struct party_view party = {0};
        if (!core_account(core, alert->accounts[i], &account)) continue;
        (void)core_party(core, alert->accounts[i], &party);
        json_begin_object(writer);
        json_add_u64(writer, "account_id", alert->accounts[i]);
        json_add_u64(writer, "member_id", account.member_id);
        json_add_u64(writer, "owner_account_id", account.owner_account_id);
        if (party.controller_id != 0) json_add_u64(writer, "controller_id", party.controller_id);
        json_add_text(writer, "role", i == 0 ? "leads" : "takes part");
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void found_alert(void *context, const struct supervision_answer *answer)
{
    struct rpc_call *call = context;
    const struct shelf_alert *kept = call->work;
    struct supervision *supervision = gateway_supervision(call->rpc->gateway);
    if (!rpc_supervision_found(call, answer)) return;
    uint32_t detector = surveil_find(kept->alert.detector);
    struct json_writer *writer = &call->writer;
    json_begin_object(writer);
    json_put_name(writer, "alert");
    const struct shelf *shelf = supervision_take(supervision);
    rpc_put_alert(writer, call->rpc->gateway, shelf, kept);
    json_put_name(writer, "detector");
    rpc_put_detector(writer, detector, shelf->detector_counts[detector]);
    supervision_give(supervision);
    put_figures(writer, &kept->alert);
    put_grounds(writer, &kept->alert);
    put_parties(call, &kept->alert);
    put_steps(call, "actions", answer);
    json_end_object(writer);
    rpc_finish(call);
}

/* Its actions are those of its accounts from its first command to its last. */
static void get_alert(struct rpc_call *call)
{
    struct supervision *supervision = rpc_supervision(call);
    if (supervision == NULL) return;
    struct shelf_alert *copy = calloc(1, sizeof *copy);
    call->work = copy;
    uint64_t number = alert_number_of_id(rpc_text(call, "alert_id"));
    const struct shelf *shelf = supervision_take(supervision);
    const struct shelf_alert *kept = shelf_find(shelf, number);
    if (copy != NULL && kept != NULL) *copy = *kept;
    supervision_give(supervision);
    if (copy == NULL || kept == NULL) {
        rpc_fail(call, RPC_NOT_FOUND, "alert_id", "there is no such alert, or it is not kept");
        return;
    }
    struct supervision_question question = {.kind = SUPERVISION_TAPE,
                                            .product_id = copy->alert.product_id,
                                            .from = copy->alert.first_sequence,
                                            .through = copy->alert.last_sequence,
                                            .account_count = copy->alert.account_count};
    memcpy(question.accounts, copy->alert.accounts, sizeof question.accounts);
    rpc_supervision_ask(call, &question, found_alert);
}

static void found_tape(void *context, const struct supervision_answer *answer)
{
    struct rpc_call *call = context;
    if (!rpc_supervision_found(call, answer)) return;
    json_begin_object(&call->writer);
    json_add_u64(&call->writer, "through", answer->through);
    put_steps(call, "steps", answer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* A sequence number that is durable.  False: failed. */
static bool read_sequence(struct rpc_call *call, const char *name, uint64_t *sequence)
{
    *sequence = (uint64_t)rpc_integer(call, name, 0);
    if (*sequence <= gateway_durable(call->rpc->gateway)) return true;
    rpc_fail(call, RPC_INVALID_PARAMS, name, "the journal has not come so far");
    return false;
}

static void get_tape(struct rpc_call *call)
{
    struct supervision_question question = {.kind = SUPERVISION_TAPE};
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL || !read_sequence(call, "from_sequence", &question.from) ||
        !read_sequence(call, "to_sequence", &question.through)) {
        return;
    }
    if (question.from > question.through) {
        rpc_fail(call, RPC_INVALID_PARAMS, "to_sequence", "is before from_sequence");
        return;
    }
    question.product_id = instrument->product_id;
    rpc_supervision_ask(call, &question, found_tape);
}

/* --- the book --------------------------------------------------------------------------------- */

static void put_order(const struct rpc_put *put, const struct book_order *order)
{
    json_begin_object(put->writer);
    rpc_add_id(put->writer, "order_id", order->order_id);
    json_add_u64(put->writer, "account_id", order->account_id);
    rpc_add_amount(put, "amount", order->shown_lots);
    rpc_add_amount(put, "open_amount", order->open_lots);
    json_end_object(put->writer);
}

/* The orders of one price.  Returns the place behind the last. */
static uint32_t put_level(const struct rpc_put *put, const struct book_side *side, uint32_t first)
{
    int64_t ticks = side->orders[first].price_ticks;
    int64_t lots = 0;
    uint32_t end = first;
    for (; end < side->count && side->orders[end].price_ticks == ticks; end++) {
        lots += side->orders[end].shown_lots;
    }
    json_begin_object(put->writer);
    rpc_add_price(put, "price", ticks);
    rpc_add_amount(put, "amount", lots);
    json_put_name(put->writer, "orders");
    json_begin_array(put->writer);
    for (uint32_t i = first; i < end; i++) put_order(put, &side->orders[i]);
    json_end_array(put->writer);
    json_end_object(put->writer);
    return end;
}

static void put_side(const struct rpc_put *put, const char *name, const struct book_side *side,
                     int64_t levels)
{
    uint32_t place = 0;
    json_put_name(put->writer, name);
    json_begin_array(put->writer);
    for (int64_t i = 0; i < levels && place < side->count; i++) {
        place = put_level(put, side, place);
    }
    json_end_array(put->writer);
}

static void found_book(void *context, const struct supervision_answer *answer)
{
    struct rpc_call *call = context;
    if (!rpc_supervision_found(call, answer)) return;
    int64_t levels = rpc_integer(call, "depth", LEVELS_DEFAULT);
    const struct instrument *instrument = instrument_by_product(
        gateway_instruments(call->rpc->gateway), answer->question->product_id);
    const struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "instrument_name", instrument->rpc_name);
    json_add_u64(&call->writer, "sequence", answer->through);
    rpc_add_ms(&put, "timestamp", answer->time_ns);
    rpc_add_fine_or_null(&put, "mark_price", (struct fine_price){answer->mark_e4});
    rpc_add_fine_or_null(&put, "index_price", (struct fine_price){answer->index_e4});
    put_side(&put, "bids", &answer->sides[SIDE_BUY], levels);
    put_side(&put, "asks", &answer->sides[SIDE_SELL], levels);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void get_book(struct rpc_call *call)
{
    struct supervision_question question = {.kind = SUPERVISION_BOOK};
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL || !read_sequence(call, "sequence", &question.through)) return;
    question.product_id = instrument->product_id;
    rpc_supervision_ask(call, &question, found_book);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter alerts_parameters[] = {
    {"detector", RPC_TEXT, false, NULL, 0, 64},
    {"instrument_name", RPC_TEXT, false, NULL, 0, 64},
    {"account_id", RPC_INTEGER, false, NULL, 1, UINT32_MAX},
    {"since", RPC_INTEGER, false, NULL, 0, INT64_MAX},
    {"offset", RPC_INTEGER, false, NULL, 0, SHELF_ALERTS},
    {"count", RPC_INTEGER, false, NULL, 1, RPC_LIST_MAX},
};

static const struct rpc_parameter alert_parameters[] = {
    {"alert_id", RPC_TEXT, true, NULL, 0, ALERT_ID_SIZE},
};

static const struct rpc_parameter book_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"sequence", RPC_INTEGER, true, NULL, 1, INT64_MAX},
    {"depth", RPC_INTEGER, false, NULL, 1, LEVELS_MAX},
};

static const struct rpc_parameter tape_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"from_sequence", RPC_INTEGER, true, NULL, 1, INT64_MAX},
    {"to_sequence", RPC_INTEGER, true, NULL, 1, INT64_MAX},
};

const struct rpc_method rpc_surveillance_methods[] = {
    {"surveillance/get_detectors", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     get_detectors, RPC_REVIEW},
    {"surveillance/get_alerts", RPC_ROW(alerts_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST,
     false, get_alerts, RPC_REVIEW},
    {"surveillance/get_alert", RPC_ROW(alert_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST,
     false, get_alert, RPC_REVIEW},
    {"surveillance/get_book", RPC_ROW(book_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     get_book, RPC_REVIEW},
    {"surveillance/get_tape", RPC_ROW(tape_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     get_tape, RPC_REVIEW},
    {0},
};
