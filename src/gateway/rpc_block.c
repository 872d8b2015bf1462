/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_block.c - methods of block trades.
 *
 * One side verifies the terms and gets a text that proves its consent; the other shows the text and
 * carries the block out at these terms.  The key of the proofs is made when the venue starts: a
 * restart takes back every consent that nobody has used.  Directions are the maker's throughout.
 *
 * Rules  R-BLOCK-2 to R-BLOCK-6.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "base/text.h"
#include "gateway/block_proof.h"
#include "gateway/credential.h"
#include "gateway/rpc_block.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_view.h"
#include "history/history.h"

#define NONCE_MAX     (BLOCK_NONCE_SIZE - 1)
#define COUNT_DEFAULT 20
#define COUNT_MAX     101

/* --- the trade that is asked for -------------------------------------------------------------- */

static const struct rpc_parameter trade_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"price", RPC_NUMBER, true, NULL, 0, 0},
    {"amount", RPC_NUMBER, true, NULL, 0, 0},
    {"direction", RPC_TEXT, true, "buy|sell", 0, 0},
};

static const struct rpc_method trade_method = {
    "trades", RPC_ROW(trade_parameters), 0, 0, false, NULL, 0};

struct block_asked {
    const struct instrument *instrument;
    struct block_agreement agreed;
    bool is_maker; /* who asks */
};

/* The one trade of the list.  False: *fault says why. */
static bool read_item(const struct rpc_call *call, const json_t *json, struct block_asked *asked,
                      struct rpc_fault *fault)
{
    struct rpc_call item = *call;
    struct rpc_value none = {0};
    struct block_agreement *agreed = &asked->agreed;
    item.method = &trade_method;
    json_t *given = json_deep_copy(json);
    bool is_good = rpc_parameters_read(&trade_method, given, &item.values, fault);
    if (is_good) {
        asked->instrument = instrument_by_rpc_name(gateway_instruments(call->rpc->gateway),
                                                   rpc_text(&item, "instrument_name"));
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, "instrument_name", "no such instrument"};
        is_good = asked->instrument != NULL;
    }
    is_good =
        is_good &&
        rpc_read_price(asked->instrument, "price", rpc_value(&item, "price"), &agreed->price_ticks,
                       fault) &&
        rpc_read_amount(asked->instrument, rpc_value(&item, "amount"), &none, &agreed->lots, fault);
    if (is_good) {
        bool buys = strcmp(rpc_text(&item, "direction"), "buy") == 0;
        agreed->maker_side = buys ? SIDE_BUY : SIDE_SELL;
        agreed->product_id = asked->instrument->product_id;
    }
    json_decref(given);
    return is_good;
}

/* False: failed, the call is ended. */
static bool read_asked(struct rpc_call *call, struct block_asked *asked)
{
    const json_t *list = rpc_value(call, "trades")->json;
    const char *role = rpc_text(call, "role");
    struct rpc_fault fault = {RPC_INVALID_PARAMS, "trades",
                              "must hold one trade: a block of several is none of this venue"};
    bool is_good = json_array_size(list) == 1 && json_is_object(json_array_get(list, 0)) &&
                   read_item(call, json_array_get(list, 0), asked, &fault);
    if (!is_good) {
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return false;
    }
    asked->is_maker = role != NULL && strcmp(role, "maker") == 0;
    return true;
}

/* The same with the time and the nonce that both sides share. */
static bool read_agreed(struct rpc_call *call, struct block_asked *asked)
{
    int64_t now_ms = gateway_now_ns(call->rpc->gateway) / RPC_NS_PER_MS;
    int64_t timestamp_ms = rpc_integer(call, "timestamp", 0);
    if (!read_asked(call, asked)) return false;
    if (timestamp_ms < now_ms - RPC_BLOCK_WINDOW_MS ||
        timestamp_ms > now_ms + RPC_BLOCK_WINDOW_MS) {
        rpc_fail(call, RPC_INVALID_PARAMS, "timestamp", "is more than five minutes from now");
        return false;
    }
    asked->agreed.timestamp_ms = timestamp_ms;
    asked->agreed.nonce = rpc_text(call, "nonce");
    return true;
}

