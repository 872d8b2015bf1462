/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server.h - HTTP and WebSocket for dialects.
 *
 * Role       Sockets, TLS, bounds, static files and the order of what leaves.  A dialect is
 *            registered for a path prefix (HTTP) and a path (WebSocket) and knows no socket.
 * Invariant  What a connection is given leaves in that order, none of it before its barrier is
 *            durable.  A connection holds at most server_config.backlog_size_max bytes for its
 *            client; a client that reads slower is cut with a reason and slows nobody.
 * Ownership  The server owns connections.  A pointer to one is good until the callback returns in
 *            which it was seen; keep connection_id over a wait and look it up again.
 */
#ifndef PERPETUA_GATEWAY_SERVER_H
#define PERPETUA_GATEWAY_SERVER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define WEBSOCKET_MESSAGE_SIZE_MAX ((size_t)32768) /* from a client */
#define HTTP_BODY_SIZE_MAX         ((size_t)65536) /* from a client */
#define HTTP_TARGET_SIZE_MAX       ((size_t)8192)  /* path and query */

struct server;
struct connection; /* a WebSocket, or one HTTP request and its answer */

/* --- requests --------------------------------------------------------------------------------- */

/* Texts end with a zero byte and live until the callback returns; absent ones are "". */
struct http_request {
    const char *method;      /* "GET", "POST", "PUT", "PATCH", "DELETE", "HEAD", "OPTIONS" */
    const char *path;        /* decoded, "//" and "/../" resolved, without the query */
    const char *query;       /* behind '?', decoded and encoded again as encodeURIComponent does */
    const char *query_plain; /* the same, not encoded again: for signatures made so */
    const char *authorization;
    const char *content_type;
    const char *body; /* ends with a zero byte behind body_size bytes */
    size_t body_size;
    const char *peer; /* address of the client, "127.0.0.1" */
    bool is_tls;
    void *headers;      /* the server's; see http_header */
    uint64_t admission; /* WebSocket: what `admit` left here, again in `opened` */
};

#define HTTP_HEADER_SIZE_MAX 1024u

/*
 * Copies the value of a header, named in small letters ("x-access-key"), into `value`.  Returns
 * its length, 0 if there is none (and an empty text) or if it does not fit.
 */
size_t http_header(const struct http_request *request, const char *name, char *value, size_t size);

/*
 * One parameter of a query string or form body, percent-decoded ('+' is a space).  Returns false
 * if there is none of this name, if it does not fit or if it is not well encoded.
 */
bool http_parameter(const char *query, const char *name, char *value, size_t size);

struct http_field {
    char *text;
    size_t size; /* room */
};

enum http_parameter_found {
    HTTP_PARAMETER_END = 0,
    HTTP_PARAMETER_GOOD = 1,
    HTTP_PARAMETER_BAD = 2 /* not well encoded, or no room; the next call goes on behind it */
};

/* Goes through all parameters: *cursor starts as the query. */
enum http_parameter_found http_next_parameter(const char **cursor, struct http_field *name,
                                              struct http_field *value);

/* Decodes percent-encoding; '+' becomes a space if is_form.  False: malformed or too long. */
bool http_decode(const char *text, size_t text_size, bool is_form, char *out, size_t out_size);

/* --- dialects --------------------------------------------------------------------------------- */

/*
 * Path prefixes end with '/' or are exact paths; the longest that fits wins.  All callbacks come
 * on the venue thread.  `request` must be answered once with connection_reply, at once or later;
 * a request that is not answered within server_config.answer_ns gets 504.
 */
struct dialect {
    const char *name;        /* for metrics and logs: "rpc" */
    const char *http_prefix; /* NULL: no HTTP */
    const char *ws_path;     /* NULL: no WebSocket */
    void *context;
    size_t connection_state_size; /* bytes that each WebSocket connection gets, zeroed */
    void (*request)(void *context, struct connection *connection,
                    const struct http_request *request);
    /* The handshake was accepted.  NULL fields of the three are left out. */
    void (*opened)(void *context, struct connection *connection,
                   const struct http_request *handshake);
    /* One text message, whole, valid UTF-8, a zero byte behind it.  Binary messages end the
     * connection. */
    void (*message)(void *context, struct connection *connection, const char *text, size_t size);
    /* The last call for this connection; its state is freed afterwards. */
    void (*closed)(void *context, struct connection *connection);
    /* Judges a handshake before it is accepted: 0 accepts, else the HTTP status.  NULL accepts. */
    int (*admit)(void *context, struct http_request *handshake);
};

#define SERVER_DIALECTS_MAX 16u

/* Before or after server_start; the dialect is copied, its texts are not. */
void server_register(struct server *server, const struct dialect *dialect);

/* --- connections ------------------------------------------------------------------------------ */

struct http_answer {
    int status;
    const char *content_type;  /* "application/json" */
    const char *extra_headers; /* "name: value\r\n" each, or NULL */
    const void *bytes;         /* copied */
    size_t size;
    uint64_t barrier; /* 0: it comes from durable events, or from nothing of the venue */
};

/* Answers an HTTP request. */
void connection_reply(struct connection *connection, const struct http_answer *answer);

/* Text encoded once and sent to many. */
struct shared_text;
struct shared_text *shared_text_make(const void *bytes, size_t size); /* one reference; copies */
struct shared_text *shared_text_keep(struct shared_text *text);       /* one more */
void shared_text_drop(struct shared_text *text);

/* One text message to a WebSocket; after connection_close it is dropped. */
void connection_send(struct connection *connection, const void *bytes, size_t size,
                     uint64_t barrier);
/* The same without a copy; takes a reference of its own. */
void connection_send_shared(struct connection *connection, struct shared_text *text,
                            uint64_t barrier);

/* Bytes given to the connection that its socket has not taken: for conflation. */
size_t connection_backlog(const struct connection *connection);

/* Closes a WebSocket when what was given before has left.  Reasons have at most 120 bytes. */
void connection_close(struct connection *connection, uint16_t code, const char *reason);

void *connection_state(struct connection *connection);
uint64_t connection_id(const struct connection *connection); /* never 0, never used twice */
const char *connection_peer(const struct connection *connection);
bool connection_is_tls(const struct connection *connection);

/* NULL: it is gone. */
struct connection *server_connection(struct server *server, uint64_t id);

/* Close codes of RFC 6455, and ours. */
enum close_code {
    CLOSE_NORMAL = 1000,
    CLOSE_GOING_AWAY = 1001,
    CLOSE_PROTOCOL = 1002,
    CLOSE_UNSUPPORTED = 1003,
    CLOSE_BAD_TEXT = 1007,
    CLOSE_POLICY = 1008,
    CLOSE_TOO_BIG = 1009,
    CLOSE_INTERNAL = 1011,
    CLOSE_TRY_LATER = 1013
};

#endif
