/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_block_approval.c - methods of blocks that wait for the owner of an account.
 *
 * A key with the feature block_trade_approval is given to somebody who makes blocks for the
 * account: what it consents to counts when another key of the account, one without the feature,
 * approves it.  The core hears of a block when both sides have accepted, in the name of those who
 * made it, and asks every rule then.
 *
 * Rules  R-BLOCK-2 to R-BLOCK-5.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_block.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_view.h"
#include "model/reject_text.h"

#define LIST_MAX 100u

/* --- how a request stands --------------------------------------------------------------------- */

static uint8_t role_of(const struct block_request *request, uint32_t account_id)
{
    return request->sides[BLOCK_MAKER].account_id == account_id ? BLOCK_MAKER : BLOCK_TAKER;
}

static void put_state(struct json_writer *writer, const char *name, const struct block_side *side)
{
    static const char *const words[] = {"initial", "accepted", "rejected", "executed"};
    json_put_name(writer, name);
    json_begin_object(writer);
    json_add_text(writer, "value", words[side->state]);
    json_add_i64(writer, "timestamp", side->state_ns / RPC_NS_PER_MS);
    json_end_object(writer);
}

/* The terms, in the maker's direction. */
static void put_terms(const struct rpc_source *source, const struct block_request *request)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(source->gateway), request->product_id);
    struct rpc_put put = {source->writer, instrument};
    json_begin_object(source->writer);
    if (instrument != NULL) {
        json_add_text(source->writer, "instrument_name", instrument->rpc_name);
        json_add_text(source->writer, "direction",
                      request->maker_side == SIDE_BUY ? "buy" : "sell");
        rpc_add_price(&put, "price", request->price_ticks);
        rpc_add_amount(&put, "amount", request->lots);
    }
    json_end_object(source->writer);
}

/* `fill` is the side's own of a block that was carried out; NULL: the terms are shown. */
static void put_request(const struct rpc_source *source, const struct block_request *request,
                        uint8_t role, const struct fill_record *fill)
{
    struct json_writer *writer = source->writer;
    const struct block_side *side = &request->sides[role];
    json_begin_object(writer);
    json_add_text(writer, "nonce", request->nonce);
    json_add_i64(writer, "timestamp", request->timestamp_ms);
    json_put_name(writer, "trades");
    json_begin_array(writer);
    if (fill != NULL) {
        rpc_view_fill(source, fill);
    } else {
        put_terms(source, request);
    }
    json_end_array(writer);
    json_add_text(writer, "app_name", "perpetua");
    json_add_text(writer, "role", role == BLOCK_MAKER ? "maker" : "taker");
    json_add_u64(writer, "user_id", side->account_id);
    put_state(writer, "state", side);
    put_state(writer, "counterparty_state", &request->sides[1 - role]);
    if (request->expires_ns != 0) {
        json_add_i64(writer, "expiration_timestamp", request->expires_ns / RPC_NS_PER_MS);
    }
    if (request->block_id != 0) rpc_add_id(writer, "block_trade_id", request->block_id);
    if (request->reason[0] != '\0') json_add_text(writer, "reason", request->reason);
    json_end_object(writer);
}

void rpc_block_tell(const struct rpc *rpc, const struct block_request *request)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(rpc->gateway), request->product_id);
    for (uint32_t role = 0; role < BLOCK_SIDES && instrument != NULL; role++) {
        struct json_writer writer = {0};
        struct rpc_source source = {.gateway = rpc->gateway, .writer = &writer};
        uint32_t account_id = request->sides[role].account_id;
        const struct fill_record *fill =
            request->block_id == 0 ? NULL : rpc_block_fill(rpc, account_id, request->block_id);
        put_request(&source, request, (uint8_t)role, fill);
        rpc_channels_block(rpc->channels, account_id, instrument, &writer);
        json_writer_release(&writer);
    }
}

/* --- beginning -------------------------------------------------------------------------------- */

bool rpc_block_is_known(struct rpc_call *call, uint64_t consent_id)
{
    rpc_block_beat(call->rpc);
    const struct block_request *request =
        block_request_of_consent(call->rpc->config.block_requests, consent_id);
    if (request == NULL) return false;
    if (request->block_id != 0) {
        rpc_fail(call, RPC_ALREADY_CLOSED, "nonce", "this block was carried out");
    } else if (request->phase == BLOCK_ENDED) {
        rpc_fail(call, RPC_ALREADY_CLOSED, "nonce",
                 "this block has ended (private/get_block_trade_requests says how): agree anew "
                 "with another nonce");
    } else {
        rpc_fail(call, RPC_OTHER_REJECT, "nonce",
                 "this block waits for approval already: see private/get_block_trade_requests");
    }
    return true;
}

