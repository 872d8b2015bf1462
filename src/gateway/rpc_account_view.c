/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_account_view.c - position, portfolio and margin as objects of an answer.
 *
 * Rules  R-EQUITY-3, R-TIER-1, R-TIER-2.
 */
#include <string.h>

#include "base/int_math.h"
#include "gateway/rpc_account.h"

#define PPM_ONE INT64_C(1000000)

/* --- margin of a notional --------------------------------------------------------------------- */

struct money rpc_notional(const struct instrument *instrument, int64_t ticks, int64_t lots)
{
    int128 micros = (int128)ticks * lots * instrument->tick_value_micros;
    if (instrument->is_inverse) micros = ticks == 0 ? 0 : (int128)instrument->face * lots / ticks;
    if (micros < 0) micros = -micros;
    return (struct money){micros > MONEY_MICROS_MAX ? MONEY_MICROS_MAX : (int64_t)micros};
}

static struct money share_ceil(int64_t micros, int64_t ppm)
{
    return (struct money){narrow_i64(div_ceil((int128)micros * ppm, PPM_ONE))};
}

/* R-TIER-1: each slice of the notional at the rate of its bracket. */
static struct money bracket_sum(const struct body_margin_terms *terms, int64_t notional,
                                bool is_initial)
{
    int128 sum = 0;
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        const struct margin_bracket *bracket = &terms->brackets[i];
        int64_t top = i + 1 < terms->bracket_count ? terms->brackets[i + 1].floor_micros : notional;
        int64_t slice = i64_min(notional, top) - bracket->floor_micros;
        if (slice <= 0) break;
        sum += (int128)slice * (is_initial ? bracket->initial_ppm : bracket->maintenance_ppm);
    }
    return (struct money){narrow_i64(div_ceil(sum, PPM_ONE))};
}

static int64_t leverage_of(const struct body_margin_terms *terms, int64_t notional)
{
    int64_t leverage = LEVERAGE_ONE;
    for (uint32_t i = 0; i < terms->bracket_count; i++) {
        if (notional < terms->brackets[i].floor_micros) break;
        leverage = terms->brackets[i].leverage_e2;
    }
    return leverage > 0 ? leverage : LEVERAGE_ONE;
}

struct rpc_margin rpc_margin_of(const struct core *core, uint16_t product_id, struct money notional)
{
    struct terms_view terms;
    struct rpc_margin margin = {{0}, {0}};
    if (!core_terms(core, product_id, &terms)) return margin;
    if (terms.margin == NULL) {
        margin.initial = share_ceil(notional.micros, terms.product->initial_margin_ppm);
        return margin;
    }
    margin.maintenance = bracket_sum(terms.margin, notional.micros, false);
    switch (terms.margin->initial_mode) {
    case INITIAL_FACTOR:
        margin.initial = share_ceil(margin.maintenance.micros, terms.margin->initial_factor_ppm);
        break;
    case INITIAL_RATES: margin.initial = bracket_sum(terms.margin, notional.micros, true); break;
    default: {
        int64_t leverage = leverage_of(terms.margin, notional.micros);
        int128 micros = div_ceil((int128)notional.micros * LEVERAGE_ONE, leverage);
        margin.initial.micros = narrow_i64(micros);
        break;
    }
    }
    return margin;
}

struct money rpc_order_margin(struct rpc_call *call, const struct order_record *order)
{
    const struct instrument *instrument =
        instrument_by_product(gateway_instruments(call->rpc->gateway), order->product_id);
    int64_t ticks = order->price.ticks != 0 ? order->price.ticks : order->trigger.ticks;
    if ((order->flags & FLAG_REDUCE_ONLY) != 0) return (struct money){0};
    struct money notional = rpc_notional(instrument, ticks, order->open.lots);
    return rpc_margin_of(rpc_core(call), order->product_id, notional).initial;
}

/* --- position --------------------------------------------------------------------------------- */

struct fine_price rpc_average_of(const struct instrument *instrument, struct money paid,
                                 int64_t lots)
{
    if (lots == 0) return (struct fine_price){0};
    if (instrument->is_inverse) { /* R-PAYOFF-6: what was paid counts negative */
        if (paid.micros == 0) return (struct fine_price){0};
        int128 price = div_floor(-(int128)instrument->face * lots * FINE_PER_TICK, paid.micros);
        return (struct fine_price){narrow_i64(price)};
    }
    int128 sign = lots < 0 ? -1 : 1;
    int128 size = sign * lots * instrument->tick_value_micros;
    int128 value = sign * paid.micros * FINE_PER_TICK;
    return (struct fine_price){narrow_i64(div_floor(value + size / 2, size))};
}

