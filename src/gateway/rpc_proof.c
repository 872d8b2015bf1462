/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_proof.c - what stands in an Authorization header.
 */
#include "gateway/rpc_proof.h"

#include <string.h>

#include <openssl/evp.h>

#include "base/text.h"

#define NS_PER_MS INT64_C(1000000)

/* "name=value" in a list parted by commas. */
static bool header_field(const char *header, const char *name, char value[RPC_PROOF_FIELD])
{
    size_t name_size = strlen(name);
    const char *at = header;
    while (*at != '\0') {
        at += strspn(at, " ,");
        size_t size = strcspn(at, ",");
        if (size > name_size && strncmp(at, name, name_size) == 0 && at[name_size] == '=') {
            size_t value_size = size - name_size - 1;
            if (value_size >= RPC_PROOF_FIELD) return false;
            memcpy(value, at + name_size + 1, value_size);
            value[value_size] = '\0';
            return true;
        }
        at += size;
    }
    return false;
}

bool rpc_signature_read(const char *header, struct rpc_signature *signature)
{
    bool is_whole = header_field(header, "id", signature->id) &&
                    header_field(header, "ts", signature->stamp) &&
                    header_field(header, "nonce", signature->nonce) &&
                    header_field(header, "sig", signature->signature);
    if (!is_whole ||
        !text_read_i64(signature->stamp, strlen(signature->stamp), &signature->stamp_ms)) {
        return false;
    }
    return signature->stamp_ms >= 0 && signature->stamp_ms <= INT64_MAX / NS_PER_MS;
}

bool rpc_basic_read(const char *header, struct rpc_basic *basic)
{
    size_t size = strlen(header);
    if (size == 0 || size % 4 != 0 || size > sizeof basic->id) return false;
    int length =
        EVP_DecodeBlock((unsigned char *)basic->id, (const unsigned char *)header, (int)size);
    if (length <= 0 || (size_t)length >= sizeof basic->id) return false;
    basic->id[length] = '\0';
    char *colon = strchr(basic->id, ':');
    if (colon == NULL) return false;
    *colon = '\0';
    basic->secret = colon + 1;
    return true;
}

static char small(char letter)
{
    return letter >= 'A' && letter <= 'Z' ? (char)(letter - 'A' + 'a') : letter;
}

const char *rpc_proof_behind(const char *header, const char *word)
{
    size_t size = strlen(word);
    for (size_t i = 0; i < size; i++) {
        if (small(header[i]) != word[i]) return NULL;
    }
    if (header[size] != ' ') return NULL;
    return header + size + strspn(header + size, " ");
}
