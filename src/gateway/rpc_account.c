/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_account.c - methods that show accounts and positions.
 */
#include "gateway/rpc_account.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "gateway/credential.h"
#include "gateway/rpc_filter.h"
#include "gateway/throttle.h"

#define NOT_LIMITED INT64_C(1000000)

static struct rpc_source source_of(struct rpc_call *call)
{
    return (struct rpc_source){.gateway = call->rpc->gateway, .writer = &call->writer};
}

/* --- summaries -------------------------------------------------------------------------------- */

/* Requests at once and a second; 0 credits a request: not limited, which is a large number. */
static void put_bucket(struct rpc_call *call, const char *name, enum throttle_kind kind)
{
    const struct throttles *throttles = gateway_throttles(call->rpc->gateway);
    struct throttle_terms terms = {0};
    if (throttles != NULL) terms = *throttles_terms(throttles, kind);
    bool is_limited = terms.cost != 0;
    json_put_name(&call->writer, name);
    json_begin_object(&call->writer);
    json_add_i64(&call->writer, "burst", is_limited ? terms.burst / terms.cost : NOT_LIMITED);
    json_add_i64(&call->writer, "rate", is_limited ? terms.refill / terms.cost : NOT_LIMITED);
    json_end_object(&call->writer);
}

/* The credits of docs/spec/json-rpc.md, as requests at once and a second. */
static void put_limits(struct rpc_call *call)
{
    struct json_writer *writer = &call->writer;
    json_put_name(writer, "limits");
    json_begin_object(writer);
    json_add_bool(writer, "limits_per_currency", false);
    put_bucket(call, "non_matching_engine", THROTTLE_REQUEST);
    put_bucket(call, "subscribe", THROTTLE_SUBSCRIBE);
    json_put_name(writer, "matching_engine");
    json_begin_object(writer);
    json_put_name(writer, "trading");
    json_begin_object(writer);
    put_bucket(call, "total", THROTTLE_MATCHING);
    json_end_object(writer);
    put_bucket(call, "quotes", THROTTLE_MATCHING);
    put_bucket(call, "max_quotes", THROTTLE_MATCHING);
    json_end_object(writer);
    json_end_object(writer);
}

static void put_fees(struct rpc_call *call)
{
    struct json_writer *writer = &call->writer;
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    json_put_name(writer, "fees");
    json_begin_array(writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct terms_view terms;
        if (!core_terms(rpc_core(call), instrument->product_id, &terms)) continue;
        json_begin_object(writer);
        json_add_text(writer, "index_name", instrument->index_name);
        json_add_text(writer, "kind", instrument->is_perpetual ? "perpetual" : "future");
        json_put_name(writer, "value");
        json_begin_object(writer);
        json_put_name(writer, "default");
        json_begin_object(writer);
        json_add_text(writer, "type", "fixed");
        json_add_decimal(writer, "maker", terms.product->fee_maker_ppm, 6);
        json_add_decimal(writer, "taker", terms.product->fee_taker_ppm, 6);
        json_end_object(writer);
        json_end_object(writer);
        json_end_object(writer);
    }
    json_end_array(writer);
}

/* Who the account is: what `extended` adds to one summary, and what stands above several. */
static void put_identity(struct rpc_call *call, uint32_t account_id)
{
    struct json_writer *writer = &call->writer;
    struct account_record record = {0};
    char name[32];
    (void)read_model_account(gateway_orders(call->rpc->gateway), account_id, &record);
    (void)snprintf(name, sizeof name, "account-%u", account_id);
    struct account_view account = {0};
    (void)core_account(rpc_core(call), account_id, &account);
    json_add_u64(writer, "id", account_id);
    json_add_text(writer, "system_name", name);
    json_add_text(writer, "username", name);
    json_add_text(writer, "email", "");
    json_add_text(writer, "type", record.parent_account_id == 0 ? "main" : "subaccount");
    json_add_i64(writer, "creation_timestamp", record.opened_ns / RPC_NS_PER_MS);
    json_add_bool(writer, "login_enabled", record.state != PARTY_SUSPENDED);
    json_add_bool(writer, "security_keys_enabled", false);
    json_add_bool(writer, "interuser_transfers_enabled", false);
    json_add_bool(writer, "mmp_enabled", true);
    json_add_text(writer, "self_trading_reject_mode",
                  account.smp_mode == SMP_CANCEL_MAKER ? "cancel_maker" : "reject_taker");
    json_add_bool(writer, "self_trading_extended_to_subaccounts", true);
    json_add_bool(writer, "block_rfq_self_match_prevention", true);
    json_add_null(writer, "referrer_id");
    json_add_u64(writer, "last_event_sequence", record.event_number);
}

