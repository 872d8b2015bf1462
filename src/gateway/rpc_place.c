/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_place.c - the way of an order or an amend from its call to its answer.
 *
 * Rules  R-ID-3, R-ID-4, R-POST-1.
 */
#include "gateway/rpc_place.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "gateway/rpc_view.h"
#include "history/history.h"
#include "model/reject.h"

#define REPRICE_MAX     3u
#define RESULT_FILLS    1024u
#define VENUE_IS_ENDING "the venue is stopping; ask for the order when it is back"

/* What a placing or an amend keeps between submit and answer. */
struct place_work {
    uint64_t sequence;      /* of its command */
    uint64_t amended_id;    /* the order of an amend */
    uint32_t reprices_left; /* how often its command may come again */
    struct command again[]; /* that command; nothing if it may not */
};

/* --- the result ------------------------------------------------------------------------------- */

/* Does the fill belong to the result?  Sequence 0 takes all of the order. */
static bool fill_is_wanted(const struct fill_record *fill, uint64_t order_id, uint64_t sequence)
{
    return fill->order_id == order_id && (sequence == 0 || fill->sequence == sequence);
}

/* Fills are kept newest first; the result has them oldest first. */
static void put_fills(struct rpc_call *call, uint64_t order_id, uint64_t sequence)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    const struct fill_record *fills[RESULT_FILLS];
    uint32_t count = 0;
    const struct fill_record *fill;
    for (uint32_t back = 0; count < RESULT_FILLS; back++) {
        fill = read_model_fill(model, back);
        if (fill == NULL || (sequence != 0 && fill->sequence < sequence)) break;
        if (fill_is_wanted(fill, order_id, sequence)) fills[count++] = fill;
    }
    json_put_name(&call->writer, "trades");
    json_begin_array(&call->writer);
    while (count > 0) rpc_view_fill(&source, fills[--count]);
    json_end_array(&call->writer);
}

static void put_result(struct rpc_call *call, const struct order_record *order, uint64_t sequence)
{
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    struct order_record copy = *order;
    json_begin_object(&call->writer);
    json_put_name(&call->writer, "order");
    rpc_view_order(&source, &copy);
    put_fills(call, copy.order_id, sequence);
    json_end_object(&call->writer);
}

void rpc_put_order_result(struct rpc_call *call, uint64_t order_id, uint64_t sequence)
{
    const struct order_record *order =
        read_model_order(gateway_orders(call->rpc->gateway), order_id);
    if (order == NULL) {
        json_put_null(&call->writer);
        return;
    }
    put_result(call, order, sequence);
}

/* --- placing ---------------------------------------------------------------------------------- */

static struct order_entry *entry_of(struct command *command)
{
    return command->kind == COMMAND_ORDER_PLACE ? &command->order : &command->list.legs[0];
}

/* R-POST-1: may the dialect move the order to the price at which it rests? */
static bool may_reprice(const struct rpc_placing *placing)
{
    return !placing->keeps_price && (placing->list.legs[0].flags & FLAG_POST_ONLY) != 0;
}

static bool reprice(struct place_work *work, const struct event *reject)
{
    if (work->reprices_left == 0 || reject->reject.code != REJECT_POST_ONLY) return false;
    if (reject->reject.leg != 0 || reject->reject.legal < 1) return false;
    work->reprices_left--;
    entry_of(&work->again[0])->price.ticks = reject->reject.legal;
    return true;
}

static uint64_t first_order_of(const struct event *events, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        uint16_t kind = events[i].kind;
        if (kind == EVENT_ORDER_ACCEPTED || kind == EVENT_ORDER_ARMED || kind == EVENT_ORDER_HELD) {
            return events[i].order.order_id;
        }
    }
    return 0;
}

static void submit(struct rpc_call *call, struct command *command, gateway_done *done)
{
    struct place_work *work = call->work;
    if (rpc_submit(call, command, done)) work->sequence = command->sequence;
}

static void on_placed(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    struct place_work *work = call->work;
    if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, VENUE_IS_ENDING);
        return;
    }
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL && reprice(work, reject)) {
        submit(call, &work->again[0], on_placed);
        return;
    }
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
        return;
    }
    uint64_t order_id = first_order_of(events, count);
    if (order_id == 0) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "the command caused no order");
        return;
    }
    rpc_put_order_result(call, order_id, work->sequence);
    rpc_finish(call);
}

/* Journals the text of a number, ahead of the order that carries it. */
static bool submit_text(struct rpc_call *call, uint64_t number, const char *text)
{
    struct command command;
    rpc_command(call, COMMAND_CLIENT_TEXT, &command);
    command.text.client_order_id = number;
    memcpy(command.text.text, text, strlen(text));
    if (gateway_submit(call->rpc->gateway, &command, NULL, NULL)) return true;
    rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, VENUE_IS_ENDING);
    return false;
}

