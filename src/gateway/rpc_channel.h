/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_channel.h - subscriptions: which channels there are, who listens, what is sent when.
 *
 * Role       A channel is made by its first subscriber and ends with its last.  Public channels are
 *            encoded once and sent to all.  `raw` follows every batch of durable events; `100ms`
 *            and `agg2` follow a timer.
 * Invariant  A book channel's prev_change_id is the change_id that its subscriber saw last; one
 *            that reads too slowly gets a new snapshot instead.  On private channels a fill comes
 *            before the state that it led to; `prev_sequence` is the sequence sent there before.
 * Ownership  Channels own their names and what they have collected; clients own nothing here.
 */
#ifndef PERPETUA_GATEWAY_RPC_CHANNEL_H
#define PERPETUA_GATEWAY_RPC_CHANNEL_H

#include "gateway/rpc_call.h"
#include "gateway/rpc_prices.h"
#include "market_data/market_data.h"

#define RPC_CHANNEL_NAME_SIZE  96u
#define RPC_CHANNEL_LABEL_SIZE 33u
#define RPC_CHANNELS_MAX       1000u /* of one client */

enum rpc_channel_kind {
    RPC_CHANNEL_BOOK,
    RPC_CHANNEL_BOOK_GROUP,
    RPC_CHANNEL_TICKER,
    RPC_CHANNEL_INCREMENTAL_TICKER,
    RPC_CHANNEL_QUOTE,
    RPC_CHANNEL_TRADES,
    RPC_CHANNEL_CHART,
    RPC_CHANNEL_PERPETUAL,
    RPC_CHANNEL_INDEX,
    RPC_CHANNEL_INDEX_STATISTICS,
    RPC_CHANNEL_EXPIRATION,
    RPC_CHANNEL_INSTRUMENT_STATE,
    RPC_CHANNEL_PLATFORM_STATE,
    RPC_CHANNEL_ANNOUNCEMENTS,
    RPC_CHANNEL_SILENT, /* is accepted and has nothing to say */
    RPC_CHANNEL_ALERTS, /* of surveillance */
    RPC_CHANNEL_DESK_STATE,
    RPC_CHANNEL_DESK_ACTIONS,
    RPC_CHANNEL_USER_FIRST,
    RPC_CHANNEL_USER_ORDERS = RPC_CHANNEL_USER_FIRST,
    RPC_CHANNEL_USER_TRADES,
    RPC_CHANNEL_USER_CHANGES,
    RPC_CHANNEL_USER_PORTFOLIO,
    RPC_CHANNEL_USER_MMP,
    RPC_CHANNEL_USER_LOCK,
    RPC_CHANNEL_USER_BLOCKS,
    RPC_CHANNEL_USER_ACCESS,
    RPC_CHANNEL_USER_SILENT
};

enum rpc_interval { RPC_RAW = 0, RPC_100MS = 1, RPC_AGG2 = 2 };

/* What a name says. */
struct rpc_channel_spec {
    uint8_t kind;        /* enum rpc_channel_kind */
    uint8_t interval;    /* enum rpc_interval */
    uint16_t product_id; /* 0: any */
    uint32_t depth;      /* BOOK_GROUP */
    int64_t group_ticks; /* BOOK_GROUP; 0: none */
    uint32_t minutes;    /* CHART */
    uint32_t scopes;     /* needed */
    uint32_t roles;      /* one of them needed, at the subscription and at each message; 0: none */
    bool is_empty;       /* nothing here belongs to its kind or currency */
    char currency[8];    /* USER_BLOCKS; empty: any */
};

/* False: no such channel. */
bool rpc_channel_parse(const struct rpc *rpc, const char *name, struct rpc_channel_spec *spec);

struct rpc_channel;

struct rpc_subscription {
    struct rpc_channel *channel;
    struct rpc_client *client;
    struct rpc_subscription *client_next;
    struct rpc_subscription *channel_next;
    bool is_stale; /* it has missed changes of a book: a snapshot comes first */
    char label[RPC_CHANNEL_LABEL_SIZE];
};

