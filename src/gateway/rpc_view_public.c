/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_view_public.c - the public objects: instrument, ticker, quote, summary, depth, trade.
 *
 * Rules  R-BAND-1.
 */
#include "gateway/rpc_view.h"

#include <stdlib.h>

#include "base/int_math.h"
#include "gateway/rpc_prices.h"
#include "model/text_words.h"

#define PPM_ONE    INT64_C(1000000)
#define FOREVER_MS INT64_C(32503708800000) /* what the dialect calls no expiry */
#define DAY_NS     INT64_C(86400000000000)
#define PERCENT_E4 INT64_C(1000000)

static struct rpc_put put_of(const struct rpc_source *source, const struct instrument *instrument)
{
    return (struct rpc_put){source->writer, instrument};
}

/* --- instrument ------------------------------------------------------------------------------- */

/* The state of the market as the dialect calls it. */
static const char *market_state(const struct market_ticker *ticker)
{
    if (ticker->state != PRODUCT_LISTED && ticker->state != PRODUCT_RESTRICTED) return "inactive";
    if (ticker->halt != HALT_NONE) return "halted";
    return ticker->phase == PHASE_OPEN ? "open" : "locked";
}

/* The rate of initial margin of the smallest position, in ppm; 0: none is asked. */
static int64_t initial_ppm(const struct terms_view *terms)
{
    if (terms->margin == NULL) return terms->product->initial_margin_ppm;
    const struct margin_bracket *bracket = &terms->margin->brackets[0];
    switch (terms->margin->initial_mode) {
    case INITIAL_FACTOR:
        return (int64_t)bracket->maintenance_ppm * terms->margin->initial_factor_ppm / PPM_ONE;
    case INITIAL_RATES: return bracket->initial_ppm;
    case INITIAL_LEVERAGE:
        return bracket->leverage_e2 == 0 ? 0 : PPM_ONE * LEVERAGE_ONE / bracket->leverage_e2;
    default: return 0;
    }
}

/* What a client needs to compute a margin: brackets with continuous deductions (R-TIER-1). */
static void put_margin(struct json_writer *writer, const struct terms_view *terms)
{
    const struct body_margin_terms *margin = terms->margin;
    json_put_name(writer, "margin");
    json_begin_object(writer);
    json_add_decimal(writer, "initial_factor", margin->initial_factor_ppm, 6);
    json_add_decimal(writer, "queue_ratio", terms->queue_ratio_ppm, 6);
    json_put_name(writer, "brackets");
    json_begin_array(writer);
    int128 deduction = 0;
    for (uint32_t i = 0; i < margin->bracket_count; i++) {
        const struct margin_bracket *bracket = &margin->brackets[i];
        int64_t before_ppm = i == 0 ? 0 : margin->brackets[i - 1].maintenance_ppm;
        deduction += (int128)bracket->floor_micros * (bracket->maintenance_ppm - before_ppm);
        json_begin_object(writer);
        json_add_decimal(writer, "notional", bracket->floor_micros, 6);
        json_add_decimal(writer, "rate", bracket->maintenance_ppm, 6);
        json_add_decimal(writer, "deduction", narrow_i64(div_floor(deduction, PPM_ONE)), 6);
        json_end_object(writer);
    }
    json_end_array(writer);
    json_end_object(writer);
}

static void put_funding(struct json_writer *writer, const struct body_funding_terms *funding)
{
    int64_t interval_ns = funding->interval_ns;
    if (interval_ns == 0 && funding->time_count > 0) interval_ns = DAY_NS / funding->time_count;
    json_put_name(writer, "funding");
    json_begin_object(writer);
    json_add_i64(writer, "interval_ms", interval_ns / RPC_NS_PER_MS);
    json_add_decimal(writer, "clamp", funding->clamp_e12, 12);
    json_add_decimal(writer, "dead_band", funding->dead_e12, 12);
    json_end_object(writer);
}

static void put_terms(const struct rpc_put *put, const struct terms_view *terms)
{
    struct json_writer *writer = put->writer;
    const struct product_terms *product = terms->product;
    json_add_decimal(writer, "maker_commission", product->fee_maker_ppm, 6);
    json_add_decimal(writer, "taker_commission", product->fee_taker_ppm, 6);
    int64_t rate_ppm = initial_ppm(terms);
    json_add_i64(writer, "max_leverage", rate_ppm == 0 ? 1 : PPM_ONE / rate_ppm);
    rpc_add_amount(put, "max_trade_amount", product->order_lots_max);
    if (terms->margin != NULL) put_margin(writer, terms);
    if (terms->funding != NULL) put_funding(writer, terms->funding);
}

