/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_market.c - what everybody may ask the REST dialect: markets, books, candles, trades.
 */
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "gateway/rest_parts.h"

#define PPM              INT64_C(1000000)
#define DEPTH_MAX        5000u
#define CANDLES_MAX      5000
#define CANDLE_MINUTE_NS INT64_C(60000000000)
#define TRADES_MAX       1000
#define MICROS_PER_USD   INT64_C(1000000)

static const struct market_data *market_of(const struct rest_call *call)
{
    return gateway_market(call->rest->gateway);
}

/* --- the venue --- */

void rest_get_status(struct rest_call *call)
{
    bool is_trading = false;
    const struct instruments *instruments = gateway_instruments(call->rest->gateway);
    for (uint32_t i = 0; instrument_market_at(instruments, i) != NULL; i++) {
        struct market_ticker ticker;
        uint16_t product_id = instrument_market_at(instruments, i)->product_id;
        if (!market_ticker(market_of(call), product_id, &ticker)) continue;
        bool is_listed = ticker.state == PRODUCT_LISTED || ticker.state == PRODUCT_RESTRICTED;
        is_trading =
            is_trading || (is_listed && ticker.halt == HALT_NONE && ticker.phase != PHASE_CLOSED);
    }
    json_begin_object(&call->json);
    json_add_bool(&call->json, "exchange_active", true);
    json_add_bool(&call->json, "trading_active", is_trading);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

/* Initial over maintenance margin, in ppm. */
static int64_t initial_factor_ppm(const struct terms_view *terms)
{
    bool has_factor = terms->margin != NULL && terms->margin->initial_mode == INITIAL_FACTOR;
    return has_factor ? terms->margin->initial_factor_ppm : PPM;
}

void rest_get_risk_parameters(struct rest_call *call)
{
    const struct core *core = gateway_core(call->rest->gateway);
    const struct instruments *instruments = gateway_instruments(call->rest->gateway);
    struct terms_view terms = {0};
    int64_t queue_ppm = 0;
    json_begin_object(&call->json);
    json_add_decimal(&call->json, "liquidation_margin_ratio_threshold", 1, 0);
    json_put_name(&call->json, "initial_margin_multiplier");
    json_begin_object(&call->json);
    for (uint32_t i = 0; instrument_market_at(instruments, i) != NULL; i++) {
        const struct instrument *instrument = instrument_market_at(instruments, i);
        if (!core_terms(core, instrument->product_id, &terms)) continue;
        queue_ppm = terms.queue_ratio_ppm;
        json_add_decimal(&call->json, instrument->rest_ticker, initial_factor_ppm(&terms), 6);
    }
    json_end_object(&call->json);
    json_add_decimal(&call->json, "queue_entry_margin_ratio_threshold", queue_ppm, 6);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* --- markets --- */

/* R-TIER-1: the margin of a notional by brackets, each rate on what lies above its floor. */
static int128 bracket_margin(const struct body_margin_terms *terms, int64_t notional_micros)
{
    int128 margin = 0;
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        const struct margin_bracket *bracket = &terms->brackets[i];
        bool is_last = i + 1 == terms->bracket_count;
        int64_t top = is_last ? notional_micros
                              : i64_min(notional_micros, terms->brackets[i + 1].floor_micros);
        if (top <= bracket->floor_micros) break;
        margin += (int128)(top - bracket->floor_micros) * bracket->maintenance_ppm;
    }
    return margin / PPM;
}

/* Notional over initial margin, in hundredths, rounded down; 0: not known. */
static int64_t leverage_e2(const struct terms_view *terms, int64_t notional_micros)
{
    if (terms->margin == NULL) {
        uint32_t rate_ppm = terms->product->initial_margin_ppm;
        return rate_ppm == 0 ? 0 : 100 * PPM / rate_ppm;
    }
    int128 initial = bracket_margin(terms->margin, notional_micros) * initial_factor_ppm(terms);
    return initial == 0 ? 0 : (int64_t)((int128)notional_micros * 100 * PPM / initial);
}

static void put_leverage(struct json_writer *json, const struct terms_view *terms)
{
    static const char *const names[] = {"1000", "10000", "100000", "1000000"};
    int64_t notional_micros = 1000 * MICROS_PER_USD;
    json_add_decimal(json, "leverage_estimate", leverage_e2(terms, notional_micros), 2);
    json_put_name(json, "leverage_estimates");
    json_begin_object(json);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++, notional_micros *= 10)
        json_add_decimal(json, names[i], leverage_e2(terms, notional_micros), 2);
    json_end_object(json);
}