void rpc_block_wait(struct rpc_call *call, const struct block_request *request, uint8_t role)
{
    struct block_requests *requests = call->rpc->config.block_requests;
    struct block_request *added = NULL;
    int64_t now_ns = gateway_now_ns(call->rpc->gateway);
    enum block_added result = block_request_add(requests, request, now_ns, &added);
    if (result != BLOCK_ADDED) {
        const char *whose = result == BLOCK_FULL ? "the venue" : "one of the accounts";
        char reason[BLOCK_REASON_SIZE];
        (void)snprintf(reason, sizeof reason,
                       "%s has as many blocks that wait for approval, or ended in the last "
                       "minutes, as can be kept: try again when some have expired",
                       whose);
        rpc_fail(call, RPC_TOO_MANY_CONCURRENT, NULL, reason);
        return;
    }
    if (!block_requests_save(requests)) {
        block_request_drop(added);
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the request cannot be kept");
        return;
    }
    rpc_block_tell(call->rpc, added);
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    put_request(&source, added, role, NULL);
    rpc_finish(call);
}

/* --- ending ----------------------------------------------------------------------------------- */

/* What has happened cannot be taken back where the file cannot be written: the next save has it. */
static void ended(const struct rpc *rpc, const struct block_request *request)
{
    (void)block_requests_save(rpc->config.block_requests);
    rpc_block_tell(rpc, request);
}

void rpc_block_withdrawn(struct rpc *rpc, const struct block_proof *proof)
{
    struct block_request *request =
        block_request_of_consent(rpc->config.block_requests, proof->consent_id);
    if (request == NULL || request->phase != BLOCK_WAITS) return;
    block_request_reject(request, role_of(request, proof->account_id), gateway_now_ns(rpc->gateway),
                         "a side has taken its signature back");
    ended(rpc, request);
}

void rpc_block_beat(struct rpc *rpc)
{
    struct block_request *request;
    int64_t now_ns = gateway_now_ns(rpc->gateway);
    while ((request = block_request_expire(rpc->config.block_requests, now_ns)) != NULL) {
        ended(rpc, request);
    }
}

/* --- approving -------------------------------------------------------------------------------- */

struct approval_work {
    uint64_t consent_id;
};

/* The request that waits for a word of this account, and may have it from this key.  NULL: the
 * call is ended. */
static struct block_request *read_request(struct rpc_call *call, uint8_t *role)
{
    const struct session *session = rpc_session(call);
    rpc_block_beat(call->rpc);
    if ((session->credential->features & FEATURE_BLOCK_APPROVAL) != 0) {
        rpc_fail(call, RPC_FORBIDDEN, "key",
                 "blocks of this key need approval themselves: use a key of the account without "
                 "the feature block_trade_approval");
        return NULL;
    }
    *role = strcmp(rpc_text(call, "role"), "maker") == 0 ? BLOCK_MAKER : BLOCK_TAKER;
    struct block_key key = {session->account_id, *role, rpc_integer(call, "timestamp", 0),
                            rpc_text(call, "nonce")};
    struct block_request *request = block_request_find(call->rpc->config.block_requests, &key);
    if (request == NULL) {
        rpc_fail(call, RPC_NOT_FOUND, "nonce",
                 "this account has no block request with this timestamp and nonce in this role: "
                 "see private/get_block_trade_requests");
        return NULL;
    }
    if (request->sides[*role].key_number == session->credential->number) {
        rpc_fail(call, RPC_FORBIDDEN, "key",
                 "this key made the block: use another key of the account");
        return NULL;
    }
    if (request->phase == BLOCK_WAITS) return request;
    const char *reason = request->phase == BLOCK_SUBMITTED ? "both sides have accepted this block"
                         : request->block_id != 0          ? "this block was carried out"
                                                           : request->reason;
    rpc_fail(call, RPC_ALREADY_CLOSED, "nonce", reason);
    return NULL;
}

/* In the name of those who made it: the account that executes, and the one that signed. */
static void command_of(const struct block_request *request, struct command *command)
{
    const struct block_side *other = &request->sides[request->proposer];
    uint8_t role = (uint8_t)(1 - request->proposer);
    enum side maker_side = (enum side)request->maker_side;
    *command = (struct command){
        .kind = COMMAND_BLOCK_TRADE,
        .actor_id = request->sides[role].user_id,
        .account_id = request->sides[role].account_id,
        .product_id = request->product_id,
    };
    command->block_trade = (struct body_block_trade){
        .price = {request->price_ticks},
        .lots = request->lots,
        .side = (uint8_t)(role == BLOCK_MAKER ? maker_side : side_opposite(maker_side)),
        .is_maker = role == BLOCK_MAKER,
        .consent_id = request->consent_id,
        .agreed_ns = request->agreed_ns,
        .other_account_id = other->account_id,
        .proposer_id = other->user_id,
    };
}

