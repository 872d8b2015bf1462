/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_channel_public.c - what the public channels send, and when there is something to send.
 *
 * Every channel compares the market data with what it sent last, so it does not matter which of the
 * events between made the difference.
 */
#include <string.h>

#include "base/int_math.h"
#include "gateway/rpc_channel.h"
#include "gateway/rpc_client.h"
#include "gateway/rpc_view.h"

#define BOOK_CHANGES_MAX 2048u
#define BACKLOG_LOW      32768u
#define DAY_NS           INT64_C(86400000000000)
#define HOUR_MINUTES     60u
#define DAY_HOURS        25u
#define NS_PER_SECOND    INT64_C(1000000000)
#define PERCENT_E2       INT64_C(10000)

/* What a flush works with. */
struct flush {
    struct rpc_channels *channels;
    struct rpc_channel *channel;
    struct rpc_subscription *only; /* NULL: all */
    const struct market_data *market;
    const struct instrument *instrument;
    struct json_writer writer;
    struct rpc_source source;
};

static void flush_send(struct flush *flush, bool is_conflated)
{
    struct rpc_message message = {
        .body = &flush->writer,
        .only = flush->only,
        .barrier = gateway_barrier(flush->channels->rpc->gateway),
        .is_conflated = is_conflated,
    };
    rpc_channel_send(flush->channel, &message);
    json_writer_clear(&flush->writer);
}

/* --- books ------------------------------------------------------------------------------------ */

static void put_change(const struct rpc_put *put, const char *action, int64_t ticks, int64_t lots)
{
    json_begin_array(put->writer);
    json_put_text(put->writer, action);
    rpc_put_price(put, ticks);
    rpc_put_amount(put, lots);
    json_end_array(put->writer);
}

static void put_book_head(struct flush *flush, const char *type, uint64_t id)
{
    struct rpc_put put = {&flush->writer, flush->instrument};
    json_begin_object(&flush->writer);
    if (type != NULL) json_add_text(&flush->writer, "type", type);
    rpc_add_ms(&put, "timestamp", gateway_now_ns(flush->source.gateway));
    json_add_text(&flush->writer, "instrument_name", flush->instrument->rpc_name);
    json_add_u64(&flush->writer, "change_id", id);
}

static void put_side_new(struct flush *flush, enum side side)
{
    static struct market_level levels[RPC_DEPTH_MAX]; /* the venue thread is the only one */
    struct rpc_put put = {&flush->writer, flush->instrument};
    uint32_t count =
        market_depth(flush->market, flush->instrument->product_id, side, levels, RPC_DEPTH_MAX);
    json_put_name(&flush->writer, side == SIDE_BUY ? "bids" : "asks");
    json_begin_array(&flush->writer);
    for (uint32_t i = 0; i < count; i++) {
        put_change(&put, "new", levels[i].price.ticks, levels[i].shown.lots);
    }
    json_end_array(&flush->writer);
}

/* The channel was flushed: the book is that of the number that its subscribers know, and so is the
 * number from which the next change goes on, however far the market's own number has come since. */
static void send_snapshot(struct flush *flush)
{
    put_book_head(flush, "snapshot", flush->channel->seen);
    put_side_new(flush, SIDE_BUY);
    put_side_new(flush, SIDE_SELL);
    json_end_object(&flush->writer);
    flush_send(flush, false);
}

static void put_side_changes(struct flush *flush, const struct book_changes *changes,
                             enum side side)
{
    static const char *const actions[] = {"new", "new", "change", "delete"};
    struct rpc_put put = {&flush->writer, flush->instrument};
    json_put_name(&flush->writer, side == SIDE_BUY ? "bids" : "asks");
    json_begin_array(&flush->writer);
    for (uint32_t i = 0; i < changes->count; i++) {
        const struct book_change *change = &changes->list[i];
        if (change->side != side) continue;
        put_change(&put, actions[change->action & 3u], change->price.ticks, change->shown.lots);
    }
    json_end_array(&flush->writer);
}

