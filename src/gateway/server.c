/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.c - see server.h and server_loop.h.
 *
 * Role       The library's context and its callback, the table of connections, waiting for the
 *            disk, limits of connections.
 * Invariant  See server_internal.h.
 */
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "gateway/server_internal.h"
#include "os/os_clock.h"

#define SLOT_BITS           20u
#define SLOTS_MAX           (UINT32_C(1) << SLOT_BITS)
#define LIBRARY_FDS         64u /* listening sockets, pipes */
#define SERVICE_BUFFER      16384u
#define HEADER_SIZE         8192u
#define CLOSE_WAIT_NS       INT64_C(5000000000)
#define REFUSE_WAIT_SECONDS 1

static_assert(SHARED_TEXT_HEADROOM >= LWS_PRE, "the library writes its header before a text");

struct server_config server_config_default(void)
{
    return (struct server_config){
        .connections_max = 4096,
        .connections_per_address_max = 1024,
        .backlog_size_max = (size_t)8 << 20,
        .header_seconds = 10,
        .keep_alive_seconds = 60,
        .ping_seconds = 60,
        .answer_ns = INT64_C(10000000000),
    };
}

/* --- connections ------------------------------------------------------------------------------ */

void connection_renumber(struct connection *connection)
{
    struct server *server = connection->server;
    connection->id = ++server->next_number << SLOT_BITS | connection->slot;
}

struct connection *server_connection(struct server *server, uint64_t id)
{
    uint32_t slot = (uint32_t)(id & (SLOTS_MAX - 1));
    if (slot >= server->slot_count) return NULL;
    struct connection *connection = server->slots[slot];
    return connection != NULL && connection->id == id ? connection : NULL;
}

static uint32_t count_address(const struct server *server, const char *peer)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < server->slot_count; i++) {
        const struct connection *connection = server->slots[i];
        count += connection != NULL && strcmp(connection->peer, peer) == 0;
    }
    return count;
}

static int connection_begin(struct server *server, struct lws *wsi)
{
    char peer[sizeof((struct connection *)0)->peer] = "";
    (void)lws_get_peer_simple(wsi, peer, sizeof peer);
    bool is_crowded = server->free_count == 0 || server->is_draining ||
                      count_address(server, peer) >= server->config.connections_per_address_max;
    struct connection *connection = is_crowded ? NULL : calloc(1, sizeof *connection);
    if (connection == NULL) {
        server->figures.refused_count++;
        lws_set_timeout(wsi, PENDING_TIMEOUT_USER_REASON_BASE, LWS_TO_KILL_ASYNC);
        return -1;
    }
    connection->server = server;
    connection->wsi = wsi;
    connection->slot = server->free_slots[--server->free_count];
    connection->is_tls = lws_get_vhost(wsi) == server->vhosts[1];
    memcpy(connection->peer, peer, sizeof peer);
    connection_renumber(connection);
    server->slots[connection->slot] = connection;
    server->figures.accepted_count++;
    lws_set_opaque_user_data(wsi, connection);
    return 0;
}

static void list_remove(struct connection **list, uint32_t *count,
                        const struct connection *connection)
{
    uint32_t i = 0;
    while (list[i] != connection) i++;
    list[i] = list[--*count];
}

static void leave_lists(struct connection *connection)
{
    struct server *server = connection->server;
    if (connection->is_blocked) list_remove(server->blocked, &server->blocked_count, connection);
    if (connection->is_ready) list_remove(server->ready, &server->ready_count, connection);
    connection->is_blocked = false;
    connection->is_ready = false;
}

static void connection_end(struct connection *connection)
{
    struct server *server = connection->server;
    socket_closed(connection);
    leave_lists(connection);
    server->slots[connection->slot] = NULL;
    server->free_slots[server->free_count++] = connection->slot;
    lws_set_opaque_user_data(connection->wsi, NULL);
    input_clear(&connection->input);
    outbox_clear(&connection->outbox);
    free(connection->state);
    free(connection);
}

/* A WebSocket writes at the end of the turn, an HTTP connection when the library says so. */
static void write_soon(struct connection *connection)
{
    struct server *server = connection->server;
    if (connection->kind != CONNECTION_WEBSOCKET) {
        (void)lws_callback_on_writable(connection->wsi);
    } else if (!connection->is_ready) {
        connection->is_ready = true;
        server->ready[server->ready_count++] = connection;
    }
}

