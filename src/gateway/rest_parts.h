/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_parts.h - what the files of the REST dialect share.
 *
 * Role       A call is one request in work: who asks, for what, and the answer that is written.
 * Never      Nothing but rest*.c includes this.
 */
#ifndef PERPETUA_GATEWAY_REST_PARTS_H
#define PERPETUA_GATEWAY_REST_PARTS_H

#include <jansson.h>

#include "gateway/credential.h"
#include "gateway/instrument.h"
#include "gateway/json_writer.h"
#include "gateway/rest.h"
#include "gateway/rest_text.h"
#include "gateway/throttle.h"
#include "history/history.h"
#include "market_data/market_data.h"
#include "read_model/read_model.h"

#define REST_PARAMETER_SIZE  128u
#define REST_SUBACCOUNTS     64u /* 0 is the primary account */
#define REST_GROUP_WINDOW_NS INT64_C(15000000000)
#define MICROS_PER_CENT      INT64_C(10000)
#define NS_PER_UNIX_SECOND   INT64_C(1000000000)

struct rest_stream;

struct rest_wait;

struct rest {
    struct gateway *gateway;
    struct rest_wait *oldest_wait; /* commands on their way, in their order */
    struct rest_wait *newest_wait;
    struct server *server;
    struct rest_stream *stream;
    uint64_t request_count;
};

struct rest_call {
    struct rest *rest;
    struct connection *connection; /* good while the callback runs */
    const struct http_request *request;
    const struct credential *credential; /* NULL: nobody proved who asks */
    char parameter[REST_PARAMETER_SIZE]; /* the part of the path that is not fixed */
    json_t *body;                        /* an object, or NULL */
    struct json_writer json;
    bool is_answered;
};

/* --- answering: one of these, once --- */

/* What was written, read from durable events; or from the live core. */
void rest_answer(struct rest_call *call, int status);
void rest_answer_live(struct rest_call *call, int status);
void rest_fail(struct rest_call *call, int status, const char *code, const char *message);
void rest_fail_field(struct rest_call *call, const char *field, const char *what);
void rest_fail_reject(struct rest_call *call, const struct event *event,
                      const struct instrument *instrument);

/* --- asking --- */

/* A text member of the body.  NULL: absent, null or no text. */
const char *rest_member_text(const struct rest_call *call, const char *name);
bool rest_member_is_set(const struct rest_call *call, const char *name);

/* False: it is there and is not what it should be; the call has failed then.  An absent one leaves
 * *value as it is. */
bool rest_member_integer(struct rest_call *call, const char *name, int64_t *value);
bool rest_member_bool(struct rest_call *call, const char *name, bool *value);
bool rest_query_integer(struct rest_call *call, const char *name, int64_t *value);
bool rest_query_bool(struct rest_call *call, const char *name, bool *value);

/* An empty text if it is absent. */
bool rest_query_text(struct rest_call *call, const char *name, char *text, size_t size);

/* The instrument of a required ticker; NULL: the call has failed. */
const struct instrument *rest_instrument(struct rest_call *call, const char *ticker, int status);

/* Whole contracts from "10", "10.0" or "10.00"; false: the call has failed. */
bool rest_read_count(struct rest_call *call, const char *field, const char *text, int64_t *lots);

/* --- accounts: the key's primary account and its sub-accounts --- */

/* 0: there is no such sub-account. */
uint32_t rest_account(const struct rest_call *call, int64_t subaccount);

/* The number of an account of the key, -1 if it is not one of them. */
int32_t rest_subaccount(const struct rest_call *call, uint32_t account_id);

/* From the query, 0 if absent; false: the call has failed. */
bool rest_query_account(struct rest_call *call, uint32_t *account_id);

/* Every account of the key, at most REST_SUBACCOUNTS; or the one the query names. */
uint32_t rest_query_accounts(struct rest_call *call, uint32_t accounts[REST_SUBACCOUNTS]);

/* --- commands --- */

/* Writes the answer from the events of a command that was not rejected. */
typedef void rest_finish(struct rest_call *call, const struct rest_wait *wait,
                         const struct event *events, uint32_t count);

