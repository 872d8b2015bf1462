/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_method.h - the methods of the JSON-RPC dialect, as tables.
 *
 * Role       A method is a row: its name, its parameters with type and range, the rights and roles
 *            that it needs, what it costs, and the function that answers.  Reading and checking of
 *            parameters, rights, roles and credits is done once, from the rows.
 * Invariant  A handler sees parameters of the types its row names, required ones given, choices and
 *            ranges kept.  No two rows have one name.
 */
#ifndef PERPETUA_GATEWAY_RPC_METHOD_H
#define PERPETUA_GATEWAY_RPC_METHOD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <jansson.h>

#include "gateway/rpc_error.h"
#include "gateway/rpc_plain.h"

struct rpc_call;

enum rpc_type {
    RPC_TEXT = 0,
    RPC_INTEGER = 1,
    RPC_NUMBER = 2, /* decimal text, not yet in units */
    RPC_BOOLEAN = 3,
    RPC_LIST = 4,
    RPC_ANY = 5
};

struct rpc_parameter {
    const char *name;
    uint8_t type; /* enum rpc_type */
    bool is_required;
    /* RPC_TEXT: the legal values, "a|b|c"; NULL: any. */
    const char *choices;
    /* RPC_INTEGER: the range; RPC_TEXT: the longest text, 0 any. */
    int64_t low;
    int64_t high;
};

/* Which bucket a call draws from (protocol's credits).  Cancels draw from none. */
enum rpc_cost { RPC_COST_NONE = 0, RPC_COST_REQUEST, RPC_COST_MATCHING, RPC_COST_SUBSCRIBE };

struct rpc_method {
    const char *name; /* "public/get_time" */
    const struct rpc_parameter *parameters;
    uint32_t parameter_count;
    uint32_t scopes; /* mask of enum scope that is needed; 0: public */
    uint8_t cost;    /* enum rpc_cost */
    bool is_websocket_only;
    void (*handler)(struct rpc_call *call);
    /* Who may call it besides.  0: whoever has the scopes and, if it needs any, an account.  Else
     * the key's user is staff of the venue and has one of these roles in the core now, a mask of
     * enum role; or RPC_ANY_KEY: every key, with an account or without. */
    uint32_t roles;
};

#define RPC_ANY_KEY (UINT32_C(1) << 31)

#define RPC_PARAMETERS_MAX 24u

/* The parameters of a row, and of a row without any. */
#define RPC_ROW(list) list, (uint32_t)(sizeof(list) / sizeof(list)[0])
#define RPC_NO_ROW    NULL, 0

/* A parameter as it was given. */
struct rpc_value {
    bool is_given;
    bool boolean;
    int64_t integer;
    const char *text; /* RPC_TEXT, RPC_NUMBER */
    size_t size;
    const json_t *json; /* RPC_LIST, RPC_ANY */
    char digits[24];    /* of a whole number: what text points at */
};

/* Those of a method, in the order of its row.  Few are given of many that could be: the others are
 * not even cleared, for hundreds of calls wait for the disk at a time. */
struct rpc_values {
    uint32_t given; /* mask of places in `list` */
    struct rpc_value list[RPC_PARAMETERS_MAX];
};

static_assert(RPC_PARAMETERS_MAX <= 32, "a bit each");

/* What was wrong with a parameter. */
struct rpc_fault {
    enum rpc_error error;
    const char *param;
    const char *reason;
};

/*
 * Reads the parameters of the method into `values`, in the order of the row.  Parameters that the
 * row does not name are passed over: clients send some that other venues know.  A list that came as
 * text, from a query string, is read and put in its place.
 */
bool rpc_parameters_read(const struct rpc_method *method, json_t *params, struct rpc_values *values,
                         struct rpc_fault *fault);

/* The same for a request of the plain form, whose parameters are all of types that have it: asked
 * first, for it also notes which parameter of the method each value is. */
bool rpc_parameters_are_plain(const struct rpc_method *method, struct rpc_plain *plain);
bool rpc_parameters_read_plain(const struct rpc_method *method, const struct rpc_plain *plain,
                               struct rpc_values *values, struct rpc_fault *fault);

/* Reads one value.  False: it is of another type, or outside its choices or range. */
bool rpc_value_read(const struct rpc_parameter *parameter, const json_t *json,
                    struct rpc_value *value, struct rpc_fault *fault);

/* The family tables, each ending with a row without a name. */
extern const struct rpc_method rpc_session_methods[];
extern const struct rpc_method rpc_market_methods[];
extern const struct rpc_method rpc_trades_methods[];
extern const struct rpc_method rpc_funding_methods[];
extern const struct rpc_method rpc_order_methods[];
extern const struct rpc_method rpc_cancel_methods[];
extern const struct rpc_method rpc_order_query_methods[];
extern const struct rpc_method rpc_account_methods[];
extern const struct rpc_method rpc_ledger_methods[];
extern const struct rpc_method rpc_block_methods[];
extern const struct rpc_method rpc_block_approval_methods[];
extern const struct rpc_method rpc_move_methods[];
extern const struct rpc_method rpc_quote_methods[];
extern const struct rpc_method rpc_cash_methods[];
extern const struct rpc_method rpc_login_methods[];
extern const struct rpc_method rpc_mmp_methods[];
extern const struct rpc_method rpc_notice_methods[];
extern const struct rpc_method rpc_risk_methods[];
extern const struct rpc_method rpc_receipt_methods[];
extern const struct rpc_method rpc_subscribe_methods[];
extern const struct rpc_method rpc_surveillance_methods[];
extern const struct rpc_method rpc_case_methods[];
extern const struct rpc_method rpc_report_methods[];
extern const struct rpc_method rpc_quality_methods[];
extern const struct rpc_method rpc_absent_methods[];
extern const struct rpc_method rpc_error_trade_methods[];
extern const struct rpc_method rpc_passing_methods[];
extern const struct rpc_method rpc_programme_methods[];
extern const struct rpc_method rpc_operations_methods[];
extern const struct rpc_method rpc_register_methods[];

struct rpc_method_row {
    const struct rpc_method *method;
};

struct rpc_method_list {
    struct rpc_method_row *rows; /* by name */
    uint32_t count;
};

/* All methods in order of their names.  False: out of memory. */
bool rpc_methods_collect(struct rpc_method_list *list);
void rpc_methods_release(struct rpc_method_list *list);
const struct rpc_method *rpc_method_find(const struct rpc_method_list *list, const char *name);

#endif