void connection_want_write(struct connection *connection)
{
    struct server *server = connection->server;
    bool is_held = !outbox_is_empty(&connection->outbox) &&
                   outbox_next(&connection->outbox, server->durable) == NULL;
    if (!is_held) {
        write_soon(connection);
    } else if (!connection->is_blocked) {
        connection->is_blocked = true;
        server->blocked[server->blocked_count++] = connection;
    }
}

bool server_release(struct server *server, uint64_t durable)
{
    server->durable = durable;
    uint32_t kept_count = 0;
    for (uint32_t i = 0; i < server->blocked_count; i++) {
        struct connection *connection = server->blocked[i];
        if (outbox_next(&connection->outbox, durable) == NULL) {
            server->blocked[kept_count++] = connection;
            continue;
        }
        connection->is_blocked = false;
        write_soon(connection);
    }
    server->blocked_count = kept_count;
    return kept_count > 0;
}

void server_flush(struct server *server)
{
    while (server->ready_count > 0) {
        struct connection *connection = server->ready[--server->ready_count];
        connection->is_ready = false;
        struct lws_pollfd writable = {
            .fd = lws_get_socket_fd(connection->wsi),
            .events = LWS_POLLOUT,
            .revents = LWS_POLLOUT,
        };
        /* Without a descriptor its socket is closed already, and the library has no more of it. */
        if (writable.fd >= 0) (void)lws_service_fd(server->context, &writable);
    }
}

size_t connection_backlog(const struct connection *connection)
{
    return connection->outbox.bytes;
}

void *connection_state(struct connection *connection)
{
    return connection->state;
}

uint64_t connection_id(const struct connection *connection)
{
    return connection->id;
}

const char *connection_peer(const struct connection *connection)
{
    return connection->peer;
}

bool connection_is_tls(const struct connection *connection)
{
    return connection->is_tls;
}

/* --- input ------------------------------------------------------------------------------------ */

bool input_add(struct input *input, const void *bytes, size_t size, size_t size_max)
{
    if (size > size_max - input->size) return false;
    size_t needed = input->size + size + 1;
    if (needed > input->capacity) {
        size_t capacity = input->capacity == 0 ? 512 : input->capacity;
        while (capacity < needed) capacity *= 2;
        char *grown = realloc(input->bytes, capacity);
        if (grown == NULL) return false;
        input->bytes = grown;
        input->capacity = capacity;
    }
    if (size > 0) memcpy(input->bytes + input->size, bytes, size);
    input->size += size;
    input->bytes[input->size] = '\0';
    return true;
}

void input_clear(struct input *input)
{
    free(input->bytes);
    *input = (struct input){0};
}

/* --- the library's callback ------------------------------------------------------------------- */

static int serve_connection(struct connection *connection, enum lws_callback_reasons reason,
                            const void *bytes, size_t size)
{
    switch ((int)reason) {
    case LWS_CALLBACK_HTTP: return http_begin(connection);
    case LWS_CALLBACK_HTTP_BODY: return http_body(connection, bytes, size);
    case LWS_CALLBACK_HTTP_BODY_COMPLETION: return http_body_end(connection);
    case LWS_CALLBACK_HTTP_WRITEABLE: return http_write(connection);
    case LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION: return http_upgrade(connection);
    case LWS_CALLBACK_ESTABLISHED: return socket_open(connection);
    case LWS_CALLBACK_RECEIVE: return socket_receive(connection, bytes, size);
    case LWS_CALLBACK_SERVER_WRITEABLE: return socket_write(connection);
    case LWS_CALLBACK_CLOSED: socket_closed(connection); return 0;
    case LWS_CALLBACK_WSI_DESTROY: connection_end(connection); return 0;
    default: return 0;
    }
}

static int serve(struct lws *wsi, enum lws_callback_reasons reason, void *user, void *bytes,
                 size_t size)
{
    (void)user;
    if (reason == LWS_CALLBACK_SERVER_NEW_CLIENT_INSTANTIATED) {
        return connection_begin(lws_context_user(lws_get_context(wsi)), wsi);
    }
    struct connection *connection = lws_get_opaque_user_data(wsi);
    if (connection != NULL) return serve_connection(connection, reason, bytes, size);
    bool is_request = reason == LWS_CALLBACK_HTTP || reason == LWS_CALLBACK_RECEIVE ||
                      reason == LWS_CALLBACK_FILTER_PROTOCOL_CONNECTION;
    return is_request ? -1 : 0;
}

