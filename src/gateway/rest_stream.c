/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_stream.c - the REST dialect's WebSocket: clients come and go.
 */
#include "gateway/rest_stream.h"

#include <stdlib.h>

#define BOOK_TICK_NS   INT64_C(50000000)
#define TICKER_TICK_NS INT64_C(1000000000)

static const char *const names[CHANNEL_COUNT] = {
    [CHANNEL_BOOK] = "orderbook_delta", [CHANNEL_TICKER] = "ticker",
    [CHANNEL_TRADE] = "trade",          [CHANNEL_FILL] = "fill",
    [CHANNEL_ORDERS] = "user_orders",   [CHANNEL_GROUPS] = "order_group_updates",
};

const char *channel_name(uint32_t channel)
{
    return channel < CHANNEL_COUNT ? names[channel] : NULL;
}

uint32_t stream_market(const struct rest_stream *stream, uint16_t product_id)
{
    for (uint32_t i = 0; i < INSTRUMENTS_MAX; i++) {
        const struct instrument *instrument = stream_instrument(stream, i);
        if (instrument == NULL) break;
        if (instrument->product_id != product_id) continue;
        return instrument_is_market(instrument) ? i : INSTRUMENTS_MAX;
    }
    return INSTRUMENTS_MAX;
}

const struct instrument *stream_instrument(const struct rest_stream *stream, uint32_t market)
{
    return instrument_at(gateway_instruments(stream->rest->gateway), market);
}

/* --- messages --- */

void stream_send(struct rest_stream *stream, const struct stream_client *client, uint64_t barrier)
{
    struct connection *connection = server_connection(stream->rest->server, client->connection_id);
    if (connection != NULL)
        connection_send(connection, stream->json.bytes, stream->json.size, barrier);
    json_writer_clear(&stream->json);
}

void stream_begin(struct rest_stream *stream, struct subscription *subscription, const char *type,
                  bool is_counted)
{
    json_writer_clear(&stream->json);
    json_begin_object(&stream->json);
    json_add_text(&stream->json, "type", type);
    json_add_u64(&stream->json, "sid", subscription->sid);
    if (is_counted) json_add_u64(&stream->json, "seq", ++subscription->seq);
    json_put_name(&stream->json, "msg");
    json_begin_object(&stream->json);
}

void stream_end(struct rest_stream *stream, const struct stream_client *client, uint64_t barrier)
{
    json_end_object(&stream->json);
    json_end_object(&stream->json);
    stream_send(stream, client, barrier);
}

/* --- clients --- */

/* The headers are there during the handshake only: the key is proved now and found again later. */
static int admit(void *context, struct http_request *handshake)
{
    const char *why = NULL;
    const struct credential *credential = rest_authenticate(context, handshake, &why);
    if (credential == NULL) return 401;
    if (credential->account_id == 0) return 403;
    handshake->admission = credential->number;
    return 0;
}

static const struct credential *admitted(const struct rest *rest, uint64_t number)
{
    const struct credentials *credentials = gateway_credentials(rest->gateway);
    for (uint32_t i = 0; credential_at(credentials, i) != NULL; i++) {
        if (credential_at(credentials, i)->number == number) return credential_at(credentials, i);
    }
    return NULL;
}

static void opened(void *context, struct connection *connection,
                   const struct http_request *handshake)
{
    struct rest *rest = context;
    struct rest_stream *stream = rest->stream;
    struct stream_client *client = connection_state(connection);
    client->connection_id = connection_id(connection);
    client->credential = admitted(rest, handshake->admission);
    client->older = stream->newest;
    if (stream->newest != NULL) stream->newest->newer = client;
    stream->newest = client;
    if (client->credential == NULL)
        connection_close(connection, CLOSE_POLICY, "the key was removed");
}

static void message(void *context, struct connection *connection, const char *text, size_t size)
{
    struct rest *rest = context;
    struct stream_client *client = connection_state(connection);
    if (client->credential != NULL) stream_command(rest->stream, client, text, size);
}

static void closed(void *context, struct connection *connection)
{
    struct rest_stream *stream = ((struct rest *)context)->stream;
    struct stream_client *client = connection_state(connection);
    if (client->connection_id == 0) return; /* it was never opened */
    if (client->older != NULL) client->older->newer = client->newer;
    if (client->newer != NULL) client->newer->older = client->older;
    if (stream->newest == client) stream->newest = client->older;
}

struct rest_stream *rest_stream_create(struct rest *rest)
{
    struct rest_stream *stream = calloc(1, sizeof *stream);
    if (stream == NULL) return NULL;
    stream->rest = rest;
    server_register(rest->server, &(struct dialect){
                                      .name = "rest-stream",
                                      .ws_path = REST_WS_PATH,
                                      .context = rest,
                                      .connection_state_size = sizeof(struct stream_client),
                                      .opened = opened,
                                      .message = message,
                                      .closed = closed,
                                      .admit = admit,
                                  });
    gateway_listen(rest->gateway, stream_trades, stream);
    gateway_every(rest->gateway, BOOK_TICK_NS, stream_books_tick, stream);
    gateway_every(rest->gateway, TICKER_TICK_NS, stream_tickers_tick, stream);
    if (gateway_orders(rest->gateway) != NULL)
        read_model_listen(gateway_orders(rest->gateway), stream_private, stream);
    return stream;
}

void rest_stream_destroy(struct rest_stream *stream)
{
    if (stream == NULL) return;
    for (uint32_t i = 0; i < INSTRUMENTS_MAX; i++) free(stream->books[i]);
    json_writer_release(&stream->json);
    free(stream);
}
