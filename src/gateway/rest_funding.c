/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_funding.c - rates of funding, the running estimate, and what a member paid.
 */
#include <string.h>

#include "gateway/rest_parts.h"

#define RATES_MAX    1000
#define PAYMENTS_MAX 1000
#define E12_DIGITS   12u
#define DAY_NS       INT64_C(86400000000000)

/* A rate of 1e-12 as a number; JSON has no digits to spare for more. */
static void add_rate(struct json_writer *json, int64_t rate_e12)
{
    json_add_decimal(json, "funding_rate", rate_e12, E12_DIGITS);
}

/* Puts the rates of one market; false: the history failed. */
static bool put_rates(struct rest_call *call, const struct instrument *instrument,
                      struct history_query query)
{
    static struct market_funding list[RATES_MAX];
    struct history_page answer;
    query.product_id = instrument->product_id;
    query.limit = RATES_MAX;
    struct history *history = gateway_history(call->rest->gateway);
    if (history_fundings(history, &query, list, &answer) != HISTORY_OK) return false;
    for (uint32_t i = 0; i < answer.count; i++) {
        json_begin_object(&call->json);
        json_add_text(&call->json, "market_ticker", instrument->rest_ticker);
        rest_add_time(&call->json, "funding_time", list[i].as_of_ns);
        add_rate(&call->json, list[i].rate_e12);
        rest_add_dollars(&call->json, "mark_price",
                         rest_fine_micros(list[i].price, instrument->tick_value_micros));
        json_end_object(&call->json);
    }
    return true;
}

/* The markets that a ticker of the query names, or all; count 0: the call has failed. */
static uint32_t asked_markets(struct rest_call *call,
                              const struct instrument *list[INSTRUMENTS_MAX])
{
    char ticker[REST_PARAMETER_SIZE];
    uint32_t count = 0;
    if (rest_query_text(call, "ticker", ticker, sizeof ticker)) {
        list[0] = rest_instrument(call, ticker, 400);
        return list[0] == NULL ? 0 : 1;
    }
    const struct instruments *instruments = gateway_instruments(call->rest->gateway);
    for (; count < INSTRUMENTS_MAX && instrument_market_at(instruments, count) != NULL; count++)
        list[count] = instrument_market_at(instruments, count);
    if (count == 0) rest_fail(call, 400, "market_not_found", "the venue lists no market yet");
    return count;
}

void rest_get_funding_rates(struct rest_call *call)
{
    const struct instrument *markets[INSTRUMENTS_MAX];
    int64_t from_s = 0;
    int64_t to_s = 0;
    uint32_t count = asked_markets(call, markets);
    if (count == 0) return;
    if (!rest_query_integer(call, "start_ts", &from_s)) return;
    if (!rest_query_integer(call, "end_ts", &to_s)) return;
    int64_t most = INT64_MAX / NS_PER_UNIX_SECOND;
    if (from_s < 0 || from_s > most || to_s < 0 || to_s > most) {
        rest_fail_field(call, "start_ts", "and end_ts must be seconds since 1970");
        return;
    }
    struct history_query query = {.from_ns = from_s * NS_PER_UNIX_SECOND,
                                  .to_ns = to_s * NS_PER_UNIX_SECOND};
    bool is_good = true;
    json_begin_object(&call->json);
    json_put_name(&call->json, "funding_rates");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < count && is_good; i++) is_good = put_rates(call, markets[i], query);
    json_end_array(&call->json);
    json_end_object(&call->json);
    if (is_good) {
        rest_answer(call, 200);
    } else {
        rest_fail(call, 500, "history_failed", "the history cannot be asked now");
    }
}

