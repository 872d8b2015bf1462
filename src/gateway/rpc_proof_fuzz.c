/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_proof_fuzz.c - any bytes as an Authorization header, and as the words of a scope.
 *
 * What was read ends inside its array, an id has no colon, and a signature that was read reads the
 * same again when it is written anew.
 */
#include "gateway/rpc_proof.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "gateway/rpc_scope.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static bool ends_inside(const char *text, size_t room)
{
    return memchr(text, '\0', room) != NULL;
}

static void check_signature(const char *header)
{
    struct rpc_signature one;
    struct rpc_signature other;
    char again[6 * RPC_PROOF_FIELD];
    if (!rpc_signature_read(header, &one)) return;
    ASSERT(ends_inside(one.id, sizeof one.id));
    ASSERT(ends_inside(one.stamp, sizeof one.stamp));
    ASSERT(ends_inside(one.nonce, sizeof one.nonce));
    ASSERT(ends_inside(one.signature, sizeof one.signature));
    ASSERT(one.stamp_ms >= 0);
    int length = snprintf(again, sizeof again, "sig=%s,nonce=%s,ts=%s,id=%s", one.signature,
                          one.nonce, one.stamp, one.id);
    ASSERT(length > 0 && (size_t)length < sizeof again);
    ASSERT(rpc_signature_read(again, &other));
    ASSERT(strcmp(one.id, other.id) == 0);
    ASSERT(strcmp(one.nonce, other.nonce) == 0);
    ASSERT(strcmp(one.signature, other.signature) == 0);
    ASSERT(one.stamp_ms == other.stamp_ms);
}

static void check_basic(const char *header)
{
    struct rpc_basic basic;
    if (!rpc_basic_read(header, &basic)) return;
    ASSERT(ends_inside(basic.id, sizeof basic.id));
    ASSERT(strchr(basic.id, ':') == NULL);
    ASSERT(basic.secret > basic.id && basic.secret <= basic.id + sizeof basic.id);
    ASSERT(ends_inside(basic.secret, sizeof basic.id - (size_t)(basic.secret - basic.id)));
}

/* A scope never widens what was granted, and is read again as it was written. */
static void check_scope(const char *words)
{
    static const uint32_t granted = 0x155u;
    struct rpc_scope one;
    struct rpc_scope other;
    char again[RPC_SCOPE_TEXT_SIZE];
    if (!rpc_scope_read(words, granted, &one)) return;
    ASSERT((one.scopes & ~granted) == 0);
    ASSERT(ends_inside(one.session_name, sizeof one.session_name));
    ASSERT(ends_inside(one.ip, sizeof one.ip));
    ASSERT(rpc_scope_write(again, &one) < sizeof again);
    if (one.session_name[0] == '\0') ASSERT(rpc_scope_read(again, granted, &other));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *header = malloc(size + 1); /* of its size: what reads beyond it is found */
    if (header == NULL) return 0;
    memcpy(header, bytes, size);
    header[size] = '\0';
    check_signature(header);
    check_basic(header);
    check_scope(header);
    const char *rest = rpc_proof_behind(header, "deri-hmac-sha256");
    if (rest != NULL) check_signature(rest);
    rest = rpc_proof_behind(header, "basic");
    if (rest != NULL) check_basic(rest);
    free(header);
    return 0;
}
