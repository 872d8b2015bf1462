/* SPDX-License-Identifier: Apache-2.0 */
/*
 * server_http.c - HTTP requests: read whole, given to a dialect, answered once.
 *
 * Role       See server_internal.h.
 * Invariant  Every request gets one answer or a closed connection.  A body is read only if its
 *            length was said before and is within the bound.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "gateway/server_internal.h"
#include "os/os_clock.h"

#define HEAD_SIZE_MAX 2048u

struct method {
    const char *name;
    enum lws_token_indexes token;
    bool needs_length; /* a request without a length would never end */
};

static const struct method methods[] = {
    {"GET", WSI_TOKEN_GET_URI, false},         {"POST", WSI_TOKEN_POST_URI, true},
    {"PUT", WSI_TOKEN_PUT_URI, true},          {"DELETE", WSI_TOKEN_DELETE_URI, false},
    {"PATCH", WSI_TOKEN_PATCH_URI, true},      {"HEAD", WSI_TOKEN_HEAD_URI, false},
    {"OPTIONS", WSI_TOKEN_OPTIONS_URI, false},
};

static const struct method *method_of(struct lws *wsi)
{
    for (size_t i = 0; i < sizeof methods / sizeof methods[0]; i++) {
        if (lws_hdr_total_length(wsi, methods[i].token) > 0) return &methods[i];
    }
    return NULL;
}

static const char *status_text(int status)
{
    static const struct {
        int status;
        const char *text;
    } texts[] = {
        {200, "OK"},
        {201, "Created"},
        {202, "Accepted"},
        {204, "No Content"},
        {304, "Not Modified"},
        {400, "Bad Request"},
        {401, "Unauthorized"},
        {403, "Forbidden"},
        {404, "Not Found"},
        {405, "Method Not Allowed"},
        {408, "Request Timeout"},
        {409, "Conflict"},
        {411, "Length Required"},
        {413, "Content Too Large"},
        {414, "URI Too Long"},
        {415, "Unsupported Media Type"},
        {422, "Unprocessable Content"},
        {429, "Too Many Requests"},
        {431, "Request Header Fields Too Large"},
        {500, "Internal Server Error"},
        {503, "Service Unavailable"},
        {504, "Gateway Timeout"},
    };
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
        if (texts[i].status == status) return texts[i].text;
    }
    return "Unknown";
}

/* --- answers ---------------------------------------------------------------------------------- */

void connection_reply(struct connection *connection, const struct http_answer *answer)
{
    if (!connection->is_asking) return;
    connection->is_asking = false;
    char head[HEAD_SIZE_MAX];
    const char *extra = answer->extra_headers == NULL ? "" : answer->extra_headers;
    int head_size =
        snprintf(head, sizeof head,
                 "HTTP/1.1 %d %s\r\nserver: perpetua\r\ncontent-type: %s\r\n"
                 "content-length: %zu\r\nx-content-type-options: nosniff\r\n%s%s\r\n",
                 answer->status, status_text(answer->status), answer->content_type, answer->size,
                 connection->is_last ? "connection: close\r\n" : "", extra);
    ASSERT(head_size > 0 && (size_t)head_size < sizeof head);
    struct server *server = connection->server;
    size_t body_size = connection->is_head ? 0 : answer->size;
    struct shared_text *text = shared_text_new((size_t)head_size + body_size);
    if (text != NULL) {
        memcpy(shared_text_bytes(text), head, (size_t)head_size);
        if (body_size > 0) memcpy(shared_text_bytes(text) + head_size, answer->bytes, body_size);
    }
    uint32_t group = (uint32_t)answer->status / 100;
    server->figures.answers[group < 6 ? group : 0]++;
    if (!outbox_put(&connection->outbox, text, answer->barrier)) {
        lws_set_timeout(connection->wsi, PENDING_TIMEOUT_CLOSE_SEND, LWS_TO_KILL_ASYNC);
        return;
    }
    connection_want_write(connection);
}