void rpc_view_instrument(const struct rpc_source *source, const struct instrument *instrument)
{
    struct rpc_put put = put_of(source, instrument);
    struct json_writer *writer = source->writer;
    struct market_ticker ticker = {0};
    (void)market_ticker(gateway_market(source->gateway), instrument->product_id, &ticker);
    const char *state = market_state(&ticker);
    int64_t expiry_ms = instrument->expiry_ns / RPC_NS_PER_MS;

    json_begin_object(writer);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    json_add_u64(writer, "instrument_id", instrument->product_id);
    json_add_text(writer, "kind", "future");
    json_add_text(writer, "settlement_period", instrument->is_perpetual ? "perpetual" : "month");
    const char *type = instrument->is_inverse ? "reversed" : "linear";
    json_add_text(writer, "instrument_type", type);
    json_add_text(writer, "future_type", type);
    json_add_text(writer, "base_currency", instrument->base);
    json_add_text(writer, "quote_currency", instrument->quote);
    json_add_text(writer, "counter_currency", instrument->quote);
    json_add_text(writer, "settlement_currency", instrument->settlement);
    json_add_text(writer, "price_index", instrument->index_name);
    rpc_add_price(&put, "tick_size", 1);
    json_put_name(writer, "tick_size_steps");
    json_begin_array(writer);
    json_end_array(writer);
    rpc_add_amount(&put, "min_trade_amount", 1);
    rpc_add_amount(&put, "contract_size", 1);
    json_add_i64(writer, "expiration_timestamp", expiry_ms == 0 ? FOREVER_MS : expiry_ms);
    int64_t created_ns = instrument->created_ns != 0 ? instrument->created_ns : ticker.listed_ns;
    rpc_add_ms(&put, "creation_timestamp", created_ns);
    json_add_bool(writer, "is_active", state[0] != 'i');
    json_add_text(writer, "state", state);
    json_add_bool(writer, "rfq", false);
    struct terms_view terms;
    if (core_terms(gateway_core(source->gateway), instrument->product_id, &terms)) {
        put_terms(&put, &terms);
    }
    json_end_object(writer);
}

/* --- ticker ----------------------------------------------------------------------------------- */

/* R-BAND-1, with the best prices of the durable book. */
void rpc_price_bounds(const struct rpc_source *source, const struct instrument *instrument,
                      const struct market_ticker *ticker, int64_t bounds[2])
{
    struct terms_view terms;
    bounds[0] = 1;
    bounds[1] = instrument->price_ticks_max;
    if (!core_terms(gateway_core(source->gateway), instrument->product_id, &terms)) return;
    const struct product_terms *product = terms.product;
    bounds[0] = product->price_ticks_min;
    bounds[1] = product->price_ticks_max;
    if (product->band_ticks == 0 && product->band_ppm == 0) return;
    int64_t bid = ticker->bid.price.ticks;
    int64_t ask = ticker->ask.price.ticks;
    int64_t rate = product->band_ppm;
    if (ticker->bid.shown.lots > 0) {
        int64_t by_rate = narrow_i64(div_floor((int128)bid * (PPM_ONE - rate), PPM_ONE));
        bounds[0] = i64_max(bounds[0], i64_min(by_rate, bid - product->band_ticks));
    }
    if (ticker->ask.shown.lots > 0) {
        int64_t by_rate = narrow_i64(div_ceil((int128)ask * (PPM_ONE + rate), PPM_ONE));
        bounds[1] = i64_min(bounds[1], i64_max(by_rate, ask + product->band_ticks));
    }
}

/* Percent with four decimals, rounded to the nearest. */
static void put_change(struct json_writer *writer, const struct market_ticker *ticker)
{
    int64_t first = ticker->day.first.ticks;
    if (first == 0 || ticker->last.ticks == 0) {
        json_add_null(writer, "price_change");
        return;
    }
    int128 change = (int128)(ticker->last.ticks - first) * PERCENT_E4;
    json_add_decimal(writer, "price_change", narrow_i64(div_floor(change + first / 2, first)), 4);
}

static void put_statistics(const struct rpc_put *put, const struct market_ticker *ticker)
{
    const struct market_statistics *day = &ticker->day;
    json_put_name(put->writer, "stats");
    json_begin_object(put->writer);
    rpc_add_price_or_null(put, "high", day->high.ticks);
    rpc_add_price_or_null(put, "low", day->low.ticks);
    put_change(put->writer, ticker);
    rpc_add_amount(put, "volume", day->volume.lots);
    rpc_add_value(put, "volume_usd", day->value_tick_lots);
    rpc_add_value(put, "volume_notional", day->value_tick_lots);
    json_end_object(put->writer);
}

