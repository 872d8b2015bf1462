/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_call.c - one call of a method, from its request to its answer.
 */
#include "gateway/rpc_call.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "gateway/credential.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_role.h"
#include "gateway/throttle.h"
#include "model/reject.h"
#include "read_model/read_model.h"

#define NS_PER_US        INT64_C(1000)
#define CALLS_KEPT       4096u
#define WRITER_KEPT      16384u
#define HTTP_OK          200
#define HTTP_BAD_REQUEST 400 /* for every error: clients read the error from the body */

int64_t rpc_now_us(void)
{
    return credential_now_ns() / NS_PER_US;
}

/* --- what was asked --------------------------------------------------------------------------- */

const struct rpc_value *rpc_value(const struct rpc_call *call, const char *name)
{
    static const struct rpc_value none;
    const struct rpc_parameter *parameters = call->method->parameters;
    uint32_t count = call->method->parameter_count;
    uint32_t at = 0;
    /* The linker keeps equal literals once, so most names are found without being compared. */
    while (at < count && parameters[at].name != name) at++;
    if (at == count) at = 0;
    while (at < count && parameters[at].name != name && strcmp(parameters[at].name, name) != 0) {
        at++;
    }
    ASSERT(at < count);
    bool is_given = (call->values.given >> at & 1) != 0;
    return is_given ? &call->values.list[at] : &none;
}

bool rpc_is_given(const struct rpc_call *call, const char *name)
{
    return rpc_value(call, name)->is_given;
}

const char *rpc_text(const struct rpc_call *call, const char *name)
{
    const struct rpc_value *value = rpc_value(call, name);
    return value->is_given ? value->text : NULL;
}

int64_t rpc_integer(const struct rpc_call *call, const char *name, int64_t otherwise)
{
    const struct rpc_value *value = rpc_value(call, name);
    return value->is_given ? value->integer : otherwise;
}

bool rpc_boolean(const struct rpc_call *call, const char *name, bool otherwise)
{
    const struct rpc_value *value = rpc_value(call, name);
    return value->is_given ? value->boolean : otherwise;
}

/* --- who asks --------------------------------------------------------------------------------- */

struct session *rpc_session(const struct rpc_call *call)
{
    if (call->session_id == 0) return NULL;
    return session_by_id(gateway_sessions(call->rpc->gateway), call->session_id);
}

uint32_t rpc_account_id(const struct rpc_call *call)
{
    const struct session *session = rpc_session(call);
    return session == NULL ? 0 : session->account_id;
}

uint32_t rpc_account_asked(struct rpc_call *call)
{
    uint32_t own = rpc_account_id(call);
    int64_t asked = rpc_integer(call, "subaccount_id", own);
    if (asked == (int64_t)own) return own;

    struct account_record account;
    const struct read_model *orders = gateway_orders(call->rpc->gateway);
    bool is_known =
        asked > 0 && asked <= UINT32_MAX && read_model_account(orders, (uint32_t)asked, &account);
    if (is_known && account.parent_account_id == own) return (uint32_t)asked;
    rpc_fail(call, RPC_FORBIDDEN, "subaccount_id", "is no sub-account of this account");
    return 0;
}

struct rpc_client *rpc_client(const struct rpc_call *call)
{
    if (!call->is_websocket) return NULL;
    struct connection *connection = server_connection(call->rpc->server, call->connection_id);
    return connection == NULL ? NULL : connection_state(connection);
}

/* --- what it speaks of ------------------------------------------------------------------------ */

const struct core *rpc_core(struct rpc_call *call)
{
    call->barrier = gateway_barrier(call->rpc->gateway);
    return gateway_core(call->rpc->gateway);
}

const struct instrument *rpc_instrument(struct rpc_call *call)
{
    const char *name = rpc_text(call, "instrument_name");
    const struct instrument *instrument =
        name == NULL ? NULL : instrument_by_rpc_name(gateway_instruments(call->rpc->gateway), name);
    if (instrument != NULL) return instrument;
    rpc_fail(call, RPC_NOT_FOUND, "instrument_name", "no such instrument");
    return NULL;
}

/* --- answering -------------------------------------------------------------------------------- */

/* The memory of writers is used again, the latest first: most answers are of one size. */
static void writer_take(struct rpc_call *call)
{
    struct rpc *rpc = call->rpc;
    if (rpc->writer_count > 0) call->writer = rpc->writers[--rpc->writer_count];
}

static void writer_give(struct rpc_call *call)
{
    struct rpc *rpc = call->rpc;
    if (rpc->writer_count == RPC_WRITERS_MAX || call->writer.capacity > WRITER_KEPT) {
        json_writer_release(&call->writer);
    } else if (call->writer.bytes != NULL) {
        rpc->writers[rpc->writer_count++] = call->writer;
    }
    call->writer = (struct json_writer){0};
}

