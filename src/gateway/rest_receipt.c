/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_receipt.c - how a number came about: GET margin/receipts, a path of this venue's own.
 *
 * Role   Names what is meant by kind, ticker, id or order_id, as the other dialect does;
 *        receipts/receipts.h answers.  What is not public is shown to the key's primary account.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/rest_parts.h"
#include "receipts/receipts.h"

/* A question on its way: the client may be gone when it is answered. */
struct asked {
    struct rest *rest;
    uint64_t connection_id;
};

static bool read_kind(struct rest_call *call, struct store_wish *wish)
{
    static const enum explain_subject subjects[] = {
        EXPLAIN_INDEX,   EXPLAIN_MARK,        EXPLAIN_FUNDING,    EXPLAIN_MARGIN,
        EXPLAIN_REFUSAL, EXPLAIN_LIQUIDATION, EXPLAIN_DELEVERAGE, EXPLAIN_DEFAULT};
    char kind[REST_PARAMETER_SIZE] = "";
    (void)rest_query_text(call, "kind", kind, sizeof kind);
    for (size_t i = 0; i < sizeof subjects / sizeof subjects[0]; i++) {
        if (strcmp(kind, explain_subject_name(subjects[i])) != 0) continue;
        wish->subject = subjects[i];
        return true;
    }
    rest_fail_field(call, "kind",
                    "must be index, mark, funding, margin, refusal, liquidation, deleverage or "
                    "default");
    return false;
}

static bool read_place(struct rest_call *call, struct store_wish *wish)
{
    char id[REST_PARAMETER_SIZE];
    char ticker[REST_PARAMETER_SIZE];
    wish->event_index = EXPLAIN_ANY_INDEX;
    if (rest_query_text(call, "id", id, sizeof id) && !receipts_read_id(id, wish)) {
        rest_fail_field(call, "id", "must be SEQUENCE or SEQUENCE.EVENT");
        return false;
    }
    bool is_about_account = wish->subject == EXPLAIN_MARGIN || wish->subject == EXPLAIN_DEFAULT;
    if (is_about_account || !rest_query_text(call, "ticker", ticker, sizeof ticker)) return true;
    const struct instrument *instrument = rest_instrument(call, ticker, 400);
    if (instrument != NULL) wish->product_id = instrument->product_id;
    return instrument != NULL;
}

/* The commands that an own order came from, or ended by, have the receipts that speak of it. */
static bool read_order(struct rest_call *call, struct store_wish *wish)
{
    char text[REST_PARAMETER_SIZE];
    struct order_record old;
    bool is_found = false;
    struct order_key key = {.account_id = wish->account_id};
    struct gateway *gateway = call->rest->gateway;
    if (!rest_query_text(call, "order_id", text, sizeof text)) return true;
    const struct order_record *order = NULL;
    bool is_id = rest_id_read(text, REST_ID_ORDER, &key.order_id);
    if (is_id) order = read_model_order(gateway_orders(gateway), key.order_id);
    if (is_id && order == NULL && gateway_history(gateway) != NULL &&
        history_order(gateway_history(gateway), &key, &old, &is_found) == HISTORY_OK && is_found) {
        order = &old;
    }
    if (order == NULL || order->account_id != key.account_id) {
        rest_fail(call, 404, "order_not_found", "the key's account has no such order");
        return false;
    }
    bool is_ended = wish->subject == EXPLAIN_REFUSAL;
    wish->sequence = is_ended ? order->updated_sequence : order->created_sequence;
    return true;
}

static void answer(void *context, const struct receipts_text *text)
{
    struct asked *asked = context;
    struct rest_call call = {.rest = asked->rest,
                             .connection =
                                 server_connection(asked->rest->server, asked->connection_id)};
    if (text->text == NULL) {
        rest_fail(&call, 404, "receipt_not_found", "there is no such receipt, or it is not kept");
    } else {
        json_put_raw(&call.json, text->text, text->size);
        rest_answer(&call, 200);
    }
    json_writer_release(&call.json);
    free(asked);
}

/* The account as it stands, right after the command that the core has come to. */
static bool take_standing(struct rest_call *call, struct receipts_question *question)
{
    struct gateway *gateway = call->rest->gateway;
    if (!gateway_standing(gateway, question->wish.account_id, &question->given)) {
        rest_fail(call, 404, "account_not_found", "there is no such account");
        return false;
    }
    question->is_standing = true;
    question->as_of = gateway_barrier(gateway);
    return true;
}

static void ask(struct rest_call *call, struct receipts_question *question)
{
    struct receipts *receipts = gateway_receipts(call->rest->gateway);
    struct asked *asked = receipts == NULL ? NULL : malloc(sizeof *asked);
    if (asked == NULL) {
        rest_fail(call, 503, "receipts_unavailable", "this venue gives no receipts now");
        return;
    }
    *asked = (struct asked){call->rest, connection_id(call->connection)};
    question->done = answer;
    question->context = asked;
    enum receipts_answer taken = receipts_ask(receipts, question);
    if (taken == RECEIPTS_TAKEN) return;
    free(asked);
    if (taken == RECEIPTS_BUSY) {
        rest_fail(call, 429, "too_many_requests", "too many receipts are being computed");
    } else if (taken == RECEIPTS_BEHIND) {
        rest_fail(call, 503, "receipts_behind", "receipts are being computed after a start");
    } else {
        rest_fail(call, 503, "receipts_unavailable", "receipts cannot be computed now");
    }
}

void rest_get_receipt(struct rest_call *call)
{
    struct receipts_question question = {.as_of = gateway_durable(call->rest->gateway),
                                         .asker = call->credential->number,
                                         .may_search = true};
    struct store_wish *wish = &question.wish;
    if (!read_kind(call, wish) || !read_place(call, wish)) return;
    bool is_public = wish->subject == EXPLAIN_INDEX || wish->subject == EXPLAIN_MARK;
    if (is_public && wish->sequence == 0 && wish->product_id == 0) {
        rest_fail_field(call, "ticker", "is needed without an id");
        return;
    }
    if (!is_public) wish->account_id = rest_account(call, 0);
    if (!is_public && !read_order(call, wish)) return;
    bool is_standing = wish->subject == EXPLAIN_MARGIN && wish->sequence == 0;
    if (is_standing && !take_standing(call, &question)) return;
    ask(call, &question);
}
