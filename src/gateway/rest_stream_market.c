/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_stream_market.c - books, tickers and trades for subscribers.
 *
 * A delta says by how much a level changed, so every subscriber must have had the same level: the
 * shadow is the book as all of them have it, and a new one begins with it.
 */
#include <stdlib.h>

#include "base/int_math.h"
#include "gateway/rest_stream.h"

static const struct market_data *market_of(const struct rest_stream *stream)
{
    return gateway_market(stream->rest->gateway);
}

/* --- the book --- */

static void read_side(const struct rest_stream *stream, uint16_t product_id, enum side side,
                      struct shadow_side *into)
{
    into->count = market_depth(market_of(stream), product_id, side, into->levels, SHADOW_LEVELS);
}

/* The shadow of a market, made when it is first needed; NULL: out of memory. */
static struct shadow_book *shadow_of(struct rest_stream *stream, uint32_t market)
{
    if (stream->books[market] != NULL) return stream->books[market];
    struct shadow_book *book = calloc(1, sizeof *book);
    if (book == NULL) return NULL;
    uint16_t product_id = stream_instrument(stream, market)->product_id;
    book->book_id = market_book_id(market_of(stream), product_id);
    read_side(stream, product_id, SIDE_BUY, &book->sides[SIDE_BUY]);
    read_side(stream, product_id, SIDE_SELL, &book->sides[SIDE_SELL]);
    stream->books[market] = book;
    return book;
}

static void put_levels(struct json_writer *json, const char *name, const struct shadow_side *side,
                       int64_t tick)
{
    json_put_name(json, name);
    json_begin_array(json);
    for (uint32_t i = 0; i < side->count; i++) {
        json_begin_array(json);
        rest_put_dollars(json, side->levels[i].price.ticks * tick);
        rest_put_count(json, side->levels[i].shown.lots);
        json_end_array(json);
    }
    json_end_array(json);
}

void stream_snapshot(struct rest_stream *stream, struct stream_client *client, uint32_t market)
{
    const struct instrument *instrument = stream_instrument(stream, market);
    struct shadow_book *book = shadow_of(stream, market);
    if (book == NULL) return;
    stream_begin(stream, &client->subscriptions[CHANNEL_BOOK], "orderbook_snapshot", true);
    json_add_text(&stream->json, "market_ticker", instrument->rest_ticker);
    put_levels(&stream->json, "bid", &book->sides[SIDE_BUY], instrument->tick_value_micros);
    put_levels(&stream->json, "ask", &book->sides[SIDE_SELL], instrument->tick_value_micros);
    stream_end(stream, client, 0);
}

struct level_change {
    uint32_t market;
    enum side side;
    int64_t ticks;
    int64_t delta_lots;
};

static void send_delta(struct rest_stream *stream, const struct level_change *change)
{
    const struct instrument *instrument = stream_instrument(stream, change->market);
    struct market_ticker ticker;
    bool has_time = market_ticker(market_of(stream), instrument->product_id, &ticker);
    for (struct stream_client *client = stream->newest; client != NULL; client = client->older) {
        struct subscription *subscription = subscribed(client, CHANNEL_BOOK, change->market);
        if (subscription == NULL) continue;
        stream_begin(stream, subscription, "orderbook_delta", true);
        json_add_text(&stream->json, "market_ticker", instrument->rest_ticker);
        rest_add_dollars(&stream->json, "price", change->ticks * instrument->tick_value_micros);
        rest_add_count(&stream->json, "delta", change->delta_lots);
        json_add_text(&stream->json, "side", change->side == SIDE_BUY ? "bid" : "ask");
        if (has_time) json_add_i64(&stream->json, "ts_ms", ticker.time_ns / 1000000);
        stream_end(stream, client, 0);
    }
}

/* Does price a stand before price b on this side? */
static bool is_better(enum side side, int64_t a, int64_t b)
{
    return side == SIDE_BUY ? a > b : a < b;
}

/* Both lists are best first: walk them together, and say where they differ. */
static void compare_side(struct rest_stream *stream, uint32_t market, enum side side)
{
    const struct shadow_side *old = &stream->books[market]->sides[side];
    const struct shadow_side *new = &stream->fresh;
    uint32_t i = 0;
    uint32_t k = 0;
    while (i < old->count || k < new->count) {
        struct level_change change = {.market = market, .side = side};
        const struct market_level *was = i < old->count ? &old->levels[i] : NULL;
        const struct market_level *is = k < new->count ? &new->levels[k] : NULL;
        bool is_gone =
            is == NULL || (was != NULL && is_better(side, was->price.ticks, is->price.ticks));
        bool is_added =
            was == NULL || (is != NULL && is_better(side, is->price.ticks, was->price.ticks));
        change.ticks = is_gone ? was->price.ticks : is->price.ticks;
        change.delta_lots = (is_gone ? 0 : is->shown.lots) - (is_added ? 0 : was->shown.lots);
        if (!is_added) i++;
        if (!is_gone) k++;
        if (change.delta_lots != 0) send_delta(stream, &change);
    }
}

void stream_books_tick(void *context)
{
    struct rest_stream *stream = context;
    for (uint32_t market = 0; market < INSTRUMENTS_MAX; market++) {
        struct shadow_book *book = stream->books[market];
        if (book == NULL) continue;
        uint16_t product_id = stream_instrument(stream, market)->product_id;
        uint64_t book_id = market_book_id(market_of(stream), product_id);
        if (book_id == book->book_id) continue;
        book->book_id = book_id;
        for (uint32_t side = SIDE_BUY; side <= SIDE_SELL; side++) {
            read_side(stream, product_id, (enum side)side, &stream->fresh);
            compare_side(stream, market, (enum side)side);
            book->sides[side] = stream->fresh;
        }
    }
}

