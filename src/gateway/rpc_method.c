/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_method.c - the methods of the JSON-RPC dialect, as tables.
 */
#include "gateway/rpc_method.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "gateway/rpc_request.h"

static const struct rpc_method *const families[] = {
    rpc_session_methods,      rpc_market_methods,         rpc_trades_methods,
    rpc_funding_methods,      rpc_order_methods,          rpc_cancel_methods,
    rpc_order_query_methods,  rpc_account_methods,        rpc_ledger_methods,
    rpc_cash_methods,         rpc_quote_methods,          rpc_mmp_methods,
    rpc_login_methods,        rpc_notice_methods,         rpc_risk_methods,
    rpc_receipt_methods,      rpc_subscribe_methods,      rpc_absent_methods,
    rpc_error_trade_methods,  rpc_operations_methods,     rpc_register_methods,
    rpc_surveillance_methods, rpc_case_methods,           rpc_report_methods,
    rpc_quality_methods,      rpc_passing_methods,        rpc_programme_methods,
    rpc_block_methods,        rpc_block_approval_methods, rpc_move_methods,
};

static bool refuse(struct rpc_fault *fault, const struct rpc_parameter *parameter,
                   const char *reason)
{
    *fault = (struct rpc_fault){RPC_INVALID_PARAMS, parameter->name, reason};
    return false;
}

/* Is the text one of "a|b|c"? */
static bool is_choice(const char *choices, const char *text, size_t size)
{
    const char *at = choices;
    for (;;) {
        const char *end = strchr(at, '|');
        size_t length = end == NULL ? strlen(at) : (size_t)(end - at);
        if (length == size && memcmp(at, text, size) == 0) return true;
        if (end == NULL) return false;
        at = end + 1;
    }
}

/* A value of a tree as a plain one.  A list or an object is none: null. */
static struct rpc_plain_value plain_of(const json_t *json, struct rpc_value *value)
{
    if (json_is_string(json)) {
        return (struct rpc_plain_value){.kind = RPC_PLAIN_TEXT,
                                        .text = json_string_value(json),
                                        .size = (uint32_t)json_string_length(json)};
    }
    if (json_is_integer(json)) {
        size_t size =
            text_write_decimal(value->digits, sizeof value->digits, json_integer_value(json), 0);
        return (struct rpc_plain_value){
            .kind = RPC_PLAIN_WHOLE, .text = value->digits, .size = (uint32_t)size};
    }
    if (json_is_true(json)) return (struct rpc_plain_value){.kind = RPC_PLAIN_TRUE};
    if (json_is_false(json)) return (struct rpc_plain_value){.kind = RPC_PLAIN_FALSE};
    return (struct rpc_plain_value){.kind = RPC_PLAIN_NULL};
}

/* Texts as they are; a whole number is its digits. */
static bool take_text(const struct rpc_plain_value *given, struct rpc_value *value)
{
    if (given->kind != RPC_PLAIN_TEXT && given->kind != RPC_PLAIN_WHOLE) return false;
    value->text = given->text;
    value->size = given->size;
    return strlen(value->text) == value->size;
}

static bool read_text(const struct rpc_parameter *parameter, const struct rpc_plain_value *given,
                      struct rpc_value *value, struct rpc_fault *fault)
{
    if (!take_text(given, value)) return refuse(fault, parameter, "must be a text");
    if (parameter->high > 0 && value->size > (size_t)parameter->high) {
        return refuse(fault, parameter, "is too long");
    }
    if (parameter->choices != NULL && !is_choice(parameter->choices, value->text, value->size)) {
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, parameter->name, parameter->choices};
        return false;
    }
    return true;
}

static bool read_integer(const struct rpc_parameter *parameter, const struct rpc_plain_value *given,
                         struct rpc_value *value, struct rpc_fault *fault)
{
    if (!take_text(given, value) ||
        !text_read_decimal(value->text, value->size, 0, &value->integer)) {
        return refuse(fault, parameter, "must be a whole number");
    }
    bool is_ranged = parameter->low != 0 || parameter->high != 0;
    if (is_ranged && (value->integer < parameter->low || value->integer > parameter->high)) {
        return refuse(fault, parameter, "is out of range");
    }
    return true;
}

static bool read_boolean(const struct rpc_parameter *parameter, const struct rpc_plain_value *given,
                         struct rpc_value *value, struct rpc_fault *fault)
{
    const char *text = given->kind == RPC_PLAIN_TEXT ? given->text : "";
    value->boolean = given->kind == RPC_PLAIN_TRUE || strcmp(text, "true") == 0;
    bool is_false = given->kind == RPC_PLAIN_FALSE || strcmp(text, "false") == 0;
    if (value->boolean || is_false) return true;
    return refuse(fault, parameter, "must be true or false");
}

static bool read_list(const struct rpc_parameter *parameter, const json_t *json,
                      struct rpc_value *value, struct rpc_fault *fault)
{
    value->json = json;
    if (json_is_array(json)) return true;
    return refuse(fault, parameter, "must be a list");
}

/* All types but those that need a tree. */
static bool read_plain(const struct rpc_parameter *parameter, const struct rpc_plain_value *given,
                       struct rpc_value *value, struct rpc_fault *fault)
{
    value->is_given = true;
    switch ((enum rpc_type)parameter->type) {
    case RPC_TEXT: return read_text(parameter, given, value, fault);
    case RPC_INTEGER: return read_integer(parameter, given, value, fault);
    case RPC_NUMBER:
        if (take_text(given, value)) return true;
        return refuse(fault, parameter, "must be a number");
    case RPC_BOOLEAN: return read_boolean(parameter, given, value, fault);
    case RPC_LIST:
    case RPC_ANY: break;
    }
    return false;
}