struct rpc_channel {
    struct rpc_channel *next;
    char name[RPC_CHANNEL_NAME_SIZE];
    uint32_t account_id; /* 0: public */
    struct rpc_channel_spec spec;
    struct rpc_subscription *subscriptions;
    uint64_t seen; /* book: change_id; ticker, private: sequence; trades: number; alerts: change */
    uint64_t sent; /* private: sequence of the last message */
    uint16_t last_product;                /* changes: the product of the last event */
    bool is_dirty;                        /* there is something to say at the next tick */
    uint8_t states_seen[INSTRUMENTS_MAX]; /* by place: state + 1 as it was told; 0: not looked at */
    struct json_writer orders;            /* collected until the next tick */
    struct json_writer trades;
    struct market_ticker ticker; /* as it was sent */
    struct market_candle candle;
};

#define RPC_ACCOUNT_BUCKETS 1024u

struct rpc_channels {
    struct rpc *rpc;
    struct rpc_channel *list; /* public */
    struct rpc_channel *accounts[RPC_ACCOUNT_BUCKETS];
    struct rpc_prices *prices;
    uint64_t tick_count;
};

bool rpc_channels_create(struct rpc *rpc);
void rpc_channels_destroy(struct rpc *rpc);
const struct rpc_prices *rpc_channels_prices(const struct rpc *rpc);

/* False: too many, or no memory.  A channel that the client has is left as it is. */
bool rpc_channel_join(struct rpc_client *client, const char *name, uint32_t account_id,
                      const char *label);
/* False: the client did not have it. */
bool rpc_channel_leave(struct rpc_client *client, const char *name);
void rpc_channels_leave(struct rpc_client *client);
/* Only those of accounts, or only the public ones. */
void rpc_channels_leave_some(struct rpc_client *client, bool is_private);
bool rpc_channel_is_joined(const struct rpc_client *client, const char *name);

/* --- sending --- */

/* A message for all subscribers, or for one: `only` NULL is all. */
struct rpc_message {
    const struct json_writer *body; /* the value of "data" */
    struct rpc_subscription *only;
    uint64_t barrier;
    uint64_t sequence; /* private: 0: none */
    uint64_t prev_sequence;
    bool is_conflated; /* may be left out for a client that reads slowly */
};

void rpc_channel_send(struct rpc_channel *channel, const struct rpc_message *message);

/* --- by kind --- */

/* What is new since the last time; at the timer, or with every batch for raw. */
void rpc_channel_flush(struct rpc_channels *channels, struct rpc_channel *channel);
/* What a new subscriber gets first. */
void rpc_channel_greet(struct rpc_channels *channels, struct rpc_subscription *subscription);
/* Alerts that are new or have grown; of those before the subscription nothing is said. */
void rpc_channel_alerts_flush(struct rpc_channels *channels, struct rpc_channel *channel);
void rpc_channel_alerts_begin(struct rpc_channels *channels, struct rpc_channel *channel);
/* The answers of operations/get_state and get_actions when they have changed. */
void rpc_channel_desk_flush(struct rpc_channels *channels, struct rpc_channel *channel,
                            struct rpc_subscription *only);
void rpc_channel_private_flush(struct rpc_channels *channels, struct rpc_channel *channel);
void rpc_channel_private_greet(struct rpc_channels *channels,
                               struct rpc_subscription *subscription);

/* Somebody came with a key of the account; `body` is the entry of the log. */
void rpc_channels_access(struct rpc_channels *channels, uint32_t account_id,
                         const struct json_writer *body);

struct private_event;
void rpc_channels_private(struct rpc_channels *channels, const struct private_event *event);

/* A block of the account was carried out: `body` for those who subscribed to confirmations. */
void rpc_channels_block(struct rpc_channels *channels, uint32_t account_id,
                        const struct instrument *instrument, const struct json_writer *body);

#endif