static void put_profit(const struct rpc_put *put, const struct position_record *record,
                       struct money floating)
{
    rpc_add_money(put, "floating_profit_loss", floating);
    rpc_add_money(put, "realized_profit_loss", record->session.realised);
    rpc_add_money(put, "realized_funding", record->session.funding);
    rpc_add_money(put, "total_profit_loss",
                  (struct money){floating.micros + record->session.realised.micros});
    rpc_add_money(put, "interest_value", record->total.funding);
}

/* Leverage in use: notional over equity, with two decimals, rounded up. */
static void put_leverage(const struct rpc_put *put, struct money notional, struct money equity)
{
    int64_t leverage = 0;
    if (equity.micros > 0) {
        leverage = (int64_t)div_ceil((int128)notional.micros, equity.micros);
    }
    json_add_i64(put->writer, "leverage", leverage < 1 ? 1 : leverage);
}

void rpc_view_position(const struct rpc_source *source, uint32_t account_id,
                       const struct instrument *instrument)
{
    const struct core *core = gateway_core(source->gateway);
    struct rpc_put put = {source->writer, instrument};
    struct position_view position = {0};
    struct position_margin_view margin = {0};
    struct account_risk_view risk = {0};
    struct product_view product = {0};
    struct position_record record = {0};
    (void)core_position(core, account_id, instrument->product_id, &position);
    (void)core_position_margin(core, account_id, instrument->product_id, &margin);
    (void)core_account_risk(core, account_id, &risk);
    (void)core_product(core, instrument->product_id, &product);
    (void)read_model_position(gateway_orders(source->gateway), account_id, instrument->product_id,
                              &record);
    int64_t lots = position.net.lots;
    json_begin_object(source->writer);
    json_add_text(source->writer, "instrument_name", instrument->rpc_name);
    json_add_text(source->writer, "kind", "future");
    json_add_text(source->writer, "direction", lots > 0 ? "buy" : lots < 0 ? "sell" : "zero");
    rpc_add_amount(&put, "size", lots);
    rpc_add_amount(&put, "size_currency", lots);
    rpc_add_fine(&put, "average_price", rpc_average_of(instrument, position.paid, lots));
    rpc_add_fine(&put, "mark_price", product.mark);
    rpc_add_fine(&put, "index_price", product.index);
    rpc_add_fine(&put, "settlement_price", product.mark);
    rpc_add_money(&put, "initial_margin", margin.initial);
    rpc_add_money(&put, "maintenance_margin", margin.maintenance);
    struct money open = {i64_max(0, risk.initial.micros - margin.initial.micros)};
    rpc_add_money(&put, "open_orders_margin", open);
    put_profit(&put, &record, margin.unrealised);
    rpc_add_amount(&put, "delta", lots);
    put_leverage(&put, margin.notional, risk.equity);
    rpc_add_fine_or_null(&put, "estimated_liquidation_price", risk.liquidation_price);
    json_end_object(source->writer);
}

/* --- portfolio -------------------------------------------------------------------------------- */

/* Keys that the dialect's clients expect and that are zero where there are no options. */
static void put_options(struct json_writer *writer)
{
    static const char *const names[] = {
        "options_delta", "options_gamma",      "options_theta",       "options_vega",
        "options_value", "options_pl",         "options_session_rpl", "options_session_upl",
        "spot_reserve",  "additional_reserve", "fee_balance",         "locked_balance"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) json_add_i64(writer, names[i], 0);
    static const char *const maps[] = {"options_gamma_map", "options_theta_map", "options_vega_map",
                                       "estimated_liquidation_ratio_map"};
    for (size_t i = 0; i < sizeof maps / sizeof maps[0]; i++) {
        json_put_name(writer, maps[i]);
        json_begin_object(writer);
        json_end_object(writer);
    }
}

/* The coins held net, over all instruments and by index. */
static void put_delta(const struct rpc_source *source, uint32_t account_id)
{
    const struct instruments *instruments = gateway_instruments(source->gateway);
    const struct core *core = gateway_core(source->gateway);
    const struct instrument *instrument;
    const struct instrument *first = instrument_at(instruments, 0);
    int64_t total = 0;
    json_put_name(source->writer, "delta_total_map");
    json_begin_object(source->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct position_view position = {0};
        struct rpc_put put = {source->writer, instrument};
        if (!core_position(core, account_id, instrument->product_id, &position)) continue;
        if (strcmp(instrument->base, first->base) == 0) total += position.net.lots;
        if (i == 0) rpc_add_amount(&put, instrument->index_name, position.net.lots);
    }
    json_end_object(source->writer);
    if (first == NULL) return;
    struct rpc_put put = {source->writer, first};
    rpc_add_amount(&put, "delta_total", total);
    rpc_add_amount(&put, "projected_delta_total", total);
}

