/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_gemini.c - Gemini, market data v1: the top of the book of one symbol.
 *
 * Role       The address says what is wanted; updates and heartbeats (every five seconds) share one
 *            sequence that grows by one with each message of the connection.
 * Invariant  A sequence that is not the next one is a gap.  There is no way to ask again on the
 *            same connection.
 */
#include "price_feed/feed_price.h"
#include "price_feed/feed_protocol.h"
#include "wire/import_time.h"

#include <string.h>

enum member { TYPE, SEQUENCE, EVENTS, TIME, MEMBERS };

static const char *const names[MEMBERS] = {"type", "socket_sequence", "events", "timestampms"};

enum event_member { KIND, SIDE, PRICE, REMAINING, REASON, EVENT_MEMBERS };

static const char *const event_names[EVENT_MEMBERS] = {"type", "side", "price", "remaining",
                                                       "reason"};

/* A quantity: is it zero?  False: no number. */
static bool read_is_zero(const struct feed_value *value, bool *is_zero)
{
    int64_t qty = 0;
    if (value->token != JSON_TEXT && value->token != JSON_NUMBER) return false;
    if (!import_round_decimal(value->slice, FEED_PRICE_DECIMALS, &qty) || qty < 0) return false;
    *is_zero = qty == 0;
    return true;
}

/* The first message can show more than the top: the best of it counts. */
static void set_side(int64_t *best_e8, int64_t price_e8, bool is_bid, bool is_first)
{
    bool is_worse = *best_e8 != 0 && (is_bid ? price_e8 < *best_e8 : price_e8 > *best_e8);
    if (!is_first || !is_worse) *best_e8 = price_e8;
}

static bool take_change(struct feed_quote *quote, const struct feed_value *values)
{
    int64_t price_e8 = 0;
    bool is_gone = false;
    bool is_bid = feed_is_text(&values[SIDE], "bid");
    if (!is_bid && !feed_is_text(&values[SIDE], "ask")) return false;
    if (!feed_price_of(&values[PRICE], &price_e8)) return false;
    if (!read_is_zero(&values[REMAINING], &is_gone)) return false;
    int64_t *best_e8 = is_bid ? &quote->bid_e8 : &quote->ask_e8;
    if (is_gone) {
        if (*best_e8 == price_e8) *best_e8 = 0;
        return true;
    }
    set_side(best_e8, price_e8, is_bid, feed_is_text(&values[REASON], "initial"));
    return true;
}

static bool take_event(struct feed_quote *quote, struct import_slice text)
{
    struct feed_value values[EVENT_MEMBERS];
    if (!feed_object_read(text, event_names, values, EVENT_MEMBERS)) return false;
    if (feed_is_text(&values[KIND], "change")) return take_change(quote, values);
    if (feed_is_text(&values[KIND], "trade")) return feed_price_of(&values[PRICE], &quote->last_e8);
    return values[KIND].token == JSON_TEXT;
}

static bool take_events(struct feed_quote *quote, const struct feed_value *events)
{
    struct feed_array array;
    struct feed_value event;
    if (!feed_array_begin(&array, events->slice)) return false;
    while (feed_array_next(&array, &event)) {
        if (event.token == JSON_END) return true;
        if (!take_event(quote, event.slice)) return false;
    }
    return false;
}

static enum feed_meaning read_update(struct feed_reader *reader, const struct feed_value *values)
{
    struct feed_quote quote = reader->quote;
    quote.time_ns = 0;
    bool has_time = values[TIME].token == JSON_NUMBER;
    bool is_read = take_events(&quote, &values[EVENTS]) &&
                   (!has_time || import_time(values[TIME].slice, &quote.time_ns));
    if (!is_read) {
        (void)feed_reader_lost(reader);
        return FEED_MALFORMED;
    }
    reader->quote = quote;
    reader->is_synced = (quote.bid_e8 != 0 && quote.ask_e8 != 0) || quote.last_e8 != 0;
    return reader->is_synced ? FEED_QUOTE : FEED_NOTHING;
}

enum feed_meaning feed_gemini_read(struct feed_reader *reader, struct import_slice message)
{
    struct feed_value values[MEMBERS];
    uint64_t sequence = 0;
    if (!feed_object_read(message, names, values, MEMBERS)) return FEED_MALFORMED;
    if (!feed_read_count(&values[SEQUENCE], &sequence)) return FEED_MALFORMED;
    if (reader->has_sequence && sequence != reader->sequence + 1) return feed_reader_lost(reader);
    reader->has_sequence = true;
    reader->sequence = sequence;
    if (feed_is_text(&values[TYPE], "heartbeat")) return feed_reader_beat(reader);
    if (feed_is_text(&values[TYPE], "update")) return read_update(reader, values);
    return FEED_NOTHING;
}
