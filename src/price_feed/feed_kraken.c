/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_kraken.c - Kraken, WebSocket v2: the channel "book" at depth 10.
 *
 * Role       A snapshot, then changes of levels; each message carries the checksum of the book as
 *            it must be behind it.  A heartbeat comes every second in which nothing else does.
 * Invariant  The quote stands only while the checksum of our book is the source's.
 */
#include "price_feed/feed_price.h"
#include "price_feed/feed_protocol.h"
#include "wire/import_time.h"

#include <stdio.h>

enum member { CHANNEL, TYPE, DATA, METHOD, SUCCESS, MEMBERS };

static const char *const names[MEMBERS] = {"channel", "type", "data", "method", "success"};

enum book_member { SYMBOL, BIDS, ASKS, CHECKSUM, TIME, BOOK_MEMBERS };

static const char *const book_names[BOOK_MEMBERS] = {"symbol", "bids", "asks", "checksum",
                                                     "timestamp"};

static bool take_level(struct feed_reader *reader, enum feed_book_side side,
                       struct import_slice text)
{
    static const char *const level_names[2] = {"price", "qty"};
    struct feed_value values[2];
    if (!feed_object_read(text, level_names, values, 2)) return false;
    if (values[0].token != JSON_NUMBER || values[1].token != JSON_NUMBER) return false;
    return feed_book_set(&reader->book, side, values[0].slice, values[1].slice);
}

static bool take_levels(struct feed_reader *reader, enum feed_book_side side,
                        const struct feed_value *value)
{
    struct feed_array array;
    struct feed_value level;
    if (value->token == JSON_END) return true;
    if (!feed_array_begin(&array, value->slice)) return false;
    while (feed_array_next(&array, &level)) {
        if (level.token == JSON_END) return true;
        if (!take_level(reader, side, level.slice)) return false;
    }
    return false;
}

/* The one element of "data". */
static bool only_element(const struct feed_value *data, struct feed_value *element)
{
    struct feed_array array;
    struct feed_value end;
    return feed_array_begin(&array, data->slice) && feed_array_next(&array, element) &&
           element->token == JSON_OBJECT_BEGIN && feed_array_next(&array, &end) &&
           end.token == JSON_END;
}

/* A book that broke off half way is as lost as one with a wrong checksum. */
static enum feed_meaning bad_book(struct feed_reader *reader)
{
    (void)feed_reader_lost(reader);
    return FEED_MALFORMED;
}

static enum feed_meaning judge_book(struct feed_reader *reader, uint64_t checksum, int64_t time_ns)
{
    feed_book_trim(&reader->book);
    struct feed_quote quote = {
        .bid_e8 = feed_book_best_e8(&reader->book, FEED_BIDS),
        .ask_e8 = feed_book_best_e8(&reader->book, FEED_ASKS),
        .time_ns = time_ns,
    };
    bool is_crossed = quote.bid_e8 != 0 && quote.ask_e8 != 0 && quote.bid_e8 >= quote.ask_e8;
    if (is_crossed || feed_book_checksum(&reader->book) != checksum) {
        return feed_reader_lost(reader);
    }
    reader->is_synced = true;
    reader->quote = quote;
    return reader->is_halted ? FEED_NOTHING : FEED_QUOTE;
}

static enum feed_meaning read_book(struct feed_reader *reader, const struct feed_value *values)
{
    struct feed_value element;
    struct feed_value book[BOOK_MEMBERS];
    char symbol[FEED_COIN_SIZE + 4];
    uint64_t checksum = 0;
    int64_t time_ns = 0;
    bool is_snapshot = feed_is_text(&values[TYPE], "snapshot");
    if (!is_snapshot && !feed_is_text(&values[TYPE], "update")) return FEED_MALFORMED;
    if (!only_element(&values[DATA], &element) ||
        !feed_object_read(element.slice, book_names, book, BOOK_MEMBERS)) {
        return bad_book(reader);
    }
    (void)snprintf(symbol, sizeof symbol, "%s/USD", reader->coin);
    if (!feed_is_text(&book[SYMBOL], symbol)) return FEED_NOTHING;
    if (!is_snapshot && !reader->is_synced) return FEED_NOTHING; /* the snapshot is on its way */
    if (is_snapshot) feed_book_clear(&reader->book);
    bool is_read = feed_read_count(&book[CHECKSUM], &checksum) &&
                   (book[TIME].token != JSON_TEXT || import_time(book[TIME].slice, &time_ns)) &&
                   take_levels(reader, FEED_BIDS, &book[BIDS]) &&
                   take_levels(reader, FEED_ASKS, &book[ASKS]);
    return is_read ? judge_book(reader, checksum, time_ns) : bad_book(reader);
}

/* "online", or a state in which the book is not where people trade. */
static enum feed_meaning read_status(struct feed_reader *reader, const struct feed_value *values)
{
    static const char *const status_names[1] = {"system"};
    struct feed_value element;
    struct feed_value system;
    if (!only_element(&values[DATA], &element) ||
        !feed_object_read(element.slice, status_names, &system, 1)) {
        return FEED_MALFORMED;
    }
    bool was_halted = reader->is_halted;
    reader->is_halted = !feed_is_text(&system, "online");
    if (reader->is_halted) return FEED_WITHDRAWN;
    return was_halted ? feed_reader_lost(reader) : FEED_NOTHING;
}

enum feed_meaning feed_kraken_read(struct feed_reader *reader, struct import_slice message)
{
    struct feed_value values[MEMBERS];
    if (!feed_object_read(message, names, values, MEMBERS)) return FEED_MALFORMED;
    if (values[METHOD].token != JSON_END) {
        bool is_refused =
            feed_is_text(&values[METHOD], "subscribe") && values[SUCCESS].token == JSON_FALSE;
        return is_refused ? FEED_REFUSED : FEED_NOTHING;
    }
    if (feed_is_text(&values[CHANNEL], "book")) return read_book(reader, values);
    if (feed_is_text(&values[CHANNEL], "heartbeat")) return feed_reader_beat(reader);
    if (feed_is_text(&values[CHANNEL], "status")) return read_status(reader, values);
    return values[CHANNEL].token == JSON_TEXT ? FEED_NOTHING : FEED_MALFORMED;
}

static void ask(const struct feed_reader *reader, const char *method, struct feed_texts *texts)
{
    feed_texts_add(texts,
                   "{\"method\":\"%s\",\"params\":{\"channel\":\"book\",\"symbol\":[\"%s/USD\"],"
                   "\"depth\":10}}",
                   method, reader->coin);
}

void feed_kraken_ask(struct feed_reader *reader, enum feed_request request,
                     struct feed_texts *texts)
{
    if (request == FEED_PING) return;
    reader->is_synced = false;
    if (request == FEED_RESUBSCRIBE) ask(reader, "unsubscribe", texts);
    ask(reader, "subscribe", texts);
}
