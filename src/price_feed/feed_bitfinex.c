/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_bitfinex.c - Bitfinex, WebSocket v2: the channel "ticker", with sequence numbers.
 *
 * Role       Objects are about the connection, arrays are of channels: [channel, [bid, its size,
 *            ask, its size, change, relative change, last, ...], sequence], or "hb" in place of the
 *            inner array when nothing happened for fifteen seconds.  The flag 65536 asks for the
 *            sequence, which grows by one with each array of the connection.
 * Invariant  A sequence that is not the next one is a gap.
 */
#include "price_feed/feed_price.h"
#include "price_feed/feed_protocol.h"

#include <inttypes.h>
#include <stdio.h>

#define CODE_RECONNECT   20051u /* stop or restart of the source */
#define CODE_MAINTENANCE 20060u
#define CODE_BACK        20061u

enum member { EVENT, CHANNEL, SYMBOL, NUMBER, CODE, PLATFORM, MEMBERS };

static const char *const names[MEMBERS] = {"event",  "channel", "symbol",
                                           "chanId", "code",    "platform"};

enum place { PLACE_BID = 0, PLACE_ASK = 2, PLACE_LAST = 6, PLACES = 7 };

static enum feed_meaning halt(struct feed_reader *reader)
{
    reader->is_halted = true;
    return FEED_WITHDRAWN;
}

static enum feed_meaning read_info(struct feed_reader *reader, const struct feed_value *values)
{
    static const char *const platform_names[1] = {"status"};
    struct feed_value status;
    uint64_t code = 0;
    if (values[CODE].token != JSON_END && !feed_read_count(&values[CODE], &code)) {
        return FEED_MALFORMED;
    }
    if (code == CODE_RECONNECT) return FEED_REFUSED;
    if (code == CODE_MAINTENANCE) return halt(reader);
    if (code == CODE_BACK) {
        reader->is_halted = false;
        return feed_reader_lost(reader);
    }
    if (values[PLATFORM].token != JSON_OBJECT_BEGIN) return FEED_NOTHING;
    if (!feed_object_read(values[PLATFORM].slice, platform_names, &status, 1)) {
        return FEED_MALFORMED;
    }
    bool is_operative = !import_is(status.slice, "0");
    return is_operative ? FEED_NOTHING : halt(reader);
}

static enum feed_meaning read_subscribed(struct feed_reader *reader,
                                         const struct feed_value *values)
{
    char symbol[FEED_COIN_SIZE + 8];
    (void)snprintf(symbol, sizeof symbol, "t%sUSD", reader->coin);
    if (!feed_is_text(&values[CHANNEL], "ticker") || !feed_is_text(&values[SYMBOL], symbol)) {
        return FEED_NOTHING;
    }
    reader->has_channel = feed_read_count(&values[NUMBER], &reader->channel);
    return reader->has_channel ? FEED_NOTHING : FEED_MALFORMED;
}

static enum feed_meaning read_event(struct feed_reader *reader, struct import_slice message)
{
    struct feed_value values[MEMBERS];
    if (!feed_object_read(message, names, values, MEMBERS)) return FEED_MALFORMED;
    if (values[EVENT].token != JSON_TEXT) return FEED_MALFORMED;
    if (feed_is_text(&values[EVENT], "info")) return read_info(reader, values);
    if (feed_is_text(&values[EVENT], "subscribed")) return read_subscribed(reader, values);
    if (feed_is_text(&values[EVENT], "error")) return FEED_REFUSED;
    return FEED_NOTHING;
}

/* The sequence behind what the message says; false: malformed. */
static bool read_sequence(struct feed_reader *reader, struct feed_array *array, bool *is_next)
{
    struct feed_value value;
    struct feed_value rest;
    uint64_t sequence = 0;
    *is_next = true;
    if (!feed_array_next(array, &value)) return false;
    if (value.token == JSON_END) return true; /* the flag is not in force yet */
    if (!feed_read_count(&value, &sequence)) return false;
    *is_next = !reader->has_sequence || sequence == reader->sequence + 1;
    reader->has_sequence = true;
    reader->sequence = sequence;
    rest = value;
    while (rest.token != JSON_END) {
        if (!feed_array_next(array, &rest)) return false;
    }
    return true;
}

static enum feed_meaning read_ticker(struct feed_reader *reader, const struct feed_value *fields)
{
    struct feed_array array;
    struct feed_value values[PLACES];
    struct feed_quote quote = {0};
    if (!feed_array_begin(&array, fields->slice)) return FEED_MALFORMED;
    for (int i = 0; i < PLACES; i++) {
        if (!feed_array_next(&array, &values[i])) return FEED_MALFORMED;
        if (values[i].token == JSON_END) return FEED_MALFORMED;
    }
    bool is_read = feed_price_of(&values[PLACE_BID], &quote.bid_e8) &&
                   feed_price_of(&values[PLACE_ASK], &quote.ask_e8) &&
                   feed_price_of(&values[PLACE_LAST], &quote.last_e8);
    if (!is_read) return FEED_MALFORMED;
    reader->quote = quote;
    reader->is_synced = true;
    return reader->is_halted ? FEED_NOTHING : FEED_QUOTE;
}

static enum feed_meaning read_channel(struct feed_reader *reader, struct feed_array *array)
{
    struct feed_value number;
    struct feed_value fields;
    uint64_t channel = 0;
    bool is_next = false;
    bool is_read = feed_array_next(array, &number) && feed_read_count(&number, &channel) &&
                   feed_array_next(array, &fields) && fields.token != JSON_END &&
                   read_sequence(reader, array, &is_next);
    if (!is_read) return FEED_MALFORMED;
    if (!is_next) return feed_reader_lost(reader);
    if (!reader->has_channel || channel != reader->channel) return FEED_NOTHING;
    if (fields.token == JSON_ARRAY_BEGIN) return read_ticker(reader, &fields);
    return feed_is_text(&fields, "hb") ? feed_reader_beat(reader) : FEED_NOTHING;
}

enum feed_meaning feed_bitfinex_read(struct feed_reader *reader, struct import_slice message)
{
    struct feed_array array;
    if (feed_array_begin(&array, message)) return read_channel(reader, &array);
    return read_event(reader, message);
}

void feed_bitfinex_ask(struct feed_reader *reader, enum feed_request request,
                       struct feed_texts *texts)
{
    if (request == FEED_PING) return;
    if (request == FEED_SUBSCRIBE) feed_texts_add(texts, "{\"event\":\"conf\",\"flags\":65536}");
    if (reader->has_channel) {
        feed_texts_add(texts, "{\"event\":\"unsubscribe\",\"chanId\":%" PRIu64 "}",
                       reader->channel);
    }
    reader->has_channel = false;
    reader->has_sequence = false;
    feed_texts_add(texts, "{\"event\":\"subscribe\",\"channel\":\"ticker\",\"symbol\":\"t%sUSD\"}",
                   reader->coin);
}
