/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_proof.h - what stands in an Authorization header.
 *
 * Role       Reads the texts of a signature or of id and secret; whether they prove anything is
 *            the business of rpc_auth.c.  Pure, so that it is fuzzed.
 * Invariant  A text that was read ends with a zero byte inside its array.
 */
#ifndef PERPETUA_GATEWAY_RPC_PROOF_H
#define PERPETUA_GATEWAY_RPC_PROOF_H

#include <stdbool.h>
#include <stdint.h>

#define RPC_PROOF_FIELD 256u

/* id=..,ts=..,nonce=..,sig=.. in any order. */
struct rpc_signature {
    char id[RPC_PROOF_FIELD];
    char stamp[RPC_PROOF_FIELD];
    char nonce[RPC_PROOF_FIELD];
    char signature[RPC_PROOF_FIELD];
    int64_t stamp_ms; /* at least 0, and in nanoseconds it fits in 64 bits */
};

/* False: a field is missing, too long, or no number. */
bool rpc_signature_read(const char *header, struct rpc_signature *signature);

/* Base64 of "id:secret". */
struct rpc_basic {
    char id[2 * RPC_PROOF_FIELD];
    const char *secret; /* in `id`, behind it */
};

bool rpc_basic_read(const char *header, struct rpc_basic *basic);

/* What follows the scheme `word` and its spaces; NULL: it is of another scheme. */
const char *rpc_proof_behind(const char *header, const char *word);

#endif