/* Subscribers that were passed over start again when they have read what they were given. */
static void refresh_stale(struct flush *flush)
{
    struct rpc_subscription *at = flush->channel->subscriptions;
    for (; at != NULL; at = at->channel_next) {
        if (!at->is_stale) continue;
        struct connection *connection =
            server_connection(at->client->rpc->server, at->client->connection_id);
        if (connection == NULL || connection_backlog(connection) > BACKLOG_LOW) continue;
        at->is_stale = false;
        flush->only = at;
        send_snapshot(flush);
        flush->only = NULL;
    }
}

static void flush_book(struct flush *flush)
{
    static struct book_change list[BOOK_CHANGES_MAX]; /* the venue thread is the only one */
    struct rpc_channel *channel = flush->channel;
    struct book_changes changes = {.list = list, .max = BOOK_CHANGES_MAX};
    uint16_t product_id = flush->instrument->product_id;
    enum book_answer answer =
        market_book_changes(flush->market, product_id, channel->seen, &changes);
    uint64_t before = channel->seen;
    if (answer != BOOK_SAME) channel->seen = market_book_id(flush->market, product_id);
    if (answer == BOOK_LOST) send_snapshot(flush);
    if (answer == BOOK_CHANGED && changes.count > 0) {
        put_book_head(flush, "change", channel->seen);
        json_add_u64(&flush->writer, "prev_change_id", before);
        put_side_changes(flush, &changes, SIDE_BUY);
        put_side_changes(flush, &changes, SIDE_SELL);
        json_end_object(&flush->writer);
        flush_send(flush, true);
    }
    /* Nothing differs: the chain goes on from the number that clients know. */
    if (answer == BOOK_CHANGED && changes.count == 0) channel->seen = before;
    refresh_stale(flush);
}

static void flush_group(struct flush *flush)
{
    struct rpc_channel *channel = flush->channel;
    uint64_t id = market_book_id(flush->market, flush->instrument->product_id);
    if (id == channel->seen && flush->only == NULL) return;
    channel->seen = id;
    struct rpc_depth depth = {.levels_max = channel->spec.depth,
                              .group_ticks = channel->spec.group_ticks};
    put_book_head(flush, NULL, id);
    for (depth.side = SIDE_BUY;; depth.side = SIDE_SELL) {
        json_put_name(&flush->writer, depth.side == SIDE_BUY ? "bids" : "asks");
        rpc_view_depth(&flush->source, flush->instrument, &depth);
        if (depth.side == SIDE_SELL) break;
    }
    json_end_object(&flush->writer);
    flush_send(flush, true);
}

/* --- tickers ---------------------------------------------------------------------------------- */

static bool touch_is_same(const struct market_ticker *a, const struct market_ticker *b)
{
    return a->bid.price.ticks == b->bid.price.ticks && a->bid.shown.lots == b->bid.shown.lots &&
           a->ask.price.ticks == b->ask.price.ticks && a->ask.shown.lots == b->ask.shown.lots;
}

static bool ticker_is_same(uint8_t kind, const struct market_ticker *a,
                           const struct market_ticker *b)
{
    bool is_index_same = a->index.ticks_e4 == b->index.ticks_e4;
    if (kind == RPC_CHANNEL_QUOTE) return touch_is_same(a, b);
    if (kind == RPC_CHANNEL_PERPETUAL) return is_index_same && a->premium_e12 == b->premium_e12;
    if (kind == RPC_CHANNEL_INDEX || kind == RPC_CHANNEL_EXPIRATION) return is_index_same;
    return a->sequence == b->sequence;
}

static void put_perpetual(struct flush *flush, const struct market_ticker *ticker)
{
    struct rpc_put put = {&flush->writer, flush->instrument};
    json_begin_object(&flush->writer);
    rpc_add_ms(&put, "timestamp", ticker->time_ns);
    rpc_add_fine_or_null(&put, "index_price", ticker->index);
    rpc_add_rate(&put, "interest", ticker->estimate_e12);
    json_end_object(&flush->writer);
}