static void put_touch(const struct rpc_put *put, const struct market_ticker *ticker)
{
    rpc_add_price(put, "best_bid_price", ticker->bid.price.ticks);
    rpc_add_amount(put, "best_bid_amount", ticker->bid.shown.lots);
    rpc_add_price(put, "best_ask_price", ticker->ask.price.ticks);
    rpc_add_amount(put, "best_ask_amount", ticker->ask.shown.lots);
}

/* What this venue adds: how funding and mark come about, and what holds trading up. */
static void put_inputs(const struct rpc_source *source, const struct rpc_put *put,
                       const struct market_ticker *ticker)
{
    struct json_writer *writer = put->writer;
    const struct rpc_price_inputs *inputs =
        source->prices == NULL ? NULL : rpc_prices_of(source->prices, put->instrument->product_id);
    rpc_add_ms(put, "next_funding_timestamp", ticker->next_funding_ns);
    rpc_add_rate(put, "funding_estimate", ticker->estimate_e12);
    rpc_add_rate(put, "funding_last", ticker->rate_e12);
    rpc_add_rate(put, "premium", ticker->premium_e12);
    json_add_bool(writer, "funding_paused", ticker->index_state != INDEX_NORMAL);
    json_put_name(writer, "halt");
    const char *halts[] = {"none", "paused", "halted"};
    json_put_text(writer, halts[ticker->halt <= HALT_HALTED ? ticker->halt : HALT_HALTED]);
    const char *phases[] = {"closed", "pre_open", "open"};
    json_add_text(writer, "phase", phases[ticker->phase <= PHASE_OPEN ? ticker->phase : 0]);
    if (inputs == NULL) return;
    rpc_add_fine_or_null(put, "impact_bid", inputs->mark.impact_bid);
    rpc_add_fine_or_null(put, "impact_ask", inputs->mark.impact_ask);
    rpc_add_fine_or_null(put, "mark_basis", inputs->mark.basis);
    rpc_add_fine_or_null(put, "mark_spread", inputs->mark.spread);
    rpc_add_fine_or_null(put, "mark_touch", inputs->mark.touch);
    json_add_u64(writer, "sample_count", inputs->premium_count);
}

void rpc_view_ticker_members(const struct rpc_source *source, const struct instrument *instrument,
                             const struct market_ticker *ticker)
{
    struct rpc_put put = put_of(source, instrument);
    struct json_writer *writer = source->writer;
    int64_t bounds[2];
    rpc_price_bounds(source, instrument, ticker, bounds);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    rpc_add_ms(&put, "timestamp", ticker->time_ns);
    json_add_text(writer, "state", market_state(ticker));
    put_touch(&put, ticker);
    rpc_add_price_or_null(&put, "last_price", ticker->last.ticks);
    rpc_add_fine_or_null(&put, "mark_price", ticker->mark);
    rpc_add_fine_or_null(&put, "index_price", ticker->index);
    rpc_add_price(&put, "min_price", bounds[0]);
    rpc_add_price(&put, "max_price", bounds[1]);
    rpc_add_amount(&put, "open_interest", ticker->open_interest.lots);
    struct fine_price settled =
        ticker->settlement.ticks_e4 != 0 ? ticker->settlement : ticker->mark;
    rpc_add_fine_or_null(&put, "settlement_price", settled);
    rpc_add_fine_or_null(&put, "estimated_delivery_price", ticker->index);
    rpc_add_rate(&put, "current_funding", ticker->estimate_e12);
    rpc_add_rate(&put, "funding_8h", ticker->rate_8h_e12);
    rpc_add_rate(&put, "interest_value", ticker->premium_e12);
    put_statistics(&put, ticker);
    put_inputs(source, &put, ticker);
}

void rpc_view_ticker(const struct rpc_source *source, const struct instrument *instrument,
                     const struct market_ticker *ticker)
{
    json_begin_object(source->writer);
    rpc_view_ticker_members(source, instrument, ticker);
    json_end_object(source->writer);
}

void rpc_view_quote(const struct rpc_source *source, const struct instrument *instrument,
                    const struct market_ticker *ticker)
{
    struct rpc_put put = put_of(source, instrument);
    json_begin_object(source->writer);
    rpc_add_ms(&put, "timestamp", ticker->time_ns);
    json_add_text(source->writer, "instrument_name", instrument->rpc_name);
    put_touch(&put, ticker);
    json_end_object(source->writer);
}