/* An account has one money (R-CURRENCY-1); under any other currency there is nothing. */
static void put_summary(struct rpc_call *call, uint32_t account_id, const char *currency)
{
    struct rpc_source source = source_of(call);
    const char *money = rpc_money_of(call->rpc->gateway, account_id);
    bool is_cash = rpc_word_is(currency, money) || rpc_word_is(currency, "CROSS");
    (void)rpc_core(call);
    rpc_view_portfolio_members(&source, is_cash ? account_id : 0, currency);
    put_limits(call);
    put_fees(call);
}

static void private_get_account_summary(struct rpc_call *call)
{
    uint32_t account_id = rpc_account_asked(call);
    if (account_id == 0) return;
    json_begin_object(&call->writer);
    put_summary(call, account_id, rpc_text(call, "currency"));
    if (rpc_boolean(call, "extended", false)) put_identity(call, account_id);
    json_end_object(&call->writer);
    rpc_finish(call);
}

static void private_get_account_summaries(struct rpc_call *call)
{
    uint32_t account_id = rpc_account_asked(call);
    if (account_id == 0) return;
    json_begin_object(&call->writer);
    put_identity(call, account_id);
    json_put_name(&call->writer, "summaries");
    json_begin_array(&call->writer);
    json_begin_object(&call->writer);
    put_summary(call, account_id, rpc_money_of(call->rpc->gateway, account_id));
    json_end_object(&call->writer);
    json_end_array(&call->writer);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- positions -------------------------------------------------------------------------------- */

static void put_positions(struct rpc_call *call, uint32_t account_id, const char *currency)
{
    struct rpc_source source = source_of(call);
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct instrument *instrument;
    json_begin_array(&call->writer);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct position_view position = {0};
        if (currency != NULL && !rpc_currency_matches(instrument, currency)) continue;
        (void)core_position(rpc_core(call), account_id, instrument->product_id, &position);
        if (position.net.lots != 0) rpc_view_position(&source, account_id, instrument);
    }
    json_end_array(&call->writer);
}

static void private_get_positions(struct rpc_call *call)
{
    uint32_t account_id = rpc_account_asked(call);
    if (account_id == 0) return;
    if (!rpc_kind_is_traded(rpc_text(call, "kind"))) {
        json_begin_array(&call->writer);
        json_end_array(&call->writer);
    } else {
        put_positions(call, account_id, rpc_text(call, "currency"));
    }
    rpc_finish(call);
}

static void private_get_position(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    if (instrument == NULL) return;
    struct rpc_source source = source_of(call);
    (void)rpc_core(call);
    rpc_view_position(&source, rpc_account_id(call), instrument);
    rpc_finish(call);
}

/* --- sub-accounts ----------------------------------------------------------------------------- */

static void put_portfolio_map(struct rpc_call *call, uint32_t account_id)
{
    struct rpc_source source = source_of(call);
    (void)rpc_core(call);
    json_put_name(&call->writer, "portfolio");
    json_begin_object(&call->writer);
    char name[sizeof((struct instrument *)0)->settlement];
    const char *money = rpc_money_of(call->rpc->gateway, account_id);
    (void)snprintf(name, sizeof name, "%s", money);
    for (char *at = name; *at != '\0'; at++) *at = (char)tolower((unsigned char)*at);
    json_put_name(&call->writer, name);
    rpc_view_portfolio(&source, account_id);
    json_end_object(&call->writer);
}

static void put_subaccount(struct rpc_call *call, uint32_t account_id)
{
    struct json_writer *writer = &call->writer;
    json_begin_object(writer);
    put_identity(call, account_id);
    json_add_bool(writer, "is_password", false);
    json_add_bool(writer, "receive_notifications", false);
    json_add_bool(writer, "tfa_enabled", false);
    json_add_text(writer, "margin_model", "cross_sm");
    if (rpc_boolean(call, "with_portfolio", false)) put_portfolio_map(call, account_id);
    json_end_object(writer);
}