static void put_index(struct flush *flush, const struct market_ticker *ticker)
{
    struct rpc_put put = {&flush->writer, flush->instrument};
    json_begin_object(&flush->writer);
    rpc_add_ms(&put, "timestamp", ticker->time_ns);
    json_add_text(&flush->writer, "index_name", flush->instrument->index_name);
    rpc_add_fine_or_null(&put, "price", ticker->index);
    json_end_object(&flush->writer);
}

/* A perpetual is never finalised: what comes nearest is its next funding. */
static void put_expiration(struct flush *flush, const struct market_ticker *ticker)
{
    struct rpc_put put = {&flush->writer, flush->instrument};
    int64_t left_ns = ticker->next_funding_ns - gateway_now_ns(flush->source.gateway);
    json_begin_object(&flush->writer);
    json_add_i64(&flush->writer, "seconds", left_ns < 0 ? 0 : left_ns / NS_PER_SECOND);
    rpc_add_fine_or_null(&put, "price", ticker->index);
    json_add_bool(&flush->writer, "is_estimated", false);
    json_end_object(&flush->writer);
}

static void flush_ticker(struct flush *flush)
{
    struct rpc_channel *channel = flush->channel;
    struct market_ticker ticker;
    if (!market_ticker(flush->market, flush->instrument->product_id, &ticker)) return;
    bool is_same = ticker_is_same(channel->spec.kind, &ticker, &channel->ticker);
    if (is_same && flush->only == NULL) return;
    if (flush->only == NULL) channel->ticker = ticker;
    switch (channel->spec.kind) {
    case RPC_CHANNEL_QUOTE: rpc_view_quote(&flush->source, flush->instrument, &ticker); break;
    case RPC_CHANNEL_PERPETUAL: put_perpetual(flush, &ticker); break;
    case RPC_CHANNEL_INDEX: put_index(flush, &ticker); break;
    case RPC_CHANNEL_EXPIRATION: put_expiration(flush, &ticker); break;
    case RPC_CHANNEL_INCREMENTAL_TICKER:
        json_begin_object(&flush->writer);
        json_add_text(&flush->writer, "type", flush->only == NULL ? "change" : "snapshot");
        rpc_view_ticker_members(&flush->source, flush->instrument, &ticker);
        json_end_object(&flush->writer);
        break;
    default: rpc_view_ticker(&flush->source, flush->instrument, &ticker); break;
    }
    flush_send(flush, true);
}

/* --- trades and candles ----------------------------------------------------------------------- */

/* Trades of one product that are newer than `seen`, oldest first. */
static uint64_t put_trades(struct flush *flush, uint16_t product_id, uint64_t seen)
{
    uint32_t count = 0;
    const struct market_trade *trade;
    while ((trade = market_trade(flush->market, product_id, count)) != NULL &&
           trade->trade_id > seen) {
        count++;
    }
    for (uint32_t back = count; back > 0; back--) {
        trade = market_trade(flush->market, product_id, back - 1);
        rpc_view_trade(&flush->source, trade);
    }
    trade = market_trade(flush->market, product_id, 0);
    return trade == NULL ? 0 : trade->trade_id;
}

/* The number of the last trade so far: a new channel begins with the next one. */
static uint64_t latest_trade(const struct flush *flush)
{
    const struct instruments *instruments = gateway_instruments(flush->source.gateway);
    const struct instrument *instrument;
    uint64_t latest = 0;
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        const struct market_trade *trade = market_trade(flush->market, instrument->product_id, 0);
        if (trade != NULL) latest = u64_max(latest, trade->trade_id);
    }
    return latest;
}

static void flush_trades(struct flush *flush)
{
    struct rpc_channel *channel = flush->channel;
    const struct instruments *instruments = gateway_instruments(flush->source.gateway);
    const struct instrument *instrument;
    uint64_t latest = channel->seen;
    if (channel->spec.is_empty) return;
    json_begin_array(&flush->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        uint16_t product_id = instrument->product_id;
        if (channel->spec.product_id != 0 && product_id != channel->spec.product_id) continue;
        latest = u64_max(latest, put_trades(flush, product_id, channel->seen));
    }
    json_end_array(&flush->writer);
    if (latest > channel->seen) flush_send(flush, false);
    channel->seen = latest;
}