static void answer_error(struct connection *connection, int status, const char *text)
{
    char body[256];
    int size =
        snprintf(body, sizeof body, "{\"error\":{\"code\":%d,\"message\":\"%s\"}}\n", status, text);
    const struct http_answer answer = {
        .status = status,
        .content_type = "application/json",
        .bytes = body,
        .size = (size_t)size,
    };
    connection->is_asking = true;
    connection_reply(connection, &answer);
}

void http_refuse(struct connection *connection, int status, const char *text)
{
    connection->is_dispatched = true;
    connection->is_last = true;
    answer_error(connection, status, text);
}

int http_write(struct connection *connection)
{
    struct server *server = connection->server;
    struct outbox *outbox = &connection->outbox;
    if (outbox_is_empty(outbox)) return 0;
    struct shared_text *text = outbox_next(outbox, server->durable);
    if (text == NULL) {
        connection_want_write(connection);
        return 0;
    }
    size_t size = text->size;
    int written = lws_write(connection->wsi, shared_text_bytes(text), size, LWS_WRITE_HTTP_FINAL);
    outbox_drop(outbox);
    if (written < 0) return -1;
    server->figures.sent_bytes += size;
    if (connection->is_last) return -1;
    connection->kind = CONNECTION_NEW;
    return lws_http_transaction_completed(connection->wsi) != 0 ? -1 : 0;
}

/* --- what a request says ---------------------------------------------------------------------- */

/* Headers that the library keeps under a number of its own. */
static const struct {
    const char *name;
    enum lws_token_indexes token;
} known_headers[] = {
    {"accept", WSI_TOKEN_HTTP_ACCEPT},
    {"accept-encoding", WSI_TOKEN_HTTP_ACCEPT_ENCODING},
    {"accept-language", WSI_TOKEN_HTTP_ACCEPT_LANGUAGE},
    {"authorization", WSI_TOKEN_HTTP_AUTHORIZATION},
    {"cache-control", WSI_TOKEN_HTTP_CACHE_CONTROL},
    {"content-type", WSI_TOKEN_HTTP_CONTENT_TYPE},
    {"cookie", WSI_TOKEN_HTTP_COOKIE},
    {"host", WSI_TOKEN_HOST},
    {"if-none-match", WSI_TOKEN_HTTP_IF_NONE_MATCH},
    {"origin", WSI_TOKEN_ORIGIN},
    {"referer", WSI_TOKEN_HTTP_REFERER},
    {"user-agent", WSI_TOKEN_HTTP_USER_AGENT},
    {"x-auth-token", WSI_TOKEN_X_AUTH_TOKEN},
    {"x-forwarded-for", WSI_TOKEN_X_FORWARDED_FOR},
};

static size_t copy_header(struct lws *wsi, enum lws_token_indexes token, char *out, size_t size)
{
    out[0] = '\0';
    int length = lws_hdr_total_length(wsi, token);
    if (length <= 0 || (size_t)length >= size) return 0;
    int copied = lws_hdr_copy(wsi, out, (int)size, token);
    if (copied > 0) return (size_t)copied;
    out[0] = '\0';
    return 0;
}

size_t http_header(const struct http_request *request, const char *name, char *value, size_t size)
{
    struct lws *wsi = request->headers;
    value[0] = '\0';
    if (wsi == NULL) return 0;
    for (size_t i = 0; i < sizeof known_headers / sizeof known_headers[0]; i++) {
        if (strcmp(known_headers[i].name, name) != 0) continue;
        return copy_header(wsi, known_headers[i].token, value, size);
    }
    char full[80];
    int name_size = snprintf(full, sizeof full, "%s:", name);
    if (name_size < 0 || (size_t)name_size >= sizeof full) return 0;
    int copied = lws_hdr_custom_copy(wsi, value, (int)size, full, name_size);
    if (copied > 0) return (size_t)copied;
    value[0] = '\0';
    return 0;
}