static void put_totals(const struct rpc_put *put, const struct account_risk_view *risk)
{
    rpc_add_money(put, "total_equity_usd", risk->equity);
    rpc_add_money(put, "total_margin_balance_usd", risk->equity);
    rpc_add_money(put, "total_initial_margin_usd", risk->initial);
    rpc_add_money(put, "total_maintenance_margin_usd", risk->maintenance);
    json_add_i64(put->writer, "total_delta_total_usd", 0);
    json_add_decimal(put->writer, "margin_ratio", risk->ratio_ppm, 6);
    json_add_bool(put->writer, "is_in_liquidation_queue", risk->is_queued);
}

/* R-CASH-2: what may leave keeps the initial margin behind, and is cash. */
static struct money withdrawable(const struct account_risk_view *risk)
{
    return (struct money){i64_max(0, i64_min(risk->available.micros, risk->balance.micros))};
}

/* Realised and floating results of this session and of all. */
static void put_results(const struct rpc_put *put, const struct position_sums *sums,
                        struct money floating)
{
    struct money realised = {sums->realised.micros + sums->funding.micros - sums->fee.micros};
    struct money total = {realised.micros + floating.micros};
    rpc_add_money(put, "session_upl", floating);
    rpc_add_money(put, "session_rpl", sums->realised);
    rpc_add_money(put, "futures_pl", total);
    rpc_add_money(put, "futures_session_upl", floating);
    rpc_add_money(put, "futures_session_rpl", sums->realised);
    rpc_add_money(put, "total_pl", total);
}

const char *rpc_money_of(struct gateway *gateway, uint32_t account_id)
{
    uint32_t currency = core_account_currency(gateway_core(gateway), account_id);
    return instruments_money(gateway_instruments(gateway), currency);
}

const struct instrument *rpc_settled_of(struct gateway *gateway, uint32_t account_id)
{
    uint32_t currency = core_account_currency(gateway_core(gateway), account_id);
    return instruments_settled(gateway_instruments(gateway), currency);
}

static void put_members(const struct rpc_source *source, uint32_t account_id, const char *currency,
                        const struct rpc_margin *projected)
{
    struct rpc_put put = {source->writer, rpc_settled_of(source->gateway, account_id)};
    struct account_risk_view risk = {0};
    struct account_record record = {0};
    (void)core_account_risk(gateway_core(source->gateway), account_id, &risk);
    (void)read_model_account(gateway_orders(source->gateway), account_id, &record);
    json_add_text(source->writer, "currency", currency);
    rpc_add_money(&put, "balance", risk.balance);
    rpc_add_money(&put, "equity", risk.equity);
    rpc_add_money(&put, "margin_balance", risk.equity);
    rpc_add_money(&put, "available_funds", risk.available);
    rpc_add_money(&put, "available_withdrawal_funds", withdrawable(&risk));
    rpc_add_money(&put, "initial_margin", risk.initial);
    rpc_add_money(&put, "maintenance_margin", risk.maintenance);
    struct rpc_margin own = {risk.initial, risk.maintenance};
    if (projected == NULL) projected = &own;
    rpc_add_money(&put, "projected_initial_margin", projected->initial);
    rpc_add_money(&put, "projected_maintenance_margin", projected->maintenance);
    put_results(&put, &record.total, risk.unrealised);
    put_delta(source, account_id);
    json_add_text(source->writer, "margin_model", risk.is_portfolio ? "cross_pm" : "cross_sm");
    json_add_bool(source->writer, "portfolio_margining_enabled", risk.is_portfolio);
    json_add_bool(source->writer, "cross_collateral_enabled", false);
    json_add_decimal(source->writer, "estimated_liquidation_ratio", risk.ratio_ppm, 6);
    put_totals(&put, &risk);
    put_options(source->writer);
}

void rpc_view_portfolio_members(const struct rpc_source *source, uint32_t account_id,
                                const char *currency)
{
    put_members(source, account_id, currency, NULL);
}

void rpc_view_portfolio_simulated(const struct rpc_source *source, uint32_t account_id,
                                  const struct rpc_margin *projected)
{
    put_members(source, account_id, rpc_money_of(source->gateway, account_id), projected);
}

void rpc_view_portfolio(const struct rpc_source *source, uint32_t account_id)
{
    json_begin_object(source->writer);
    rpc_view_portfolio_members(source, account_id, rpc_money_of(source->gateway, account_id));
    json_end_object(source->writer);
}
