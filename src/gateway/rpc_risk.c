/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_risk.c - methods of risk: what an order or a portfolio would ask for, self-match prevention.
 *
 * Rules  R-TIER-1, R-SMP-2.
 */
#include <string.h>

#include "base/int_math.h"
#include "gateway/credential.h"
#include "gateway/rpc_account.h"
#include "gateway/rpc_entry.h"
#include "gateway/rpc_filter.h"

static void private_get_margins(struct rpc_call *call)
{
    const struct instrument *instrument = rpc_instrument(call);
    struct market_ticker ticker = {0};
    struct rpc_value none = {0};
    struct rpc_fault fault;
    int64_t lots;
    int64_t ticks;
    int64_t bounds[2];
    if (instrument == NULL) return;
    if (!rpc_read_amount(instrument, rpc_value(call, "amount"), &none, &lots, &fault) ||
        !rpc_read_price(instrument, "price", rpc_value(call, "price"), &ticks, &fault)) {
        rpc_fail(call, fault.error, fault.param, fault.reason);
        return;
    }
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    (void)market_ticker(gateway_market(source.gateway), instrument->product_id, &ticker);
    rpc_price_bounds(&source, instrument, &ticker, bounds);
    struct money notional = rpc_notional(instrument, ticks, lots);
    struct rpc_margin margin = rpc_margin_of(rpc_core(call), instrument->product_id, notional);
    struct rpc_put put = {&call->writer, instrument};
    json_begin_object(&call->writer);
    rpc_add_money(&put, "buy", margin.initial);
    rpc_add_money(&put, "sell", margin.initial);
    rpc_add_price(&put, "min_price", bounds[0]);
    rpc_add_price(&put, "max_price", bounds[1]);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* Orders of the account ask for this mode from now on (R-ACCT-6). */
static void private_set_self_trading_config(struct rpc_call *call)
{
    bool is_taker = strcmp(rpc_text(call, "mode"), "reject_taker") == 0;
    struct account_view account = {0};
    struct command command;
    (void)core_account(rpc_core(call), rpc_account_id(call), &account);
    rpc_command(call, COMMAND_ACCOUNT_TRADING, &command);
    command.trading.smp_mode = is_taker ? SMP_CANCEL_TAKER : SMP_CANCEL_MAKER;
    command.trading.cancels_on_disconnect = (uint8_t)account.cancels_on_disconnect;
    (void)rpc_submit(call, &command, rpc_done_ok);
}

/* --- what a portfolio would ask for ----------------------------------------------------------- */

/* The object of simulated positions: JSON, or the text of it. */
static json_t *positions_given(const struct rpc_call *call)
{
    const json_t *given = rpc_value(call, "simulated_positions")->json;
    if (given == NULL) return json_object();
    if (json_is_string(given)) {
        return rpc_json_read(json_string_value(given), json_string_length(given));
    }
    return json_deep_copy(given);
}

/* Lots of an instrument that the object names; 0: none. */
static bool simulated_lots(const struct instrument *instrument, const json_t *positions,
                           int64_t *lots)
{
    static const struct rpc_parameter size = {"simulated_positions", RPC_NUMBER, false, NULL, 0, 0};
    const json_t *given = json_object_get(positions, instrument->rpc_name);
    struct rpc_value value = {0};
    struct rpc_fault fault;
    struct unit_read read;
    *lots = 0;
    if (given == NULL) return true;
    if (!rpc_value_read(&size, given, &value, &fault)) return false;
    read = instrument_read(&instrument->coin_amount, value.text, value.size);
    *lots = read.value;
    return read.fault == UNIT_GOOD;
}

static bool simulate(struct rpc_call *call, const json_t *positions, struct rpc_margin *sum)
{
    const struct instruments *instruments = gateway_instruments(call->rpc->gateway);
    const struct core *core = rpc_core(call);
    const struct instrument *instrument;
    bool adds = rpc_boolean(call, "add_positions", true);
    for (uint32_t i = 0; (instrument = instrument_at(instruments, i)) != NULL; i++) {
        struct position_view position = {0};
        struct product_view product = {0};
        int64_t lots;
        if (!simulated_lots(instrument, positions, &lots)) return false;
        (void)core_position(core, rpc_account_id(call), instrument->product_id, &position);
        (void)core_product(core, instrument->product_id, &product);
        if (adds) lots += position.net.lots;
        int64_t ticks = product.mark.ticks_e4 / FINE_PER_TICK;
        struct rpc_margin margin =
            rpc_margin_of(core, instrument->product_id, rpc_notional(instrument, ticks, lots));
        sum->initial.micros += margin.initial.micros;
        sum->maintenance.micros += margin.maintenance.micros;
    }
    return true;
}

static void private_simulate_portfolio(struct rpc_call *call)
{
    struct rpc_margin sum = {{0}, {0}};
    json_t *positions = positions_given(call);
    bool is_good = json_is_object(positions) && simulate(call, positions, &sum);
    json_decref(positions);
    if (!is_good) {
        rpc_fail(call, RPC_INVALID_PARAMS, "simulated_positions",
                 "must be an object of whole amounts by instrument");
        return;
    }
    struct rpc_source source = {.gateway = call->rpc->gateway, .writer = &call->writer};
    json_begin_object(&call->writer);
    rpc_view_portfolio_simulated(&source, rpc_account_id(call), &sum);
    json_end_object(&call->writer);
    rpc_finish(call);
}

/* --- the rows --------------------------------------------------------------------------------- */

static const struct rpc_parameter margins_parameters[] = {
    {"instrument_name", RPC_TEXT, true, NULL, 0, 64},
    {"amount", RPC_NUMBER, true, NULL, 0, 0},
    {"price", RPC_NUMBER, true, NULL, 0, 0},
};

static const struct rpc_parameter self_trading_parameters[] = {
    {"mode", RPC_TEXT, true, "reject_taker|cancel_maker", 0, 0},
    {"extended_to_subaccounts", RPC_BOOLEAN, true, NULL, 0, 0},
    {"block_rfq_self_match_prevention", RPC_BOOLEAN, false, NULL, 0, 0},
};

static const struct rpc_parameter simulate_parameters[] = {
    {"currency", RPC_TEXT, true, NULL, 0, 16},
    {"add_positions", RPC_BOOLEAN, false, NULL, 0, 0},
    {"simulated_positions", RPC_ANY, false, NULL, 0, 0},
};

const struct rpc_method rpc_risk_methods[] = {
    {"private/get_margins", RPC_ROW(margins_parameters), SCOPE_TRADE_READ, RPC_COST_REQUEST, false,
     private_get_margins, 0},
    {"private/set_self_trading_config", RPC_ROW(self_trading_parameters), SCOPE_TRADE_WRITE,
     RPC_COST_REQUEST, false, private_set_self_trading_config, 0},
    {"private/simulate_portfolio", RPC_ROW(simulate_parameters), SCOPE_ACCOUNT_READ,
     RPC_COST_REQUEST, false, private_simulate_portfolio, 0},
    {"private/pme/simulate", RPC_ROW(simulate_parameters), SCOPE_ACCOUNT_READ, RPC_COST_REQUEST,
     false, private_simulate_portfolio, 0},
    {0},
};