static const char *market_status(const struct market_ticker *ticker)
{
    if (ticker->state == PRODUCT_DELISTED || ticker->state == PRODUCT_WITHDRAWN) return "closed";
    bool is_listed = ticker->state == PRODUCT_LISTED || ticker->state == PRODUCT_RESTRICTED;
    return is_listed && ticker->halt == HALT_NONE ? "active" : "inactive";
}

static int64_t value_micros(const struct instrument *instrument, int64_t value_tick_lots)
{
    int128 micros = (int128)value_tick_lots * instrument->tick_value_micros;
    return micros > INT64_MAX ? INT64_MAX : (int64_t)micros;
}

static void put_figures(struct json_writer *json, const struct instrument *instrument,
                        const struct market_ticker *ticker)
{
    int64_t tick = instrument->tick_value_micros;
    int64_t mark = rest_fine_micros(ticker->mark, tick);
    if (ticker->last.ticks != 0) rest_add_dollars(json, "price", ticker->last.ticks * tick);
    if (ticker->bid.shown.lots != 0) rest_add_dollars(json, "bid", ticker->bid.price.ticks * tick);
    if (ticker->ask.shown.lots != 0) rest_add_dollars(json, "ask", ticker->ask.price.ticks * tick);
    rest_add_count(json, "volume", ticker->volume_ever.lots);
    rest_add_dollars(json, "volume_notional_value_dollars",
                     value_micros(instrument, ticker->value_tick_lots_ever));
    rest_add_count(json, "volume_24h", ticker->day.volume.lots);
    rest_add_dollars(json, "volume_24h_notional_value_dollars",
                     value_micros(instrument, ticker->day.value_tick_lots));
    rest_add_count(json, "open_interest", ticker->open_interest.lots);
    rest_add_dollars(json, "open_interest_notional_value_dollars",
                     narrow_i64((int128)mark * ticker->open_interest.lots));
    rest_add_stamped(json, "liquidation_mark_price", mark, ticker->time_ns);
    rest_add_stamped(json, "reference_price", rest_fine_micros(ticker->index, tick),
                     ticker->time_ns);
}

static void put_title(struct json_writer *json, const struct instrument *instrument)
{
    char size[UNIT_TEXT_SIZE];
    char title[UNIT_TEXT_SIZE + sizeof instrument->base + 1];
    size_t length = instrument_write(size, &instrument->coin_amount, 1);
    memcpy(title, size, length);
    title[length] = ' ';
    memcpy(title + length + 1, instrument->base, sizeof instrument->base);
    json_add_text(json, "title", title);
    json_add_text(json, "contract_size", size);
}

void rest_add_settlement_mark(struct json_writer *json, struct gateway *gateway,
                              const struct instrument *instrument, int64_t time_ns)
{
    struct economy_view economy;
    if (!core_economy(gateway_core(gateway), instrument->product_id, &economy)) return;
    rest_add_stamped(json, "settlement_mark_price",
                     rest_fine_micros(economy.settle, instrument->tick_value_micros), time_ns);
}

static void put_market(struct rest_call *call, const struct instrument *instrument,
                       const struct market_ticker *ticker)
{
    const struct core *core = gateway_core(call->rest->gateway);
    struct json_writer *json = &call->json;
    struct terms_view terms;
    json_begin_object(json);
    json_add_text(json, "ticker", instrument->rest_ticker);
    put_title(json, instrument);
    rest_add_dollars(json, "tick_size", instrument->tick_value_micros);
    json_add_text(json, "status", market_status(ticker));
    json_add_bool(json, "fractional_trading_enabled", false);
    if (core_terms(core, instrument->product_id, &terms)) put_leverage(json, &terms);
    put_figures(json, instrument, ticker);
    rest_add_settlement_mark(json, call->rest->gateway, instrument, ticker->time_ns);
    json_end_object(json);
}

