/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_request_fuzz.c - any bytes as a body and as a query: no read beyond them, and a request that
 * was read has a method and an object of parameters without floats.  What is read in place means
 * what the tree means.
 */
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "gateway/rpc_plain.h"
#include "gateway/rpc_request.h"

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size);

static void check_values(const json_t *value)
{
    ASSERT(!json_is_real(value));
    size_t index;
    const char *name;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach(value, index, item) ASSERT(!json_is_real(item));
    }
    if (json_is_object(value)) {
        void *at = json_object_iter((json_t *)(size_t)value);
        for (; at != NULL; at = json_object_iter_next((json_t *)(size_t)value, at)) {
            name = json_object_iter_key(at);
            ASSERT(name[0] != '\0' || json_object_iter_value(at) != NULL);
            ASSERT(!json_is_real(json_object_iter_value(at)));
        }
    }
}

static void check_request(struct rpc_request *request, enum rpc_read read)
{
    if (read == RPC_READ_OK) {
        ASSERT(request->method != NULL);
        ASSERT(json_is_object(request->params));
        check_values(request->params);
    }
    rpc_request_release(request);
}

static void check_value(const struct rpc_plain_value *value, const json_t *json)
{
    char digits[TEXT_NUMBER_SIZE];
    switch ((enum rpc_plain_kind)value->kind) {
    case RPC_PLAIN_NULL: ASSERT(json == NULL || json_is_null(json)); return;
    case RPC_PLAIN_TRUE: ASSERT(json_is_true(json)); return;
    case RPC_PLAIN_FALSE: ASSERT(json_is_false(json)); return;
    case RPC_PLAIN_TEXT:
        ASSERT(json_is_string(json) && json_string_length(json) == value->size);
        ASSERT(strcmp(json_string_value(json), value->text) == 0);
        return;
    case RPC_PLAIN_WHOLE: {
        ASSERT(json_is_integer(json));
        size_t size = text_write_decimal(digits, sizeof digits, json_integer_value(json), 0);
        ASSERT(size == value->size && memcmp(digits, value->text, size) == 0);
        return;
    }
    }
}

static void check_plain(const char *text, size_t size)
{
    static struct rpc_plain plain;
    struct rpc_request request;
    if (!rpc_plain_read(&plain, text, size)) return;
    enum rpc_read read = rpc_request_read(&request, text, size, NULL);
    ASSERT(read == RPC_READ_OK);
    ASSERT(strcmp(plain.method, request.method) == 0);
    ASSERT(plain.count == json_object_size(request.params));
    check_value(&plain.id, request.id);
    for (uint32_t i = 0; i < plain.count; i++) {
        check_value(&plain.values[i], json_object_get(request.params, plain.values[i].name));
    }
    rpc_request_release(&request);
}

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rpc_request request;
    const char *text = (const char *)bytes;
    check_plain(text, size);
    check_request(&request, rpc_request_read(&request, text, size, NULL));
    check_request(&request, rpc_request_read_query(&request, text, size, "public/test"));
    return 0;
}