/* Calls are used again. */
static struct rpc_call *call_create(struct rpc *rpc)
{
    struct rpc_call *call = rpc->free_calls;
    if (call == NULL) {
        call = calloc(1, sizeof *call);
    } else {
        rpc->free_calls = call->next;
        rpc->free_count--;
        memset(call, 0, offsetof(struct rpc_call, values));
    }
    return call;
}

static void call_destroy(struct rpc_call *call)
{
    struct rpc *rpc = call->rpc;
    rpc_request_release(&call->request);
    free(call->work);
    writer_give(call);
    if (rpc->free_count == CALLS_KEPT) {
        free(call);
        return;
    }
    call->next = rpc->free_calls;
    rpc->free_calls = call;
    rpc->free_count++;
}

void rpc_calls_release(struct rpc *rpc)
{
    while (rpc->free_calls != NULL) {
        struct rpc_call *call = rpc->free_calls;
        rpc->free_calls = call->next;
        free(call);
    }
    rpc->free_count = 0;
    while (rpc->writer_count > 0) json_writer_release(&rpc->writers[--rpc->writer_count]);
}

/* The id as it was given, if it was. */
static void put_id(struct rpc_call *call)
{
    struct json_writer *writer = &call->writer;
    const struct rpc_plain_value *plain = &call->plain.id;
    const json_t *id = call->is_plain ? NULL : call->request.id;
    if (json_is_integer(id)) json_add_i64(writer, "id", json_integer_value(id));
    if (json_is_string(id)) {
        json_put_name(writer, "id");
        json_put_bytes(writer, json_string_value(id), json_string_length(id));
    }
    if (!call->is_plain || plain->kind == RPC_PLAIN_NULL) return;
    json_put_name(writer, "id");
    if (plain->kind == RPC_PLAIN_WHOLE) {
        json_put_raw(writer, plain->text, plain->size);
    } else {
        json_put_bytes(writer, plain->text, plain->size);
    }
}

/* Everything before the result or the error. */
static void envelope_begin(struct rpc_call *call)
{
    struct json_writer *writer = &call->writer;
    json_writer_clear(writer);
    json_begin_object(writer);
    json_add_text(writer, "jsonrpc", "2.0");
    put_id(call);
}

static void result_begin(struct rpc_call *call)
{
    envelope_begin(call);
    json_put_name(&call->writer, "result");
}

static void envelope_end(struct rpc_call *call)
{
    struct json_writer *writer = &call->writer;
    int64_t now_us = rpc_now_us();
    if (now_us < call->received_us) now_us = call->received_us;
    json_add_i64(writer, "usIn", call->received_us);
    json_add_i64(writer, "usOut", now_us);
    json_add_i64(writer, "usDiff", now_us - call->received_us);
    json_add_bool(writer, "testnet", call->rpc->config.is_demo);
    json_end_object(writer);
}

static void call_send(struct rpc_call *call, enum rpc_error error)
{
    struct connection *connection = server_connection(call->rpc->server, call->connection_id);
    const struct json_writer *writer = &call->writer;
    if (connection != NULL && call->is_websocket && !writer->is_cut) {
        connection_send(connection, writer->bytes, writer->size, call->barrier);
    }
    if (connection != NULL && !call->is_websocket) {
        static const char cut[] = "{\"jsonrpc\":\"2.0\",\"error\":{\"code\":11094,"
                                  "\"message\":\"internal_server_error\"}}";
        struct http_answer answer = {
            .status = error == 0 ? HTTP_OK : HTTP_BAD_REQUEST,
            .content_type = "application/json",
            .extra_headers = error == RPC_TOO_MANY_REQUESTS ? "Retry-After: 1\r\n" : NULL,
            .bytes = writer->is_cut ? cut : writer->bytes,
            .size = writer->is_cut ? sizeof cut - 1 : writer->size,
            .barrier = call->barrier,
        };
        connection_reply(connection, &answer);
    }
    call_destroy(call);
}

void rpc_finish(struct rpc_call *call)
{
    envelope_end(call);
    call_send(call, 0);
}

/* {"code":..,"message":..,"data": what comes next. */
static void error_begin(struct rpc_call *call, enum rpc_error error)
{
    envelope_begin(call);
    json_put_name(&call->writer, "error");
    json_begin_object(&call->writer);
    json_add_i64(&call->writer, "code", (int64_t)error);
    json_add_text(&call->writer, "message", rpc_error_message((int32_t)error));
}

