/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_loop.h - making, driving and ending a server: the daemon's side of server.h.
 *
 * Role       Listens, serves one round of sockets at a time, lets out what is durable.  A turn is
 *            server_release, server_flush, server_service.
 * Invariant  Only server_wake may be called from another thread.
 */
#ifndef PERPETUA_GATEWAY_SERVER_LOOP_H
#define PERPETUA_GATEWAY_SERVER_LOOP_H

#include "gateway/server.h"

struct server_listen {
    char address[64]; /* "127.0.0.1", "::", "" for every address */
    int port;         /* 0: any free one; see server_port */
};

struct server_config {
    struct server_listen plain; /* used if has_plain */
    struct server_listen tls;
    bool has_plain;
    bool has_tls;
    const char *certificate_path; /* PEM; TLS only */
    const char *key_path;
    uint32_t connections_max;
    uint32_t connections_per_address_max;
    size_t backlog_size_max; /* bytes that wait for one WebSocket */
    uint32_t header_seconds; /* from accept to the end of the headers, and for a body */
    uint32_t keep_alive_seconds;
    uint32_t ping_seconds; /* a quiet WebSocket is pinged, and cut after as much again */
    int64_t answer_ns;     /* an HTTP request that no dialect answered gets 504 */
    /* A line of the library's log. */
    void (*log)(void *context, bool is_error, const char *text);
    void *log_context;
};

struct server_config server_config_default(void);

/* NULL: *error says why, as "cannot listen on 127.0.0.1:8080". */
struct server *server_create(const struct server_config *config, char *error, size_t error_size);
void server_destroy(struct server *server);

/* Reads the files of the page once, and answers GET for them wherever no dialect is registered.
 * False: *error says which file is missing or unreadable. */
bool server_serve_page(struct server *server, const char *directory, char *error,
                       size_t error_size);

/* The port in use; 0 if the server does not listen so. */
int server_port(const struct server *server, bool is_tls);

/* Waits for sockets, a timer or server_wake, and serves what is ready. */
bool server_service(struct server *server);

/* Ends the wait of server_service, from any thread. */
void server_wake(struct server *server);

/* server_service returns at this steady time at the latest. */
void server_wake_at(struct server *server, int64_t steady_ns);

/* Lets out what waits for commands up to `durable`.  Returns true if something waits for more. */
bool server_release(struct server *server, uint64_t durable);

/* Writes to the WebSockets that were given something to send, all that one has in one piece.  The
 * library would first wait for their sockets in another round: here they have room, but for clients
 * that do not read, whose rest waits for the library. */
void server_flush(struct server *server);

/* Once a second or so: requests that nobody answered, connections that do not close. */
void server_sweep(struct server *server);

/* No new connections; WebSockets are closed with CLOSE_GOING_AWAY, after what they were given. */
void server_drain(struct server *server, const char *reason);
uint32_t server_connection_count(const struct server *server);

struct server_figures {
    uint64_t accepted_count;
    uint64_t refused_count; /* by a limit of connections */
    uint64_t request_count; /* HTTP */
    uint64_t answers[6];    /* by status / 100 */
    uint64_t message_count; /* from WebSockets */
    uint64_t sent_count;    /* to WebSockets */
    uint64_t received_bytes;
    uint64_t sent_bytes;
    uint64_t cut_slow_count;      /* backlog */
    uint64_t cut_malformed_count; /* oversized or binary */
    uint32_t http_count;          /* open now, as the next */
    uint32_t websocket_count;
};

struct server_figures server_figures(const struct server *server);

#endif
