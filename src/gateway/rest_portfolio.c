/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_portfolio.c - what a member has: positions, balances, risk, fees and limits.
 *
 * The numbers are those of the live core, so the answer waits until they are durable.
 */
#include "base/int_math.h"
#include "gateway/rest_parts.h"

static const struct core *core_of(const struct rest_call *call)
{
    return gateway_core(call->rest->gateway);
}

/* A ratio of two amounts with two decimals, rounded down; null without a divisor. */
static void add_ratio(struct json_writer *json, const char *name, int128 numerator, int64_t divisor)
{
    if (divisor <= 0) {
        json_add_null(json, name);
    } else {
        json_add_decimal(json, name, narrow_i64(div_floor(numerator * 100, divisor)), 2);
    }
}

/* --- positions --- */

struct holding {
    const struct instrument *instrument;
    struct position_view position;
    struct position_margin_view margin;
    uint32_t account_id;
};

/* The position of an account in a market; false: it is flat. */
static bool holding_of(const struct rest_call *call, uint32_t account_id,
                       const struct instrument *instrument, struct holding *holding)
{
    *holding = (struct holding){.instrument = instrument, .account_id = account_id};
    uint16_t product_id = instrument->product_id;
    if (!core_position(core_of(call), account_id, product_id, &holding->position)) return false;
    if (holding->position.net.lots == 0) return false;
    if (!core_position_margin(core_of(call), account_id, product_id, &holding->margin))
        holding->margin.initial = holding->position.held;
    return true;
}

static int64_t fees_of(const struct rest_call *call, const struct holding *holding)
{
    struct position_record record;
    bool is_known = read_model_position(gateway_orders(call->rest->gateway), holding->account_id,
                                        holding->instrument->product_id, &record);
    return is_known ? record.total.fee.micros : 0;
}

static void put_position(struct rest_call *call, const struct holding *holding)
{
    struct json_writer *json = &call->json;
    const struct position_view *position = &holding->position;
    json_begin_object(json);
    json_add_text(json, "market_ticker", holding->instrument->rest_ticker);
    rest_add_count(json, "position", position->net.lots);
    rest_add_dollars(json, "entry_price",
                     narrow_i64(div_floor(position->paid.micros, position->net.lots)));
    rest_add_dollars(json, "unrealized_pnl", holding->margin.unrealised.micros);
    rest_add_dollars(json, "margin_used", holding->margin.initial.micros);
    rest_add_dollars(json, "fees", fees_of(call, holding));
    add_ratio(json, "roe", (int128)holding->margin.unrealised.micros * 100,
              holding->margin.initial.micros);
    json_end_object(json);
}

static const struct instrument *market_at(const struct rest_call *call, uint32_t index)
{
    return instrument_market_at(gateway_instruments(call->rest->gateway), index);
}

void rest_get_positions(struct rest_call *call)
{
    char ticker[REST_PARAMETER_SIZE];
    uint32_t accounts[REST_SUBACCOUNTS];
    const struct instrument *only = NULL;
    struct holding holding;
    if (rest_query_text(call, "ticker", ticker, sizeof ticker)) {
        only = rest_instrument(call, ticker, 400);
        if (only == NULL) return;
    }
    uint32_t count = rest_query_accounts(call, accounts);
    if (count == 0) return;
    json_begin_object(&call->json);
    json_put_name(&call->json, "positions");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; market_at(call, k) != NULL; k++) {
            const struct instrument *instrument = market_at(call, k);
            if (only != NULL && instrument != only) continue;
            if (holding_of(call, accounts[i], instrument, &holding)) put_position(call, &holding);
        }
    }
    json_end_array(&call->json);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* --- balances --- */

