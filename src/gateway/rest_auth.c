/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rest_auth.c - who signed a request of the REST dialect.
 *
 * The signed text is the time stamp in milliseconds, the method and the path without its query.
 * The same signature proves once (credential_check_once), so a request that was overheard cannot
 * be sent again.
 */
#include <stdio.h>

#include "gateway/rest_parts.h"

#define NS_PER_STAMP INT64_C(1000000)

static const char *fault_text(enum credential_fault fault)
{
    switch (fault) {
    case CREDENTIAL_GOOD: return NULL;
    case CREDENTIAL_EXPIRED: return "the key has expired or is disabled";
    case CREDENTIAL_ADDRESS: return "the key may not be used from this address";
    case CREDENTIAL_STALE:
        return "the time stamp is more than a minute away from the venue's clock";
    case CREDENTIAL_REPLAYED: return "this signature has been used before; sign again";
    case CREDENTIAL_UNKNOWN:
    case CREDENTIAL_WRONG:
    default: return "the key is unknown or the signature is wrong";
    }
}

/* Bits stand in pairs: to read, and above it to write, which includes to read. */
bool rest_key_may(const struct credential *credential, uint32_t scope)
{
    static const uint32_t reading = SCOPE_ACCOUNT_READ | SCOPE_TRADE_READ | SCOPE_WALLET_READ;
    uint32_t enough = scope | (scope & reading) << 1;
    return scope == 0 || (credential->scopes & enough) != 0;
}

struct proof {
    char key[CREDENTIAL_ID_SIZE];
    char stamp[24];
    char signature[HTTP_HEADER_SIZE_MAX];
};

static bool read_proof(const struct http_request *request, struct proof *proof)
{
    size_t key = http_header(request, "kalshi-access-key", proof->key, sizeof proof->key);
    size_t stamp =
        http_header(request, "kalshi-access-timestamp", proof->stamp, sizeof proof->stamp);
    size_t signature =
        http_header(request, "kalshi-access-signature", proof->signature, sizeof proof->signature);
    return key != 0 && stamp != 0 && signature != 0;
}

static enum credential_fault check(struct rest *rest, const struct credential *credential,
                                   const struct http_request *request, const struct proof *proof)
{
    char text[HTTP_TARGET_SIZE_MAX + 64];
    int64_t stamp_ms = 0;
    int64_t now_ns = credential_now_ns();
    if (!rest_read_integer(proof->stamp, false, &stamp_ms)) return CREDENTIAL_STALE;
    if (stamp_ms > INT64_MAX / NS_PER_STAMP) return CREDENTIAL_STALE;
    int size = snprintf(text, sizeof text, "%s%s%s", proof->stamp, request->method, request->path);
    if (size < 0 || (size_t)size >= sizeof text) return CREDENTIAL_WRONG;
    enum credential_fault fault = credential_state(credential, request->peer, now_ns);
    if (fault != CREDENTIAL_GOOD) return fault;
    fault = credential_check_signature(credential, text, (size_t)size, proof->signature);
    if (fault != CREDENTIAL_GOOD) return fault;
    return credential_check_once(gateway_credentials(rest->gateway), credential,
                                 stamp_ms * NS_PER_STAMP, proof->signature, now_ns);
}

const struct credential *rest_authenticate(struct rest *rest, const struct http_request *request,
                                           const char **why)
{
    struct proof proof;
    if (!read_proof(request, &proof)) {
        *why = "this needs the headers KALSHI-ACCESS-KEY, KALSHI-ACCESS-TIMESTAMP and "
               "KALSHI-ACCESS-SIGNATURE";
        return NULL;
    }
    const struct credential *credential =
        credential_find(gateway_credentials(rest->gateway), proof.key);
    bool is_signing = credential != NULL && credential->kind == CREDENTIAL_PUBLIC;
    enum credential_fault fault =
        is_signing ? check(rest, credential, request, &proof) : CREDENTIAL_UNKNOWN;
    *why = fault_text(fault);
    return fault == CREDENTIAL_GOOD ? credential : NULL;
}
