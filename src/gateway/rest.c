/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest.c - see rest.h: from a request to its handler.
 */
#include "gateway/rest.h"

#include <stdlib.h>
#include <string.h>

#include "gateway/method_list.h"
#include "gateway/rest_parts.h"

/* What a route asks of whoever calls it. */
enum access { ACCESS_PUBLIC, ACCESS_READ, ACCESS_TRADE, ACCESS_CANCEL, ACCESS_WALLET };

struct route {
    const char *method;
    const char *pattern; /* behind the prefix; {} stands for one part */
    rest_handler *handler;
    enum access access;
};

static const struct route routes[] = {
    {"GET", "margin/exchange/status", rest_get_status, ACCESS_PUBLIC},
    {"GET", "margin/risk_parameters", rest_get_risk_parameters, ACCESS_PUBLIC},
    {"GET", "margin/markets", rest_get_markets, ACCESS_PUBLIC},
    {"GET", "margin/markets/{}", rest_get_market, ACCESS_PUBLIC},
    {"GET", "margin/markets/{}/orderbook", rest_get_orderbook, ACCESS_PUBLIC},
    {"GET", "margin/markets/{}/candlesticks", rest_get_candles, ACCESS_PUBLIC},
    {"GET", "margin/trades", rest_get_trades, ACCESS_PUBLIC},
    {"GET", "margin/funding_rates/historical", rest_get_funding_rates, ACCESS_PUBLIC},
    {"GET", "margin/funding_rates/estimate", rest_get_funding_estimate, ACCESS_PUBLIC},
    {"GET", "margin/funding_history", rest_get_funding_history, ACCESS_READ},
    {"GET", "margin/orders", rest_get_orders, ACCESS_READ},
    {"POST", "margin/orders", rest_create_order, ACCESS_TRADE},
    {"GET", "margin/orders/{}", rest_get_order, ACCESS_READ},
    {"DELETE", "margin/orders/{}", rest_cancel_order, ACCESS_CANCEL},
    {"POST", "margin/orders/{}/decrease", rest_decrease_order, ACCESS_CANCEL},
    {"POST", "margin/orders/{}/amend", rest_amend_order, ACCESS_TRADE},
    {"GET", "margin/fcm/orders", rest_get_fcm_orders, ACCESS_READ},
    {"GET", "margin/fills", rest_get_fills, ACCESS_READ},
    {"GET", "margin/positions", rest_get_positions, ACCESS_READ},
    {"GET", "margin/enabled", rest_get_enabled, ACCESS_READ},
    {"GET", "margin/notional_risk_limit", rest_get_notional_limit, ACCESS_READ},
    {"GET", "margin/balance", rest_get_balance, ACCESS_READ},
    {"GET", "margin/risk", rest_get_risk, ACCESS_READ},
    {"GET", "margin/fee_tiers", rest_get_fee_tiers, ACCESS_READ},
    {"GET", "margin/receipts", rest_get_receipt, ACCESS_READ},
    {"GET", "account/limits/perps", rest_get_limits, ACCESS_READ},
    {"GET", "margin/order_groups", rest_get_groups, ACCESS_READ},
    {"POST", "margin/order_groups/create", rest_create_group, ACCESS_TRADE},
    {"GET", "margin/order_groups/{}", rest_get_group, ACCESS_READ},
    {"DELETE", "margin/order_groups/{}", rest_delete_group, ACCESS_CANCEL},
    {"PUT", "margin/order_groups/{}/reset", rest_reset_group, ACCESS_TRADE},
    {"PUT", "margin/order_groups/{}/trigger", rest_trigger_group, ACCESS_CANCEL},
    {"PUT", "margin/order_groups/{}/limit", rest_limit_group, ACCESS_TRADE},
    {"POST", "portfolio/margin/subaccounts", rest_create_subaccount, ACCESS_WALLET},
    {"POST", "portfolio/margin/subaccounts/transfer", rest_transfer, ACCESS_WALLET},
    {"POST", "portfolio/intra_exchange_instance_transfer", rest_transfer_instance, ACCESS_WALLET},
};

static const uint32_t scopes_of[] = {
    [ACCESS_PUBLIC] = 0,
    [ACCESS_READ] = SCOPE_TRADE_READ,
    [ACCESS_TRADE] = SCOPE_TRADE_WRITE,
    [ACCESS_CANCEL] = SCOPE_TRADE_WRITE,
    [ACCESS_WALLET] = SCOPE_WALLET_WRITE,
};

bool rest_operation_at(unsigned place, struct rest_operation *operation)
{
    static const char *const needs[] = {[ACCESS_PUBLIC] = "public",
                                        [ACCESS_READ] = "trade:read",
                                        [ACCESS_TRADE] = "trade:read_write",
                                        [ACCESS_CANCEL] = "trade:read_write",
                                        [ACCESS_WALLET] = "wallet:read_write"};
    if (place >= sizeof routes / sizeof routes[0]) return false;
    const struct route *route = &routes[place];
    *operation = (struct rest_operation){route->method, route->pattern, needs[route->access]};
    return true;
}

/* --- finding the route --- */