static void flush_chart(struct flush *flush)
{
    struct rpc_channel *channel = flush->channel;
    int64_t now_ns = gateway_now_ns(flush->source.gateway);
    int64_t length_ns = (int64_t)channel->spec.minutes * MINUTE_NS;
    struct market_window window = {now_ns - length_ns, now_ns, 1};
    struct market_candle candle;
    uint32_t count = market_candles(flush->market, flush->instrument->product_id,
                                    channel->spec.minutes, &window, &candle);
    if (count == 0) return;
    bool is_same =
        candle.start_ns == channel->candle.start_ns && candle.trades == channel->candle.trades;
    if (is_same && flush->only == NULL) return;
    if (flush->only == NULL) channel->candle = candle;
    struct rpc_put put = {&flush->writer, flush->instrument};
    bool has_traded = candle.trades > 0;
    int64_t flat = candle.previous_close;
    json_begin_object(&flush->writer);
    rpc_add_ms(&put, "tick", candle.start_ns);
    rpc_add_price(&put, "open", has_traded ? candle.price.open : flat);
    rpc_add_price(&put, "high", has_traded ? candle.price.high : flat);
    rpc_add_price(&put, "low", has_traded ? candle.price.low : flat);
    rpc_add_price(&put, "close", has_traded ? candle.price.close : flat);
    rpc_add_amount(&put, "volume", candle.volume.lots);
    rpc_add_value(&put, "cost", candle.value_tick_lots);
    json_end_object(&flush->writer);
    flush_send(flush, true);
}

/* --- states ----------------------------------------------------------------------------------- */

static const char *state_word(uint32_t state)
{
    if (state == PRODUCT_LISTED) return "started";
    if (state == PRODUCT_RESTRICTED) return "closed";
    return state == PRODUCT_DELISTED ? "terminated" : "created";
}

/* Whether the state is told: a change is, and that an instrument came; to a first subscriber
 * nothing, who has the list. */
static bool state_is_news(const struct flush *flush, uint32_t place, uint8_t state)
{
    uint8_t before = flush->channel->states_seen[place];
    if (flush->only != NULL || before == state + 1) return false;
    return before != 0 || flush->channel->spec.kind == RPC_CHANNEL_INSTRUMENT_STATE || state != 0;
}

static void flush_states(struct flush *flush)
{
    struct rpc_channel *channel = flush->channel;
    const struct instruments *instruments = gateway_instruments(flush->source.gateway);
    const struct instrument *instrument;
    bool is_platform = channel->spec.kind == RPC_CHANNEL_PLATFORM_STATE;
    if (channel->spec.is_empty) return;
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct market_ticker ticker = {0};
        (void)market_ticker(flush->market, instrument->product_id, &ticker);
        uint8_t state = (uint8_t)(is_platform ? ticker.index_state == INDEX_HALT : ticker.state);
        bool is_news = state_is_news(flush, i, state);
        channel->states_seen[i] = (uint8_t)(state + 1);
        if (!is_news) continue;
        json_begin_object(&flush->writer);
        if (is_platform) {
            json_add_text(&flush->writer, "price_index", instrument->index_name);
            json_add_bool(&flush->writer, "locked", state != 0);
        } else {
            json_add_i64(&flush->writer, "timestamp", ticker.time_ns / RPC_NS_PER_MS);
            json_add_text(&flush->writer, "state", state_word(ticker.state));
            json_add_text(&flush->writer, "instrument_name", instrument->rpc_name);
        }
        json_end_object(&flush->writer);
        flush_send(flush, false);
    }
}

