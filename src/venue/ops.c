/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ops.c - see ops.h.
 */
#include "venue/ops.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "venue/metrics.h"

static void answer(struct connection *connection, int status, const char *type, const char *text)
{
    const struct http_answer reply = {
        .status = status,
        .content_type = type,
        .extra_headers = "cache-control: no-store\r\n",
        .bytes = text,
        .size = strlen(text),
    };
    connection_reply(connection, &reply);
}

static void answer_health(struct venue *venue, struct connection *connection)
{
    bool is_healthy = venue->mode != VENUE_FAILED;
    answer(connection, is_healthy ? 200 : 503, "text/plain; charset=utf-8",
           is_healthy ? "ok\n" : "the journal failed\n");
}

static void answer_ready(struct venue *venue, struct connection *connection)
{
    static const char *const modes[] = {"starting", "ready", "stopping", "failed"};
    char text[256];
    (void)snprintf(text, sizeof text,
                   "{\"status\":\"%s\",\"sequence\":%" PRIu64 ",\"durable\":%" PRIu64
                   ",\"pending\":%" PRIu32 "}\n",
                   modes[venue->mode], gateway_barrier(venue->gateway),
                   gateway_durable(venue->gateway), gateway_pending_count(venue->gateway));
    answer(connection, venue->mode == VENUE_READY ? 200 : 503, "application/json", text);
}

static void answer_version(struct venue *venue, struct connection *connection)
{
    char text[256];
    (void)snprintf(text, sizeof text, "{\"name\":\"perpetua\",\"version\":\"%s\",\"demo\":%s}\n",
                   venue->version, venue->config.is_demo ? "true" : "false");
    answer(connection, 200, "application/json", text);
}

static void answer_metrics(struct venue *venue, struct connection *connection)
{
    struct text_buffer buffer;
    bool is_written = metrics_write(venue, &buffer);
    answer(connection, is_written ? 200 : 500, "text/plain; version=0.0.4; charset=utf-8",
           is_written ? buffer.bytes : "out of memory\n");
    free(buffer.bytes);
}

static const struct {
    const char *path;
    void (*answer)(struct venue *venue, struct connection *connection);
} places[] = {
    {"/healthz", answer_health},
    {"/readyz", answer_ready},
    {"/version", answer_version},
    {"/metrics", answer_metrics},
};

static void take_request(void *context, struct connection *connection,
                         const struct http_request *request)
{
    bool is_reading = strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;
    if (!is_reading) {
        answer(connection, 405, "text/plain; charset=utf-8", "GET or HEAD\n");
        return;
    }
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        if (strcmp(request->path, places[i].path) != 0) continue;
        places[i].answer(context, connection);
        return;
    }
}

void ops_register(struct venue *venue)
{
    for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
        const struct dialect dialect = {
            .name = "ops",
            .http_prefix = places[i].path,
            .context = venue,
            .request = take_request,
        };
        server_register(atomic_load(&venue->server), &dialect);
    }
}
