/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_error.h - every error that the JSON-RPC dialect answers with: one catalogue.
 *
 * Role       Code and message of each error, and which of them a reject of the core becomes.
 *            Clients tell errors apart by these codes, so they are those of the dialect and never
 *            change.  An answer that is not in this list cannot be made.
 * Invariant  Every reject of model/reject.h has a row (rpc_error_test.c).
 */
#ifndef PERPETUA_GATEWAY_RPC_ERROR_H
#define PERPETUA_GATEWAY_RPC_ERROR_H

#include <stdint.h>

#include "gateway/instrument.h"
#include "gateway/json_writer.h"
#include "model/event.h"

/* X(name, code, message) */
#define RPC_ERROR_LIST(X)                                                                          \
    X(RPC_AUTHORIZATION_REQUIRED, 10000, "authorization_required")                                 \
    X(RPC_INTERNAL_ERROR, 10001, "error")                                                          \
    X(RPC_QTY_TOO_LOW, 10002, "qty_too_low")                                                       \
    X(RPC_ORDER_OVERLAP, 10003, "order_overlap")                                                   \
    X(RPC_ORDER_NOT_FOUND, 10004, "order_not_found")                                               \
    X(RPC_PRICE_TOO_LOW, 10005, "price_too_low")                                                   \
    X(RPC_PRICE_TOO_HIGH, 10007, "price_too_high")                                                 \
    X(RPC_NOT_ENOUGH_FUNDS, 10009, "not_enough_funds")                                             \
    X(RPC_ALREADY_CLOSED, 10010, "already_closed")                                                 \
    X(RPC_PRICE_NOT_ALLOWED, 10011, "price_not_allowed")                                           \
    X(RPC_BOOK_CLOSED, 10012, "book_closed")                                                       \
    X(RPC_ORDER_SIZE_LIMIT, 10016, "pme_max_future_open_orders_size")                              \
    X(RPC_POSITION_LIMIT, 10018, "non_pme_max_future_position_size")                               \
    X(RPC_LOCKED_BY_ADMIN, 10019, "locked_by_admin")                                               \
    X(RPC_INVALID_INSTRUMENT, 10020, "invalid_or_unsupported_instrument")                          \
    X(RPC_INVALID_AMOUNT, 10021, "invalid_amount")                                                 \
    X(RPC_INVALID_PRICE, 10023, "invalid_price")                                                   \
    X(RPC_INVALID_MAX_SHOW, 10024, "invalid_max_show")                                             \
    X(RPC_NON_INTEGER_AMOUNT, 10027, "non_integer_contract_amount")                                \
    X(RPC_TOO_MANY_REQUESTS, 10028, "too_many_requests")                                           \
    X(RPC_NOT_OWNER, 10029, "not_owner_of_order")                                                  \
    X(RPC_MUST_BE_WEBSOCKET, 10030, "must_be_websocket_request")                                   \
    X(RPC_NOT_IMPLEMENTED, 10033, "not_implemented")                                               \
    X(RPC_TRIGGER_TOO_HIGH, 10034, "trigger_price_too_high")                                       \
    X(RPC_TRIGGER_TOO_LOW, 10035, "trigger_price_too_low")                                         \
    X(RPC_INVALID_MAX_SHOW_AMOUNT, 10036, "invalid_max_show_amount")                               \
    X(RPC_RETRY, 10040, "retry")                                                                   \
    X(RPC_SETTLEMENT_IN_PROGRESS, 10041, "settlement_in_progress")                                 \
    X(RPC_PRICE_WRONG_TICK, 10043, "price_wrong_tick")                                             \
    X(RPC_TRIGGER_WRONG_TICK, 10044, "stop_price_wrong_tick")                                      \
    X(RPC_LIQUIDATION_CANCEL, 10045, "can_not_cancel_liquidation_order")                           \
    X(RPC_LIQUIDATION_EDIT, 10046, "can_not_edit_liquidation_order")                               \
    X(RPC_QUEUE_FULL, 10047, "matching_engine_queue_full")                                         \
    X(RPC_TOO_MANY_CONCURRENT, 10066, "too_many_concurrent_requests")                              \
    X(RPC_INVALID_ARGUMENTS, 11029, "invalid_arguments")                                           \
    X(RPC_OTHER_REJECT, 11030, "other_reject")                                                     \
    X(RPC_NO_MORE_STOPS, 11035, "no_more_stops")                                                   \
    X(RPC_INVALID_STOP_PRICE, 11036, "invalid_stoppx_for_index_or_last")                           \
    X(RPC_PERMISSION_DENIED, 11042, "permission_denied")                                           \
    X(RPC_BAD_ARGUMENT, 11043, "bad_argument")                                                     \
    X(RPC_NOT_OPEN_ORDER, 11044, "not_open_order")                                                 \
    X(RPC_BAD_ARGUMENTS, 11049, "bad_arguments")                                                   \
    X(RPC_BAD_REQUEST, 11050, "bad_request")                                                       \
    X(RPC_SYSTEM_MAINTENANCE, 11051, "system_maintenance")                                         \
    X(RPC_SUBSCRIBE_ERROR, 11052, "subscribe_error_unsubscribed")                                  \
    X(RPC_TRANSFER_NOT_FOUND, 11053, "transfer_not_found")                                         \
    X(RPC_POST_ONLY_REJECT, 11054, "post_only_reject")                                             \
    X(RPC_UNAVAILABLE, 11094, "internal_server_error")                                             \
    X(RPC_INVALID_CREDENTIALS, 13004, "invalid_credentials")                                       \
    X(RPC_UNAUTHORIZED, 13009, "unauthorized")                                                     \
    X(RPC_ORDERBOOK_CLOSED, 13019, "orderbook_closed")                                             \
    X(RPC_NOT_FOUND, 13020, "not_found")                                                           \
    X(RPC_FORBIDDEN, 13021, "forbidden")                                                           \
    X(RPC_TEMPORARILY_UNAVAILABLE, 13028, "temporarily_unavailable")                               \
    X(RPC_TIMED_OUT, 13888, "timed_out")                                                           \
    X(RPC_MISSING_PARAMS, -32000, "Missing params")                                                \
    X(RPC_INVALID_REQUEST, -32600, "Invalid Request")                                              \
    X(RPC_METHOD_NOT_FOUND, -32601, "Method not found")                                            \
    X(RPC_INVALID_PARAMS, -32602, "Invalid params")                                                \
    X(RPC_PARSE_ERROR, -32700, "Parse error")

enum rpc_error {
#define X(name, code, message) name = code,
    RPC_ERROR_LIST(X)
#undef X
};

/* NULL for a code that is not in the list. */
const char *rpc_error_message(int32_t code);

/* Which error a reject of the core becomes; RPC_INTERNAL_ERROR for a code that does not exist. */
enum rpc_error rpc_error_of_reject(const struct event_reject *reject);

/* The parameter of this dialect that a field of a command is. */
const char *rpc_field_parameter(uint16_t field);

/* Why, in the units of this dialect; cut to the room there is. */
void rpc_error_reason(char *out, size_t size, const struct event_reject *reject,
                      const struct instrument *instrument);

/* The object "data" of a reject: reason, param, rule, and the nearest legal value where there is
 * one, in the units of this dialect.  `instrument` NULL: in the core's units. */
void rpc_error_put_reject(struct json_writer *writer, const struct event_reject *reject,
                          const struct instrument *instrument);

#endif
