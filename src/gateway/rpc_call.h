/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_call.h - one call of a method, from its request to its answer.
 *
 * Role       What a handler works with: checked parameters, who asks, the writer of the result.  A
 *            call lives until it is answered, which may be when a command has become durable; its
 *            client can be gone by then.
 * Invariant  A call is answered once: by rpc_finish or rpc_fail, which end it.  An answer that was
 *            read from the live core waits for the journal (rpc_core sets the barrier).
 */
#ifndef PERPETUA_GATEWAY_RPC_CALL_H
#define PERPETUA_GATEWAY_RPC_CALL_H

#include "gateway/block_proof.h"
#include "gateway/instrument.h"
#include "gateway/json_writer.h"
#include "gateway/rpc.h"
#include "gateway/rpc_method.h"
#include "gateway/rpc_request.h"
#include "gateway/session.h"

struct rpc_client;
struct rpc_channels;
struct rpc_http;
struct rpc_logins;

#define RPC_FREEZES_MAX 64u
#define RPC_WRITERS_MAX 16u

/* The dialect. */
struct rpc {
    struct gateway *gateway;
    struct server *server;
    struct rpc_config config;
    struct rpc_method_list methods;
    struct rpc_channels *channels;
    struct rpc_client *clients;  /* WebSockets, newest first */
    struct rpc_call *free_calls; /* answered ones */
    uint32_t free_count;
    uint32_t writer_count; /* of answered calls: the latest is in the processor's cache */
    struct json_writer writers[RPC_WRITERS_MAX];
    uint32_t freeze_count; /* freezes so far: the newest RPC_FREEZES_MAX are kept */
    struct {
        uint32_t account_id;
        int64_t until_ns;
    } freezes[RPC_FREEZES_MAX];
    struct rpc_logins *logins;
    struct rpc_http *http;
    uint8_t block_key[BLOCK_KEY_SIZE]; /* of proofs of consent: as old as the process */
};

/* Where a call came from: a WebSocket, or an HTTP request that waits. */
struct rpc_call {
    struct rpc *rpc;
    struct rpc_call *next; /* in the list of answered ones */
    const struct rpc_method *method;
    struct rpc_request request; /* as a tree; empty if is_plain */
    uint64_t connection_id;
    uint64_t session_id; /* 0: nobody */
    bool is_websocket;
    bool is_plain; /* `plain` is the request */
    int64_t received_us;
    uint64_t barrier;
    struct json_writer writer; /* of the answer; none while the call waits in rpc_submit */
    /* What a handler keeps between its steps; freed with the call. */
    void *work;
    gateway_done *done; /* who goes on when the command of rpc_submit is durable */
    uint32_t waiting;   /* commands whose events have not come */
    uint32_t count;
    struct rpc_values values; /* from here on only what is used is set */
    struct rpc_plain plain;
};

/* --- what was asked --- */

/* The value of a parameter that the method's row names. */
const struct rpc_value *rpc_value(const struct rpc_call *call, const char *name);
bool rpc_is_given(const struct rpc_call *call, const char *name);
const char *rpc_text(const struct rpc_call *call, const char *name); /* NULL: not given */
int64_t rpc_integer(const struct rpc_call *call, const char *name, int64_t otherwise);
bool rpc_boolean(const struct rpc_call *call, const char *name, bool otherwise);

/* --- who asks --- */

/* NULL: nobody, or the session ended while the call waited. */
struct session *rpc_session(const struct rpc_call *call);
uint32_t rpc_account_id(const struct rpc_call *call); /* 0: nobody */

/* The account that subaccount_id names, or the session's own.  0: failed, the call is ended. */
uint32_t rpc_account_asked(struct rpc_call *call);

/* The WebSocket's state; NULL for HTTP or when it is gone. */
struct rpc_client *rpc_client(const struct rpc_call *call);

/* --- what it speaks of --- */

/* The live core; the answer waits for it. */
const struct core *rpc_core(struct rpc_call *call);

/* The instrument of parameter instrument_name.  NULL: failed, the call is ended. */
const struct instrument *rpc_instrument(struct rpc_call *call);

/* --- answering --- */

/* The result has been written to call->writer as one value; sends it and ends the call. */
void rpc_finish(struct rpc_call *call);

/* Sends an error and ends the call.  `param` and `reason` may be NULL. */
void rpc_fail(struct rpc_call *call, enum rpc_error error, const char *param, const char *reason);

/* Sends the error that a reject becomes and ends the call. */
void rpc_fail_reject(struct rpc_call *call, const struct event *event);

/* A text as the result, and a zero-terminated "ok". */
void rpc_finish_text(struct rpc_call *call, const char *text);
void rpc_finish_ok(struct rpc_call *call);

/* Fills the header of a command in the name of the session. */
void rpc_command(const struct rpc_call *call, uint16_t kind, struct command *command);

/* Submits; the call waits for `done`, which writes the whole answer: nothing is written before.
 * False: the venue stops; the call is ended. */
bool rpc_submit(struct rpc_call *call, struct command *command, gateway_done *done);

/* For a command whose answer is "ok" or its reject. */
gateway_done rpc_done_ok;

/* The reject among the events of a command; NULL: it was accepted. */
const struct event *rpc_reject_of(const struct event *events, uint32_t count);

/* --- for the transports --- */

struct rpc_arrival {
    struct connection *connection;
    struct session *session; /* NULL: nobody */
    bool is_websocket;
    const char *peer;
    int64_t received_ns; /* wall clock */
};

/* Reads a message and answers it, or what is wrong with it. */
void rpc_receive(struct rpc *rpc, const struct rpc_arrival *arrival, const char *text, size_t size);

/* Takes over a request that was read; answers errors of reading. */
void rpc_dispatch(struct rpc *rpc, const struct rpc_arrival *arrival, struct rpc_request *request,
                  enum rpc_read read);

/* Gives back the answered calls and the writers that are kept. */
void rpc_calls_release(struct rpc *rpc);

/* Microseconds of real time. */
int64_t rpc_now_us(void);

#endif