static const struct lws_protocols protocols[] = {
    {"perpetua", serve, 0, SERVICE_BUFFER, 0, NULL, 0},
    {NULL, NULL, 0, 0, 0, NULL, 0},
};

/* --- making and driving ----------------------------------------------------------------------- */

/* The library's log has no context. */
static struct server *logging_server;

static void take_log(int level, const char *line)
{
    struct server *server = logging_server;
    if (server == NULL || server->config.log == NULL) return;
    char text[256];
    size_t size = strcspn(line, "\n");
    size = size < sizeof text ? size : sizeof text - 1;
    memcpy(text, line, size);
    text[size] = '\0';
    server->config.log(server->config.log_context, level == LLL_ERR, text);
}

static bool take_slots(struct server *server)
{
    uint32_t count = u32_min(server->config.connections_max, SLOTS_MAX - 1);
    server->slots = calloc(count, sizeof(struct connection *));
    server->blocked = calloc(count, sizeof(struct connection *));
    server->ready = calloc(count, sizeof(struct connection *));
    server->free_slots = calloc(count, sizeof *server->free_slots);
    server->gathered = malloc(socket_gathered_size());
    bool is_made = server->slots != NULL && server->blocked != NULL && server->ready != NULL &&
                   server->free_slots != NULL && server->gathered != NULL;
    if (!is_made) return false;
    server->slot_count = count;
    server->free_count = count;
    for (uint32_t i = 0; i < count; i++) server->free_slots[i] = count - 1 - i;
    return true;
}

static bool make_context(struct server *server)
{
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_EXPLICIT_VHOSTS | LWS_SERVER_OPTION_VALIDATE_UTF8 |
                   LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS | LWS_SERVER_OPTION_NO_LWS_SYSTEM_STATES,
        .port = CONTEXT_PORT_NO_LISTEN,
        .gid = -1,
        .uid = -1,
        .user = server,
        .fd_limit_per_thread = server->slot_count + LIBRARY_FDS,
        .max_http_header_data2 = HEADER_SIZE,
        .pt_serv_buf_size = SERVICE_BUFFER,
        .timeout_secs = server->config.header_seconds,
        .timeout_secs_ah_idle = server->config.header_seconds,
    };
    if (server->config.has_tls) info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
    lws_set_log_level(LLL_ERR | LLL_WARN, take_log);
    logging_server = server;
    server->context = lws_create_context(&info);
    return server->context != NULL;
}

static bool listen_on(struct server *server, bool is_tls, const lws_retry_bo_t *pings)
{
    const struct server_config *config = &server->config;
    const struct server_listen *listen = is_tls ? &config->tls : &config->plain;
    bool has_six = strchr(listen->address, ':') != NULL;
    struct lws_context_creation_info info = {
        .options = LWS_SERVER_OPTION_VALIDATE_UTF8 | LWS_SERVER_OPTION_FAIL_UPON_UNABLE_TO_BIND |
                   LWS_SERVER_OPTION_SKIP_SERVER_CANONICAL_NAME |
                   LWS_SERVER_OPTION_DISABLE_OS_CA_CERTS,
        .iface = listen->address[0] == '\0' ? NULL : listen->address,
        .port = listen->port,
        .protocols = protocols,
        .vhost_name = is_tls ? "tls" : "plain",
        .keepalive_timeout = (int)config->keep_alive_seconds,
        .timeout_secs_ah_idle = config->header_seconds,
        .alpn = "http/1.1",
        .retry_and_idle_policy = pings,
    };
    if (!has_six) info.options |= LWS_SERVER_OPTION_DISABLE_IPV6;
    if (is_tls) {
        info.options |= LWS_SERVER_OPTION_DO_SSL_GLOBAL_INIT;
        info.ssl_cert_filepath = config->certificate_path;
        info.ssl_private_key_filepath = config->key_path;
        info.ssl_options_set = SSL_OP_NO_TLSv1 | SSL_OP_NO_TLSv1_1 | SSL_OP_NO_RENEGOTIATION;
    }
    errno = 0;
    server->vhosts[is_tls] = lws_create_vhost(server->context, &info);
    return server->vhosts[is_tls] != NULL;
}

