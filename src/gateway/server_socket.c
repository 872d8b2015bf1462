/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_socket.c - WebSockets: whole messages in, texts in order out, closing with a reason.
 *
 * Role       See server_internal.h.
 * Invariant  A dialect's message, closed and opened come in that order: opened first, closed last
 *            and once.
 */
#include <stdlib.h>
#include <string.h>

#include "gateway/server_internal.h"
#include "os/os_clock.h"

#define WRITES_PER_TURN 64u
#define INPUT_KEPT      4096u
#define GATHERED_SIZE   ((size_t)16384) /* what the library writes at once */
#define FRAME_HEAD_MAX  4u              /* of a frame that is gathered */
#define FRAME_TEXT      0x81u           /* the first byte of a whole text message */
#define FRAME_MIDDLE    126u            /* two bytes with the length follow */

int socket_open(struct connection *connection)
{
    struct server *server = connection->server;
    const struct dialect *dialect = connection->dialect;
    if (dialect == NULL) return -1;
    connection->kind = CONNECTION_WEBSOCKET;
    connection_renumber(connection);
    if (dialect->connection_state_size > 0) {
        connection->state = calloc(1, dialect->connection_state_size);
        if (connection->state == NULL) return -1;
    }
    connection->is_told = true;
    server->figures.websocket_count++;
    if (dialect->opened == NULL) return 0;
    struct http_request handshake = {
        .method = "GET",
        .path = dialect->ws_path,
        .query = "",
        .query_plain = "",
        .authorization = "",
        .content_type = "",
        .body = "",
        .peer = connection->peer,
        .is_tls = connection->is_tls,
        .admission = connection->admission,
    };
    dialect->opened(dialect->context, connection, &handshake);
    return 0;
}

/* The library sends the close frame when the callback returns -1. */
static int close_now(struct connection *connection)
{
    size_t size = strlen(connection->close_reason);
    unsigned char reason[sizeof connection->close_reason];
    memcpy(reason, connection->close_reason, size);
    lws_close_reason(connection->wsi, (enum lws_close_status)connection->close_code, reason, size);
    return -1;
}

/* What cannot be understood closes the connection at once: nothing behind it can be trusted. */
static int cut(struct connection *connection, uint16_t code, const char *reason)
{
    connection->server->figures.cut_malformed_count++;
    outbox_clear(&connection->outbox);
    connection_close(connection, code, reason);
    return close_now(connection);
}

int socket_receive(struct connection *connection, const void *bytes, size_t size)
{
    struct server *server = connection->server;
    const struct dialect *dialect = connection->dialect;
    struct input *input = &connection->input;
    server->figures.received_bytes += size;
    if (connection->is_closing) return 0;
    if (lws_frame_is_binary(connection->wsi)) {
        return cut(connection, CLOSE_UNSUPPORTED, "messages are text");
    }
    size_t expected = size + lws_remaining_packet_payload(connection->wsi);
    bool is_too_big = expected > WEBSOCKET_MESSAGE_SIZE_MAX - input->size;
    if (is_too_big || !input_add(input, bytes, size, WEBSOCKET_MESSAGE_SIZE_MAX)) {
        return cut(connection, CLOSE_TOO_BIG, "a message has at most 32768 bytes");
    }
    bool is_whole = lws_is_final_fragment(connection->wsi) &&
                    lws_remaining_packet_payload(connection->wsi) == 0;
    if (!is_whole) return 0;
    server->figures.message_count++;
    if (dialect->message != NULL) {
        dialect->message(dialect->context, connection, input->bytes, input->size);
    }
    if (input->capacity > INPUT_KEPT) input_clear(input);
    input->size = 0;
    return 0;
}

static bool has_more(const struct connection *connection)
{
    return outbox_next(&connection->outbox, connection->server->durable) != NULL;
}

size_t socket_gathered_size(void)
{
    return LWS_PRE + GATHERED_SIZE;
}

/* The head of a text message that is one frame from a server (RFC 6455, 5.2).  Returns its size. */
static size_t put_head(unsigned char *out, size_t size)
{
    out[0] = FRAME_TEXT;
    if (size < FRAME_MIDDLE) {
        out[1] = (unsigned char)size;
        return 2;
    }
    out[1] = FRAME_MIDDLE;
    out[2] = (unsigned char)(size >> 8);
    out[3] = (unsigned char)size;
    return FRAME_HEAD_MAX;
}