/* Letters that stand for themselves in encodeURIComponent. */
static bool is_plain(char letter)
{
    bool is_letter = (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z');
    bool is_digit = letter >= '0' && letter <= '9';
    return is_letter || is_digit || (letter != '\0' && strchr("-_.!~*'()", letter) != NULL);
}

static char *encode(char *out, const char *text, size_t size)
{
    static const char digits[] = "0123456789ABCDEF";
    for (size_t i = 0; i < size; i++) {
        unsigned char byte = (unsigned char)text[i];
        if (is_plain(text[i])) {
            *out++ = text[i];
            continue;
        }
        *out++ = '%';
        *out++ = digits[byte >> 4];
        *out++ = digits[byte & 15];
    }
    *out = '\0';
    return out;
}

/* The library has split the query at '&' and decoded each part.  One part more, at *encoded. */
static bool add_part(struct request_texts *texts, char **encoded, size_t *plain_size,
                     const char *part)
{
    size_t size = strlen(part);
    if (*plain_size + size + 2 > sizeof texts->query_plain) return false;
    if (*plain_size > 0) {
        texts->query_plain[(*plain_size)++] = '&';
        *(*encoded)++ = '&';
    }
    memcpy(texts->query_plain + *plain_size, part, size + 1);
    *plain_size += size;
    size_t name_size = strcspn(part, "=");
    *encoded = encode(*encoded, part, name_size);
    if (name_size == size) return true;
    *(*encoded)++ = '=';
    *encoded = encode(*encoded, part + name_size + 1, size - name_size - 1);
    return true;
}

static bool read_query(struct lws *wsi, struct request_texts *texts)
{
    char part[HTTP_TARGET_SIZE_MAX];
    char *encoded = texts->query;
    size_t plain_size = 0;
    texts->query[0] = '\0';
    texts->query_plain[0] = '\0';
    for (int i = 0;; i++) {
        int size = lws_hdr_copy_fragment(wsi, part, (int)sizeof part, WSI_TOKEN_HTTP_URI_ARGS, i);
        if (size == -2) return false;
        if (size < 0) return true;
        part[size] = '\0';
        if (strlen(part) != (size_t)size || !add_part(texts, &encoded, &plain_size, part)) {
            return false;
        }
    }
}

bool http_read_request(struct connection *connection, struct request_texts *texts,
                       struct http_request *request)
{
    struct lws *wsi = connection->wsi;
    const struct method *method = method_of(wsi);
    if (method == NULL) return false;
    bool has_path = copy_header(wsi, method->token, texts->path, sizeof texts->path) > 0;
    if (!has_path || !read_query(wsi, texts)) return false;
    (void)copy_header(wsi, WSI_TOKEN_HTTP_AUTHORIZATION, texts->authorization,
                      sizeof texts->authorization);
    (void)copy_header(wsi, WSI_TOKEN_HTTP_CONTENT_TYPE, texts->content_type,
                      sizeof texts->content_type);
    *request = (struct http_request){
        .method = method->name,
        .path = texts->path,
        .query = texts->query,
        .query_plain = texts->query_plain,
        .authorization = texts->authorization,
        .content_type = texts->content_type,
        .body = connection->input.bytes == NULL ? "" : connection->input.bytes,
        .body_size = connection->input.size,
        .peer = connection->peer,
        .is_tls = connection->is_tls,
        .headers = wsi,
    };
    return true;
}

static bool is_close(const char *word)
{
    static const char close[] = "close";
    size_t i = 0;
    while (close[i] != '\0' && (word[i] | 0x20) == close[i]) i++;
    return close[i] == '\0' && word[i] == '\0';
}

/* --- requests --------------------------------------------------------------------------------- */

static const struct dialect *find_dialect(const struct server *server, const char *path)
{
    const struct dialect *best = NULL;
    size_t best_size = 0;
    for (uint32_t i = 0; i < server->dialect_count; i++) {
        const char *prefix = server->dialects[i].http_prefix;
        if (prefix == NULL) continue;
        size_t size = strlen(prefix);
        bool is_folder = size > 0 && prefix[size - 1] == '/';
        bool fits = is_folder ? strncmp(path, prefix, size) == 0 : strcmp(path, prefix) == 0;
        if (!fits || size < best_size) continue;
        best = &server->dialects[i];
        best_size = size;
    }
    return best;
}

static void dispatch(struct connection *connection)
{
    struct server *server = connection->server;
    struct http_request request;
    connection->is_dispatched = true;
    server->figures.request_count++;
    lws_set_timeout(connection->wsi, NO_PENDING_TIMEOUT, 0);
    if (!http_read_request(connection, &server->texts, &request)) {
        http_refuse(connection, 414, "the request target is too long or malformed");
        return;
    }
    connection->is_asking = true;
    connection->since_ns = os_clock_steady_ns();
    connection->dialect = find_dialect(server, request.path);
    if (connection->dialect != NULL) {
        connection->dialect->request(connection->dialect->context, connection, &request);
    } else if (server->page == NULL || !page_answer(server->page, connection, &request)) {
        answer_error(connection, 404, "there is nothing at this path");
    }
    input_clear(&connection->input);
}

/* The length of the body that follows; -1: it was not said; -2: it is no number. */
static int64_t read_length(struct lws *wsi)
{
    char text[32];
    if (lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH) <= 0) return -1;
    size_t size = copy_header(wsi, WSI_TOKEN_HTTP_CONTENT_LENGTH, text, sizeof text);
    uint64_t length = 0;
    bool is_number = size > 0 && text_read_u64(text, size, &length) && length <= INT64_MAX;
    return is_number ? (int64_t)length : -2;
}

