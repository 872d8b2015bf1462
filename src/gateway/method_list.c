/* SPDX-License-Identifier: Apache-2.0 */
/*
 * method_list.c - the methods and operations of both dialects, as one list.
 */
#include "gateway/method_list.h"

#include "gateway/credential.h"
#include "gateway/json_writer.h"
#include "gateway/rpc_role.h"
#include "gateway/rpc_scope.h"

static void add_scopes(struct json_writer *writer, uint32_t scopes)
{
    static const char *const words[] = {
        "account:read", "account:read_write", "trade:read",       "trade:read_write",
        "wallet:read",  "wallet:read_write",  "block_trade:read", "block_trade:read_write",
        "custody:read", "custody:read_write",
    };
    json_put_name(writer, "scopes");
    json_begin_array(writer);
    for (uint32_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if ((scopes >> i & 1) != 0) json_put_text(writer, words[i]);
    }
    json_end_array(writer);
}

static void add_parameters(struct json_writer *writer, const struct rpc_method *method)
{
    json_put_name(writer, "parameters");
    json_begin_array(writer);
    for (uint32_t i = 0; i < method->parameter_count; i++) {
        json_begin_object(writer);
        json_add_text(writer, "name", method->parameters[i].name);
        json_add_bool(writer, "required", method->parameters[i].is_required);
        if (method->parameters[i].choices != NULL) {
            json_add_text(writer, "choices", method->parameters[i].choices);
        }
        json_end_object(writer);
    }
    json_end_array(writer);
}

static void put_method(struct json_writer *writer, const struct rpc_method *method)
{
    bool has_roles = method->roles != 0 && method->roles != RPC_ANY_KEY;
    json_begin_object(writer);
    json_add_text(writer, "name", method->name);
    add_scopes(writer, method->scopes);
    json_put_name(writer, "roles");
    rpc_put_roles(writer, has_roles ? method->roles : 0);
    json_add_bool(writer, "needs_account", method->scopes != 0 && method->roles == 0);
    json_add_bool(writer, "websocket_only", method->is_websocket_only);
    add_parameters(writer, method);
    json_end_object(writer);
}

static void put_operations(struct json_writer *writer)
{
    struct rest_operation operation;
    json_put_name(writer, "rest");
    json_begin_array(writer);
    for (unsigned i = 0; rest_operation_at(i, &operation); i++) {
        json_begin_object(writer);
        json_add_text(writer, "method", operation.method);
        json_add_text(writer, "path", operation.pattern);
        json_add_text(writer, "needs", operation.needs);
        json_end_object(writer);
    }
    json_end_array(writer);
}

bool method_list_print(FILE *out)
{
    struct rpc_method_list list;
    struct json_writer writer = {0};
    if (!rpc_methods_collect(&list)) return false;
    json_begin_object(&writer);
    json_put_name(&writer, "rpc");
    json_begin_array(&writer);
    for (uint32_t i = 0; i < list.count; i++) put_method(&writer, list.rows[i].method);
    json_end_array(&writer);
    put_operations(&writer);
    json_end_object(&writer);
    bool is_good = !writer.is_cut && fwrite(writer.bytes, 1, writer.size, out) == writer.size &&
                   fputc('\n', out) != EOF;
    json_writer_release(&writer);
    rpc_methods_release(&list);
    return is_good;
}
