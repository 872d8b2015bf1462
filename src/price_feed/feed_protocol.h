/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_protocol.h - the public market data protocols of five spot venues: bytes in, quote out.
 *
 * Role       One reader a venue, in a file of its own.  A reader keeps what the messages of one
 *            connection add up to and says of each message what it means.  It knows no socket and
 *            no clock; feed.h decides what to do about a gap.
 * Never      No allocation, no float, no trust: whatever the bytes are, the answer is one of enum
 *            feed_meaning.
 * Invariant  FEED_QUOTE and FEED_ALIVE are answered only if the quote is what the source shows as
 *            of this message; behind a gap there is no quote until the source has sent it anew.
 * Units      Dollars a coin in 10^-8; 0 is none.
 */
#ifndef PERPETUA_PRICE_FEED_FEED_PROTOCOL_H
#define PERPETUA_PRICE_FEED_FEED_PROTOCOL_H

#include "price_feed/feed_book.h"

#define FEED_MESSAGE_SIZE_MAX ((size_t)65536)
#define FEED_TEXT_SIZE        256u
#define FEED_TEXTS_MAX        3u
#define FEED_COIN_SIZE        8u

enum feed_kind {
    FEED_COINBASE = 0, /* Coinbase Exchange: ticker and heartbeat */
    FEED_KRAKEN = 1,   /* WebSocket v2: book of depth 10 with checksum */
    FEED_BITSTAMP = 2, /* WebSocket v2: order_book */
    FEED_GEMINI = 3,   /* market data v1: top of book, with sequence and heartbeat */
    FEED_BITFINEX = 4  /* WebSocket v2: ticker with sequence */
};

#define FEED_KINDS 5u

struct feed_quote {
    int64_t bid_e8;
    int64_t ask_e8;
    int64_t last_e8;
    int64_t time_ns; /* the source's own stamp; 0: it gave none */
};

struct feed_reader {
    enum feed_kind kind;
    char coin[FEED_COIN_SIZE]; /* "BTC" */
    struct feed_quote quote;
    struct feed_book book; /* Kraken */
    uint64_t sequence;     /* the last one; what it counts differs from venue to venue */
    uint64_t trade;        /* Coinbase: the last one that a ticker showed */
    uint64_t trade_due;    /* Coinbase: the last one that a heartbeat knew of */
    uint64_t channel;      /* Bitfinex: the number of the subscription */
    bool has_sequence;
    bool has_channel;
    bool is_synced; /* the quote stands */
    bool is_halted; /* the source said that it does not trade */
};

enum feed_meaning {
    FEED_NOTHING = 0,   /* understood, and it says nothing of the price */
    FEED_ALIVE = 1,     /* the quote still stands */
    FEED_QUOTE = 2,     /* a quote */
    FEED_GAP = 3,       /* something was missed */
    FEED_WITHDRAWN = 4, /* the source does not trade: no quote */
    FEED_REFUSED = 5,   /* the source refuses, or asks for another connection */
    FEED_MALFORMED = 6
};

enum feed_request {
    FEED_SUBSCRIBE = 0,   /* of a new connection */
    FEED_RESUBSCRIBE = 1, /* behind a gap; no texts: only a new connection helps */
    FEED_PING = 2         /* no texts: the source beats by itself */
};

struct feed_text {
    size_t size;
    char bytes[FEED_TEXT_SIZE];
};

struct feed_texts {
    uint32_t count;
    struct feed_text list[FEED_TEXTS_MAX];
};

/* What does not change from connection to connection. */
struct feed_protocol {
    const char *name;   /* "coinbase" */
    const char *server; /* "wss://ws-feed.exchange.coinbase.com" */
    const char *path;   /* with %s for the coin in capitals */
    int64_t silence_ns; /* a connection that is silent for so long is dead */
    int64_t ping_ns;    /* 0: never */
};

const struct feed_protocol *feed_protocol(enum feed_kind kind);

/* False: there is no venue of this name. */
bool feed_kind_find(const char *name, enum feed_kind *kind);

/* A coin's name: two to seven capital letters or digits. */
bool feed_coin_is_legal(const char *coin);

/* Forgets everything: a new connection begins. */
void feed_reader_begin(struct feed_reader *reader, enum feed_kind kind, const char *coin);

enum feed_meaning feed_read(struct feed_reader *reader, struct import_slice message);

/* What to send; asking again makes the reader wait for the answer. */
void feed_ask(struct feed_reader *reader, enum feed_request request, struct feed_texts *texts);

/* --- for the files of the protocols --- */

enum feed_meaning feed_coinbase_read(struct feed_reader *reader, struct import_slice message);
enum feed_meaning feed_kraken_read(struct feed_reader *reader, struct import_slice message);
enum feed_meaning feed_bitstamp_read(struct feed_reader *reader, struct import_slice message);
enum feed_meaning feed_gemini_read(struct feed_reader *reader, struct import_slice message);
enum feed_meaning feed_bitfinex_read(struct feed_reader *reader, struct import_slice message);

void feed_coinbase_ask(struct feed_reader *reader, enum feed_request request,
                       struct feed_texts *texts);
void feed_kraken_ask(struct feed_reader *reader, enum feed_request request,
                     struct feed_texts *texts);
void feed_bitstamp_ask(struct feed_reader *reader, enum feed_request request,
                       struct feed_texts *texts);
void feed_bitfinex_ask(struct feed_reader *reader, enum feed_request request,
                       struct feed_texts *texts);

/* Adds one text; formats as printf does. */
__attribute__((format(printf, 2, 3))) void feed_texts_add(struct feed_texts *texts,
                                                          const char *format, ...);

/* The name of the coin in small letters. */
void feed_small_coin(const struct feed_reader *reader, char coin[FEED_COIN_SIZE]);

/* Something was missed: the quote does not stand any more. */
enum feed_meaning feed_reader_lost(struct feed_reader *reader);

/* FEED_ALIVE or FEED_NOTHING. */
enum feed_meaning feed_reader_beat(const struct feed_reader *reader);

#endif