int http_begin(struct connection *connection)
{
    struct lws *wsi = connection->wsi;
    const struct method *method = method_of(wsi);
    if (method == NULL) return -1;
    char word[16];
    connection->kind = CONNECTION_HTTP;
    connection->is_dispatched = false;
    connection->is_asking = false;
    connection->is_head = method->token == WSI_TOKEN_HEAD_URI;
    (void)copy_header(wsi, WSI_TOKEN_CONNECTION, word, sizeof word);
    connection->is_last = is_close(word) || connection->server->is_draining;
    connection_renumber(connection);
    input_clear(&connection->input);

    int64_t length = read_length(wsi);
    bool is_chunked = lws_hdr_total_length(wsi, WSI_TOKEN_HTTP_TRANSFER_ENCODING) > 0;
    if (length == -2) {
        http_refuse(connection, 400, "content-length is no number");
    } else if (is_chunked || (length == -1 && method->needs_length)) {
        http_refuse(connection, 411, "a body needs its content-length");
    } else if (length > (int64_t)HTTP_BODY_SIZE_MAX) {
        http_refuse(connection, 413, "a body has at most 65536 bytes");
    } else if (length <= 0) {
        dispatch(connection);
    }
    return 0;
}

int http_body(struct connection *connection, const void *bytes, size_t size)
{
    connection->server->figures.received_bytes += size;
    if (connection->is_dispatched) return 0;
    if (!input_add(&connection->input, bytes, size, HTTP_BODY_SIZE_MAX)) {
        http_refuse(connection, 413, "a body has at most 65536 bytes");
    }
    return 0;
}

int http_body_end(struct connection *connection)
{
    if (!connection->is_dispatched) dispatch(connection);
    return 0;
}

static const struct dialect *find_socket(const struct server *server, const char *path)
{
    for (uint32_t i = 0; i < server->dialect_count; i++) {
        const char *ws_path = server->dialects[i].ws_path;
        if (ws_path != NULL && strcmp(ws_path, path) == 0) return &server->dialects[i];
    }
    return NULL;
}

int http_upgrade(struct connection *connection)
{
    struct server *server = connection->server;
    struct http_request request;
    int status = 0;
    connection->dialect = NULL;
    if (!http_read_request(connection, &server->texts, &request)) {
        status = 414;
    } else {
        connection->dialect = find_socket(server, request.path);
        status = connection->dialect == NULL ? 404 : 0;
    }
    if (status == 0 && server->is_draining) status = 503;
    if (status == 0 && connection->dialect->admit != NULL) {
        status = connection->dialect->admit(connection->dialect->context, &request);
        connection->admission = request.admission;
    }
    if (status == 0) return 0;
    server->figures.answers[status / 100]++;
    (void)lws_return_http_status(connection->wsi, (unsigned int)status, NULL);
    return -1;
}
