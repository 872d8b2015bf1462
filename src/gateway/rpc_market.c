/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_market.c - methods that show the market: instruments, tickers, books, indices.
 */
#include <string.h>

#include "gateway/rpc_channel.h"
#include "gateway/rpc_filter.h"
#include "gateway/rpc_view.h"

#define DEPTH_DEFAULT   20
#define CURRENCY_PLACES 3u

static struct rpc_source source_of(struct rpc_call *call)
{
    return (struct rpc_source){.gateway = call->rpc->gateway,
                               .writer = &call->writer,
                               .prices = rpc_channels_prices(call->rpc)};
}

/* Terms come from the live core: an answer with them waits for the journal. */
static void wait_for_journal(struct rpc_call *call)
{
    call->barrier = gateway_barrier(call->rpc->gateway);
}

/* --- currencies and instruments --------------------------------------------------------------- */

/* What money or coin an instrument names at one of its three places. */
struct named_currency {
    const char *name;
    const char *name_long;
    uint32_t decimals;
};

static struct named_currency currency_at(const struct instrument *instrument, uint32_t place)
{
    bool is_base = place == 1;
    const char *name = is_base      ? instrument->base
                       : place == 0 ? instrument->quote
                                    : instrument->settlement;
    bool is_settled = strcmp(name, instrument->settlement) == 0;
    return (struct named_currency){
        .name = name,
        .name_long = strcmp(name, "USD") == 0              ? "US dollar"
                     : strcmp(name, instrument->base) == 0 ? instrument->base_long
                                                           : name,
        .decimals = is_settled && instrument->money_decimals != 0 ? instrument->money_decimals
                    : is_base                                     ? MONEY_COIN_DECIMALS
                                                                  : MONEY_DECIMALS,
    };
}

static void put_currency(struct json_writer *writer, const struct named_currency *currency,
                         bool is_coin)
{
    json_begin_object(writer);
    json_add_text(writer, "currency", currency->name);
    json_add_text(writer, "currency_long", currency->name_long);
    json_add_text(writer, "coin_type", is_coin ? "BITCOIN" : "FIAT");
    json_add_i64(writer, "fee_precision", currency->decimals);
    json_add_i64(writer, "decimals", currency->decimals);
    json_add_i64(writer, "min_confirmations", 0);
    json_add_i64(writer, "min_withdrawal_fee", 0);
    json_add_i64(writer, "withdrawal_fee", 0);
    json_put_name(writer, "withdrawal_priorities");
    json_begin_array(writer);
    json_end_array(writer);
    json_add_bool(writer, "in_cross_collateral_pool", false);
    json_end_object(writer);
}

