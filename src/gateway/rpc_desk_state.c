/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_desk_state.c - the state of the venue as market operations see it.
 *
 * Rules  R-PHASE-1 to R-PHASE-3, R-BAND-1, R-INDEX-9, R-REG-7.
 */
#include "gateway/rpc_channel.h"
#include "gateway/rpc_desk.h"
#include "gateway/rpc_units.h"
#include "market_data/market_data.h"

static void add_halt(const struct rpc_look *look, uint16_t product_id, uint32_t halt)
{
    static struct desk_action action; /* large */
    struct desk *desk = gateway_desk(look->rpc->gateway);
    rpc_add_word(look->writer, "halt", WORDS_HALT, halt);
    if (halt == HALT_NONE || desk == NULL) return;
    if (!desk_halt(desk, product_id, &action) || action.command.state.state != halt) return;
    json_add_text(look->writer, "halt_reason", action.reason);
}

static void add_limits(const struct rpc_look *look, const struct product_terms *terms)
{
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {writer, NULL};
    json_put_name(writer, "limits");
    json_begin_object(writer);
    json_add_i64(writer, "order_lots_max", terms->order_lots_max);
    rpc_add_money(&put, "order_notional_max", (struct money){terms->order_notional_micros_max});
    json_add_i64(writer, "position_lots_max", terms->position_lots_max);
    json_add_i64(writer, "band_ticks", terms->band_ticks);
    json_add_decimal(writer, "band_percent", terms->band_ppm, 4);
    json_add_i64(writer, "protection_ticks", terms->protection_ticks);
    json_end_object(writer);
}

/* Orders that rest in the book. */
static uint64_t live_orders(const struct core *core, uint16_t product_id)
{
    static struct depth_level levels[4096];
    uint64_t count = 0;
    for (uint32_t side = SIDE_BUY; side <= SIDE_SELL; side++) {
        uint32_t found = core_depth(core, product_id, (enum side)side, levels, 4096);
        for (uint32_t i = 0; i < found; i++) count += levels[i].orders;
    }
    return count;
}

static void add_prices(const struct rpc_look *look, const struct instrument *instrument,
                       const struct terms_view *terms)
{
    const struct rpc_put put = {look->writer, instrument};
    struct product_view product = {0};
    struct economy_view economy;
    (void)core_product(look->core, instrument->product_id, &product);
    rpc_add_fine_or_null(&put, "mark_price", product.mark);
    rpc_add_fine_or_null(&put, "index_price", product.index);
    rpc_add_price_or_null(&put, "last_price", product.last.ticks);
    rpc_add_price(&put, "min_price", terms->price_min.ticks);
    rpc_add_price(&put, "max_price", terms->price_max.ticks);
    rpc_add_amount(&put, "open_interest", product.open_interest.lots);
    json_add_u64(look->writer, "trades", product.trade_count);
    if (core_economy(look->core, instrument->product_id, &economy)) {
        rpc_add_word(look->writer, "index_state", WORDS_INDEX_STATE, economy.index_state);
    }
}

static void put_product(const struct rpc_look *look, const struct instrument *instrument)
{
    struct json_writer *writer = look->writer;
    struct product_view product = {0};
    struct filing_view filing = {0};
    struct terms_view terms;
    if (!core_terms(look->core, instrument->product_id, &terms)) return;
    (void)core_product(look->core, instrument->product_id, &product);
    (void)core_filing(look->core, instrument->product_id, &filing);
    json_begin_object(writer);
    json_add_u64(writer, "product_id", instrument->product_id);
    json_add_text(writer, "instrument_name", instrument->rpc_name);
    rpc_add_word(writer, "state", WORDS_PRODUCT_STATE, product.state);
    rpc_add_word(writer, "phase", WORDS_PHASE, product.phase);
    add_halt(look, instrument->product_id, product.halt);
    add_prices(look, instrument, &terms);
    json_add_u64(writer, "live_orders", live_orders(look->core, instrument->product_id));
    if (filing.basis != 0) json_add_u64(writer, "register_entry", filing.basis);
    json_add_u64(writer, "terms_version", terms.terms_version);
    add_limits(look, terms.product);
    json_end_object(writer);
}

static void add_products(const struct rpc_look *look)
{
    const struct instruments *instruments = gateway_instruments(look->rpc->gateway);
    const struct instrument *instrument;
    json_put_name(look->writer, "products");
    json_begin_array(look->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        put_product(look, instrument);
    }
    json_end_array(look->writer);
}

/* Sources of the index as the latest price step had them. */
static void put_feeds(const struct rpc_look *look, const struct instrument *instrument)
{
    struct json_writer *writer = look->writer;
    const struct rpc_put put = {writer, instrument};
    struct terms_view terms;
    const struct rpc_price_inputs *inputs =
        rpc_prices_of(rpc_channels_prices(look->rpc), instrument->product_id);
    bool has_sources = core_terms(look->core, instrument->product_id, &terms) &&
                       terms.prices != NULL && inputs != NULL;
    if (!has_sources) return;
    for (uint32_t i = 0; i < terms.prices->source_count; i++) {
        json_begin_object(writer);
        json_add_u64(writer, "source", terms.prices->sources[i].source_id);
        json_add_text(writer, "instrument_name", instrument->rpc_name);
        rpc_add_word(writer, "state", WORDS_SOURCE_STATUS, inputs->index.statuses >> 4 * i & 15);
        rpc_add_fine_or_null(&put, "price", inputs->sources[i]);
        json_end_object(writer);
    }
}

static void add_feeds(const struct rpc_look *look)
{
    const struct instruments *instruments = gateway_instruments(look->rpc->gateway);
    const struct instrument *instrument;
    json_put_name(look->writer, "feeds");
    json_begin_array(look->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        put_feeds(look, instrument);
    }
    json_end_array(look->writer);
}

static void add_members(const struct rpc_look *look)
{
    struct json_writer *writer = look->writer;
    struct gateway *gateway = look->rpc->gateway;
    json_put_name(writer, "venue");
    json_begin_object(writer);
    add_halt(look, 0, market_venue_halt(gateway_market(gateway)));
    json_end_object(writer);
    add_products(look);
    add_feeds(look);
    rpc_add_waiting(look, "waiting");
    rpc_add_errors(look, "errors");
}

void rpc_put_state_members(const struct rpc_look *look)
{
    json_begin_object(look->writer);
    add_members(look);
    json_end_object(look->writer);
}

void rpc_put_state(const struct rpc_look *look)
{
    struct json_writer *writer = look->writer;
    json_begin_object(writer);
    json_add_i64(writer, "timestamp", core_time_ns(look->core) / RPC_NS_PER_MS);
    json_add_u64(writer, "sequence", core_sequence(look->core));
    json_add_u64(writer, "durable_sequence", gateway_durable(look->rpc->gateway));
    add_members(look);
    json_end_object(writer);
}
