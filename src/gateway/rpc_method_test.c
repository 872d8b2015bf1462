/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_method_test.c - which methods there are, and which right each of them needs.
 *
 * Tier 0 is what unmodified common clients call, 1 what further clients call, 2 what market makers
 * call; 3 is the rest, with this venue's own methods.  A method that is missing, has another right
 * or is in no row here fails the test.
 */
#include "gateway/rpc_method.h"

#include <string.h>

#include "base/check.h"
#include "base/expect.h"
#include "gateway/credential.h"
#include "model/command.h"

static const struct {
    const char *name;
    uint32_t scopes;
    uint32_t tier;
} rows[] = {
    {"private/approve_block_trade", SCOPE_BLOCK_WRITE, 2},
    {"private/buy", SCOPE_TRADE_WRITE, 0},
    {"private/cancel", SCOPE_TRADE_WRITE, 0},
    {"private/cancel_all", SCOPE_TRADE_WRITE, 0},
    {"private/cancel_all_by_currency", SCOPE_TRADE_WRITE, 1},
    {"private/cancel_all_by_currency_pair", SCOPE_TRADE_WRITE, 1},
    {"private/cancel_all_by_instrument", SCOPE_TRADE_WRITE, 0},
    {"private/cancel_all_by_kind_or_type", SCOPE_TRADE_WRITE, 1},
    {"private/cancel_by_label", SCOPE_TRADE_WRITE, 1},
    {"private/cancel_quotes", SCOPE_TRADE_WRITE, 2},
    {"private/change_margin_model", SCOPE_ACCOUNT_WRITE, 2},
    {"private/close_position", SCOPE_TRADE_WRITE, 1},
    {"private/create_combo", SCOPE_TRADE_WRITE, 3},
    {"private/disable_cancel_on_disconnect", SCOPE_ACCOUNT_READ, 1},
    {"private/edit", SCOPE_TRADE_WRITE, 0},
    {"private/edit_by_label", SCOPE_TRADE_WRITE, 1},
    {"private/enable_cancel_on_disconnect", SCOPE_ACCOUNT_READ, 1},
    {"private/execute_block_trade", SCOPE_BLOCK_WRITE, 2},
    {"private/get_access_log", SCOPE_ACCOUNT_READ, 1},
    {"private/get_account_events", SCOPE_ACCOUNT_READ, 3},
    {"private/get_account_summaries", SCOPE_ACCOUNT_READ, 0},
    {"private/get_account_summary", SCOPE_ACCOUNT_READ, 0},
    {"private/get_block_rfqs", SCOPE_BLOCK_READ, 3},
    {"private/get_block_trade", SCOPE_BLOCK_READ, 2},
    {"private/get_block_trade_requests", SCOPE_BLOCK_READ, 2},
    {"private/get_block_trades", SCOPE_BLOCK_READ, 2},
    {"private/get_cancel_on_disconnect", SCOPE_ACCOUNT_READ, 1},
    {"private/get_deposits", SCOPE_WALLET_READ, 3},
    {"private/get_leg_prices", SCOPE_TRADE_READ, 3},
    {"private/get_margins", SCOPE_TRADE_READ, 1},
    {"private/get_mmp_config", SCOPE_TRADE_READ, 2},
    {"private/get_mmp_status", SCOPE_TRADE_READ, 2},
    {"private/get_new_announcements", SCOPE_ACCOUNT_READ, 3},
    {"private/get_open_orders", SCOPE_TRADE_READ, 1},
    {"private/get_open_orders_by_currency", SCOPE_TRADE_READ, 0},
    {"private/get_open_orders_by_instrument", SCOPE_TRADE_READ, 0},
    {"private/get_open_orders_by_label", SCOPE_TRADE_READ, 1},
    {"private/get_order_history_by_currency", SCOPE_TRADE_READ, 0},
    {"private/get_order_history_by_instrument", SCOPE_TRADE_READ, 0},
    {"private/get_order_margin_by_ids", SCOPE_TRADE_READ, 1},
    {"private/get_order_state", SCOPE_TRADE_READ, 0},
    {"private/get_order_state_by_label", SCOPE_TRADE_READ, 1},
    {"private/get_position", SCOPE_TRADE_READ, 0},
    {"private/get_positions", SCOPE_TRADE_READ, 0},
    {"private/get_receipt", SCOPE_ACCOUNT_READ, 3},
    {"private/get_session", SCOPE_ACCOUNT_READ, 3},
    {"private/get_settlement_history_by_currency", SCOPE_TRADE_READ, 1},
    {"private/get_settlement_history_by_instrument", SCOPE_TRADE_READ, 1},
    {"private/get_subaccounts", SCOPE_ACCOUNT_READ, 1},
    {"private/get_subaccounts_details", SCOPE_ACCOUNT_READ, 1},
    {"private/get_transaction_log", SCOPE_ACCOUNT_READ, 1},
    {"private/get_transfers", SCOPE_WALLET_READ, 3},
    {"private/get_trigger_order_history", SCOPE_TRADE_READ, 1},
    {"private/get_user_locks", SCOPE_ACCOUNT_READ, 1},
    {"private/get_user_trades_by_currency", SCOPE_TRADE_READ, 0},
    {"private/get_user_trades_by_currency_and_time", SCOPE_TRADE_READ, 0},
    {"private/get_user_trades_by_instrument", SCOPE_TRADE_READ, 0},
    {"private/get_user_trades_by_instrument_and_time", SCOPE_TRADE_READ, 0},
    {"private/get_user_trades_by_order", SCOPE_TRADE_READ, 0},
    {"private/get_withdrawals", SCOPE_WALLET_READ, 3},
    {"private/invalidate_block_trade_signature", SCOPE_BLOCK_WRITE, 2},
    {"private/logout", SCOPE_ACCOUNT_READ, 1},
    {"private/mass_quote", SCOPE_TRADE_WRITE, 2},
    {"private/move_positions", SCOPE_TRADE_WRITE, 2},
    {"private/pme/simulate", SCOPE_ACCOUNT_READ, 2},
    {"private/reject_block_trade", SCOPE_BLOCK_WRITE, 2},
    {"private/reset_mmp", SCOPE_TRADE_WRITE, 2},
    {"private/sell", SCOPE_TRADE_WRITE, 0},
    {"private/set_announcement_as_read", SCOPE_ACCOUNT_WRITE, 3},
    {"private/set_mmp_config", SCOPE_TRADE_WRITE, 2},
    {"private/set_self_trading_config", SCOPE_TRADE_WRITE, 2},
    {"private/simulate_block_trade", SCOPE_BLOCK_READ, 2},
    {"private/simulate_portfolio", SCOPE_ACCOUNT_READ, 2},
    {"private/subscribe", SCOPE_ACCOUNT_READ, 0},
    {"private/unsubscribe", SCOPE_ACCOUNT_READ, 1},
    {"private/unsubscribe_all", SCOPE_ACCOUNT_READ, 1},
    {"private/verify_block_trade", SCOPE_BLOCK_WRITE, 2},
    {"public/auth", 0, 0},
    {"public/disable_heartbeat", 0, 1},
    {"public/exchange_token", 0, 1},
    {"public/fork_token", 0, 1},
    {"public/get_announcements", 0, 1},
    {"public/get_apr_history", 0, 3},
    {"public/get_block_rfq_trades", 0, 3},
    {"public/get_book_summary_by_currency", 0, 0},
    {"public/get_book_summary_by_instrument", 0, 0},
    {"public/get_combo_details", 0, 3},
    {"public/get_combo_ids", 0, 3},
    {"public/get_combos", 0, 1},
    {"public/get_contract_size", 0, 1},
    {"public/get_currencies", 0, 0},
    {"public/get_delivery_prices", 0, 1},
    {"public/get_expirations", 0, 1},
    {"public/get_funding_chart_data", 0, 1},
    {"public/get_funding_inputs", 0, 3},
    {"public/get_funding_rate_history", 0, 0},
    {"public/get_funding_rate_value", 0, 0},
    {"public/get_historical_volatility", 0, 3},
    {"public/get_index_chart_data", 0, 3},
    {"public/get_index_price", 0, 1},
    {"public/get_index_price_names", 0, 1},
    {"public/get_instrument", 0, 0},
    {"public/get_instruments", 0, 0},
    {"public/get_last_settlements_by_currency", 0, 1},
    {"public/get_last_settlements_by_instrument", 0, 1},
    {"public/get_last_trades_by_currency", 0, 1},
    {"public/get_last_trades_by_currency_and_time", 0, 1},
    {"public/get_last_trades_by_instrument", 0, 0},
    {"public/get_last_trades_by_instrument_and_time", 0, 0},
    {"public/get_mark_price_history", 0, 1},
    {"public/get_order_book", 0, 0},
    {"public/get_order_book_by_instrument_id", 0, 3},
    {"public/get_receipt", 0, 3},
    {"public/get_supported_index_names", 0, 3},
    {"public/get_time", 0, 0},
    {"public/get_trade_volumes", 0, 1},
    {"public/get_tradingview_chart_data", 0, 0},
    {"public/get_volatility_index_data", 0, 3},
    {"public/hello", 0, 0},
    {"public/set_heartbeat", 0, 0},
    {"public/status", 0, 0},
    {"public/subscribe", 0, 0},
    {"public/test", 0, 0},
    {"public/ticker", 0, 0},
    {"public/unsubscribe", 0, 1},
    {"public/unsubscribe_all", 0, 1},
    {"private/get_error_trades", SCOPE_TRADE_READ, 3},
    {"private/request_error_trade", SCOPE_TRADE_WRITE, 3},
    {"public/get_notices", 0, 3},
    {"private/allocate", SCOPE_TRADE_WRITE, 3},
    {"private/decide_give_up", SCOPE_TRADE_WRITE, 3},
    {"private/get_fee_tiers", SCOPE_ACCOUNT_READ, 3},
    {"private/get_give_ups", SCOPE_TRADE_READ, 3},
    {"private/get_programme_figures", SCOPE_ACCOUNT_READ, 3},
    {"private/get_programmes", SCOPE_ACCOUNT_READ, 3},
    {"private/give_up", SCOPE_TRADE_WRITE, 3},
    {"operations/approve", SCOPE_ACCOUNT_WRITE, 3},
    {"operations/get_account", SCOPE_ACCOUNT_READ, 3},
    {"operations/get_accounts", SCOPE_ACCOUNT_READ, 3},
    {"operations/get_actions", SCOPE_ACCOUNT_READ, 3},
    {"operations/get_commands", SCOPE_ACCOUNT_READ, 3},
    {"operations/get_error_trades", SCOPE_ACCOUNT_READ, 3},
    {"operations/get_members", SCOPE_ACCOUNT_READ, 3},
    {"operations/get_state", SCOPE_ACCOUNT_READ, 3},
    {"operations/get_terms", SCOPE_ACCOUNT_READ, 3},
    {"operations/refuse", SCOPE_ACCOUNT_WRITE, 3},
    {"operations/submit", SCOPE_ACCOUNT_WRITE, 3},
    {"quality/get_adoption", 0, 3},
    {"quality/get_days", 0, 3},
    {"quality/get_definitions", 0, 3},
    {"quality/get_minutes", 0, 3},
    {"regulator/get_evidence", SCOPE_ACCOUNT_READ, 3},
    {"regulator/get_participants", SCOPE_ACCOUNT_READ, 3},
    {"regulator/get_positions", SCOPE_ACCOUNT_READ, 3},
    {"regulator/get_register", SCOPE_ACCOUNT_READ, 3},
    {"regulator/get_report", SCOPE_ACCOUNT_READ, 3},
    {"regulator/get_reports", SCOPE_ACCOUNT_READ, 3},
    {"regulator/verify", SCOPE_ACCOUNT_READ, 3},
    {"regulator/what_if", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/case_action", SCOPE_ACCOUNT_WRITE, 3},
    {"surveillance/get_alert", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/get_alerts", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/get_book", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/get_case", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/get_cases", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/get_detectors", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/get_tape", SCOPE_ACCOUNT_READ, 3},
    {"surveillance/open_case", SCOPE_ACCOUNT_WRITE, 3},
};

#define ROWS (sizeof rows / sizeof rows[0])

static void test_every_method(void **state)
{
    (void)state;
    struct rpc_method_list list;
    uint32_t tiers[4] = {0};
    assert_true(rpc_methods_collect(&list));
    for (size_t i = 0; i < ROWS; i++) {
        const struct rpc_method *method = rpc_method_find(&list, rows[i].name);
        EXPECT_TRUE(rows[i].name, method != NULL);
        EXPECT_EQ(rows[i].name, method->scopes, rows[i].scopes);
        EXPECT_TRUE(rows[i].name, method->handler != NULL);
        tiers[rows[i].tier]++;
    }
    EXPECT_EQ("methods that no row here names", list.count, ROWS);
    EXPECT_EQ("tier 0", tiers[0], 40);
    EXPECT_EQ("tier 1", tiers[1], 44);
    EXPECT_EQ("tier 2", tiers[2], 20);
    EXPECT_TRUE("no such method", rpc_method_find(&list, "public/nothing") == NULL);
    rpc_methods_release(&list);
}

/* Rights: what is public needs none, what is private needs one, what changes needs one to write. */
static void test_rights(void **state)
{
    (void)state;
    static const uint32_t writes = SCOPE_ACCOUNT_WRITE | SCOPE_TRADE_WRITE | SCOPE_WALLET_WRITE |
                                   SCOPE_BLOCK_WRITE | SCOPE_CUSTODY_WRITE;
    static const char *const changing[] = {
        "private/buy",        "private/sell",           "private/edit",          "private/cancel",
        "private/mass_quote", "private/close_position", "private/set_mmp_config"};
    struct rpc_method_list list;
    assert_true(rpc_methods_collect(&list));
    for (uint32_t i = 0; i < list.count; i++) {
        const struct rpc_method *method = list.rows[i].method;
        bool is_public =
            strncmp(method->name, "public/", 7) == 0 || strncmp(method->name, "quality/", 8) == 0;
        EXPECT_EQ(method->name, method->scopes == 0, is_public);
        EXPECT_TRUE(method->name, method->parameter_count <= RPC_PARAMETERS_MAX);
    }
    for (size_t i = 0; i < sizeof changing / sizeof changing[0]; i++) {
        const struct rpc_method *method = rpc_method_find(&list, changing[i]);
        EXPECT_TRUE(changing[i], (method->scopes & writes) != 0);
    }
    rpc_methods_release(&list);
}

/* The consoles' methods need a role, and those that change something a right to write; the others
 * need none. */
static void test_roles(void **state)
{
    (void)state;
    static const char *const consoles[] = {"operations/", "surveillance/", "regulator/"};
    struct rpc_method_list list;
    assert_true(rpc_methods_collect(&list));
    for (uint32_t i = 0; i < list.count; i++) {
        const struct rpc_method *method = list.rows[i].method;
        bool is_console = false;
        for (size_t k = 0; k < sizeof consoles / sizeof consoles[0]; k++) {
            is_console = is_console || strncmp(method->name, consoles[k], strlen(consoles[k])) == 0;
        }
        bool has_roles = method->roles != 0 && method->roles != RPC_ANY_KEY;
        EXPECT_EQ(method->name, has_roles, is_console);
        EXPECT_EQ(method->name, has_roles && (method->roles & ROLE_TRADER) != 0, 0);
        EXPECT_TRUE(method->name, IMPLIES(method->roles != 0, method->scopes != 0));
        EXPECT_TRUE(method->name, IMPLIES(has_roles && (method->roles & ROLE_REGULATOR) != 0,
                                          (method->scopes & SCOPE_ACCOUNT_WRITE) == 0));
    }
    rpc_methods_release(&list);
}

static const struct rpc_parameter parameters[] = {
    {"word", RPC_TEXT, false, "a|bc", 0, 0},   {"short", RPC_TEXT, false, NULL, 0, 3},
    {"whole", RPC_INTEGER, false, NULL, 1, 9}, {"number", RPC_NUMBER, false, NULL, 0, 0},
    {"flag", RPC_BOOLEAN, false, NULL, 0, 0},  {"list", RPC_LIST, false, NULL, 0, 0},
    {"must", RPC_TEXT, true, NULL, 0, 0},
};

static const struct rpc_method method = {"test", RPC_ROW(parameters), 0, 0, false, NULL, 0};

static void test_parameters(void **state)
{
    (void)state;
    static const struct {
        const char *row;
        const char *json;
        const char *bad; /* the parameter that is refused; NULL: none */
    } table[] = {
        {"only what is required", "{\"must\":\"x\"}", NULL},
        {"it is missing", "{}", "must"},
        {"it is null", "{\"must\":null}", "must"},
        {"others are passed over", "{\"must\":\"x\",\"other\":[1]}", NULL},
        {"a choice", "{\"must\":\"x\",\"word\":\"bc\"}", NULL},
        {"no choice", "{\"must\":\"x\",\"word\":\"b\"}", "word"},
        {"too long", "{\"must\":\"x\",\"short\":\"abcd\"}", "short"},
        {"a number as a text", "{\"must\":1}", NULL},
        {"a whole number as text", "{\"must\":\"x\",\"whole\":\"7\"}", NULL},
        {"out of range", "{\"must\":\"x\",\"whole\":10}", "whole"},
        {"a fraction", "{\"must\":\"x\",\"whole\":\"1.5\"}", "whole"},
        {"a number", "{\"must\":\"x\",\"number\":\"1e-4\"}", NULL},
        {"an object for a number", "{\"must\":\"x\",\"number\":{}}", "number"},
        {"a flag as text", "{\"must\":\"x\",\"flag\":\"true\"}", NULL},
        {"another word", "{\"must\":\"x\",\"flag\":\"yes\"}", "flag"},
        {"a list", "{\"must\":\"x\",\"list\":[1]}", NULL},
        {"a list as text", "{\"must\":\"x\",\"list\":\"[1]\"}", NULL},
        {"no list", "{\"must\":\"x\",\"list\":\"a\"}", "list"},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        struct rpc_values values;
        struct rpc_fault fault = {0};
        json_t *params = json_loads(table[i].json, 0, NULL);
        bool is_good = rpc_parameters_read(&method, params, &values, &fault);
        EXPECT_EQ(table[i].row, is_good, table[i].bad == NULL);
        if (!is_good && table[i].bad != NULL) {
            EXPECT_TEXT(table[i].row, fault.param, table[i].bad);
            EXPECT_EQ(table[i].row, fault.error, RPC_INVALID_PARAMS);
        }
        json_decref(params);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_every_method),
        cmocka_unit_test(test_rights),
        cmocka_unit_test(test_roles),
        cmocka_unit_test(test_parameters),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