/* What the asking account would do, as the core is told. */
static void command_of(const struct rpc_call *call, const struct block_asked *asked,
                       struct command *command)
{
    const struct block_agreement *agreed = &asked->agreed;
    enum side maker_side = (enum side)agreed->maker_side;
    rpc_command(call, COMMAND_BLOCK_TRADE, command);
    command->product_id = agreed->product_id;
    command->block_trade = (struct body_block_trade){
        .price = {agreed->price_ticks},
        .lots = agreed->lots,
        .side = (uint8_t)(asked->is_maker ? maker_side : side_opposite(maker_side)),
        .is_maker = asked->is_maker,
    };
}

/* --- consent ---------------------------------------------------------------------------------- */

/* Would the core refuse this side?  True: the call is ended. */
static bool refuses(struct rpc_call *call, const struct command *command)
{
    struct event event = {.kind = EVENT_REJECTED,
                          .account_id = command->account_id,
                          .product_id = command->product_id};
    if (!core_block_refuses(rpc_core(call), command, &event.reject)) return false;
    rpc_fail_reject(call, &event);
    return true;
}

static struct block_side side_of_session(const struct rpc_call *call)
{
    const struct session *session = rpc_session(call);
    bool is_held = (session->credential->features & FEATURE_BLOCK_APPROVAL) != 0;
    return (struct block_side){
        .account_id = session->account_id,
        .user_id = session->user_id,
        .key_number = session->credential->number,
        .state_ns = gateway_now_ns(call->rpc->gateway),
        .state = is_held ? BLOCK_INITIAL : BLOCK_ACCEPTED,
    };
}

static void private_verify_block_trade(struct rpc_call *call)
{
    struct block_asked asked = {0};
    struct command command;
    char text[BLOCK_PROOF_SIZE];
    if (!read_agreed(call, &asked)) return;
    command_of(call, &asked, &command);
    if (refuses(call, &command)) return;
    struct block_proof proof = {
        .timestamp_ms = asked.agreed.timestamp_ms,
        .consent_id = block_consent_id(call->rpc->block_key, &asked.agreed),
        .account_id = command.account_id,
        .user_id = command.actor_id,
        .is_maker = asked.is_maker,
        .needs_approval = side_of_session(call).state == BLOCK_INITIAL,
        .key_number = rpc_session(call)->credential->number,
    };
    if (proof.consent_id == 0 || !block_proof_write(call->rpc->block_key, &proof, text)) {
        rpc_fail(call, RPC_UNAVAILABLE, NULL, NULL);
        return;
    }
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "signature", text);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void private_simulate_block_trade(struct rpc_call *call)
{
    struct block_asked asked = {0};
    struct command command;
    struct event_reject reject;
    if (!read_asked(call, &asked)) return;
    command_of(call, &asked, &command);
    json_put_bool(&call->writer, !core_block_refuses(rpc_core(call), &command, &reject));
    rpc_finish(call);
}

static int64_t agreed_ns(const struct rpc_call *call, int64_t timestamp_ms)
{
    /* Both clocks may be ahead of the venue's: it was agreed by now. */
    return i64_min(timestamp_ms * RPC_NS_PER_MS, gateway_now_ns(call->rpc->gateway));
}

static void on_withdrawn(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    bool is_done = events != NULL && rpc_reject_of(events, count) == NULL;
    if (is_done) rpc_block_withdrawn(call->rpc, call->work);
    rpc_done_ok(context, events, count);
}

