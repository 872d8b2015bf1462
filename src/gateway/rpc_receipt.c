/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_receipt.c - methods that tell how a number came about: public and private get_receipt.
 *
 * Role   Names what is meant; receipts/receipts.h answers.  Prices and funding rates are anybody's;
 *        everything else is shown to the account of the session and to nobody else.
 */
#include <stdio.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_filter.h"
#include "gateway/throttle.h"
#include "receipts/receipts.h"

#define BEHIND_TEXT_SIZE 160u

static const char public_kinds[] = "index|mark|funding";
static const char private_kinds[] =
    "index|mark|funding|margin|refusal|liquidation|deleverage|default";

/* --- what is asked ---------------------------------------------------------------------------- */

static enum explain_subject subject_of(const char *kind)
{
    uint32_t subject = 0;
    while (strcmp(kind, explain_subject_name((enum explain_subject)subject)) != 0) subject++;
    return (enum explain_subject)subject;
}

static bool read_id(struct rpc_call *call, struct store_wish *wish)
{
    const char *text = rpc_text(call, "id");
    if (text == NULL || receipts_read_id(text, wish)) return true;
    rpc_fail(call, RPC_INVALID_PARAMS, "id", "must be SEQUENCE or SEQUENCE.EVENT");
    return false;
}

/* The commands that an order came from, or ended by, have the receipts that speak of it. */
static bool read_order(struct rpc_call *call, struct store_wish *wish)
{
    struct order_record old;
    const struct order_record *order = rpc_order_asked(call, &old);
    if (order == NULL) return false;
    bool is_ended = wish->subject == EXPLAIN_REFUSAL;
    wish->sequence = is_ended ? order->updated_sequence : order->created_sequence;
    return true;
}

static bool read_wish(struct rpc_call *call, struct store_wish *wish)
{
    wish->subject = subject_of(rpc_text(call, "kind"));
    wish->event_index = EXPLAIN_ANY_INDEX;
    if (!read_id(call, wish)) return false;
    bool is_about_account = wish->subject == EXPLAIN_MARGIN || wish->subject == EXPLAIN_DEFAULT;
    if (!rpc_is_given(call, "instrument_name") || is_about_account) return true;
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return false;
    wish->product_id = instrument->product_id;
    return true;
}

/* --- answers ---------------------------------------------------------------------------------- */

static void answer(void *context, const struct receipts_text *text)
{
    struct rpc_call *call = context;
    if (text->text == NULL) {
        rpc_fail(call, RPC_NOT_FOUND, "id", "there is no such receipt, or it is not kept here");
        return;
    }
    call->barrier = text->sequence;
    json_put_raw(&call->writer, text->text, text->size);
    rpc_finish(call);
}

static void fail_behind(struct rpc_call *call, struct receipts *receipts)
{
    char reason[BEHIND_TEXT_SIZE];
    uint64_t left = gateway_durable(call->rpc->gateway) - receipts_figures(receipts).sequence;
    (void)snprintf(reason, sizeof reason,
                   "receipts are being computed after a start: %llu commands to go",
                   (unsigned long long)left);
    rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, reason);
}

static void ask(struct rpc_call *call, struct receipts_question *question)
{
    struct receipts *receipts = gateway_receipts(call->rpc->gateway);
    const struct session *session = rpc_session(call);
    struct connection *connection = server_connection(call->rpc->server, call->connection_id);
    if (receipts == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "this venue runs without receipts");
        return;
    }
    question->asker = session != NULL ? session->credential->number
                                      : throttle_key_of_address(connection_peer(connection));
    question->done = answer;
    question->context = call;
    switch (receipts_ask(receipts, question)) {
    case RECEIPTS_TAKEN: return;
    case RECEIPTS_BEHIND: fail_behind(call, receipts); return;
    case RECEIPTS_BUSY:
        rpc_fail(call, RPC_TOO_MANY_REQUESTS, NULL, "too many receipts are being computed");
        return;
    case RECEIPTS_FAILED:
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "receipts cannot be computed now");
        return;
    }
}

/* What the core says of the account, and right after which command. */
static bool take_standing(struct rpc_call *call, struct receipts_question *question)
{
    (void)rpc_core(call); /* the answer waits for what it is read from */
    if (!gateway_standing(call->rpc->gateway, question->wish.account_id, &question->given)) {
        rpc_fail(call, RPC_NOT_FOUND, NULL, "no such account");
        return false;
    }
    question->is_standing = true;
    question->as_of = call->barrier;
    return true;
}

static void public_get_receipt(struct rpc_call *call)
{
    struct receipts_question question = {.as_of = gateway_durable(call->rpc->gateway)};
    if (!read_wish(call, &question.wish)) return;
    if (question.wish.sequence == 0 && question.wish.product_id == 0) {
        rpc_fail(call, RPC_MISSING_PARAMS, "instrument_name", "is needed without an id");
        return;
    }
    ask(call, &question);
}

static void private_get_receipt(struct rpc_call *call)
{
    struct receipts_question question = {.as_of = gateway_durable(call->rpc->gateway),
                                         .may_search = true};
    struct store_wish *wish = &question.wish;
    if (!read_wish(call, wish)) return;
    bool is_public = wish->subject == EXPLAIN_INDEX || wish->subject == EXPLAIN_MARK;
    if (!is_public) wish->account_id = rpc_account_id(call);
    if (rpc_is_given(call, "order_id") && !read_order(call, wish)) return;
    bool is_standing = wish->subject == EXPLAIN_MARGIN && wish->sequence == 0;
    if (is_standing && !take_standing(call, &question)) return;
    ask(call, &question);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter public_parameters[] = {
    {"kind", RPC_TEXT, true, public_kinds, 0, 0},
    {"instrument_name", RPC_TEXT, false, NULL, 0, 64},
    {"id", RPC_TEXT, false, NULL, 0, 48},
};

static const struct rpc_parameter private_parameters[] = {
    {"kind", RPC_TEXT, true, private_kinds, 0, 0},
    {"instrument_name", RPC_TEXT, false, NULL, 0, 64},
    {"id", RPC_TEXT, false, NULL, 0, 48},
    {"order_id", RPC_TEXT, false, NULL, 0, 64},
};

const struct rpc_method rpc_receipt_methods[] = {
    {"public/get_receipt", RPC_ROW(public_parameters), 0, RPC_COST_REQUEST, false,
     public_get_receipt, 0},
    {"private/get_receipt", RPC_ROW(private_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST,
     false, private_get_receipt, 0},
    {0},
};