/* --- the ticker --- */

static void put_top(struct json_writer *json, const struct market_ticker *ticker, int64_t tick)
{
    rest_add_dollars(json, "price", ticker->last.ticks * tick);
    rest_add_dollars(json, "bid", ticker->bid.price.ticks * tick);
    rest_add_dollars(json, "ask", ticker->ask.price.ticks * tick);
    rest_add_count(json, "bid_size_fp", ticker->bid.shown.lots);
    rest_add_count(json, "ask_size_fp", ticker->ask.shown.lots);
    rest_add_count(json, "last_trade_size_fp", ticker->last_qty.lots);
    rest_add_count(json, "volume", ticker->volume_ever.lots);
    rest_add_dollars(json, "volume_notional_value_dollars",
                     narrow_i64((int128)ticker->value_tick_lots_ever * tick));
    rest_add_count(json, "volume_24h", ticker->day.volume.lots);
    rest_add_dollars(json, "volume_24h_notional_value_dollars",
                     narrow_i64((int128)ticker->day.value_tick_lots * tick));
    rest_add_count(json, "open_interest", ticker->open_interest.lots);
}

void stream_ticker(struct rest_stream *stream, struct stream_client *client, uint32_t market)
{
    const struct instrument *instrument = stream_instrument(stream, market);
    struct json_writer *json = &stream->json;
    struct market_ticker ticker;
    int64_t tick = instrument->tick_value_micros;
    if (!market_ticker(market_of(stream), instrument->product_id, &ticker)) return;
    int64_t mark = rest_fine_micros(ticker.mark, tick);
    stream_begin(stream, &client->subscriptions[CHANNEL_TICKER], "ticker", false);
    json_add_text(json, "market_ticker", instrument->rest_ticker);
    put_top(json, &ticker, tick);
    rest_add_dollars(json, "open_interest_notional_value_dollars",
                     narrow_i64((int128)mark * ticker.open_interest.lots));
    rest_add_stamped(json, "reference_price", rest_fine_micros(ticker.index, tick), ticker.time_ns);
    rest_add_stamped(json, "liquidation_mark_price", mark, ticker.time_ns);
    rest_add_settlement_mark(json, stream->rest->gateway, instrument, ticker.time_ns);
    if (ticker.next_funding_ns != 0) {
        json_put_name(json, "funding_rate");
        json_begin_object(json);
        json_add_decimal(json, "rate", ticker.estimate_e12, 12);
        json_add_i64(json, "next_funding_time_ms", ticker.next_funding_ns / 1000000);
        json_add_i64(json, "ts_ms", ticker.time_ns / 1000000);
        json_end_object(json);
    }
    json_add_i64(json, "ts_ms", ticker.time_ns / 1000000);
    stream_end(stream, client, gateway_barrier(stream->rest->gateway));
}

void stream_tickers_tick(void *context)
{
    struct rest_stream *stream = context;
    for (uint32_t market = 0; market < INSTRUMENTS_MAX; market++) {
        const struct instrument *instrument = stream_instrument(stream, market);
        struct market_ticker ticker;
        if (instrument == NULL) break;
        if (!instrument_is_market(instrument)) continue;
        if (!market_ticker(market_of(stream), instrument->product_id, &ticker)) continue;
        if (ticker.sequence == stream->ticker_sequences[market]) continue;
        stream->ticker_sequences[market] = ticker.sequence;
        struct stream_client *client = stream->newest;
        for (; client != NULL; client = client->older) {
            if (subscribed(client, CHANNEL_TICKER, market) != NULL)
                stream_ticker(stream, client, market);
        }
    }
}

/* --- trades --- */

static void send_trade(struct rest_stream *stream, const struct event *event, uint32_t market)
{
    const struct instrument *instrument = stream_instrument(stream, market);
    struct json_writer *json = &stream->json;
    for (struct stream_client *client = stream->newest; client != NULL; client = client->older) {
        struct subscription *subscription = subscribed(client, CHANNEL_TRADE, market);
        if (subscription == NULL) continue;
        stream_begin(stream, subscription, "trade", false);
        rest_add_id(json, "trade_id", REST_ID_TRADE, event->trade.trade_id);
        json_add_text(json, "market_ticker", instrument->rest_ticker);
        rest_add_dollars(json, "price", event->trade.price.ticks * instrument->tick_value_micros);
        rest_add_count(json, "count", event->trade.qty.lots);
        json_add_text(json, "taker_side", event->trade.taker_side == SIDE_BUY ? "bid" : "ask");
        json_add_i64(json, "ts_ms", event->time_ns / 1000000);
        stream_end(stream, client, 0);
    }
}

void stream_trades(void *context, const struct event *list, uint32_t count)
{
    struct rest_stream *stream = context;
    if (stream->newest == NULL) return;
    for (uint32_t i = 0; i < count; i++) {
        if (list[i].kind != EVENT_TRADE) continue;
        uint32_t market = stream_market(stream, list[i].product_id);
        if (market < INSTRUMENTS_MAX) send_trade(stream, &list[i], market);
    }
}