static void private_invalidate_block_trade_signature(struct rpc_call *call)
{
    struct block_proof proof;
    struct command command;
    struct block_proof *kept = calloc(1, sizeof *kept);
    call->work = kept;
    if (kept == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    rpc_command(call, COMMAND_BLOCK_WITHDRAW, &command);
    bool is_own = block_proof_read(call->rpc->block_key, rpc_text(call, "signature"), &proof) &&
                  proof.account_id == command.account_id;
    if (!is_own) {
        rpc_fail(call, RPC_INVALID_PARAMS, "signature", "is none that this account was given");
        return;
    }
    command.block_withdraw.consent_id = proof.consent_id;
    command.block_withdraw.agreed_ns = agreed_ns(call, proof.timestamp_ms);
    *kept = proof;
    (void)rpc_submit(call, &command, on_withdrawn);
}

/* --- blocks as they are shown ----------------------------------------------------------------- */

static void put_block(struct rpc_call *call, const struct fill_record *fill)
{
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    json_begin_object(&call->writer);
    rpc_add_id(&call->writer, "id", fill->block_id);
    json_add_i64(&call->writer, "timestamp", fill->time_ns / RPC_NS_PER_MS);
    json_put_name(&call->writer, "trades");
    json_begin_array(&call->writer);
    rpc_view_fill(&source, fill);
    json_end_array(&call->writer);
    json_end_object(&call->writer);
}

const struct fill_record *rpc_block_fill(const struct rpc *rpc, uint32_t account_id,
                                         uint64_t block_id)
{
    const struct read_model *model = gateway_orders(rpc->gateway);
    const struct fill_record *fill;
    for (uint32_t back = 0; (fill = read_model_fill(model, back)) != NULL; back++) {
        if (fill->block_id == block_id && fill->account_id == account_id) return fill;
        if (fill->block_id != 0 && fill->block_id < block_id) break;
    }
    return NULL;
}

/* --- carrying it out -------------------------------------------------------------------------- */

struct block_work {
    struct block_asked asked;
    struct block_proof proof;
};

static struct block_side side_of_proof(const struct rpc_call *call, const struct block_proof *proof)
{
    return (struct block_side){
        .account_id = proof->account_id,
        .user_id = proof->user_id,
        .key_number = proof->key_number,
        .state_ns = gateway_now_ns(call->rpc->gateway),
        .state = proof->needs_approval ? BLOCK_INITIAL : BLOCK_ACCEPTED,
    };
}

/* The block as one that waits, or that was carried out at once. */
static void request_of(const struct block_work *work, struct block_request *request)
{
    const struct block_agreement *agreed = &work->asked.agreed;
    *request = (struct block_request){
        .consent_id = work->proof.consent_id,
        .timestamp_ms = agreed->timestamp_ms,
        .price_ticks = agreed->price_ticks,
        .lots = agreed->lots,
        .product_id = agreed->product_id,
        .maker_side = agreed->maker_side,
        .proposer = work->proof.is_maker ? BLOCK_MAKER : BLOCK_TAKER,
    };
    (void)snprintf(request->nonce, sizeof request->nonce, "%s", agreed->nonce);
}

/* False: nobody has to approve it. */
static bool waits(struct rpc_call *call, const struct block_work *work,
                  const struct command *command)
{
    uint8_t own = work->asked.is_maker ? BLOCK_MAKER : BLOCK_TAKER;
    struct block_side sides[2] = {side_of_session(call), side_of_proof(call, &work->proof)};
    if (sides[0].state == BLOCK_ACCEPTED && sides[1].state == BLOCK_ACCEPTED) return false;
    if (refuses(call, command)) return true;

    struct block_request request;
    struct body_block_terms terms = core_block_terms(rpc_core(call), command->product_id);
    request_of(work, &request);
    request.sides[own] = sides[0];
    request.sides[1 - own] = sides[1];
    request.agreed_ns = command->block_trade.agreed_ns;
    /* Nobody can show the signature again once its time stamp is too old. */
    request.known_until_ns = (request.timestamp_ms + RPC_BLOCK_WINDOW_MS) * RPC_NS_PER_MS;
    request.expires_ns =
        i64_min(request.known_until_ns, request.agreed_ns + (int64_t)terms.window_ns);
    rpc_block_wait(call, &request, own);
    return true;
}

static void confirm(struct rpc_call *call, const struct event *event)
{
    struct block_request request;
    uint32_t ids[BLOCK_SIDES] = {event->account_id, event->block_trade.taker_account_id};
    request_of(call->work, &request);
    request.block_id = event->block_trade.block_id;
    for (size_t role = 0; role < BLOCK_SIDES; role++) {
        request.sides[role] = (struct block_side){
            .account_id = ids[role], .state_ns = event->time_ns, .state = BLOCK_EXECUTED};
    }
    rpc_block_tell(call->rpc, &request);
}

const struct event *rpc_block_of(const struct event *events, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].kind == EVENT_BLOCK_TRADE) return &events[i];
    }
    return NULL;
}

