/* SPDX-License-Identifier: Apache-2.0 */
/*
 * play.h - the other end of the five protocols: what a spot venue says on one connection.
 *
 * Role       Turns a made-up or recorded market into the messages that Coinbase Exchange, Kraken,
 *            Bitstamp, Gemini and Bitfinex would send, and answers what a client asks as they do.
 *            No socket, no clock: feed_server.h has them.
 * Invariant  A client that does not ask gets no prices (Gemini's asks by its address).  Sequences,
 *            trade numbers and checksums are right unless a fault is planted.
 * Units      Dollars a coin in 10^-8.
 */
#ifndef PERPETUA_FEED_SERVER_PLAY_H
#define PERPETUA_FEED_SERVER_PLAY_H

#include "price_feed/feed_json.h"
#include "price_feed/feed_protocol.h"

#define PLAY_TEXT_SIZE 12288u

/* What one venue shows at one moment. */
struct play_market {
    int64_t bid_e8; /* whole cents, as all prices here */
    int64_t ask_e8;
    int64_t last_e8;
    int64_t time_ns;
    uint64_t trade; /* the number of the last trade: at least one more with each moment */
};

struct play_level {
    int64_t price_e8;
    int64_t qty_e8;
};

struct play_book {
    struct play_level sides[2][FEED_BOOK_LEVELS]; /* enum feed_book_side */
};

/* Where the messages go. */
struct play_out {
    void (*send)(void *context, const char *bytes, size_t size);
    void *context;
    bool is_mute; /* the state goes on, but nothing leaves: a lost message */
};

struct play {
    enum feed_kind kind;
    char coin[FEED_COIN_SIZE];
    bool is_subscribed;
    bool is_deaf; /* Coinbase: the tickers got lost until the client asks again */
    bool is_numbered;
    uint64_t sequence;
    uint64_t channel;
    uint64_t message_count; /* of prices */
    struct play_book book;  /* Kraken: as the client has it */
    struct play_market market;
};

void play_begin(struct play *play, enum feed_kind kind, const char *coin);

/* The connection is open. */
void play_opened(struct play *play, const struct play_market *market, struct play_out *out);

/* The client said something. */
void play_said(struct play *play, struct import_slice text, const struct play_market *market,
               struct play_out *out);

/* The market moved, or a trade happened. */
void play_moved(struct play *play, const struct play_market *market, struct play_out *out);

/* The venue's own heartbeat. */
void play_beat(struct play *play, const struct play_market *market, struct play_out *out);

/* How often that is; 0: it has none. */
int64_t play_beat_ns(enum feed_kind kind);

/* The next message of prices gets lost. */
void play_lose(struct play *play, const struct play_market *market, struct play_out *out);

/* --- for the files of the protocols --- */

/* Sends formatted text; it has less than PLAY_TEXT_SIZE bytes. */
__attribute__((format(printf, 2, 3))) void play_say(struct play_out *out, const char *format, ...);

#define PLAY_PRICE_SIZE 32u

/* A price or quantity with so many decimals, cut off.  Returns `text`. */
const char *play_write(char text[PLAY_PRICE_SIZE], int64_t value_e8, uint32_t decimals);

/* "2026-11-20T10:00:01.25Z" */
#define PLAY_TIME_SIZE 40u
const char *play_time(char text[PLAY_TIME_SIZE], int64_t time_ns);

/* A quantity that depends on nothing but level and price, so that books change little. */
int64_t play_qty_e8(uint32_t level, int64_t price_e8);

/* Is one of the elements of the array this text? */
bool play_has(const struct feed_value *array, const char *text);

void coinbase_play_said(struct play *play, struct import_slice text, struct play_out *out);
void coinbase_play_moved(struct play *play, struct play_out *out);
void coinbase_play_beat(struct play *play, struct play_out *out);

void kraken_play_opened(struct play *play, struct play_out *out);
void kraken_play_said(struct play *play, struct import_slice text, struct play_out *out);
void kraken_play_moved(struct play *play, struct play_out *out);
void kraken_play_beat(struct play *play, struct play_out *out);

void bitstamp_play_said(struct play *play, struct import_slice text, struct play_out *out);
void bitstamp_play_moved(struct play *play, struct play_out *out);

void gemini_play_opened(struct play *play, struct play_out *out);
void gemini_play_moved(struct play *play, const struct play_market *before, struct play_out *out);
void gemini_play_beat(struct play *play, struct play_out *out);

void bitfinex_play_opened(struct play *play, struct play_out *out);
void bitfinex_play_said(struct play *play, struct import_slice text, struct play_out *out);
void bitfinex_play_moved(struct play *play, struct play_out *out);
void bitfinex_play_beat(struct play *play, struct play_out *out);

#endif
