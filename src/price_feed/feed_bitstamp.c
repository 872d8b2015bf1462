/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_bitstamp.c - Bitstamp, WebSocket v2: the channel "order_book_btcusd".
 *
 * Role       Each message is the whole book, best levels first, so there is nothing to miss; one
 *            with an older stamp than the last is passed over.  The source beats only as an answer
 *            to our heartbeat.
 * Invariant  See feed_protocol.h.
 */
#include "price_feed/feed_price.h"
#include "price_feed/feed_protocol.h"
#include "wire/import_time.h"

#include <stdio.h>

enum member { EVENT, CHANNEL, DATA, MEMBERS };

static const char *const names[MEMBERS] = {"event", "channel", "data"};

enum book_member { BIDS, ASKS, STAMP, BOOK_MEMBERS };

static const char *const book_names[BOOK_MEMBERS] = {"bids", "asks", "microtimestamp"};

/* The price of the first level; 0 for an empty side. */
static bool read_best(const struct feed_value *side, int64_t *price_e8)
{
    struct feed_array levels;
    struct feed_array level;
    struct feed_value first;
    struct feed_value price;
    if (!feed_array_begin(&levels, side->slice)) return false;
    if (!feed_array_next(&levels, &first)) return false;
    if (first.token == JSON_END) return true;
    return feed_array_begin(&level, first.slice) && feed_array_next(&level, &price) &&
           feed_price_of(&price, price_e8);
}

static enum feed_meaning read_book(struct feed_reader *reader, const struct feed_value *data)
{
    struct feed_value book[BOOK_MEMBERS];
    struct feed_quote quote = {0};
    uint64_t stamp = 0;
    bool is_read = data->token == JSON_OBJECT_BEGIN &&
                   feed_object_read(data->slice, book_names, book, BOOK_MEMBERS) &&
                   feed_read_count(&book[STAMP], &stamp) &&
                   import_time(book[STAMP].slice, &quote.time_ns) &&
                   read_best(&book[BIDS], &quote.bid_e8) && read_best(&book[ASKS], &quote.ask_e8);
    if (!is_read) return FEED_MALFORMED;
    if (reader->has_sequence && stamp < reader->sequence) return FEED_NOTHING;
    reader->has_sequence = true;
    reader->sequence = stamp;
    reader->quote = quote;
    reader->is_synced = true;
    return FEED_QUOTE;
}

static bool is_ours(const struct feed_reader *reader, const struct feed_value *channel)
{
    char coin[FEED_COIN_SIZE];
    char name[FEED_COIN_SIZE + 16];
    feed_small_coin(reader, coin);
    (void)snprintf(name, sizeof name, "order_book_%susd", coin);
    return feed_is_text(channel, name);
}

enum feed_meaning feed_bitstamp_read(struct feed_reader *reader, struct import_slice message)
{
    struct feed_value values[MEMBERS];
    if (!feed_object_read(message, names, values, MEMBERS)) return FEED_MALFORMED;
    if (values[EVENT].token != JSON_TEXT) return FEED_MALFORMED;
    if (feed_is_text(&values[EVENT], "bts:heartbeat")) return feed_reader_beat(reader);
    if (feed_is_text(&values[EVENT], "bts:request_reconnect")) return FEED_REFUSED;
    if (feed_is_text(&values[EVENT], "bts:error")) return FEED_REFUSED;
    bool is_book = feed_is_text(&values[EVENT], "data") && is_ours(reader, &values[CHANNEL]);
    return is_book ? read_book(reader, &values[DATA]) : FEED_NOTHING;
}

void feed_bitstamp_ask(struct feed_reader *reader, enum feed_request request,
                       struct feed_texts *texts)
{
    char coin[FEED_COIN_SIZE];
    feed_small_coin(reader, coin);
    if (request == FEED_PING) {
        feed_texts_add(texts, "{\"event\":\"bts:heartbeat\"}");
        return;
    }
    if (request == FEED_RESUBSCRIBE) {
        feed_texts_add(
            texts, "{\"event\":\"bts:unsubscribe\",\"data\":{\"channel\":\"order_book_%susd\"}}",
            coin);
    }
    feed_texts_add(
        texts, "{\"event\":\"bts:subscribe\",\"data\":{\"channel\":\"order_book_%susd\"}}", coin);
}