static void on_executed(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct event *reject = rpc_reject_of(events, count);
    const struct event *block = rpc_block_of(events, count);
    const struct block_work *work = call->work;
    if (block == NULL) {
        if (reject != NULL) rpc_fail_reject(call, reject);
        if (reject == NULL) rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    uint32_t taker_id = block->block_trade.taker_account_id;
    uint32_t own_id = work->asked.is_maker ? block->account_id : taker_id;
    confirm(call, block);
    const struct fill_record *fill = rpc_block_fill(call->rpc, own_id, block->block_trade.block_id);
    if (fill == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    put_block(call, fill);
    rpc_finish(call);
}

/* The other side's consent, to these terms and to the other role.  False: the call is ended. */
static bool read_consent(struct rpc_call *call, struct block_work *work)
{
    const char *reason = NULL;
    uint64_t consent_id = block_consent_id(call->rpc->block_key, &work->asked.agreed);
    bool is_ours = block_proof_read(call->rpc->block_key, rpc_text(call, "counterparty_signature"),
                                    &work->proof);
    if (!is_ours || consent_id == 0) {
        reason = "is no signature of this venue";
    } else if (work->proof.consent_id != consent_id) {
        reason = "is for other terms";
    } else if (work->proof.is_maker == work->asked.is_maker) {
        reason = "is for the same role";
    }
    if (reason != NULL) rpc_fail(call, RPC_INVALID_PARAMS, "counterparty_signature", reason);
    return reason == NULL;
}

static void private_execute_block_trade(struct rpc_call *call)
{
    struct command command;
    struct block_work *work = calloc(1, sizeof *work);
    call->work = work;
    if (work == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    if (!read_agreed(call, &work->asked) || !read_consent(call, work)) return;
    command_of(call, &work->asked, &command);
    command.block_trade.consent_id = work->proof.consent_id;
    command.block_trade.agreed_ns = agreed_ns(call, work->proof.timestamp_ms);
    command.block_trade.other_account_id = work->proof.account_id;
    command.block_trade.proposer_id = work->proof.user_id;
    if (rpc_block_is_known(call, work->proof.consent_id)) return;
    if (waits(call, work, &command)) return;
    (void)rpc_submit(call, &command, on_executed);
}

/* --- looking back ----------------------------------------------------------------------------- */

/* A number of a block; 0: not given.  False: failed, the call is ended. */
static bool read_id(struct rpc_call *call, const char *name, uint64_t *id)
{
    const char *text = rpc_text(call, name);
    *id = 0;
    if (text == NULL) return true;
    if (text_read_u64(text, strlen(text), id) && *id != 0) return true;
    rpc_fail(call, RPC_INVALID_PARAMS, name, "is no block trade id");
    return false;
}

/* Newest first.  False: failed, the call is ended. */
static bool read_blocks(struct rpc_call *call, const struct history_query *query,
                        struct fill_record *list, struct history_page *page)
{
    struct history *history = gateway_history(call->rpc->gateway);
    bool is_good =
        history != NULL && list != NULL && history_fills(history, query, list, page) == HISTORY_OK;
    if (!is_good) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the history does not answer");
    }
    return is_good;
}

static void private_get_block_trade(struct rpc_call *call)
{
    struct history_query query = {.account_id = rpc_account_id(call), .limit = 1};
    struct history_page page = {0};
    struct fill_record fill;
    if (!read_id(call, "id", &query.block_from)) return;
    query.block_to = query.block_from;
    if (!read_blocks(call, &query, &fill, &page)) return;
    if (page.count == 0) {
        rpc_fail(call, RPC_NOT_FOUND, "id", "no block trade of this account");
        return;
    }
    put_block(call, &fill);
    rpc_finish(call);
}

static void private_get_block_trades(struct rpc_call *call)
{
    const char *currency = rpc_text(call, "currency");
    struct history_query query = {.account_id = rpc_account_id(call)};
    struct history_page page = {0};
    uint64_t start_id;
    query.limit = (uint32_t)rpc_integer(call, "count", COUNT_DEFAULT);
    if (!read_id(call, "start_id", &start_id) || !read_id(call, "end_id", &query.block_from)) {
        return;
    }
    if (query.block_from == 0) query.block_from = 1;
    /* Nothing is older than the first. */
    bool is_empty =
        start_id == 1 || rpc_is_given(call, "block_rfq_id") || rpc_is_given(call, "broker_code");
    if (start_id > 1) query.block_to = start_id - 1;
    struct fill_record *list = calloc(query.limit, sizeof *list);
    if (!is_empty && !read_blocks(call, &query, list, &page)) {
        free(list);
        return;
    }
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < page.count; i++) {
        const struct instrument *instrument =
            instrument_by_product(gateway_instruments(call->rpc->gateway), list[i].product_id);
        bool is_asked =
            currency == NULL || (instrument != NULL && rpc_currency_matches(instrument, currency));
        if (is_asked) put_block(call, &list[i]);
    }
    json_end_array(&call->writer);
    free(list);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

#define SHARED                                                                                     \
    {"timestamp", RPC_INTEGER, true, NULL, 0, 0}, {"nonce", RPC_TEXT, true, NULL, 0, NONCE_MAX},   \
        {"role", RPC_TEXT, true, "maker|taker", 0, 0},                                             \
    {                                                                                              \
        "trades", RPC_LIST, true, NULL, 0, 0                                                       \
    }

static const struct rpc_parameter verify_parameters[] = {SHARED};
static const struct rpc_parameter execute_parameters[] = {
    SHARED,
    {"counterparty_signature", RPC_TEXT, true, NULL, 0, 256},
};
static const struct rpc_parameter simulate_parameters[] = {
    {"role", RPC_TEXT, false, "maker|taker", 0, 0},
    {"trades", RPC_LIST, true, NULL, 0, 0},
};
static const struct rpc_parameter invalidate_parameters[] = {
    {"signature", RPC_TEXT, true, NULL, 0, 256},
};
static const struct rpc_parameter block_parameters[] = {
    {"id", RPC_TEXT, true, NULL, 0, 32},
};
static const struct rpc_parameter blocks_parameters[] = {
    {"currency", RPC_TEXT, false, NULL, 0, 16},
    {"count", RPC_INTEGER, false, NULL, 1, COUNT_MAX},
    {"start_id", RPC_TEXT, false, NULL, 0, 32},
    {"end_id", RPC_TEXT, false, NULL, 0, 32},
    {"block_rfq_id", RPC_INTEGER, false, NULL, 0, 0},
    {"broker_code", RPC_TEXT, false, NULL, 0, 64},
};

#define ROW(name, parameters, scopes, cost, handler)                                               \
    {                                                                                              \
        name, RPC_ROW(parameters), scopes, cost, false, handler, 0                                 \
    }

const struct rpc_method rpc_block_methods[] = {
    ROW("private/verify_block_trade", verify_parameters, SCOPE_BLOCK_WRITE, RPC_COST_REQUEST,
        private_verify_block_trade),
    ROW("private/execute_block_trade", execute_parameters, SCOPE_BLOCK_WRITE, RPC_COST_MATCHING,
        private_execute_block_trade),
    ROW("private/simulate_block_trade", simulate_parameters, SCOPE_BLOCK_READ, RPC_COST_REQUEST,
        private_simulate_block_trade),
    ROW("private/invalidate_block_trade_signature", invalidate_parameters, SCOPE_BLOCK_WRITE,
        RPC_COST_MATCHING, private_invalidate_block_trade_signature),
    ROW("private/get_block_trade", block_parameters, SCOPE_BLOCK_READ, RPC_COST_REQUEST,
        private_get_block_trade),
    ROW("private/get_block_trades", blocks_parameters, SCOPE_BLOCK_READ, RPC_COST_REQUEST,
        private_get_block_trades),
    {0},
};