bool rpc_value_read(const struct rpc_parameter *parameter, const json_t *json,
                    struct rpc_value *value, struct rpc_fault *fault)
{
    value->is_given = true;
    if (parameter->type == RPC_LIST) return read_list(parameter, json, value, fault);
    if (parameter->type == RPC_ANY) {
        value->json = json;
        return true;
    }
    struct rpc_plain_value given = plain_of(json, value);
    return read_plain(parameter, &given, value, fault);
}

/* The list whose JSON stands in a text; the text itself if it is none. */
static json_t *expand_list(json_t *params, const char *name, json_t *text)
{
    json_t *list = rpc_json_read(json_string_value(text), json_string_length(text));
    if (!json_is_array(list) || json_object_set(params, name, list) != 0) {
        json_decref(list);
        return text;
    }
    json_decref(list);
    return json_object_get(params, name);
}

/* The place of a parameter among those of the method; their count: it has none of this name. */
static uint32_t place_of(const struct rpc_method *method, const char *name)
{
    uint32_t at = 0;
    while (at < method->parameter_count && strcmp(method->parameters[at].name, name) != 0) at++;
    return at;
}

/* The value of a parameter that is given, cleared. */
static struct rpc_value *value_begin(struct rpc_values *values, uint32_t place)
{
    values->given |= UINT32_C(1) << place;
    values->list[place] = (struct rpc_value){0};
    return &values->list[place];
}

bool rpc_parameters_read(const struct rpc_method *method, json_t *params, struct rpc_values *values,
                         struct rpc_fault *fault)
{
    ASSERT(method->parameter_count <= RPC_PARAMETERS_MAX);
    values->given = 0;
    json_t *given[RPC_PARAMETERS_MAX] = {NULL};
    const char *name;
    json_t *json;
    /* Few are given of many that could be: each is looked for once. */
    json_object_foreach(params, name, json)
    {
        uint32_t at = place_of(method, name);
        if (at < method->parameter_count) given[at] = json;
    }
    for (uint32_t i = 0; i < method->parameter_count; i++) {
        const struct rpc_parameter *parameter = &method->parameters[i];
        json = given[i];
        if (parameter->type == RPC_LIST && json_is_string(json)) {
            json = expand_list(params, parameter->name, json);
        }
        if (json == NULL || json_is_null(json)) {
            if (!parameter->is_required) continue;
            return refuse(fault, parameter, "is required");
        }
        if (!rpc_value_read(parameter, json, value_begin(values, i), fault)) return false;
    }
    return true;
}

bool rpc_parameters_are_plain(const struct rpc_method *method, struct rpc_plain *plain)
{
    for (uint32_t i = 0; i < plain->count; i++) {
        uint32_t at = place_of(method, plain->values[i].name);
        plain->values[i].place = (uint16_t)at;
        if (at == method->parameter_count) continue;
        uint8_t type = method->parameters[at].type;
        if (type == RPC_LIST || type == RPC_ANY) return false;
    }
    return true;
}

bool rpc_parameters_read_plain(const struct rpc_method *method, const struct rpc_plain *plain,
                               struct rpc_values *values, struct rpc_fault *fault)
{
    ASSERT(method->parameter_count <= RPC_PARAMETERS_MAX);
    values->given = 0;
    const struct rpc_plain_value *given[RPC_PARAMETERS_MAX] = {NULL};
    for (uint32_t i = 0; i < plain->count; i++) {
        uint32_t at = plain->values[i].place;
        if (at < method->parameter_count) given[at] = &plain->values[i];
    }
    for (uint32_t i = 0; i < method->parameter_count; i++) {
        const struct rpc_parameter *parameter = &method->parameters[i];
        if (given[i] == NULL || given[i]->kind == RPC_PLAIN_NULL) {
            if (!parameter->is_required) continue;
            return refuse(fault, parameter, "is required");
        }
        if (!read_plain(parameter, given[i], value_begin(values, i), fault)) return false;
    }
    return true;
}

static int rows_compare(const void *one, const void *other)
{
    const struct rpc_method_row *left = one;
    const struct rpc_method_row *right = other;
    return strcmp(left->method->name, right->method->name);
}

bool rpc_methods_collect(struct rpc_method_list *list)
{
    uint32_t count = 0;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        for (const struct rpc_method *row = families[i]; row->name != NULL; row++) count++;
    }
    list->rows = calloc(count, sizeof *list->rows);
    if (list->rows == NULL) return false;
    list->count = 0;
    for (size_t i = 0; i < sizeof families / sizeof families[0]; i++) {
        const struct rpc_method *row = families[i];
        for (; row->name != NULL; row++) list->rows[list->count++].method = row;
    }
    qsort(list->rows, count, sizeof *list->rows, rows_compare);
    for (uint32_t i = 1; i < count; i++) {
        ASSERT(strcmp(list->rows[i - 1].method->name, list->rows[i].method->name) != 0);
    }
    return true;
}

void rpc_methods_release(struct rpc_method_list *list)
{
    free(list->rows);
    *list = (struct rpc_method_list){0};
}

const struct rpc_method *rpc_method_find(const struct rpc_method_list *list, const char *name)
{
    const struct rpc_method key = {.name = name};
    const struct rpc_method_row wanted = {&key};
    const struct rpc_method_row *found =
        bsearch(&wanted, list->rows, list->count, sizeof *list->rows, rows_compare);
    return found == NULL ? NULL : found->method;
}
