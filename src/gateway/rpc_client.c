/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_client.c - one WebSocket of the JSON-RPC dialect: who it is, its heartbeat, its end.
 */
#include "gateway/rpc_client.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "gateway/rpc_call.h"
#include "gateway/rpc_channel.h"

/* A client with cancel-on-disconnect that is silent for so long counts as gone. */
#define SILENT_NS_MAX INT64_C(600000000000)

void rpc_client_open(struct rpc *rpc, struct connection *connection)
{
    struct rpc_client *client = connection_state(connection);
    client->rpc = rpc;
    client->connection_id = connection_id(connection);
    client->message_ns = credential_now_ns();
    client->next = rpc->clients;
    if (rpc->clients != NULL) rpc->clients->previous = client;
    rpc->clients = client;
}

struct session *rpc_client_session(const struct rpc_client *client)
{
    if (client->session_id == 0) return NULL;
    return session_by_id(gateway_sessions(client->rpc->gateway), client->session_id);
}

static void client_drop_session(struct rpc_client *client)
{
    struct session *session = rpc_client_session(client);
    client->session_id = 0;
    if (session == NULL || session->connection_id != client->connection_id) return;
    session_close(gateway_sessions(client->rpc->gateway), session, session->cancel_on_disconnect);
}

void rpc_client_close(struct connection *connection)
{
    struct rpc_client *client = connection_state(connection);
    if (client->rpc == NULL) return;
    rpc_channels_leave(client);
    client_drop_session(client);
    if (client->previous != NULL) client->previous->next = client->next;
    if (client->previous == NULL) client->rpc->clients = client->next;
    if (client->next != NULL) client->next->previous = client->previous;
    client->rpc = NULL;
}

void rpc_client_bind(struct rpc_client *client, struct session *session)
{
    if (client->session_id != session->id) client_drop_session(client);
    client->session_id = session->id;
    struct account_view account;
    bool is_known = core_account(gateway_core(client->rpc->gateway), session->account_id, &account);
    if (is_known && account.cancels_on_disconnect != 0) client->cancel_on_disconnect = true;
    session->cancel_on_disconnect = client->cancel_on_disconnect;
}

void rpc_client_throttled(struct rpc_client *client)
{
    if (client == NULL) return;
    client->throttled_count++;
    if (client->throttled_count < RPC_THROTTLED_MAX) return;
    struct connection *connection = server_connection(client->rpc->server, client->connection_id);
    if (connection != NULL) connection_close(connection, CLOSE_POLICY, "too_many_requests");
}

static void send_beat(struct connection *connection, const char *type)
{
    struct json_writer writer = {0};
    json_begin_object(&writer);
    json_add_text(&writer, "jsonrpc", "2.0");
    json_add_text(&writer, "method", "heartbeat");
    json_put_name(&writer, "params");
    json_begin_object(&writer);
    json_add_text(&writer, "type", type);
    json_end_object(&writer);
    json_end_object(&writer);
    connection_send(connection, writer.bytes, writer.size, 0);
    json_writer_release(&writer);
}

/* A client that was heard since the last beat gets a heartbeat, one that was silent a test request;
 * one that did not answer it is closed. */
static void client_beat(struct rpc_client *client, struct connection *connection, int64_t now_ns)
{
    if (client->heartbeat_ns == 0) {
        bool is_lost = client->cancel_on_disconnect && now_ns - client->message_ns > SILENT_NS_MAX;
        if (is_lost) connection_close(connection, CLOSE_POLICY, "silent for ten minutes");
        return;
    }
    if (now_ns - client->beat_ns < client->heartbeat_ns) return;
    client->beat_ns = now_ns;
    if (client->asked_ns != 0 && client->message_ns < client->asked_ns) {
        connection_close(connection, CLOSE_POLICY, "test_request was not answered");
        return;
    }
    bool is_silent = now_ns - client->message_ns >= client->heartbeat_ns;
    client->asked_ns = is_silent ? now_ns : 0;
    send_beat(connection, is_silent ? "test_request" : "heartbeat");
}

void rpc_clients_beat(struct rpc *rpc, int64_t now_ns)
{
    for (struct rpc_client *client = rpc->clients; client != NULL;) {
        struct rpc_client *next = client->next;
        struct connection *connection = server_connection(rpc->server, client->connection_id);
        if (connection != NULL) client_beat(client, connection, now_ns);
        client = next;
    }
}