/* An order that was placed under this client order id before, now or years ago. */
static bool answer_known(struct rpc_call *call, uint32_t account_id, uint64_t number)
{
    struct gateway *gateway = call->rpc->gateway;
    const struct order_record *order =
        read_model_client_order(gateway_orders(gateway), account_id, number);
    struct order_record old;
    bool is_found = false;
    struct order_key key = {.account_id = account_id, .client_order_id = number};
    struct history *history = gateway_history(gateway);
    if (order == NULL && history != NULL) {
        enum history_status status = history_order(history, &key, &old, &is_found);
        if (status == HISTORY_OK && is_found) order = &old;
    }
    if (order == NULL) return false;
    put_result(call, order, 0);
    rpc_finish(call);
    return true;
}

/* Numbers and texts of all legs.  False: the call is ended. */
static bool take_labels(struct rpc_call *call, const struct rpc_placing *placing,
                        struct body_list *list)
{
    uint32_t account_id = rpc_account_id(call);
    uint64_t sequence = gateway_barrier(call->rpc->gateway);
    for (uint32_t i = 0; i < list->leg_count; i++) {
        const char *client_id = i == 0 ? placing->client_order_id : NULL;
        const char *label = placing->labels[i];
        if (label != NULL && label[0] == '\0') label = NULL;
        const char *text = label != NULL ? label : client_id;
        if (text == NULL) continue;
        if (!client_text_is_legal(text) ||
            (client_id != NULL && !client_text_is_legal(client_id))) {
            rpc_fail(call, RPC_INVALID_PARAMS, label != NULL ? "label" : "client_order_id",
                     "must be 1 to 64 printable ASCII characters");
            return false;
        }
        uint64_t number = client_id != NULL
                              ? rpc_client_order_number(account_id, client_id)
                              : rpc_label_number(account_id, text, sequence * LIST_LEGS_MAX + i);
        if (client_id != NULL && answer_known(call, account_id, number)) return false;
        list->legs[i].client_order_id = number;
        if (!submit_text(call, number, text)) return false;
    }
    return true;
}

/* NULL: no memory, and the call is ended. */
static struct place_work *work_begin(struct rpc_call *call, uint32_t reprices)
{
    size_t again = reprices == 0 ? 0 : sizeof(struct command);
    struct place_work *work = calloc(1, sizeof *work + again);
    call->work = work;
    if (work == NULL) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, "no memory");
    } else {
        work->reprices_left = reprices;
    }
    return work;
}

void rpc_place(struct rpc_call *call, const struct rpc_placing *placing)
{
    struct command command;
    struct body_list list = placing->list;
    struct place_work *work = work_begin(call, may_reprice(placing) ? REPRICE_MAX : 0);
    if (work == NULL || !take_labels(call, placing, &list)) return;
    uint16_t kind = list.leg_count == 1 ? COMMAND_ORDER_PLACE : COMMAND_ORDER_LIST;
    rpc_command(call, kind, &command);
    command.product_id = placing->instrument->product_id;
    if (list.leg_count == 1) {
        command.order = list.legs[0];
    } else {
        command.list = list;
    }
    if (work->reprices_left > 0) work->again[0] = command;
    submit(call, &command, on_placed);
}

/* --- amending --------------------------------------------------------------------------------- */

static void on_amended(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    struct place_work *work = call->work;
    if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, VENUE_IS_ENDING);
        return;
    }
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
        return;
    }
    rpc_put_order_result(call, work->amended_id, work->sequence);
    rpc_finish(call);
}

void rpc_amend(struct rpc_call *call, const struct order_record *order,
               const struct body_amend *amend)
{
    struct command command;
    struct place_work *work = work_begin(call, 0);
    if (work == NULL) return;
    work->amended_id = order->order_id;
    rpc_command(call, COMMAND_ORDER_AMEND, &command);
    command.product_id = order->product_id;
    command.amend = *amend;
    command.amend.order_id = order->order_id;
    submit(call, &command, on_amended);
}

/* --- finding ---------------------------------------------------------------------------------- */

const struct order_record *rpc_own_order(struct rpc_call *call, const char *param)
{
    const char *text = rpc_text(call, param);
    uint64_t order_id = 0;
    const struct order_record *order = NULL;
    if (text != NULL && text_read_u64(text, strlen(text), &order_id)) {
        order = read_model_order(gateway_orders(call->rpc->gateway), order_id);
    }
    if (order != NULL && order->account_id == rpc_account_id(call)) return order;
    rpc_fail(call, RPC_ORDER_NOT_FOUND, param, NULL);
    return NULL;
}

uint32_t rpc_find_label(struct rpc_call *call, const struct rpc_label_search *search,
                        const struct order_record **list, uint32_t max)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    uint32_t count = 0;
    const struct order_record *order = NULL;
    while ((order = read_model_live(model, search->account_id, order)) != NULL && count < max) {
        char label[RPC_LABEL_SIZE];
        if (search->instrument != NULL && order->product_id != search->instrument->product_id) {
            continue;
        }
        client_text_of(call->rpc->gateway, search->account_id, order->client_order_id, label);
        if (strcmp(label, search->label) == 0) list[count++] = order;
    }
    return count;
}