void rpc_fail(struct rpc_call *call, enum rpc_error error, const char *param, const char *reason)
{
    error_begin(call, error);
    if (param != NULL || reason != NULL) {
        json_put_name(&call->writer, "data");
        json_begin_object(&call->writer);
        if (reason != NULL) json_add_text(&call->writer, "reason", reason);
        if (param != NULL) json_add_text(&call->writer, "param", param);
        json_end_object(&call->writer);
    }
    json_end_object(&call->writer);
    envelope_end(call);
    call_send(call, error);
}

void rpc_fail_reject(struct rpc_call *call, const struct event *event)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), event->product_id);
    enum rpc_error error = rpc_error_of_reject(&event->reject);
    error_begin(call, error);
    json_put_name(&call->writer, "data");
    rpc_error_put_reject(&call->writer, &event->reject, instrument);
    json_end_object(&call->writer);
    envelope_end(call);
    call_send(call, error);
}

void rpc_finish_text(struct rpc_call *call, const char *text)
{
    json_put_text(&call->writer, text);
    rpc_finish(call);
}

void rpc_finish_ok(struct rpc_call *call)
{
    rpc_finish_text(call, "ok");
}

void rpc_command(const struct rpc_call *call, uint16_t kind, struct command *command)
{
    const struct session *session = rpc_session(call);
    if (session != NULL) {
        session_command(session, kind, command);
    } else {
        /* It ended meanwhile: a user that nobody is, whom the core refuses (R-ROLE-1). */
        *command = (struct command){.kind = kind, .actor_id = UINT32_MAX};
    }
}

static void call_resume(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    writer_take(call);
    result_begin(call);
    call->done(call, events, count);
}

bool rpc_submit(struct rpc_call *call, struct command *command, gateway_done *done)
{
    call->done = done;
    if (gateway_submit(call->rpc->gateway, command, call_resume, call)) {
        writer_give(call);
        return true;
    }
    rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, "the venue is stopping");
    return false;
}

const struct event *rpc_reject_of(const struct event *events, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (events[i].kind == EVENT_REJECTED) return &events[i];
    }
    return NULL;
}

void rpc_done_ok(void *context, const struct event *events, uint32_t count)
{
    struct rpc_call *call = context;
    const struct event *reject = rpc_reject_of(events, count);
    if (reject != NULL) {
        rpc_fail_reject(call, reject);
    } else if (events == NULL) {
        rpc_fail(call, RPC_TEMPORARILY_UNAVAILABLE, NULL, NULL);
    } else {
        rpc_finish_ok(call);
    }
}

/* --- dispatch --------------------------------------------------------------------------------- */

static void fail_read(struct rpc_call *call, enum rpc_read read)
{
    switch (read) {
    case RPC_READ_NOT_JSON: rpc_fail(call, RPC_PARSE_ERROR, NULL, NULL); return;
    case RPC_READ_PARAMS: rpc_fail(call, RPC_INVALID_PARAMS, "params", "must be an object"); return;
    case RPC_READ_TOO_LARGE:
        rpc_fail(call, RPC_INVALID_REQUEST, NULL, "request entity too large");
        return;
    case RPC_READ_REFUSED:
        rpc_fail(call, RPC_INVALID_CREDENTIALS, NULL, "the Authorization header proves nothing");
        return;
    case RPC_READ_OK:
    case RPC_READ_NOT_REQUEST: rpc_fail(call, RPC_INVALID_REQUEST, NULL, NULL); return;
    }
}

static enum throttle_kind kind_of_cost(uint8_t cost)
{
    if (cost == RPC_COST_MATCHING) return THROTTLE_MATCHING;
    return cost == RPC_COST_SUBSCRIBE ? THROTTLE_SUBSCRIBE : THROTTLE_REQUEST;
}

/* Draws the method's credits from the bucket of the key, or of the address. */
static bool take_credits(struct rpc_call *call, const struct rpc_arrival *arrival)
{
    if (call->method->cost == RPC_COST_NONE) return true;
    enum throttle_kind kind = kind_of_cost(call->method->cost);
    uint64_t key = arrival->session == NULL ? throttle_key_of_address(arrival->peer)
                                            : arrival->session->credential->number;
    struct throttles *throttles = gateway_throttles(call->rpc->gateway);
    if (throttles == NULL) return true;
    struct throttle *throttle = throttles_bucket(throttles, key, kind, arrival->received_ns);
    const struct throttle_terms *terms = throttles_terms(throttles, kind);
    return throttle == NULL || throttle_take(throttle, terms, arrival->received_ns);
}