static void flush_statistics(struct flush *flush)
{
    struct market_candle hours[DAY_HOURS];
    int64_t now_ns = gateway_now_ns(flush->source.gateway);
    struct market_window window = {now_ns - DAY_NS, now_ns, DAY_HOURS};
    uint32_t count =
        market_candles(flush->market, flush->instrument->product_id, HOUR_MINUTES, &window, hours);
    int64_t high = 0;
    int64_t low = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (hours[i].index.high == 0) continue;
        high = i64_max(high, hours[i].index.high);
        low = low == 0 ? hours[i].index.low : i64_min(low, hours[i].index.low);
    }
    uint64_t key = (uint64_t)high * 31 + (uint64_t)low;
    if (count == 0 || low == 0 || (key == flush->channel->seen && flush->only == NULL)) return;
    flush->channel->seen = key;
    int64_t first = hours[0].index.open == 0 ? low : hours[0].index.open;
    int64_t change = hours[count - 1].index.close - first;
    struct rpc_put put = {&flush->writer, flush->instrument};
    json_begin_object(&flush->writer);
    json_add_text(&flush->writer, "index_name", flush->instrument->index_name);
    rpc_add_fine(&put, "high24h", (struct fine_price){high});
    rpc_add_fine(&put, "low24h", (struct fine_price){low});
    json_add_decimal(&flush->writer, "change24h",
                     narrow_i64(div_floor((int128)change * PERCENT_E2, first)), 2);
    json_add_bool(&flush->writer, "high_volatility", false);
    json_end_object(&flush->writer);
    flush_send(flush, true);
}

/* --- all -------------------------------------------------------------------------------------- */

static void flush_kind(struct flush *flush)
{
    switch (flush->channel->spec.kind) {
    case RPC_CHANNEL_BOOK: flush_book(flush); break;
    case RPC_CHANNEL_BOOK_GROUP: flush_group(flush); break;
    case RPC_CHANNEL_TRADES: flush_trades(flush); break;
    case RPC_CHANNEL_CHART: flush_chart(flush); break;
    case RPC_CHANNEL_INDEX_STATISTICS: flush_statistics(flush); break;
    case RPC_CHANNEL_INSTRUMENT_STATE:
    case RPC_CHANNEL_PLATFORM_STATE: flush_states(flush); break;
    case RPC_CHANNEL_ALERTS: rpc_channel_alerts_flush(flush->channels, flush->channel); break;
    case RPC_CHANNEL_DESK_STATE:
    case RPC_CHANNEL_DESK_ACTIONS:
        rpc_channel_desk_flush(flush->channels, flush->channel, flush->only);
        break;
    case RPC_CHANNEL_ANNOUNCEMENTS: /* sent as they come, by rpc_channel.c */
    case RPC_CHANNEL_SILENT: break;
    default: flush_ticker(flush); break;
    }
}

static void flush_begin(struct flush *flush, struct rpc_channels *channels,
                        struct rpc_channel *channel)
{
    struct gateway *gateway = channels->rpc->gateway;
    *flush = (struct flush){.channels = channels, .channel = channel};
    flush->market = gateway_market(gateway);
    flush->instrument =
        instrument_by_product(gateway_instruments(gateway), channel->spec.product_id);
    flush->source = (struct rpc_source){
        .gateway = gateway, .writer = &flush->writer, .prices = channels->prices};
}

void rpc_channel_flush(struct rpc_channels *channels, struct rpc_channel *channel)
{
    struct flush flush;
    flush_begin(&flush, channels, channel);
    flush_kind(&flush);
    json_writer_release(&flush.writer);
}

/* Books and tickers begin with what is there; trades with the next one. */
void rpc_channel_greet(struct rpc_channels *channels, struct rpc_subscription *subscription)
{
    struct rpc_channel *channel = subscription->channel;
    bool is_first = channel->subscriptions == subscription && subscription->channel_next == NULL;
    struct flush flush;
    flush_begin(&flush, channels, channel);
    flush.only = subscription;
    switch (channel->spec.kind) {
    case RPC_CHANNEL_BOOK:
        if (is_first) channel->seen = market_book_id(flush.market, channel->spec.product_id);
        send_snapshot(&flush);
        break;
    case RPC_CHANNEL_TRADES:
        if (is_first) channel->seen = latest_trade(&flush);
        break;
    case RPC_CHANNEL_INSTRUMENT_STATE:
    case RPC_CHANNEL_PLATFORM_STATE:
        if (is_first) flush_states(&flush);
        break;
    case RPC_CHANNEL_ALERTS:
        if (is_first) rpc_channel_alerts_begin(channels, channel);
        break;
    default: flush_kind(&flush); break;
    }
    json_writer_release(&flush.writer);
}