/* Does the path fit the pattern?  The part that stands for {} is copied, decoded. */
static bool path_fits(const char *path, const char *pattern, char parameter[REST_PARAMETER_SIZE])
{
    parameter[0] = '\0';
    for (; *pattern != '\0'; pattern++) {
        if (*pattern != '{') {
            if (*path++ != *pattern) return false;
            continue;
        }
        size_t size = strcspn(path, "/");
        if (size == 0 || !http_decode(path, size, false, parameter, REST_PARAMETER_SIZE))
            return false;
        path += size;
        pattern++; /* the closing brace */
    }
    return *path == '\0';
}

/* The fixed path wins over the one with a part to fill: "create" is no group. */
static const struct route *find_route(struct rest_call *call, bool *is_known_path)
{
    const char *path = call->request->path + strlen(REST_PREFIX);
    *is_known_path = false;
    const struct route *found = NULL;
    char parameter[REST_PARAMETER_SIZE];
    for (size_t i = 0; i < sizeof routes / sizeof routes[0]; i++) {
        if (!path_fits(path, routes[i].pattern, parameter)) continue;
        *is_known_path = true;
        if (strcmp(call->request->method, routes[i].method) != 0) continue;
        if (found != NULL && parameter[0] != '\0') continue;
        found = &routes[i];
        memcpy(call->parameter, parameter, sizeof parameter);
    }
    return found;
}

/* --- what comes before the handler --- */

static bool throttle_admits(struct rest_call *call, enum access access)
{
    struct throttles *throttles = gateway_throttles(call->rest->gateway);
    bool is_order = access == ACCESS_TRADE;
    if (throttles == NULL || access == ACCESS_CANCEL) return true;
    uint64_t key = call->credential != NULL ? call->credential->number
                                            : throttle_key_of_address(call->request->peer);
    enum throttle_kind kind = is_order ? THROTTLE_MATCHING : THROTTLE_REQUEST;
    int64_t now_ns = credential_now_ns();
    const struct throttle_terms *terms = throttles_terms(throttles, kind);
    struct throttle *bucket = throttles_bucket(throttles, key, kind, now_ns);
    if (bucket == NULL || throttle_take(bucket, terms, now_ns)) return true;
    rest_fail(call, 429, "too_many_requests",
              "the rate limit is used up; GET /account/limits/perps tells how fast it fills");
    return false;
}

static bool may_call(struct rest_call *call, enum access access)
{
    if (access == ACCESS_PUBLIC) return true;
    const char *why = NULL;
    call->credential = rest_authenticate(call->rest, call->request, &why);
    if (call->credential == NULL) {
        rest_fail(call, 401, "unauthorized", why);
        return false;
    }
    if (call->credential->account_id == 0) {
        rest_fail(call, 403, "forbidden", "this key has no account: it is for the consoles");
        return false;
    }
    if (rest_key_may(call->credential, scopes_of[access])) return true;
    rest_fail(call, 403, "forbidden", "the key has no right to do this");
    return false;
}

static bool read_body(struct rest_call *call)
{
    const struct http_request *request = call->request;
    if (request->body_size == 0) return true;
    json_error_t error;
    call->body = json_loadb(request->body, request->body_size, JSON_REJECT_DUPLICATES, &error);
    if (json_is_object(call->body)) return true;
    rest_fail(call, 400, "invalid_json", "the body is not a JSON object");
    return false;
}

/* A value that cannot be read is refused here: further on it would look as if it were absent. */
static bool check_query(struct rest_call *call)
{
    char name[REST_PARAMETER_SIZE];
    char value[REST_PARAMETER_SIZE];
    struct http_field fields[] = {{name, sizeof name}, {value, sizeof value}};
    const char *cursor = call->request->query;
    enum http_parameter_found found = HTTP_PARAMETER_GOOD;
    while (found == HTTP_PARAMETER_GOOD) {
        found = http_next_parameter(&cursor, &fields[0], &fields[1]);
    }
    if (found == HTTP_PARAMETER_END) return true;
    rest_fail(call, 400, "invalid_parameters", "a parameter is too long or not well encoded");
    return false;
}

static void work(struct rest_call *call)
{
    bool is_known_path = false;
    const struct route *route = find_route(call, &is_known_path);
    if (route == NULL && is_known_path) {
        rest_fail(call, 405, "method_not_allowed", "this path does not have this method");
    } else if (route == NULL) {
        rest_fail(call, 404, "not_found", "there is no such path; see docs/spec/rest.md");
    } else if (may_call(call, route->access) && throttle_admits(call, route->access) &&
               check_query(call) && read_body(call)) {
        route->handler(call);
    }
}

static void take_request(void *context, struct connection *connection,
                         const struct http_request *request)
{
    struct rest *rest = context;
    struct rest_call call = {.rest = rest, .connection = connection, .request = request};
    rest->request_count++;
    work(&call);
    json_decref(call.body);
    json_writer_release(&call.json);
}

/* --- making it --- */

struct rest *rest_create(struct gateway *gateway, struct server *server)
{
    struct rest *rest = calloc(1, sizeof *rest);
    if (rest == NULL) return NULL;
    rest->gateway = gateway;
    rest->server = server;
    rest->stream = rest_stream_create(rest);
    if (rest->stream == NULL) {
        free(rest);
        return NULL;
    }
    server_register(server, &(struct dialect){.name = "rest",
                                              .http_prefix = REST_PREFIX,
                                              .context = rest,
                                              .request = take_request});
    return rest;
}

void rest_destroy(struct rest *rest)
{
    if (rest == NULL) return;
    rest_stream_destroy(rest->stream);
    free(rest);
}
