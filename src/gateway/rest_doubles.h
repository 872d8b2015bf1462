/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_doubles.h - what stands behind the readers of the REST dialect in their tests.
 *
 * Role       One market, one key file, headers that a test sets, and answers that are kept instead
 *            of sent.  Nobody is behind the gateway: a reader that asks for more does not link.
 * Never      Nothing but tests and fuzz targets of rest*.c includes this, once a program.
 */
#ifndef PERPETUA_GATEWAY_REST_DOUBLES_H
#define PERPETUA_GATEWAY_REST_DOUBLES_H

#include <stdio.h>
#include <string.h>

#include "gateway/rest_stream.h"

#define DOUBLE_HEADERS 3u

struct double_header {
    const char *name;
    const char *value;
};

static struct rest_doubles {
    struct instruments *instruments;
    struct credentials *credentials;
    struct double_header headers[DOUBLE_HEADERS]; /* unused ones have no name */
    int status;                                   /* of the last answer; 0: none */
    char answer[4096];                            /* its text, or the last message of the stream */
    uint32_t answer_count;
} doubles;

static inline void doubles_keep(const void *bytes, size_t size)
{
    size_t kept = size < sizeof doubles.answer ? size : sizeof doubles.answer - 1;
    if (kept != 0) memcpy(doubles.answer, bytes, kept);
    doubles.answer[kept] = '\0';
    doubles.answer_count++;
}

/* Answers of a call and messages of a stream go here. */
static inline void doubles_open(void)
{
    static const struct instrument market = {.product_id = 1,
                                             .tick_value_micros = 100,
                                             .rpc_name = "BTC_USD-PERPETUAL",
                                             .rest_ticker = "BTCPERP"};
    doubles.instruments = instruments_create();
    (void)instruments_add(doubles.instruments, &market);
}

static inline void doubles_close(void)
{
    instruments_destroy(doubles.instruments);
    doubles.instruments = NULL;
}

/* A call that somebody waits for. */
static inline struct rest_call doubles_call(struct rest *rest, const struct http_request *request)
{
    static char somebody;
    doubles.status = 0;
    doubles.answer[0] = '\0';
    return (struct rest_call){
        .rest = rest, .connection = (struct connection *)(void *)&somebody, .request = request};
}

static inline void doubles_end(struct rest_call *call)
{
    json_decref(call->body);
    json_writer_release(&call->json);
}

/* --- gateway and server ----------------------------------------------------------------------- */

const struct instruments *gateway_instruments(const struct gateway *gateway)
{
    (void)gateway;
    return doubles.instruments;
}

struct credentials *gateway_credentials(struct gateway *gateway)
{
    (void)gateway;
    return doubles.credentials;
}

struct read_model *gateway_orders(struct gateway *gateway)
{
    (void)gateway;
    return NULL;
}

uint64_t gateway_barrier(const struct gateway *gateway)
{
    (void)gateway;
    return 0;
}

bool gateway_submit(struct gateway *gateway, struct command *command, gateway_done *done,
                    void *context)
{
    (void)gateway;
    (void)command;
    (void)done;
    (void)context;
    return false;
}

struct connection *server_connection(struct server *server, uint64_t id)
{
    (void)server;
    (void)id;
    return NULL;
}

uint64_t connection_id(const struct connection *connection)
{
    return connection == NULL ? 0 : 1;
}

void connection_reply(struct connection *connection, const struct http_answer *answer)
{
    (void)connection;
    doubles.status = answer->status;
    doubles_keep(answer->bytes, answer->size);
}

size_t http_header(const struct http_request *request, const char *name, char *value, size_t size)
{
    (void)request;
    value[0] = '\0';
    for (uint32_t i = 0; i < DOUBLE_HEADERS; i++) {
        const struct double_header *header = &doubles.headers[i];
        if (header->name == NULL || strcmp(header->name, name) != 0) continue;
        size_t length = strlen(header->value);
        if (length >= size) return 0;
        memcpy(value, header->value, length + 1);
        return length;
    }
    return 0;
}

/* --- the stream ------------------------------------------------------------------------------- */

const char *channel_name(uint32_t channel)
{
    static const char *const names[CHANNEL_COUNT] = {
        "orderbook_delta", "ticker", "trade", "fill", "user_orders", "order_group_updates"};
    return names[channel];
}

const struct instrument *stream_instrument(const struct rest_stream *stream, uint32_t market)
{
    (void)stream;
    return instrument_at(doubles.instruments, market);
}

void stream_send(struct rest_stream *stream, const struct stream_client *client, uint64_t barrier)
{
    (void)client;
    (void)barrier;
    doubles_keep(stream->json.bytes, stream->json.size);
    json_writer_clear(&stream->json);
}

void stream_snapshot(struct rest_stream *stream, struct stream_client *client, uint32_t market)
{
    (void)stream;
    (void)client;
    (void)market;
}

void stream_ticker(struct rest_stream *stream, struct stream_client *client, uint32_t market)
{
    (void)stream;
    (void)client;
    (void)market;
}

void stream_learn_groups(struct rest_stream *stream, struct stream_client *client)
{
    (void)stream;
    client->group_count = 0;
}

#endif