static void private_get_subaccounts(struct rpc_call *call)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    uint32_t main_id = rpc_account_id(call);
    uint32_t sub_id = 0;
    json_begin_array(&call->writer);
    put_subaccount(call, main_id);
    while ((sub_id = read_model_sub_account(model, main_id, sub_id)) != 0) {
        put_subaccount(call, sub_id);
    }
    json_end_array(&call->writer);
    rpc_finish(call);
}

static void put_details(struct rpc_call *call, uint32_t account_id)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    struct rpc_source source = source_of(call);
    json_begin_object(&call->writer);
    json_add_u64(&call->writer, "uid", account_id);
    json_put_name(&call->writer, "positions");
    put_positions(call, account_id, rpc_text(call, "currency"));
    if (rpc_boolean(call, "with_open_orders", false)) {
        const struct order_record *order = NULL;
        json_put_name(&call->writer, "open_orders");
        json_begin_array(&call->writer);
        while ((order = read_model_live(model, account_id, order)) != NULL) {
            rpc_view_order(&source, order);
        }
        json_end_array(&call->writer);
    }
    json_end_object(&call->writer);
}

static void private_get_subaccounts_details(struct rpc_call *call)
{
    const struct read_model *model = gateway_orders(call->rpc->gateway);
    uint32_t main_id = rpc_account_id(call);
    uint32_t sub_id = 0;
    json_begin_array(&call->writer);
    put_details(call, main_id);
    while ((sub_id = read_model_sub_account(model, main_id, sub_id)) != 0)
        put_details(call, sub_id);
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- locks ----------------------------------------------------------------------------------- */

static void private_get_user_locks(struct rpc_call *call)
{
    struct account_record record = {0};
    (void)read_model_account(gateway_orders(call->rpc->gateway), rpc_account_id(call), &record);
    bool is_locked = record.state != PARTY_APPROVED;
    json_begin_array(&call->writer);
    json_begin_object(&call->writer);
    json_add_text(&call->writer, "currency",
                  rpc_money_of(call->rpc->gateway, rpc_account_id(call)));
    json_add_bool(&call->writer, "enabled", is_locked);
    if (is_locked) json_add_text(&call->writer, "message", "the account is not approved");
    json_end_object(&call->writer);
    json_end_array(&call->writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter summary_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"subaccount_id", RPC_INTEGER, false, NULL, 0, 0},
    {"extended", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter summaries_parameters[] = {
    {"subaccount_id", RPC_INTEGER, false, NULL, 0, 0},
    {"extended", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter positions_parameters[] = {
    {"currency", RPC_TEXT, false, NULL, 0, 16},
    {"kind", RPC_TEXT, false, "future|option|spot|future_combo|option_combo|combo|any", 0, 0},
    {"subaccount_id", RPC_INTEGER, false, NULL, 0, 0},
};

static const struct rpc_parameter position_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
};

static const struct rpc_parameter subaccounts_parameters[] = {
    {"with_portfolio", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter details_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"with_open_orders", RPC_BOOLEAN, false, NULL, 0, 0},
};

#define ROW(name, parameters, scope, handler)                                                      \
    {                                                                                              \
        name, RPC_ROW(parameters), scope, RPC_COST_REQUEST, false, handler, 0                      \
    }

const struct rpc_method rpc_account_methods[] = {
    ROW("private/get_account_summary", summary_parameters, SCOPE_ACCOUNT_READ,
        private_get_account_summary),
    ROW("private/get_account_summaries", summaries_parameters, SCOPE_ACCOUNT_READ,
        private_get_account_summaries),
    ROW("private/get_positions", positions_parameters, SCOPE_TRADE_READ, private_get_positions),
    ROW("private/get_position", position_parameters, SCOPE_TRADE_READ, private_get_position),
    ROW("private/get_subaccounts", subaccounts_parameters, SCOPE_ACCOUNT_READ,
        private_get_subaccounts),
    ROW("private/get_subaccounts_details", details_parameters, SCOPE_ACCOUNT_READ,
        private_get_subaccounts_details),
    {"private/get_user_locks", RPC_NO_ROW, SCOPE_ACCOUNT_READ, RPC_COST_REQUEST, false,
     private_get_user_locks, 0},
    {0},
};