static void on_approved(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct approval_work *work = call->work;
    const struct event *reject = rpc_reject_of(events, count);
    const struct event *block = rpc_block_of(events, count);
    struct block_request *request =
        block_request_of_consent(call->rpc->config.block_requests, work->consent_id);
    if (request == NULL || (block == NULL && reject == NULL)) {
        /* The venue stops: what became of it is looked at when it starts. */
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
        return;
    }
    if (block != NULL) {
        block_request_execute(request, block->block_trade.block_id, block->time_ns);
        ended(call->rpc, request);
        rpc_finish_ok(call);
        return;
    }
    char why[BLOCK_REASON_SIZE - 48];
    char reason[BLOCK_REASON_SIZE];
    const char *rule = reject_rule(reject->reject.code);
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), request->product_id);
    rpc_error_reason(why, sizeof why, &reject->reject, instrument);
    (void)snprintf(reason, sizeof reason, "the venue refused it: %s (%.16s)", why,
                   rule == NULL ? "" : rule);
    block_request_refuse(request, reason, reject->time_ns);
    ended(call->rpc, request);
    rpc_fail_reject(call, reject);
}

/* All accepted: the core's turn. */
static void carry_out(struct rpc_call *call, struct block_request *request,
                      const struct block_request *before)
{
    struct command command;
    struct approval_work *work = calloc(1, sizeof *work);
    call->work = work;
    bool is_submitted = false;
    if (work == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
    } else {
        work->consent_id = request->consent_id;
        command_of(request, &command);
        is_submitted = rpc_submit(call, &command, on_approved);
    }
    if (is_submitted) return;
    struct rpc *rpc = call->rpc;
    *request = *before;
    (void)block_requests_save(rpc->config.block_requests);
}

static void private_approve_block_trade(struct rpc_call *call)
{
    uint8_t role;
    struct block_request *request = read_request(call, &role);
    if (request == NULL) return;
    if (request->sides[role].state != BLOCK_INITIAL) {
        rpc_fail(call, RPC_ALREADY_CLOSED, "role",
                 "this side has accepted already: the block waits for the other side");
        return;
    }
    struct block_request before = *request;
    block_request_accept(request, role, gateway_now_ns(call->rpc->gateway));
    if (!block_requests_save(call->rpc->config.block_requests)) {
        *request = before;
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the approval cannot be kept");
        return;
    }
    rpc_block_tell(call->rpc, request);
    if (request->phase == BLOCK_SUBMITTED) {
        carry_out(call, request, &before);
    } else {
        rpc_finish_ok(call);
    }
}

static void private_reject_block_trade(struct rpc_call *call)
{
    uint8_t role;
    struct block_request *request = read_request(call, &role);
    if (request == NULL) return;
    struct block_request before = *request;
    block_request_reject(request, role, gateway_now_ns(call->rpc->gateway),
                         role == BLOCK_MAKER ? "the maker's account has rejected it"
                                             : "the taker's account has rejected it");
    if (!block_requests_save(call->rpc->config.block_requests)) {
        *request = before;
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the rejection cannot be kept");
        return;
    }
    rpc_block_tell(call->rpc, request);
    rpc_finish_ok(call);
}

/* Newest first. */
static void private_get_block_trade_requests(struct rpc_call *call)
{
    uint32_t account_id = rpc_account_id(call);
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    uint64_t number = 0;
    rpc_block_beat(call->rpc);
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < LIST_MAX && !rpc_is_given(call, "broker_code"); i++) {
        const struct block_request *request =
            block_request_before(call->rpc->config.block_requests, account_id, number);
        if (request == NULL) break;
        put_request(&source, request, role_of(request, account_id), NULL);
        number = request->number;
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter decide_parameters[] = {
    {"timestamp", RPC_INTEGER, true, NULL, 0, 0},
    {"nonce", RPC_TEXT, true, NULL, 0, BLOCK_NONCE_SIZE - 1},
    {"role", RPC_TEXT, true, "maker|taker", 0, 0},
};
static const struct rpc_parameter requests_parameters[] = {
    {"broker_code", RPC_TEXT, false, NULL, 0, 64},
};

const struct rpc_method rpc_block_approval_methods[] = {
    {"private/approve_block_trade", RPC_ROW(decide_parameters), SCOPE_BLOCK_WRITE,
     RPC_COST_MATCHING, false, private_approve_block_trade, 0},
    {"private/reject_block_trade", RPC_ROW(decide_parameters), SCOPE_BLOCK_WRITE, RPC_COST_MATCHING,
     false, private_reject_block_trade, 0},
    {"private/get_block_trade_requests", RPC_ROW(requests_parameters), SCOPE_BLOCK_READ,
     RPC_COST_REQUEST, false, private_get_block_trade_requests, 0},
    {0},
};