static void put_balance(struct rest_call *call, uint32_t account_id, bool with_available)
{
    struct account_risk_view risk = {0};
    struct holding holding;
    struct json_writer *json = &call->json;
    int64_t value_micros = 0;
    int64_t alone_micros = 0;
    (void)core_account_risk(core_of(call), account_id, &risk);
    for (uint32_t k = 0; market_at(call, k) != NULL; k++) {
        if (!holding_of(call, account_id, market_at(call, k), &holding)) continue;
        value_micros += holding.margin.unrealised.micros;
        alone_micros += holding.margin.initial.micros;
    }
    int64_t orders_micros = i64_max(0, risk.initial.micros - alone_micros);
    json_begin_object(json);
    json_add_i64(json, "subaccount", rest_subaccount(call, account_id));
    rest_add_dollars(json, "position_value", value_micros);
    rest_add_dollars(json, "account_equity", risk.equity.micros);
    rest_add_dollars(json, "maintenance_margin", risk.maintenance.micros);
    rest_add_dollars(json, "initial_margin", risk.initial.micros - orders_micros);
    rest_add_dollars(json, "resting_orders_margin", with_available ? orders_micros : 0);
    rest_add_dollars(json, "available_balance", with_available ? risk.available.micros : 0);
    json_end_object(json);
}

/* Every amount of a balance is in dollars: accounts in other money are left out, and one of them
 * alone is refused.  0: the call has failed. */
static uint32_t dollar_accounts(struct rest_call *call, uint32_t accounts[REST_SUBACCOUNTS])
{
    uint32_t count = rest_query_accounts(call, accounts);
    uint32_t kept = 0;
    for (uint32_t i = 0; i < count; i++) {
        if (core_account_currency(core_of(call), accounts[i]) == CURRENCY_DOLLAR) {
            accounts[kept++] = accounts[i];
        }
    }
    if (count > 0 && kept == 0) {
        rest_fail_field(call, "subaccount",
                        "holds other money than dollars, which this dialect has no fields for");
    }
    return kept;
}

void rest_get_balance(struct rest_call *call)
{
    uint32_t accounts[REST_SUBACCOUNTS];
    bool with_available = false;
    int64_t cash_micros = 0;
    if (!rest_query_bool(call, "compute_available_balance", &with_available)) return;
    uint32_t count = dollar_accounts(call, accounts);
    if (count == 0) return;
    json_begin_object(&call->json);
    json_put_name(&call->json, "subaccount_balances");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < count; i++) {
        struct account_view account;
        put_balance(call, accounts[i], with_available);
        if (core_account(core_of(call), accounts[i], &account))
            cash_micros += account.balance.micros;
    }
    json_end_array(&call->json);
    rest_add_dollars(&call->json, "settled_funds", cash_micros);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* --- risk --- */

struct risk_sums {
    int64_t notional_micros;
    int64_t maintenance_micros;
};

static void put_risk(struct rest_call *call, const struct holding *holding, struct risk_sums *sums)
{
    struct json_writer *json = &call->json;
    struct product_view product = {0};
    struct account_risk_view risk = {0};
    int64_t tick = holding->instrument->tick_value_micros;
    (void)core_product(core_of(call), holding->instrument->product_id, &product);
    (void)core_account_risk(core_of(call), holding->account_id, &risk);
    sums->notional_micros += holding->margin.notional.micros;
    sums->maintenance_micros += holding->margin.maintenance.micros;
    json_begin_object(json);
    json_add_i64(json, "subaccount", rest_subaccount(call, holding->account_id));
    json_add_text(json, "market_ticker", holding->instrument->rest_ticker);
    rest_add_count(json, "position", holding->position.net.lots);
    rest_add_dollars(json, "mark_price", rest_fine_micros(product.mark, tick));
    rest_add_dollars(json, "position_notional", holding->margin.notional.micros);
    rest_add_dollars(json, "maintenance_margin_required", holding->margin.maintenance.micros);
    add_ratio(json, "position_leverage", holding->margin.notional.micros,
              holding->margin.maintenance.micros);
    if (risk.liquidation_price.ticks_e4 > 0) {
        rest_add_dollars(json, "estimated_liquidation_price",
                         rest_fine_micros(risk.liquidation_price, tick));
    } else {
        json_add_null(json, "estimated_liquidation_price");
    }
    json_end_object(json);
}

