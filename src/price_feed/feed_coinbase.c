/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_coinbase.c - Coinbase Exchange: the channels "ticker" and "heartbeat".
 *
 * Role       A ticker comes with each match (several at once as one) and shows the best bid and ask
 *            at that moment.  A heartbeat comes every second and names the last trade: if a trade
 *            that one heartbeat knew of has still not been shown when the next one comes, tickers
 *            were lost.
 * Invariant  A heartbeat does not confirm a quote: bid and ask can have moved without a match.
 *            Tickers with a sequence that is not above the last one are late and passed over.
 */
#include "price_feed/feed_price.h"
#include "price_feed/feed_protocol.h"
#include "wire/import_time.h"

#include <stdio.h>

enum member { TYPE, PRODUCT, SEQUENCE, TRADE, LAST_TRADE, PRICE, BID, ASK, TIME, MEMBERS };

static const char *const names[MEMBERS] = {
    "type",  "product_id", "sequence", "trade_id", "last_trade_id",
    "price", "best_bid",   "best_ask", "time",
};

static enum feed_meaning read_ticker(struct feed_reader *reader, const struct feed_value *values)
{
    struct feed_quote quote = {0};
    uint64_t sequence = 0;
    uint64_t trade = 0;
    bool is_read = feed_read_count(&values[SEQUENCE], &sequence) &&
                   feed_price_of(&values[PRICE], &quote.last_e8) &&
                   feed_price_of(&values[BID], &quote.bid_e8) &&
                   feed_price_of(&values[ASK], &quote.ask_e8);
    if (!is_read) return FEED_MALFORMED;
    /* The first ticker of a subscription can lack trade and time. */
    if (values[TRADE].token != JSON_END && !feed_read_count(&values[TRADE], &trade)) {
        return FEED_MALFORMED;
    }
    if (values[TIME].token == JSON_TEXT && !import_time(values[TIME].slice, &quote.time_ns)) {
        return FEED_MALFORMED;
    }
    if (reader->has_sequence && sequence <= reader->sequence) return FEED_NOTHING;
    reader->has_sequence = true;
    reader->sequence = sequence;
    reader->trade = trade > reader->trade ? trade : reader->trade;
    reader->quote = quote;
    reader->is_synced = true;
    return FEED_QUOTE;
}

static enum feed_meaning read_heartbeat(struct feed_reader *reader, const struct feed_value *values)
{
    uint64_t trade = 0;
    if (!feed_read_count(&values[LAST_TRADE], &trade)) return FEED_MALFORMED;
    if (!reader->is_synced || reader->trade == 0) return FEED_NOTHING;
    if (reader->trade < reader->trade_due) {
        reader->trade_due = 0;
        return feed_reader_lost(reader);
    }
    reader->trade_due = trade;
    return FEED_NOTHING;
}

enum feed_meaning feed_coinbase_read(struct feed_reader *reader, struct import_slice message)
{
    struct feed_value values[MEMBERS];
    char product[FEED_COIN_SIZE + 4];
    if (!feed_object_read(message, names, values, MEMBERS)) return FEED_MALFORMED;
    if (values[TYPE].token != JSON_TEXT) return FEED_MALFORMED;
    if (feed_is_text(&values[TYPE], "error")) return FEED_REFUSED;
    (void)snprintf(product, sizeof product, "%s-USD", reader->coin);
    if (!feed_is_text(&values[PRODUCT], product)) return FEED_NOTHING;
    if (feed_is_text(&values[TYPE], "ticker")) return read_ticker(reader, values);
    if (feed_is_text(&values[TYPE], "heartbeat")) return read_heartbeat(reader, values);
    return FEED_NOTHING;
}

void feed_coinbase_ask(struct feed_reader *reader, enum feed_request request,
                       struct feed_texts *texts)
{
    if (request == FEED_PING) return;
    reader->has_sequence = false;
    reader->trade = 0;
    reader->trade_due = 0;
    if (request == FEED_RESUBSCRIBE) {
        feed_texts_add(texts,
                       "{\"type\":\"unsubscribe\",\"product_ids\":[\"%s-USD\"],"
                       "\"channels\":[\"ticker\",\"heartbeat\"]}",
                       reader->coin);
    }
    feed_texts_add(texts,
                   "{\"type\":\"subscribe\",\"product_ids\":[\"%s-USD\"],"
                   "\"channels\":[\"ticker\",\"heartbeat\"]}",
                   reader->coin);
}