/* Half of the sum of two prices: a fine price holds it exactly. */
static void put_mid(const struct rpc_put *put, const struct market_ticker *ticker)
{
    if (ticker->bid.shown.lots == 0 || ticker->ask.shown.lots == 0) {
        json_add_null(put->writer, "mid_price");
        return;
    }
    int64_t sum = ticker->bid.price.ticks + ticker->ask.price.ticks;
    rpc_add_fine(put, "mid_price", (struct fine_price){sum * (FINE_PER_TICK / 2)});
}

void rpc_view_book_summary(const struct rpc_source *source, const struct instrument *instrument,
                           const struct market_ticker *ticker)
{
    struct rpc_put put = put_of(source, instrument);
    struct json_writer *writer = source->writer;
    json_begin_object(writer);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    json_add_text(writer, "base_currency", instrument->base);
    json_add_text(writer, "quote_currency", instrument->quote);
    rpc_add_ms(&put, "creation_timestamp", ticker->time_ns);
    rpc_add_price_or_null(&put, "bid_price", ticker->bid.price.ticks);
    rpc_add_price_or_null(&put, "ask_price", ticker->ask.price.ticks);
    put_mid(&put, ticker);
    rpc_add_price_or_null(&put, "last", ticker->last.ticks);
    rpc_add_price_or_null(&put, "high", ticker->day.high.ticks);
    rpc_add_price_or_null(&put, "low", ticker->day.low.ticks);
    put_change(writer, ticker);
    rpc_add_fine_or_null(&put, "mark_price", ticker->mark);
    rpc_add_amount(&put, "open_interest", ticker->open_interest.lots);
    rpc_add_amount(&put, "volume", ticker->day.volume.lots);
    rpc_add_value(&put, "volume_usd", ticker->day.value_tick_lots);
    rpc_add_value(&put, "volume_notional", ticker->day.value_tick_lots);
    rpc_add_fine_or_null(&put, "estimated_delivery_price", ticker->index);
    rpc_add_rate(&put, "current_funding", ticker->estimate_e12);
    rpc_add_rate(&put, "funding_8h", ticker->rate_8h_e12);
    json_end_object(writer);
}

/* --- depth and trades ------------------------------------------------------------------------- */

void rpc_view_depth(const struct rpc_source *source, const struct instrument *instrument,
                    const struct rpc_depth *depth)
{
    struct rpc_put put = put_of(source, instrument);
    const struct market_data *market = gateway_market(source->gateway);
    struct market_level *levels = calloc(depth->levels_max, sizeof *levels);
    uint32_t count = 0;
    if (levels != NULL && depth->group_ticks > 1) {
        struct market_grouping grouping = {depth->side, depth->group_ticks};
        count = market_depth_grouped(market, instrument->product_id, &grouping, levels,
                                     depth->levels_max);
    } else if (levels != NULL) {
        count =
            market_depth(market, instrument->product_id, depth->side, levels, depth->levels_max);
    }
    json_begin_array(source->writer);
    for (uint32_t i = 0; i < count; i++) {
        json_begin_array(source->writer);
        rpc_put_price(&put, levels[i].price.ticks);
        rpc_put_amount(&put, levels[i].shown.lots);
        json_end_array(source->writer);
    }
    json_end_array(source->writer);
    free(levels);
}

void rpc_view_trade(const struct rpc_source *source, const struct market_trade *trade)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(source->gateway), trade->product_id);
    struct rpc_put put = put_of(source, instrument);
    struct json_writer *writer = source->writer;
    json_begin_object(writer);
    rpc_add_id(writer, "trade_id", trade->trade_id);
    json_add_u64(writer, "trade_seq", trade->number);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    rpc_add_ms(&put, "timestamp", trade->time_ns);
    json_add_text(writer, "direction", trade->taker_side == SIDE_BUY ? "buy" : "sell");
    json_add_u64(writer, "tick_direction", trade->tick_direction);
    rpc_add_price(&put, "price", trade->price.ticks);
    rpc_add_amount(&put, "amount", trade->qty.lots);
    json_add_i64(writer, "contracts", trade->qty.lots);
    rpc_add_fine(&put, "mark_price", trade->mark);
    rpc_add_fine(&put, "index_price", trade->index);
    if (trade->is_liquidation) json_add_text(writer, "liquidation", "T");
    if (trade->block_id != 0) {
        rpc_add_id(writer, "block_trade_id", trade->block_id);
        json_add_i64(writer, "block_trade_leg_count", 1);
    }
    json_end_object(writer);
}
