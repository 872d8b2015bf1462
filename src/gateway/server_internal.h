/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_internal.h - what the files of the server share, and nobody else includes.
 *
 * Role       A connection is one socket: a struct that the library's object points to and that
 *            points back.  server.c keeps the list of them, server_http.c and server_socket.c do
 *            what the two protocols ask, server_page.c serves the files of the page.
 * Invariant  A connection is in the table under its id exactly as long as its socket lives.  An
 *            HTTP request has an id of its own: a late answer never meets the next request.
 */
#ifndef PERPETUA_GATEWAY_SERVER_INTERNAL_H
#define PERPETUA_GATEWAY_SERVER_INTERNAL_H

#include <libwebsockets.h>

#include "gateway/outbox.h"
#include "gateway/server_loop.h"

enum connection_kind { CONNECTION_NEW = 0, CONNECTION_HTTP = 1, CONNECTION_WEBSOCKET = 2 };

struct input {
    char *bytes; /* a zero byte behind size */
    size_t size;
    size_t capacity;
};

struct connection {
    struct server *server;
    struct lws *wsi;
    uint64_t id;
    uint64_t admission; /* of the dialect's admit */
    uint32_t slot;
    uint32_t kind; /* enum connection_kind */
    char peer[48];
    bool is_tls;
    bool is_refused;     /* over a limit: it gets nothing */
    bool is_in_callback; /* of a dialect: closing waits */
    bool is_blocked;     /* in the list of those whose output waits for the disk */
    bool is_ready;       /* in the list of those whose output leaves with server_flush */
    bool is_asking;      /* HTTP: the dialect has a request that is not answered */
    bool is_head;        /* HTTP: the answer has no body */
    bool is_last;        /* HTTP: close after the answer */
    bool is_dispatched;  /* HTTP: the request was given to a dialect, or answered */
    bool is_closing;     /* a WebSocket that is to be closed */
    bool is_told;        /* the dialect saw it open */
    uint16_t close_code;
    char close_reason[124];
    int64_t since_ns; /* steady: when it was asked, or when closing began */
    const struct dialect *dialect;
    void *state;
    struct input input;
    struct outbox outbox;
};

struct page;

/* What a request says, for callbacks of dialects. */
struct request_texts {
    char path[HTTP_TARGET_SIZE_MAX];
    char query[3 * HTTP_TARGET_SIZE_MAX];
    char query_plain[HTTP_TARGET_SIZE_MAX];
    char authorization[HTTP_HEADER_SIZE_MAX];
    char content_type[128];
};

struct server {
    struct server_config config;
    struct lws_context *context;
    struct lws_vhost *vhosts[2]; /* plain, TLS */
    lws_sorted_usec_list_t timer;
    lws_retry_bo_t pings;
    struct dialect dialects[SERVER_DIALECTS_MAX];
    uint32_t dialect_count;
    struct page *page;
    struct request_texts texts; /* of the request that is being given out */

    struct connection **slots;
    uint32_t slot_count;
    uint32_t *free_slots;
    uint32_t free_count;
    uint64_t next_number;        /* of ids */
    struct connection **blocked; /* slot_count of them */
    uint32_t blocked_count;
    struct connection **ready; /* slot_count of them */
    uint32_t ready_count;
    unsigned char *gathered; /* frames that leave together */
    uint64_t durable;
    bool is_draining;
    struct server_figures figures;
};

/* --- server.c --- */

/* A new id for the same socket: the next HTTP request. */
void connection_renumber(struct connection *connection);

/* Asks for a chance to write, at the end of the turn or when the socket has room, or waits for the
 * disk. */
void connection_want_write(struct connection *connection);

/* Adds bytes to what has been read of a request or message.  False: over size_max, or no memory. */
bool input_add(struct input *input, const void *bytes, size_t size, size_t size_max);
void input_clear(struct input *input);

/* --- server_http.c --- */

/* The library's callbacks; their result is the library's: -1 closes. */
int http_begin(struct connection *connection);
int http_body(struct connection *connection, const void *bytes, size_t size);
int http_body_end(struct connection *connection);
int http_write(struct connection *connection);

/* Judges an upgrade; -1 refuses, with a status sent. */
int http_upgrade(struct connection *connection);

/* False: too long. */
bool http_read_request(struct connection *connection, struct request_texts *texts,
                       struct http_request *request);

/* An answer by the server itself; the connection ends with it. */
void http_refuse(struct connection *connection, int status, const char *text);

/* --- server_socket.c --- */

int socket_open(struct connection *connection);
int socket_receive(struct connection *connection, const void *bytes, size_t size);
int socket_write(struct connection *connection);
/* Bytes of `gathered`, the library's room in front included. */
size_t socket_gathered_size(void);
void socket_closed(struct connection *connection);

/* --- server_page.c --- */

/* Files of the page, read once.  NULL: none; *error says why. */
struct page *page_load(const char *directory, char *error, size_t error_size);
void page_destroy(struct page *page);

/* False: there is no such file. */
bool page_answer(const struct page *page, struct connection *connection,
                 const struct http_request *request);

#endif
