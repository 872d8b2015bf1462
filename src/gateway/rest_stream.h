/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_stream.h - what the files of the REST dialect's WebSocket share.
 *
 * Role       A client has subscriptions, each to one channel with a number of its own (sid) and its
 *            own count of messages (seq).
 * Never      Nothing but rest_stream*.c includes this.
 */
#ifndef PERPETUA_GATEWAY_REST_STREAM_H
#define PERPETUA_GATEWAY_REST_STREAM_H

#include "gateway/rest_parts.h"

#define CHANNEL_COUNT  6u
#define SHADOW_LEVELS  4096u
#define GROUPS_KNOWN   64u
#define CLIENT_MARKETS INSTRUMENTS_MAX

enum channel {
    CHANNEL_BOOK = 0,
    CHANNEL_TICKER = 1,
    CHANNEL_TRADE = 2,
    CHANNEL_FILL = 3,
    CHANNEL_ORDERS = 4,
    CHANNEL_GROUPS = 5
};

struct subscription {
    uint32_t sid;     /* 0: not subscribed */
    uint64_t seq;     /* of the last message that counts */
    uint64_t markets; /* mask by place of the instrument; 0: all */
};

struct known_group {
    uint32_t account_id;
    uint32_t group_id;
    int64_t lots_max;
};

struct stream_client {
    struct stream_client *older;
    struct stream_client *newer;
    uint64_t connection_id;
    const struct credential *credential;
    uint32_t last_sid;
    uint32_t group_count;
    struct subscription subscriptions[CHANNEL_COUNT];
    struct known_group groups[GROUPS_KNOWN];
};

/* The book as every subscriber has it: levels in order, best first. */
struct shadow_side {
    uint32_t count;
    struct market_level levels[SHADOW_LEVELS];
};

struct shadow_book {
    uint64_t book_id;
    struct shadow_side sides[2];
};

struct rest_stream {
    struct rest *rest;
    struct stream_client *newest;
    struct shadow_book *books[INSTRUMENTS_MAX]; /* NULL until somebody subscribes */
    uint64_t ticker_sequences[INSTRUMENTS_MAX];
    struct shadow_side fresh; /* room for a comparison */
    struct json_writer json;
};

const char *channel_name(uint32_t channel);

/* Is the client subscribed to the channel of this market? */
static inline struct subscription *subscribed(struct stream_client *client, enum channel channel,
                                              uint32_t market)
{
    struct subscription *subscription = &client->subscriptions[channel];
    bool has_market = subscription->markets == 0 || (subscription->markets >> market & 1) != 0;
    return subscription->sid != 0 && has_market ? subscription : NULL;
}

/* The place of a product's instrument; INSTRUMENTS_MAX: it has none. */
uint32_t stream_market(const struct rest_stream *stream, uint16_t product_id);
const struct instrument *stream_instrument(const struct rest_stream *stream, uint32_t market);

/* Sends what was written; `barrier` as connection_send. */
void stream_send(struct rest_stream *stream, const struct stream_client *client, uint64_t barrier);

/* {"type":...,"sid":...[,"seq":...],"msg":{ - the caller writes the members and ends both. */
void stream_begin(struct rest_stream *stream, struct subscription *subscription, const char *type,
                  bool is_counted);
void stream_end(struct rest_stream *stream, const struct stream_client *client, uint64_t barrier);

/* rest_stream_command.c */
void stream_command(struct rest_stream *stream, struct stream_client *client, const char *text,
                    size_t size);

/* rest_stream_market.c */
void stream_snapshot(struct rest_stream *stream, struct stream_client *client, uint32_t market);
void stream_ticker(struct rest_stream *stream, struct stream_client *client, uint32_t market);
void stream_books_tick(void *context);
void stream_tickers_tick(void *context);
void stream_trades(void *context, const struct event *list, uint32_t count);

/* rest_stream_private.c */
void stream_private(void *context, const struct private_event *event);
void stream_learn_groups(struct rest_stream *stream, struct stream_client *client);

#endif