/* Where that the command was done is the whole answer. */
rest_finish rest_finish_empty;

struct rest_wait {
    struct rest *rest;
    uint64_t connection_id;
    rest_finish *finish;
    const struct credential *credential;
    const struct instrument *instrument;
    uint64_t client_order_id;
    uint64_t order_id;
    uint64_t number; /* the finisher's */
    uint32_t account_id;
    char text[REST_PARAMETER_SIZE]; /* the client's name of the order */
    struct rest_wait *newer;
};

/* Is a new order with this client order id on its way? */
bool rest_is_waiting(const struct rest *rest, uint32_t account_id, uint64_t client_order_id);

/* A command of the key's user on one of its accounts. */
struct command rest_command(const struct rest_call *call, uint32_t account_id, uint16_t kind);

/* Submits; `wait` is copied.  The answer follows when the command is durable. */
void rest_submit(struct rest_call *call, struct command *command, const struct rest_wait *wait);

/* --- pages --- */

struct rest_page {
    struct history_query query;
    uint32_t account_index; /* of the accounts that are listed one after the other */
};

/* limit, cursor, min_ts and max_ts of the query; false: the call has failed. */
bool rest_page_read(struct rest_call *call, struct rest_page *page, int64_t limit_max);
void rest_page_end(struct rest_call *call, const struct rest_page *page, bool more);

/* --- handlers, by file --- */

typedef void rest_handler(struct rest_call *call);

/* rest_market.c */
rest_handler rest_get_status, rest_get_risk_parameters, rest_get_markets, rest_get_market,
    rest_get_orderbook, rest_get_candles, rest_get_trades;
/* rest_funding.c */
rest_handler rest_get_funding_history, rest_get_funding_rates, rest_get_funding_estimate;
/* rest_order.c */
rest_handler rest_create_order, rest_cancel_order, rest_decrease_order, rest_amend_order;
/* rest_order_list.c */
rest_handler rest_get_orders, rest_get_order, rest_get_fcm_orders, rest_get_fills;
/* rest_group.c */
rest_handler rest_get_groups, rest_get_group, rest_create_group, rest_delete_group,
    rest_reset_group, rest_trigger_group, rest_limit_group;
/* rest_portfolio.c */
rest_handler rest_get_positions, rest_get_balance, rest_get_risk, rest_get_fee_tiers,
    rest_get_limits, rest_get_enabled, rest_get_notional_limit, rest_get_receipt;
/* rest_cash.c */
rest_handler rest_create_subaccount, rest_transfer, rest_transfer_instance;

/* rest_order_list.c: for streams too */
void rest_put_client_id(struct json_writer *json, const struct rest *rest, uint32_t account_id,
                        uint64_t client_order_id);

/* rest_market.c: the mark of a settlement that came now (R-MARK-8), read from the live core */
void rest_add_settlement_mark(struct json_writer *json, struct gateway *gateway,
                              const struct instrument *instrument, int64_t time_ns);

/* rest_group.c: by what the API deletes a group, which the core never forgets */
bool rest_group_is_deleted(int64_t lots_max, int64_t window_ns);

/* Is it a group, and one of this dialect? */
static inline bool rest_group_is_shown(uint32_t group_id)
{
    return group_id != 0 && (group_id & GATEWAY_GROUP_BIT) == 0;
}

/* --- rest_auth.c --- */

/* Who signed the request; NULL, and an error was answered or *status is set: nobody. */
const struct credential *rest_authenticate(struct rest *rest, const struct http_request *request,
                                           const char **why);

/* Has the key this right?  0: everybody has it. */
bool rest_key_may(const struct credential *credential, uint32_t scope);

/* --- rest_client_id.c: members' texts as numbers --- */

/* What a text is for the core.  needs_text: it is no plain number, so CLIENT_TEXT says it. */
uint64_t rest_client_number(uint32_t account_id, const char *text, bool *needs_text);

/* --- rest_stream.c --- */

struct rest_stream *rest_stream_create(struct rest *rest);
void rest_stream_destroy(struct rest_stream *stream);

#endif