/* Rights of the token, then roles of its user.  False: the call was answered. */
static bool rights_admit(struct rpc_call *call, const struct session *session)
{
    const struct rpc_method *method = call->method;
    const char *reason = NULL;
    if (method->scopes != 0 && session == NULL) {
        rpc_fail(call, RPC_UNAUTHORIZED, NULL, "this method needs authentication");
        return false;
    }
    if (method->scopes != 0 && !session_has(session, method->scopes)) {
        rpc_fail(call, RPC_FORBIDDEN, "scope", "the key or token lacks the right for this method");
        return false;
    }
    if (rpc_role_admits(call->rpc, session, method, &reason)) return true;
    rpc_fail(call, RPC_FORBIDDEN, method->roles == 0 ? "account" : "role", reason);
    return false;
}

/* Rights, transport, parameters and credits, in this order.  False: the call was answered. */
static bool call_admit(struct rpc_call *call, const struct rpc_arrival *arrival)
{
    const struct rpc_method *method = call->method;
    if (!rights_admit(call, arrival->session)) return false;
    if (method->is_websocket_only && !call->is_websocket) {
        rpc_fail(call, RPC_MUST_BE_WEBSOCKET, NULL, NULL);
        return false;
    }
    struct rpc_fault fault;
    bool is_read = call->is_plain
                       ? rpc_parameters_read_plain(method, &call->plain, &call->values, &fault)
                       : rpc_parameters_read(method, call->request.params, &call->values, &fault);
    if (!is_read) {
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return false;
    }
    if (take_credits(call, arrival)) return true;
    rpc_client_throttled(rpc_client(call));
    rpc_fail(call, RPC_TOO_MANY_REQUESTS, NULL, "no credits left; see limits in account summary");
    return false;
}

/* The text of parameter access_token; NULL: none. */
static const char *token_of_params(const struct rpc_call *call)
{
    if (!call->is_plain) {
        return json_string_value(json_object_get(call->request.params, "access_token"));
    }
    const struct rpc_plain_value *token = rpc_plain_value(&call->plain, "access_token");
    return token != NULL && token->kind == RPC_PLAIN_TEXT ? token->text : NULL;
}

/* A token in the parameters stands for the connection's. */
static struct session *session_of_params(const struct rpc_call *call,
                                         const struct rpc_arrival *arrival)
{
    const char *token = token_of_params(call);
    if (token == NULL) return arrival->session;
    return session_by_access(gateway_sessions(call->rpc->gateway), token);
}

/* NULL: no memory, and the connection is closed. */
static struct rpc_call *call_begin(struct rpc *rpc, const struct rpc_arrival *arrival)
{
    struct rpc_call *call = call_create(rpc);
    if (call == NULL) {
        connection_close(arrival->connection, CLOSE_INTERNAL, "no memory");
        return NULL;
    }
    call->rpc = rpc;
    writer_take(call);
    call->connection_id = connection_id(arrival->connection);
    call->is_websocket = arrival->is_websocket;
    call->received_us = arrival->received_ns / NS_PER_US;
    return call;
}

/* Of a request that was read. */
static void call_run(struct rpc_call *call, const struct rpc_arrival *arrival)
{
    const char *name = call->is_plain ? call->plain.method : call->request.method;
    if (!call->is_plain) call->method = rpc_method_find(&call->rpc->methods, name);
    if (call->method == NULL) {
        rpc_fail(call, RPC_METHOD_NOT_FOUND, "method", name);
        return;
    }
    struct rpc_arrival known = *arrival;
    known.session = session_of_params(call, arrival);
    if (known.session != NULL) call->session_id = known.session->id;
    if (!call_admit(call, &known)) return;
    result_begin(call);
    call->method->handler(call);
}

/* False: the request has to be read as a tree. */
static bool take_plain(struct rpc_call *call, const char *text, size_t size)
{
    if (!rpc_plain_read(&call->plain, text, size)) return false;
    call->method = rpc_method_find(&call->rpc->methods, call->plain.method);
    call->is_plain = call->method == NULL || rpc_parameters_are_plain(call->method, &call->plain);
    return call->is_plain;
}

void rpc_receive(struct rpc *rpc, const struct rpc_arrival *arrival, const char *text, size_t size)
{
    struct rpc_call *call = call_begin(rpc, arrival);
    if (call == NULL) return;
    enum rpc_read read = RPC_READ_OK;
    if (!take_plain(call, text, size)) read = rpc_request_read(&call->request, text, size, NULL);
    if (read == RPC_READ_OK) {
        call_run(call, arrival);
    } else {
        fail_read(call, read);
    }
}

void rpc_dispatch(struct rpc *rpc, const struct rpc_arrival *arrival, struct rpc_request *request,
                  enum rpc_read read)
{
    struct rpc_call *call = call_begin(rpc, arrival);
    if (call == NULL) {
        rpc_request_release(request);
        return;
    }
    call->request = *request;
    if (read == RPC_READ_OK) {
        call_run(call, arrival);
    } else {
        fail_read(call, read);
    }
}