static void drop_sent(struct connection *connection, size_t size)
{
    connection->server->figures.sent_count++;
    connection->server->figures.sent_bytes += size;
    outbox_drop(&connection->outbox);
}

/* As many whole messages as fit, framed here, in one write.  0: the next one is too long for that.
 * The library takes the frames as they are, and keeps what the socket does not take. */
static int write_gathered(struct connection *connection)
{
    struct server *server = connection->server;
    unsigned char *bytes = server->gathered + LWS_PRE;
    size_t used = 0;
    struct shared_text *text = outbox_next(&connection->outbox, server->durable);
    while (text != NULL && used + FRAME_HEAD_MAX + text->size <= GATHERED_SIZE) {
        used += put_head(bytes + used, text->size);
        memcpy(bytes + used, shared_text_bytes(text), text->size);
        used += text->size;
        drop_sent(connection, text->size);
        text = outbox_next(&connection->outbox, server->durable);
    }
    if (used == 0) return 0;
    return lws_write(connection->wsi, bytes, used, LWS_WRITE_RAW) < 0 ? -1 : 1;
}

static int write_long(struct connection *connection)
{
    struct shared_text *text = outbox_next(&connection->outbox, connection->server->durable);
    size_t size = text->size;
    int written = lws_write(connection->wsi, shared_text_bytes(text), size, LWS_WRITE_TEXT);
    if (written < 0) return -1;
    drop_sent(connection, size);
    return 1;
}

int socket_write(struct connection *connection)
{
    struct outbox *outbox = &connection->outbox;
    for (uint32_t i = 0; i < WRITES_PER_TURN && has_more(connection); i++) {
        if (lws_partial_buffered(connection->wsi)) break;
        int written = write_gathered(connection);
        if (written == 0) written = write_long(connection);
        if (written < 0) return -1;
    }
    if (has_more(connection)) {
        (void)lws_callback_on_writable(connection->wsi);
        return 0;
    }
    if (!outbox_is_empty(outbox)) {
        connection_want_write(connection);
        return 0;
    }
    if (!connection->is_closing) return 0;
    return close_now(connection);
}

void socket_closed(struct connection *connection)
{
    if (!connection->is_told) return;
    connection->is_told = false;
    connection->server->figures.websocket_count--;
    const struct dialect *dialect = connection->dialect;
    if (dialect->closed != NULL) dialect->closed(dialect->context, connection);
}

/* --- what dialects call ----------------------------------------------------------------------- */

/* A client that does not read: what waits for it is dropped, and it is told so if it reads on. */
static void cut_slow(struct connection *connection)
{
    connection->server->figures.cut_slow_count++;
    outbox_clear(&connection->outbox);
    connection_close(connection, CLOSE_POLICY, "too slow: the backlog is over its bound");
}

void connection_send_shared(struct connection *connection, struct shared_text *text,
                            uint64_t barrier)
{
    if (connection->kind != CONNECTION_WEBSOCKET || connection->is_closing) return;
    size_t size_max = connection->server->config.backlog_size_max;
    bool is_put = connection->outbox.bytes + text->size <= size_max &&
                  outbox_put(&connection->outbox, shared_text_keep(text), barrier);
    if (!is_put) {
        cut_slow(connection);
        return;
    }
    connection_want_write(connection);
}

void connection_send(struct connection *connection, const void *bytes, size_t size,
                     uint64_t barrier)
{
    if (connection->kind != CONNECTION_WEBSOCKET || connection->is_closing) return;
    struct shared_text *text = shared_text_make(bytes, size);
    if (text == NULL) {
        cut_slow(connection);
        return;
    }
    connection_send_shared(connection, text, barrier);
    shared_text_drop(text);
}

void connection_close(struct connection *connection, uint16_t code, const char *reason)
{
    if (connection->is_closing) return;
    connection->is_closing = true;
    connection->close_code = code;
    connection->since_ns = os_clock_steady_ns();
    size_t size = strnlen(reason, sizeof connection->close_reason - 1);
    memcpy(connection->close_reason, reason, size);
    connection->close_reason[size] = '\0';
    connection_want_write(connection);
}
