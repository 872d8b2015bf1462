/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_protocol.c - see feed_protocol.h: the table of protocols, and what they share.
 *
 * The times of silence are a few of the source's own heartbeats: Coinbase and Kraken beat every
 * second, Gemini every five, Bitfinex every fifteen; Bitstamp answers ours.
 */
#include "price_feed/feed_protocol.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"

#define NS_PER_SECOND INT64_C(1000000000)

static const struct feed_protocol protocols[FEED_KINDS] = {
    [FEED_COINBASE] = {"coinbase", "wss://ws-feed.exchange.coinbase.com", "/", 6 * NS_PER_SECOND,
                       0},
    [FEED_KRAKEN] = {"kraken", "wss://ws.kraken.com", "/v2", 6 * NS_PER_SECOND, 0},
    [FEED_BITSTAMP] = {"bitstamp", "wss://ws.bitstamp.net", "/", 15 * NS_PER_SECOND,
                       4 * NS_PER_SECOND},
    [FEED_GEMINI] = {"gemini", "wss://api.gemini.com",
                     "/v1/marketdata/%sUSD?heartbeat=true&top_of_book=true", 16 * NS_PER_SECOND, 0},
    [FEED_BITFINEX] = {"bitfinex", "wss://api-pub.bitfinex.com", "/ws/2", 46 * NS_PER_SECOND, 0},
};

const struct feed_protocol *feed_protocol(enum feed_kind kind)
{
    ASSERT((uint32_t)kind < FEED_KINDS);
    return &protocols[kind];
}

bool feed_kind_find(const char *name, enum feed_kind *kind)
{
    for (uint32_t i = 0; i < FEED_KINDS; i++) {
        if (strcmp(protocols[i].name, name) != 0) continue;
        *kind = (enum feed_kind)i;
        return true;
    }
    return false;
}

bool feed_coin_is_legal(const char *coin)
{
    size_t size = strlen(coin);
    if (size < 2 || size >= FEED_COIN_SIZE) return false;
    for (size_t i = 0; i < size; i++) {
        bool is_letter = coin[i] >= 'A' && coin[i] <= 'Z';
        bool is_digit = coin[i] >= '0' && coin[i] <= '9';
        if (!is_letter && !is_digit) return false;
    }
    return true;
}

void feed_reader_begin(struct feed_reader *reader, enum feed_kind kind, const char *coin)
{
    ASSERT(feed_coin_is_legal(coin));
    memset(reader, 0, sizeof *reader);
    reader->kind = kind;
    memcpy(reader->coin, coin, strlen(coin));
}

enum feed_meaning feed_read(struct feed_reader *reader, struct import_slice message)
{
    switch (reader->kind) {
    case FEED_COINBASE: return feed_coinbase_read(reader, message);
    case FEED_KRAKEN: return feed_kraken_read(reader, message);
    case FEED_BITSTAMP: return feed_bitstamp_read(reader, message);
    case FEED_GEMINI: return feed_gemini_read(reader, message);
    case FEED_BITFINEX: return feed_bitfinex_read(reader, message);
    default: IMPOSSIBLE();
    }
}

void feed_ask(struct feed_reader *reader, enum feed_request request, struct feed_texts *texts)
{
    texts->count = 0;
    switch (reader->kind) {
    case FEED_COINBASE: feed_coinbase_ask(reader, request, texts); return;
    case FEED_KRAKEN: feed_kraken_ask(reader, request, texts); return;
    case FEED_BITSTAMP: feed_bitstamp_ask(reader, request, texts); return;
    case FEED_GEMINI: return; /* the address says what is wanted */
    case FEED_BITFINEX: feed_bitfinex_ask(reader, request, texts); return;
    default: IMPOSSIBLE();
    }
}

void feed_texts_add(struct feed_texts *texts, const char *format, ...)
{
    ASSERT(texts->count < FEED_TEXTS_MAX);
    struct feed_text *text = &texts->list[texts->count++];
    va_list arguments;
    va_start(arguments, format);
    int size = vsnprintf(text->bytes, sizeof text->bytes, format, arguments);
    va_end(arguments);
    ASSERT(size > 0 && (size_t)size < sizeof text->bytes);
    text->size = (size_t)size;
}

void feed_small_coin(const struct feed_reader *reader, char coin[FEED_COIN_SIZE])
{
    for (size_t i = 0; i < FEED_COIN_SIZE; i++) {
        char letter = reader->coin[i];
        coin[i] = letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
    }
}

enum feed_meaning feed_reader_lost(struct feed_reader *reader)
{
    reader->is_synced = false;
    reader->quote = (struct feed_quote){0};
    feed_book_clear(&reader->book);
    return FEED_GAP;
}

enum feed_meaning feed_reader_beat(const struct feed_reader *reader)
{
    return reader->is_synced && !reader->is_halted ? FEED_ALIVE : FEED_NOTHING;
}
