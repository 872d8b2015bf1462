/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_request_fuzz.c - any bytes as a body and as a query: no read beyond them, and a request that
 * was read has a method and an object of parameters without floats.
 */
#include "base/check.h"
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

int LLVMFuzzerTestOneInput(const unsigned char *bytes, size_t size)
{
    struct rpc_request request;
    const char *text = (const char *)bytes;
    check_request(&request, rpc_request_read(&request, text, size, NULL));
    check_request(&request, rpc_request_read_query(&request, text, size, "public/test"));
    return 0;
}
