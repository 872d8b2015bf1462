/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_plain.h - one JSON-RPC request of the plain form, read in place.
 *
 * Role       Most requests are one object whose parameters are texts, numbers, true, false or null,
 *            in printable ASCII without escapes.  Such a message is read without making a tree of
 *            it: its texts are cut out of a copy.  Everything else, and everything that is wrong,
 *            is left to rpc_request.h, which knows all of JSON.
 * Invariant  What is taken here means the same as there (rpc_request_fuzz.c reads it both ways).
 */
#ifndef PERPETUA_GATEWAY_RPC_PLAIN_H
#define PERPETUA_GATEWAY_RPC_PLAIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define RPC_PLAIN_SIZE_MAX   1023u
#define RPC_PLAIN_VALUES_MAX 24u

enum rpc_plain_kind {
    RPC_PLAIN_NULL = 0, /* or not given */
    RPC_PLAIN_TEXT = 1, /* also a number that is not whole, or of more than 18 digits */
    RPC_PLAIN_WHOLE = 2,
    RPC_PLAIN_TRUE = 3,
    RPC_PLAIN_FALSE = 4
};

struct rpc_plain_value {
    const char *name; /* ends with a zero byte, as the next */
    const char *text; /* of RPC_PLAIN_TEXT and RPC_PLAIN_WHOLE */
    uint32_t size;
    uint16_t kind;  /* enum rpc_plain_kind */
    uint16_t place; /* among the parameters of a method: rpc_parameters_are_plain */
};

struct rpc_plain {
    const char *method;
    struct rpc_plain_value id; /* text, whole number or null */
    uint32_t count;
    struct rpc_plain_value values[RPC_PLAIN_VALUES_MAX]; /* no two of one name */
    char bytes[RPC_PLAIN_SIZE_MAX + 1];
};

/* False: it is not of the plain form; nothing is said about it. */
bool rpc_plain_read(struct rpc_plain *plain, const char *text, size_t size);

/* The parameter of this name; NULL: not given. */
const struct rpc_plain_value *rpc_plain_value(const struct rpc_plain *plain, const char *name);

#endif