static void say_listen(const struct server_listen *listen, char *error, size_t error_size)
{
    const char *why = errno == EADDRINUSE ? ": another program listens there" : "";
    (void)snprintf(error, error_size, "cannot listen on %s:%d%s", listen->address, listen->port,
                   why);
}

struct server *server_create(const struct server_config *config, char *error, size_t error_size)
{
    struct server *server = calloc(1, sizeof *server);
    (void)snprintf(error, error_size, "out of memory for %u connections", config->connections_max);
    if (server == NULL) return NULL;
    server->config = *config;
    server->pings = (lws_retry_bo_t){
        .secs_since_valid_ping = (uint16_t)config->ping_seconds,
        .secs_since_valid_hangup = (uint16_t)(2 * config->ping_seconds),
    };
    bool is_made = take_slots(server) && make_context(server);
    if (is_made && config->has_plain && !listen_on(server, false, &server->pings)) {
        say_listen(&config->plain, error, error_size);
        is_made = false;
    }
    if (is_made && config->has_tls && !listen_on(server, true, &server->pings)) {
        say_listen(&config->tls, error, error_size);
        is_made = false;
    }
    if (is_made) return server;
    server_destroy(server);
    return NULL;
}

void server_destroy(struct server *server)
{
    if (server == NULL) return;
    if (server->context != NULL) lws_context_destroy(server->context);
    logging_server = NULL;
    page_destroy(server->page);
    free(server->slots);
    free(server->blocked);
    free(server->ready);
    free(server->gathered);
    free(server->free_slots);
    free(server);
}

void server_register(struct server *server, const struct dialect *dialect)
{
    ASSERT(server->dialect_count < SERVER_DIALECTS_MAX);
    server->dialects[server->dialect_count++] = *dialect;
}

bool server_serve_page(struct server *server, const char *directory, char *error, size_t error_size)
{
    struct page *page = page_load(directory, error, error_size);
    if (page == NULL) return false;
    page_destroy(server->page);
    server->page = page;
    return true;
}

int server_port(const struct server *server, bool is_tls)
{
    const struct lws_vhost *vhost = server->vhosts[is_tls];
    return vhost == NULL ? 0 : lws_get_vhost_listen_port((struct lws_vhost *)(uintptr_t)vhost);
}

bool server_service(struct server *server)
{
    return lws_service(server->context, 0) >= 0;
}

void server_wake(struct server *server)
{
    lws_cancel_service(server->context);
}

/* The library runs timers that are ripe before it waits, and then waits for the next one: without
 * this the wait that this timer was to end would last until then. */
static void end_wait(lws_sorted_usec_list_t *timer)
{
    struct server *server = lws_container_of(timer, struct server, timer);
    lws_cancel_service(server->context);
}

void server_wake_at(struct server *server, int64_t steady_ns)
{
    int64_t wait_us = i64_clamp((steady_ns - os_clock_steady_ns() + 999) / 1000, 1, 3600000000);
    lws_sul_schedule(server->context, 0, &server->timer, end_wait, wait_us);
}

void server_sweep(struct server *server)
{
    int64_t now_ns = os_clock_steady_ns();
    for (uint32_t i = 0; i < server->slot_count; i++) {
        struct connection *connection = server->slots[i];
        if (connection == NULL) continue;
        bool is_late =
            connection->is_asking && now_ns - connection->since_ns > server->config.answer_ns;
        if (is_late) http_refuse(connection, 504, "the venue did not answer in time");
        bool is_stuck = connection->is_closing && now_ns - connection->since_ns > CLOSE_WAIT_NS;
        if (is_stuck) {
            lws_set_timeout(connection->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
        }
    }
}

void server_drain(struct server *server, const char *reason)
{
    server->is_draining = true;
    for (uint32_t i = 0; i < server->slot_count; i++) {
        struct connection *connection = server->slots[i];
        if (connection == NULL) continue;
        if (connection->kind == CONNECTION_WEBSOCKET) {
            connection_close(connection, CLOSE_GOING_AWAY, reason);
        } else if (!connection->is_asking && outbox_is_empty(&connection->outbox)) {
            lws_set_timeout(connection->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
        }
    }
}

uint32_t server_connection_count(const struct server *server)
{
    return server->slot_count - server->free_count;
}

struct server_figures server_figures(const struct server *server)
{
    return server->figures;
}
