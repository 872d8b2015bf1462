/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc.c - the JSON-RPC dialect: its two transports.
 */
#include "gateway/rpc.h"

#include <stdlib.h>
#include <string.h>

#include <openssl/rand.h>

#include "gateway/rpc_auth.h"
#include "gateway/rpc_block.h"
#include "gateway/rpc_call.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_login.h"

#define HTTP_PREFIX "/api/v2/"
#define HTTP_EXACT  "/api/v2"
#define WS_PATH     "/ws/api/v2"
#define BEAT_NS     INT64_C(500000000)
#define METHOD_SIZE 96u

/* --- HTTP ------------------------------------------------------------------------------------- */

static void on_request(void *context, struct connection *connection,
                       const struct http_request *request)
{
    struct rpc *rpc = context;
    const char *method = NULL;
    size_t prefix = strlen(HTTP_PREFIX);
    if (strncmp(request->path, HTTP_PREFIX, prefix) == 0 && request->path[prefix] != '\0') {
        method = request->path + prefix;
    }
    struct rpc_request read = {0};
    enum rpc_read result;
    if (strcmp(request->method, "POST") == 0) {
        result = rpc_request_read(&read, request->body, request->body_size, method);
    } else if (strcmp(request->method, "GET") == 0 && method != NULL) {
        result = rpc_request_read_query(&read, request->query, strlen(request->query), method);
    } else {
        result = RPC_READ_NOT_REQUEST;
    }
    bool is_refused = false;
    struct rpc_arrival arrival = {
        .connection = connection, .peer = request->peer, .received_ns = credential_now_ns()};
    arrival.session = rpc_auth_http(rpc, request, &is_refused);
    if (is_refused && result == RPC_READ_OK) {
        rpc_request_release(&read);
        result = RPC_READ_REFUSED;
    }
    rpc_dispatch(rpc, &arrival, &read, result);
}

/* --- WebSocket -------------------------------------------------------------------------------- */

static void on_opened(void *context, struct connection *connection,
                      const struct http_request *handshake)
{
    (void)handshake;
    rpc_client_open(context, connection);
}

static void on_message(void *context, struct connection *connection, const char *text, size_t size)
{
    struct rpc *rpc = context;
    struct rpc_client *client = connection_state(connection);
    client->message_ns = credential_now_ns();
    struct rpc_arrival arrival = {
        .connection = connection,
        .session = rpc_client_session(client),
        .is_websocket = true,
        .peer = connection_peer(connection),
        .received_ns = client->message_ns,
    };
    rpc_receive(rpc, &arrival, text, size);
}

static void on_closed(void *context, struct connection *connection)
{
    (void)context;
    rpc_client_close(connection);
}

/* --- making and ending ------------------------------------------------------------------------ */

static void on_beat(void *context)
{
    rpc_clients_beat(context, credential_now_ns());
    rpc_block_beat(context);
}

static void rpc_register(struct rpc *rpc)
{
    struct dialect dialect = {
        .name = "rpc",
        .http_prefix = HTTP_PREFIX,
        .ws_path = WS_PATH,
        .context = rpc,
        .connection_state_size = sizeof(struct rpc_client),
        .request = on_request,
        .opened = on_opened,
        .message = on_message,
        .closed = on_closed,
    };
    server_register(rpc->server, &dialect);
    dialect.http_prefix = HTTP_EXACT;
    dialect.ws_path = NULL;
    server_register(rpc->server, &dialect);
}

struct rpc *rpc_create(struct gateway *gateway, struct server *server,
                       const struct rpc_config *config)
{
    struct rpc *rpc = calloc(1, sizeof *rpc);
    if (rpc == NULL) return NULL;
    rpc->gateway = gateway;
    rpc->server = server;
    if (config != NULL) rpc->config = *config;
    if (rpc->config.version == NULL) rpc->config.version = "1";
    bool is_good = rpc_methods_collect(&rpc->methods) && rpc_channels_create(rpc) &&
                   RAND_bytes(rpc->block_key, (int)sizeof rpc->block_key) == 1;
    if (!is_good) {
        rpc_destroy(rpc);
        return NULL;
    }
    gateway_every(gateway, BEAT_NS, on_beat, rpc);
    rpc_register(rpc);
    return rpc;
}

void rpc_destroy(struct rpc *rpc)
{
    if (rpc == NULL) return;
    rpc_channels_destroy(rpc);
    rpc_calls_release(rpc);
    rpc_http_destroy(rpc);
    rpc_logins_destroy(rpc);
    rpc_methods_release(&rpc->methods);
    free(rpc);
}
