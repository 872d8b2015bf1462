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
    rpc_session_methods, rpc_market_methods,    rpc_trades_methods,      rpc_funding_methods,
    rpc_order_methods,   rpc_cancel_methods,    rpc_order_query_methods, rpc_account_methods,
    rpc_ledger_methods,  rpc_cash_methods,      rpc_quote_methods,       rpc_mmp_methods,
    rpc_risk_methods,    rpc_subscribe_methods, rpc_absent_methods,
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

/* Texts as they are; a whole number is its digits. */
static bool take_text(const json_t *json, struct rpc_value *value)
{
    if (json_is_string(json)) {
        value->text = json_string_value(json);
        value->size = json_string_length(json);
        return strlen(value->text) == value->size;
    }
    if (!json_is_integer(json)) return false;
    value->size =
        text_write_decimal(value->digits, sizeof value->digits, json_integer_value(json), 0);
    value->text = value->digits;
    return value->size > 0;
}

static bool read_text(const struct rpc_parameter *parameter, const json_t *json,
                      struct rpc_value *value, struct rpc_fault *fault)
{
    if (!take_text(json, value)) return refuse(fault, parameter, "must be a text");
    if (parameter->high > 0 && value->size > (size_t)parameter->high) {
        return refuse(fault, parameter, "is too long");
    }
    if (parameter->choices != NULL && !is_choice(parameter->choices, value->text, value->size)) {
        *fault = (struct rpc_fault){RPC_INVALID_PARAMS, parameter->name, parameter->choices};
        return false;
    }
    return true;
}

static bool read_integer(const struct rpc_parameter *parameter, const json_t *json,
                         struct rpc_value *value, struct rpc_fault *fault)
{
    if (!take_text(json, value) ||
        !text_read_decimal(value->text, value->size, 0, &value->integer)) {
        return refuse(fault, parameter, "must be a whole number");
    }
    bool is_ranged = parameter->low != 0 || parameter->high != 0;
    if (is_ranged && (value->integer < parameter->low || value->integer > parameter->high)) {
        return refuse(fault, parameter, "is out of range");
    }
    return true;
}

static bool read_boolean(const struct rpc_parameter *parameter, const json_t *json,
                         struct rpc_value *value, struct rpc_fault *fault)
{
    const char *text = json_is_string(json) ? json_string_value(json) : "";
    value->boolean = json_is_true(json) || strcmp(text, "true") == 0;
    if (value->boolean || json_is_false(json) || strcmp(text, "false") == 0) return true;
    return refuse(fault, parameter, "must be true or false");
}

static bool read_list(const struct rpc_parameter *parameter, const json_t *json,
                      struct rpc_value *value, struct rpc_fault *fault)
{
    value->json = json;
    if (json_is_array(json)) return true;
    return refuse(fault, parameter, "must be a list");
}

bool rpc_value_read(const struct rpc_parameter *parameter, const json_t *json,
                    struct rpc_value *value, struct rpc_fault *fault)
{
    value->is_given = true;
    switch ((enum rpc_type)parameter->type) {
    case RPC_TEXT: return read_text(parameter, json, value, fault);
    case RPC_INTEGER: return read_integer(parameter, json, value, fault);
    case RPC_NUMBER:
        if (take_text(json, value)) return true;
        return refuse(fault, parameter, "must be a number");
    case RPC_BOOLEAN: return read_boolean(parameter, json, value, fault);
    case RPC_LIST: return read_list(parameter, json, value, fault);
    case RPC_ANY: value->json = json; return true;
    }
    return false;
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

bool rpc_parameters_read(const struct rpc_method *method, json_t *params, struct rpc_value *values,
                         struct rpc_fault *fault)
{
    ASSERT(method->parameter_count <= RPC_PARAMETERS_MAX);
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
        values[i] = (struct rpc_value){0};
        if (json == NULL || json_is_null(json)) {
            if (!parameter->is_required) continue;
            return refuse(fault, parameter, "is required");
        }
        if (!rpc_value_read(parameter, json, &values[i], fault)) return false;
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
