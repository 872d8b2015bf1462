/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_request.h - one JSON-RPC request as it came: from a message, an HTTP body or a query string.
 *
 * Role       Bytes to method name, id and an object of parameters.  Numbers with a fraction or an
 *            exponent, and those of more than 18 digits, are kept as their text, so that no price
 *            ever becomes a float: a parameter that wants a number accepts its text.
 * Invariant  A request that was read has a method and an object of parameters, which may be empty.
 * Ownership  The request owns its JSON values until rpc_request_release.
 */
#ifndef PERPETUA_GATEWAY_RPC_REQUEST_H
#define PERPETUA_GATEWAY_RPC_REQUEST_H

#include <stdbool.h>
#include <stddef.h>

#include <jansson.h>

/* A longer message is refused before it is read. */
#define RPC_REQUEST_SIZE_MAX 32768u

struct rpc_request {
    json_t *root;
    json_t *id; /* integer or text, part of root; NULL: none was given */
    json_t *params;
    const char *method; /* part of root, or the caller's */
};

enum rpc_read {
    RPC_READ_OK = 0,
    RPC_READ_NOT_JSON = 1,    /* -32700 */
    RPC_READ_NOT_REQUEST = 2, /* -32600 */
    RPC_READ_PARAMS = 3,      /* -32602: parameters that are no object */
    RPC_READ_TOO_LARGE = 4,
    RPC_READ_REFUSED = 5 /* read, but its proof of identity is wrong */
};

/* `method` is the one that the path names, or NULL.  Whatever comes back, release the request; its
 * id is set as soon as it could be read. */
enum rpc_read rpc_request_read(struct rpc_request *request, const char *text, size_t size,
                               const char *method);

/* The query string of GET: "a=b&c=d", percent-encoded.  Every value is a text. */
enum rpc_read rpc_request_read_query(struct rpc_request *request, const char *query, size_t size,
                                     const char *method);

enum rpc_number {
    RPC_NUMBER_NONE = 0,
    RPC_NUMBER_WHOLE = 1, /* of at most 18 digits */
    RPC_NUMBER_TEXT = 2   /* any other: it is kept as its text */
};

/* The number of JSON at the beginning of a text that ends with a zero byte, and its size. */
enum rpc_number rpc_number_read(const char *text, size_t *size);

/* Parses with the numbers that are no whole numbers as texts.  NULL: not JSON. */
json_t *rpc_json_read(const char *text, size_t size);

void rpc_request_release(struct rpc_request *request);

#endif