void rest_get_markets(struct rest_call *call)
{
    char status[REST_PARAMETER_SIZE];
    const struct instruments *instruments = gateway_instruments(call->rest->gateway);
    bool is_filtered = rest_query_text(call, "status", status, sizeof status);
    if (is_filtered && strcmp(status, "active") != 0 && strcmp(status, "inactive") != 0 &&
        strcmp(status, "closed") != 0) {
        rest_fail_field(call, "status", "must be active, inactive or closed");
        return;
    }
    json_begin_object(&call->json);
    json_put_name(&call->json, "markets");
    json_begin_array(&call->json);
    for (uint32_t i = 0; instrument_market_at(instruments, i) != NULL; i++) {
        struct market_ticker ticker;
        const struct instrument *instrument = instrument_market_at(instruments, i);
        if (!market_ticker(market_of(call), instrument->product_id, &ticker)) continue;
        if (is_filtered && strcmp(status, market_status(&ticker)) != 0) continue;
        put_market(call, instrument, &ticker);
    }
    json_end_array(&call->json);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

void rest_get_market(struct rest_call *call)
{
    struct market_ticker ticker;
    const struct instrument *instrument = rest_instrument(call, call->parameter, 404);
    if (instrument == NULL) return;
    if (!market_ticker(market_of(call), instrument->product_id, &ticker)) {
        rest_fail(call, 404, "market_not_found", "the market is not listed yet");
        return;
    }
    json_begin_object(&call->json);
    json_put_name(&call->json, "market");
    put_market(call, instrument, &ticker);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* --- the book --- */

static void put_side(struct rest_call *call, const struct instrument *instrument, enum side side,
                     const int64_t depth_and_group[2])
{
    static struct market_level levels[DEPTH_MAX];
    uint32_t max =
        depth_and_group[0] == 0 ? DEPTH_MAX : (uint32_t)i64_min(depth_and_group[0], DEPTH_MAX);
    struct market_grouping grouping = {.side = side, .step_ticks = depth_and_group[1]};
    uint32_t count =
        market_depth_grouped(market_of(call), instrument->product_id, &grouping, levels, max);
    json_put_name(&call->json, side == SIDE_BUY ? "bids" : "asks");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < count; i++) {
        json_begin_array(&call->json);
        rest_put_dollars(&call->json, levels[i].price.ticks * instrument->tick_value_micros);
        rest_put_count(&call->json, levels[i].shown.lots);
        json_end_array(&call->json);
    }
    json_end_array(&call->json);
}

void rest_get_orderbook(struct rest_call *call)
{
    char text[REST_PARAMETER_SIZE];
    int64_t depth_and_group[2] = {0, 1};
    const struct instrument *instrument = rest_instrument(call, call->parameter, 404);
    if (instrument == NULL || !rest_query_integer(call, "depth", &depth_and_group[0])) return;
    if (depth_and_group[0] < 0) {
        rest_fail_field(call, "depth", "must be 0 (all levels) or more");
        return;
    }
    if (rest_query_text(call, "aggregation_tick_size", text, sizeof text)) {
        struct unit_read group = instrument_read(&instrument->contract_price, text, strlen(text));
        if (group.fault != UNIT_GOOD || group.value < 1) {
            rest_fail_field(call, "aggregation_tick_size", "must be a whole number of ticks");
            return;
        }
        depth_and_group[1] = group.value;
    }
    json_begin_object(&call->json);
    json_put_name(&call->json, "orderbook");
    json_begin_object(&call->json);
    put_side(call, instrument, SIDE_BUY, depth_and_group);
    put_side(call, instrument, SIDE_SELL, depth_and_group);
    json_end_object(&call->json);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

/* --- trades --- */

static void put_trade(struct json_writer *json, const struct instrument *instrument,
                      const struct market_trade *trade)
{
    json_begin_object(json);
    rest_add_id(json, "trade_id", REST_ID_TRADE, trade->trade_id);
    json_add_text(json, "ticker", instrument->rest_ticker);
    rest_add_count(json, "count", trade->qty.lots);
    rest_add_dollars(json, "price", trade->price.ticks * instrument->tick_value_micros);
    rest_add_time(json, "created_time", trade->time_ns);
    json_add_text(json, "taker_side", trade->taker_side == SIDE_BUY ? "bid" : "ask");
    json_end_object(json);
}

void rest_get_trades(struct rest_call *call)
{
    static struct market_trade list[TRADES_MAX];
    char ticker[REST_PARAMETER_SIZE];
    struct rest_page page = {0};
    struct history_page answer;
    (void)rest_query_text(call, "ticker", ticker, sizeof ticker);
    const struct instrument *instrument = rest_instrument(call, ticker, 400);
    if (instrument == NULL || !rest_page_read(call, &page, TRADES_MAX)) return;
    page.query.product_id = instrument->product_id;
    struct history *history = gateway_history(call->rest->gateway);
    if (history_trades(history, &page.query, list, &answer) != HISTORY_OK) {
        rest_fail(call, 500, "history_failed", "the history cannot be asked now");
        return;
    }
    page.query.cursor = answer.next;
    json_begin_object(&call->json);
    json_put_name(&call->json, "trades");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < answer.count; i++) put_trade(&call->json, instrument, &list[i]);
    json_end_array(&call->json);
    rest_page_end(call, &page, answer.more);
    json_end_object(&call->json);
    rest_answer(call, 200);
}

/* --- candles --- */

static void put_quotes(struct json_writer *json, const char *name, const struct market_range *range,
                       int64_t tick)
{
    json_put_name(json, name);
    json_begin_object(json);
    rest_add_dollars(json, "open", range->open * tick);
    rest_add_dollars(json, "low", range->low * tick);
    rest_add_dollars(json, "high", range->high * tick);
    rest_add_dollars(json, "close", range->close * tick);
    json_end_object(json);
}

static void add_price(struct json_writer *json, const char *name, int64_t micros)
{
    if (micros == 0) {
        json_add_null(json, name);
    } else {
        rest_add_dollars(json, name, micros);
    }
}

static void put_prices(struct json_writer *json, const struct market_candle *candle, int64_t tick)
{
    int64_t mean = candle->volume.lots == 0
                       ? 0
                       : narrow_i64((int128)candle->value_tick_lots * tick / candle->volume.lots);
    json_put_name(json, "price");
    json_begin_object(json);
    add_price(json, "open", candle->price.open * tick);
    add_price(json, "low", candle->price.low * tick);
    add_price(json, "high", candle->price.high * tick);
    add_price(json, "close", candle->price.close * tick);
    add_price(json, "mean", mean);
    add_price(json, "previous", candle->previous_close * tick);
    json_end_object(json);
}

static void put_candle(struct json_writer *json, const struct instrument *instrument,
                       const struct market_candle *candle, int64_t length_ns)
{
    int64_t tick = instrument->tick_value_micros;
    int64_t mark = rest_fine_micros((struct fine_price){candle->mark.close}, tick);
    json_begin_object(json);
    json_add_i64(json, "end_period_ts", (candle->start_ns + length_ns) / NS_PER_UNIX_SECOND);
    put_quotes(json, "bid", &candle->bid, tick);
    put_quotes(json, "ask", &candle->ask, tick);
    put_prices(json, candle, tick);
    rest_add_count(json, "volume", candle->volume.lots);
    rest_add_dollars(json, "volume_notional_value_dollars",
                     value_micros(instrument, candle->value_tick_lots));
    rest_add_count(json, "open_interest", candle->open_interest.lots);
    rest_add_dollars(json, "open_interest_notional_value_dollars",
                     narrow_i64((int128)mark * candle->open_interest.lots));
    json_end_object(json);
}

struct candle_span {
    int64_t from_s;
    int64_t to_s;
    int64_t minutes;
    bool with_latest;
};

static bool read_span(struct rest_call *call, struct candle_span *span)
{
    *span = (struct candle_span){.from_s = -1, .to_s = -1};
    if (!rest_query_integer(call, "start_ts", &span->from_s)) return false;
    if (!rest_query_integer(call, "end_ts", &span->to_s)) return false;
    if (!rest_query_integer(call, "period_interval", &span->minutes)) return false;
    if (!rest_query_bool(call, "include_latest_before_start", &span->with_latest)) return false;
    const char *field = NULL;
    const char *what = "is required";
    if (span->from_s < 0) field = "start_ts";
    if (span->to_s < 0) field = "end_ts";
    if (span->minutes != 1 && span->minutes != 60 && span->minutes != 1440) {
        field = "period_interval";
        what = "must be 1, 60 or 1440";
    } else if (field == NULL && (span->to_s - span->from_s) / 60 / span->minutes > CANDLES_MAX) {
        field = "end_ts";
        what = "is more than 5000 candles after start_ts";
    } else if (field == NULL && span->to_s < span->from_s) {
        field = "end_ts";
        what = "is before start_ts";
    }
    if (field != NULL) rest_fail_field(call, field, what);
    return field == NULL;
}

/* The candle before the first, without prices but the last one: it ends where the span begins. */
static void put_latest(struct rest_call *call, const struct instrument *instrument,
                       const struct candle_span *span)
{
    int64_t length_ns = span->minutes * CANDLE_MINUTE_NS;
    struct market_candle latest;
    struct history_query query = {.product_id = instrument->product_id,
                                  .from_ns = 0,
                                  .to_ns = span->from_s * NS_PER_UNIX_SECOND - length_ns,
                                  .limit = 1};
    uint32_t count = 0;
    struct history *history = gateway_history(call->rest->gateway);
    if (history_candles(history, &query, (uint32_t)span->minutes, &latest, &count) != HISTORY_OK)
        return;
    if (count == 0) return;
    int64_t close = latest.price.close != 0 ? latest.price.close : latest.previous_close;
    int64_t boundary = (span->from_s * NS_PER_UNIX_SECOND / length_ns) * length_ns;
    struct market_candle shown = {.start_ns = boundary,
                                  .bid = latest.bid,
                                  .ask = latest.ask,
                                  .mark = latest.mark,
                                  .open_interest = latest.open_interest,
                                  .previous_close = close};
    put_candle(&call->json, instrument, &shown, length_ns);
}

void rest_get_candles(struct rest_call *call)
{
    static struct market_candle list[CANDLES_MAX + 2];
    struct candle_span span;
    uint32_t count = 0;
    const struct instrument *instrument = rest_instrument(call, call->parameter, 404);
    if (instrument == NULL || !read_span(call, &span)) return;
    int64_t length_ns = span.minutes * CANDLE_MINUTE_NS;
    struct history_query query = {
        .product_id = instrument->product_id,
        .from_ns = i64_max(0, span.from_s * NS_PER_UNIX_SECOND - length_ns),
        .to_ns = span.to_s * NS_PER_UNIX_SECOND - length_ns,
        .limit = CANDLES_MAX + 2,
    };
    struct history *history = gateway_history(call->rest->gateway);
    if (history_candles(history, &query, (uint32_t)span.minutes, list, &count) != HISTORY_OK) {
        rest_fail(call, 500, "history_failed", "the history cannot be asked now");
        return;
    }
    json_begin_object(&call->json);
    json_add_text(&call->json, "ticker", instrument->rest_ticker);
    json_put_name(&call->json, "candlesticks");
    json_begin_array(&call->json);
    if (span.with_latest) put_latest(call, instrument, &span);
    for (uint32_t i = 0; i < count; i++) put_candle(&call->json, instrument, &list[i], length_ns);
    json_end_array(&call->json);
    json_end_object(&call->json);
    rest_answer(call, 200);
}