void rest_get_funding_estimate(struct rest_call *call)
{
    char name[REST_PARAMETER_SIZE];
    struct market_ticker ticker;
    struct economy_view economy;
    (void)rest_query_text(call, "ticker", name, sizeof name);
    const struct instrument *instrument = rest_instrument(call, name, 400);
    if (instrument == NULL) return;
    const struct core *core = gateway_core(call->rest->gateway);
    uint16_t product_id = instrument->product_id;
    if (!core_economy(core, product_id, &economy) || economy.next_funding_ns == INT64_MAX ||
        !market_ticker(gateway_market(call->rest->gateway), product_id, &ticker)) {
        rest_fail(call, 400, "no_funding", "the terms of this market have no funding");
        return;
    }
    json_begin_object(&call->json);
    json_add_text(&call->json, "market_ticker", instrument->rest_ticker);
    rest_add_time(&call->json, "computed_time", core_time_ns(core));
    add_rate(&call->json, economy.estimate_e12);
    rest_add_dollars(&call->json, "mark_price",
                     rest_fine_micros(ticker.mark, instrument->tick_value_micros));
    rest_add_time(&call->json, "next_funding_time", economy.next_funding_ns);
    json_end_object(&call->json);
    rest_answer_live(call, 200);
}

/* --- what a member paid --- */

static void put_payment(struct rest_call *call, const struct transaction_record *payment)
{
    const struct instrument *instrument =
        instrument_market(gateway_instruments(call->rest->gateway), payment->product_id);
    if (instrument == NULL) return;
    json_begin_object(&call->json);
    json_add_text(&call->json, "market_ticker", instrument->rest_ticker);
    rest_add_time(&call->json, "funding_time", payment->time_ns);
    add_rate(&call->json, payment->rate_e12);
    rest_add_dollars(&call->json, "mark_price",
                     rest_fine_micros(payment->fine_price, instrument->tick_value_micros));
    rest_add_dollars(&call->json, "funding_amount", payment->change.micros);
    rest_add_count(&call->json, "quantity", payment->net.lots);
    json_add_i64(&call->json, "subaccount_number", rest_subaccount(call, payment->account_id));
    json_end_object(&call->json);
}

static bool put_payments(struct rest_call *call, struct history_query query)
{
    static struct transaction_record list[PAYMENTS_MAX];
    struct history *history = gateway_history(call->rest->gateway);
    struct history_page answer = {.more = true};
    query.kinds = 1u << TRANSACTION_FUNDING;
    query.limit = PAYMENTS_MAX;
    if (history_transactions(history, &query, list, &answer) != HISTORY_OK) return false;
    for (uint32_t i = 0; i < answer.count; i++) put_payment(call, &list[i]);
    return true;
}

static bool read_days(struct rest_call *call, struct history_query *query)
{
    char from[REST_PARAMETER_SIZE];
    char to[REST_PARAMETER_SIZE];
    (void)rest_query_text(call, "start_date", from, sizeof from);
    (void)rest_query_text(call, "end_date", to, sizeof to);
    bool is_from_good = rest_read_date(from, &query->from_ns);
    if (!is_from_good || !rest_read_date(to, &query->to_ns)) {
        rest_fail_field(call, is_from_good ? "end_date" : "start_date",
                        "must be a date such as 2026-06-11");
        return false;
    }
    query->to_ns += DAY_NS; /* the last day is included */
    return true;
}

void rest_get_funding_history(struct rest_call *call)
{
    const struct instrument *markets[INSTRUMENTS_MAX];
    uint32_t accounts[REST_SUBACCOUNTS];
    struct history_query query = {0};
    uint32_t count = asked_markets(call, markets);
    if (count == 0 || !read_days(call, &query)) return;
    uint32_t account_count = rest_query_accounts(call, accounts);
    if (account_count == 0) return;
    if (count == 1) query.product_id = markets[0]->product_id;
    bool is_good = true;
    json_begin_object(&call->json);
    json_put_name(&call->json, "funding_history");
    json_begin_array(&call->json);
    for (uint32_t i = 0; i < account_count && is_good; i++) {
        query.account_id = accounts[i];
        is_good = put_payments(call, query);
    }
    json_end_array(&call->json);
    json_end_object(&call->json);
    if (is_good) {
        rest_answer(call, 200);
    } else {
        rest_fail(call, 500, "history_failed", "the history cannot be asked now");
    }
}