void rest_get_risk(struct rest_call *call)
{
    uint32_t accounts[REST_SUBACCOUNTS];
    struct risk_sums sums = {0};
    struct holding holding;
    uint32_t count = rest_query_accounts(call, accounts);
    if (count == 0) return;
    json_begin_object(&call->json);
    json_put_name(&call->json, "positions");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < count; i++) {
        for (uint32_t k = 0; market_at(call, k) != NULL; k++) {
            if (holding_of(call, accounts[i], market_at(call, k), &holding))
                put_risk(call, &holding, &sums);
        }
    }
    json_end_array(&call->json);
    add_ratio(&call->json, "account_leverage", sums.notional_micros, sums.maintenance_micros);
    rest_add_dollars(&call->json, "total_position_notional", sums.notional_micros);
    rest_add_dollars(&call->json, "total_maintenance_margin", sums.maintenance_micros);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* --- fees and limits --- */

enum term { TERM_FEE_MAKER, TERM_FEE_TAKER };

static void put_fees(struct rest_call *call, const char *name, enum term term)
{
    json_put_name(&call->json, name);
    json_begin_object(&call->json);
    for (uint32_t i = 0; market_at(call, i) != NULL; i++) {
        struct fee_view fees;
        uint16_t product_id = market_at(call, i)->product_id;
        if (!core_fees(core_of(call), call->credential->account_id, product_id, &fees)) continue;
        uint32_t ppm = term == TERM_FEE_MAKER ? fees.maker_ppm : fees.taker_ppm;
        json_add_decimal(&call->json, market_at(call, i)->rest_ticker, ppm, 6);
    }
    json_end_object(&call->json);
}

void rest_get_fee_tiers(struct rest_call *call)
{
    json_begin_object(&call->json);
    put_fees(call, "maker_fee_rates", TERM_FEE_MAKER);
    put_fees(call, "taker_fee_rates", TERM_FEE_TAKER);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

void rest_get_enabled(struct rest_call *call)
{
    struct account_view account = {0};
    (void)core_account(core_of(call), call->credential->account_id, &account);
    json_begin_object(&call->json);
    json_add_bool(&call->json, "enabled", account.state == PARTY_APPROVED);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* What one order may be worth at most: the terms' limit of notional. */
void rest_get_notional_limit(struct rest_call *call)
{
    int64_t largest_micros = 0;
    json_begin_object(&call->json);
    json_put_name(&call->json, "notional_value_risk_limits_by_market_ticker");
    json_begin_object(&call->json);
    for (uint32_t i = 0; market_at(call, i) != NULL; i++) {
        struct terms_view terms;
        if (!core_terms(core_of(call), market_at(call, i)->product_id, &terms)) continue;
        int64_t limit_micros = terms.product->order_notional_micros_max;
        largest_micros = i64_max(largest_micros, limit_micros);
        rest_add_dollars(&call->json, market_at(call, i)->rest_ticker, limit_micros);
    }
    json_end_object(&call->json);
    rest_add_dollars(&call->json, "default_notional_value_risk_limit", largest_micros);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* A bucket in requests: its credits over what one request costs. */
static void put_bucket(struct rest_call *call, const char *name, enum throttle_kind kind)
{
    const struct throttles *throttles = gateway_throttles(call->rest->gateway);
    const struct throttle_terms *terms =
        throttles == NULL ? NULL : throttles_terms(throttles, kind);
    int64_t cost = terms == NULL || terms->cost == 0 ? 1 : terms->cost;
    json_put_name(&call->json, name);
    json_begin_object(&call->json);
    json_add_i64(&call->json, "refill_rate", terms == NULL ? 0 : terms->refill / cost);
    json_add_i64(&call->json, "bucket_capacity", terms == NULL ? 0 : terms->burst / cost);
    json_end_object(&call->json);
}

void rest_get_limits(struct rest_call *call)
{
    json_begin_object(&call->json);
    json_add_text(&call->json, "usage_tier", "standard");
    put_bucket(call, "read", THROTTLE_REQUEST);
    put_bucket(call, "write", THROTTLE_MATCHING);
    json_put_name(&call->json, "grants");
    json_begin_array(&call->json);
    json_end_array(&call->json);
    json_end_object(&call->json);
    rest_answer(call, 200);
}
