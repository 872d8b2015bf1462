/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_client.h - one WebSocket of the JSON-RPC dialect: who it is, its heartbeat, its end.
 *
 * Role       The state that a connection keeps between messages.  Subscriptions hang on it but are
 *            rpc_channel's.
 * Invariant  A client that asked for cancel-on-disconnect and did not log out loses its orders when
 *            its connection ends, for whatever reason (R-COD-1).
 * Ownership  The server's connection owns the memory; the dialect's list links all of them.
 * Rules      R-COD-1.
 */
#ifndef PERPETUA_GATEWAY_RPC_CLIENT_H
#define PERPETUA_GATEWAY_RPC_CLIENT_H

#include <stdbool.h>
#include <stdint.h>

struct rpc;
struct session;
struct connection;
struct rpc_subscription;

struct rpc_client {
    struct rpc *rpc;
    struct rpc_client *next;
    struct rpc_client *previous;
    uint64_t connection_id;
    uint64_t session_id; /* 0: not authenticated */
    bool cancel_on_disconnect;
    int64_t heartbeat_ns; /* 0: none */
    int64_t beat_ns;      /* when the last one was sent */
    int64_t message_ns;   /* when the client was heard last */
    int64_t asked_ns;     /* when a test request was sent that waits; 0: none */
    uint32_t throttled_count;
    struct rpc_subscription *subscriptions;
};

/* Refused calls after which the connection is closed. */
#define RPC_THROTTLED_MAX 100u

void rpc_client_open(struct rpc *rpc, struct connection *connection);
void rpc_client_close(struct connection *connection);

/* NULL: not authenticated, or the token has expired. */
struct session *rpc_client_session(const struct rpc_client *client);

/* Binds a session; the one before ends, unless it is the same. */
void rpc_client_bind(struct rpc_client *client, struct session *session);

/* A call was refused for lack of credits; `client` NULL: it came by HTTP. */
void rpc_client_throttled(struct rpc_client *client);

/* Heartbeats that are due, of all clients; connections that do not answer are closed. */
void rpc_clients_beat(struct rpc *rpc, int64_t now_ns);

#endif