/* Quote, base and settlement of every instrument, each name once. */
static void public_get_currencies(struct rpc_call *call)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    const char *known[CURRENCY_PLACES * INSTRUMENTS_MAX];
    uint32_t count = 0;
    json_begin_array(&call->writer);
    for (uint32_t i = 0; i < INSTRUMENTS_MAX * CURRENCY_PLACES; i++) {
        instrument = instrument_at(instruments, i / CURRENCY_PLACES);
        if (instrument == NULL) break;
        struct named_currency currency = currency_at(instrument, i % CURRENCY_PLACES);
        uint32_t at = 0;
        while (at < count && strcmp(known[at], currency.name) != 0) at++;
        if (at < count || currency.name[0] == '\0') continue;
        known[count++] = currency.name;
        put_currency(&call->writer, &currency, strcmp(currency.name, instrument->base) == 0);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static bool instrument_is_listed(const struct rpc_call *call, const struct instrument *instrument)
{
    struct market_ticker ticker;
    if (!market_ticker(gateway_market(call->rpc->gateway), instrument->product_id, &ticker)) {
        return false;
    }
    return ticker.state == PRODUCT_LISTED || ticker.state == PRODUCT_RESTRICTED;
}

static void public_get_instruments(struct rpc_call *call)
{
    struct rpc_source source = source_of(call);
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const char *currency = rpc_text(call, "currency");
    bool is_expired = rpc_boolean(call, "expired", false);
    bool is_kind = rpc_kind_is_traded(rpc_text(call, "kind"));
    const struct instrument *instrument;
    wait_for_journal(call);
    json_begin_array(&call->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        if (!is_kind || instrument_is_listed(call, instrument) == is_expired) continue;
        if (currency != NULL && !rpc_currency_matches(instrument, currency)) continue;
        rpc_view_instrument(&source, instrument);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void public_get_instrument(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct rpc_source source = source_of(call);
    wait_for_journal(call);
    rpc_view_instrument(&source, instrument);
    rpc_finish(call);
}

static void public_get_contract_size(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    rpc_add_amount(&put, "contract_size", 1);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- tickers and books ------------------------------------------------------------------------ */

/* The ticker of the instrument asked for.  NULL: failed, the call is ended. */
static const struct instrument *ticker_asked(struct rpc_call *call, struct market_ticker *ticker)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return NULL;
    wait_for_journal(call);
    if (market_ticker(gateway_market(call->rpc->gateway), instrument->product_id, ticker)) {
        return instrument;
    }
    rpc_fail(call, RPC_NOT_FOUND, "instrument_name", "not listed yet");
    return NULL;
}

static void public_ticker(struct rpc_call *call)
{
    struct market_ticker ticker;
    const struct instrument *instrument = ticker_asked(call, &ticker);
    if (instrument == NULL) return;
    struct rpc_source source = source_of(call);
    rpc_view_ticker(&source, instrument, &ticker);
    rpc_finish(call);
}

static void answer_order_book(struct rpc_call *call, const struct instrument *instrument)
{
    struct market_ticker ticker;
    const struct market_data *market = gateway_market(call->rpc->gateway);
    if (!market_ticker(market, instrument->product_id, &ticker)) {
        rpc_fail(call, RPC_NOT_FOUND, "instrument_name", "not listed yet");
        return;
    }
    struct rpc_source source = source_of(call);
    uint32_t levels_max = (uint32_t)rpc_integer(call, "depth", DEPTH_DEFAULT);
    struct rpc_depth bids = {.side = SIDE_BUY, .levels_max = levels_max};
    struct rpc_depth asks = {.side = SIDE_SELL, .levels_max = levels_max};
    wait_for_journal(call);
    json_begin_object(&call->writer);
    rpc_view_ticker_members(&source, instrument, &ticker);
    json_add_u64(&call->writer, "change_id", market_book_id(market, instrument->product_id));
    json_put_name(&call->writer, "bids");
    rpc_view_depth(&source, instrument, &bids);
    json_put_name(&call->writer, "asks");
    rpc_view_depth(&source, instrument, &asks);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void public_get_order_book(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument != NULL) answer_order_book(call, instrument);
}

static void public_get_order_book_by_instrument_id(struct rpc_call *call)
{
    uint16_t product_id = (uint16_t)rpc_integer(call, "instrument_id", 0);
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), product_id);
    if (instrument == NULL) {
        rpc_fail(call, RPC_NOT_FOUND, "instrument_id", "no such instrument");
        return;
    }
    answer_order_book(call, instrument);
}

static void public_get_book_summary_by_currency(struct rpc_call *call)
{
    struct rpc_source source = source_of(call);
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const char *currency = rpc_text(call, "currency");
    bool is_kind = rpc_kind_is_traded(rpc_text(call, "kind"));
    const struct instrument *instrument;
    json_begin_array(&call->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct market_ticker ticker;
        if (!is_kind || !rpc_currency_matches(instrument, currency)) continue;
        if (!market_ticker(gateway_market(source.gateway), instrument->product_id, &ticker)) {
            continue;
        }
        rpc_view_book_summary(&source, instrument, &ticker);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void public_get_book_summary_by_instrument(struct rpc_call *call)
{
    struct market_ticker ticker;
    const struct instrument *instrument = ticker_asked(call, &ticker);
    if (instrument == NULL) return;
    struct rpc_source source = source_of(call);
    json_begin_array(&call->writer);
    rpc_view_book_summary(&source, instrument, &ticker);
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- indices ---------------------------------------------------------------------------------- */

static void public_get_index_price(struct rpc_call *call)
{
    const struct instrument *instrument =
        rpc_instrument_of_index(call, rpc_text(call, "index_name"));
    struct market_ticker ticker;
    if (instrument == NULL ||
        !market_ticker(gateway_market(call->rpc->gateway), instrument->product_id, &ticker)) {
        rpc_fail(call, RPC_INVALID_PARAMS, "index_name", "no such index");
        return;
    }
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    rpc_add_fine_or_null(&put, "index_price", ticker.index);
    rpc_add_fine_or_null(&put, "estimated_delivery_price", ticker.index);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void answer_index_names(struct rpc_call *call, bool is_extended)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    struct json_writer *writer = &call->writer;
    json_begin_array(writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        if (rpc_instrument_of_index(call, instrument->index_name) != instrument) continue;
        if (!is_extended) {
            json_put_text(writer, instrument->index_name);
            continue;
        }
        json_begin_object(writer);
        json_add_text(writer, "name", instrument->index_name);
        json_add_bool(writer, "future_combo_creation_enabled", false);
        json_add_bool(writer, "option_combo_creation_enabled", false);
        json_end_object(writer);
    }
    json_end_array(writer);
    rpc_finish(call);
}

static void public_get_index_price_names(struct rpc_call *call)
{
    answer_index_names(call, rpc_boolean(call, "extended", false));
}

static void public_get_supported_index_names(struct rpc_call *call)
{
    answer_index_names(call, false);
}

/* --- the rows --------------------------------------------------------------------------------- */

#define KINDS "future|option|spot|future_combo|option_combo|combo|any"

static const struct rpc_parameter instruments_parameters[] = {
    {"currency", RPC_TEXT, false, NULL, 0, 16},
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
    {"expired", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter instrument_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
};

static const struct rpc_parameter book_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"depth", RPC_INTEGER, false, NULL, 1, RPC_DEPTH_MAX},
};

static const struct rpc_parameter book_by_id_parameters[] = {
    {"instrument_id", RPC_INTEGER, true, NULL, 1, UINT16_MAX},
    {"depth", RPC_INTEGER, false, NULL, 1, RPC_DEPTH_MAX},
};

static const struct rpc_parameter summary_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"kind", RPC_TEXT, false, KINDS, 0, 0},
};

static const struct rpc_parameter index_parameters[] = {
    {"index_name", RPC_TEXT, true, NULL, 0, 32},
};

static const struct rpc_parameter names_parameters[] = {
    {"extended", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter supported_parameters[] = {
    {"type", RPC_TEXT, false, "all|spot|derivative", 0, 0},
};

#define ROW(name, parameters, handler)                                                             \
    {                                                                                              \
        name, RPC_ROW(parameters), 0, RPC_COST_REQUEST, false, handler, 0                          \
    }

const struct rpc_method rpc_market_methods[] = {
    {"public/get_currencies", RPC_NO_ROW, 0, RPC_COST_REQUEST, false, public_get_currencies, 0},
    ROW("public/get_instruments", instruments_parameters, public_get_instruments),
    ROW("public/get_instrument", instrument_parameters, public_get_instrument),
    ROW("public/get_contract_size", instrument_parameters, public_get_contract_size),
    ROW("public/ticker", instrument_parameters, public_ticker),
    ROW("public/get_order_book", book_parameters, public_get_order_book),
    ROW("public/get_order_book_by_instrument_id", book_by_id_parameters,
        public_get_order_book_by_instrument_id),
    ROW("public/get_book_summary_by_currency", summary_parameters,
        public_get_book_summary_by_currency),
    ROW("public/get_book_summary_by_instrument", instrument_parameters,
        public_get_book_summary_by_instrument),
    ROW("public/get_index_price", index_parameters, public_get_index_price),
    ROW("public/get_index_price_names", names_parameters, public_get_index_price_names),
    ROW("public/get_supported_index_names", supported_parameters, public_get_supported_index_names),
    {0},
};
