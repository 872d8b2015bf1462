/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_hash.c - see journal_hash.h.
 *
 * Role       See journal_hash.h.
 * Invariant  A digest that OpenSSL refuses after it was set up is a fault of this program.
 * Rules      none.
 */
#include "node/journal_hash.h"

#include <openssl/evp.h>

#include "base/check.h"

bool journal_hasher_init(struct journal_hasher *hasher)
{
    *hasher = (struct journal_hasher){EVP_MD_CTX_new(), EVP_MD_fetch(NULL, "SHA256", NULL)};
    if (hasher->context != NULL && hasher->method != NULL) return true;
    journal_hasher_release(hasher);
    return false;
}

void journal_hasher_release(struct journal_hasher *hasher)
{
    EVP_MD_CTX_free(hasher->context);
    EVP_MD_free(hasher->method);
    *hasher = (struct journal_hasher){0};
}

void journal_hasher_begin(struct journal_hasher *hasher)
{
    int done = EVP_DigestInit_ex2(hasher->context, hasher->method, NULL);
    ASSERT(done == 1);
}

void journal_hasher_add(struct journal_hasher *hasher, struct journal_span span)
{
    int done = EVP_DigestUpdate(hasher->context, span.bytes, span.size);
    ASSERT(done == 1);
}

struct journal_hash journal_hasher_end(struct journal_hasher *hasher)
{
    struct journal_hash hash;
    unsigned size = 0;
    int done = EVP_DigestFinal_ex(hasher->context, hash.bytes, &size);
    ASSERT(done == 1);
    ASSERT(size == sizeof hash.bytes);
    return hash;
}

struct journal_hash journal_frame_hash(struct journal_hasher *hasher, const uint8_t *frame,
                                       size_t frame_size)
{
    struct journal_span spans[2];
    journal_frame_hash_spans(frame, frame_size, spans);
    journal_hasher_begin(hasher);
    journal_hasher_add(hasher, spans[0]);
    journal_hasher_add(hasher, spans[1]);
    return journal_hasher_end(hasher);
}

struct journal_hash journal_bytes_hash(struct journal_hasher *hasher, struct journal_span span)
{
    journal_hasher_begin(hasher);
    journal_hasher_add(hasher, span);
    return journal_hasher_end(hasher);
}

void journal_hash_text(const struct journal_hash *hash, char out[JOURNAL_HASH_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < JOURNAL_HASH_SIZE; i++) {
        out[2 * i] = digits[hash->bytes[i] >> 4];
        out[2 * i + 1] = digits[hash->bytes[i] & 15];
    }
    out[(size_t)2 * JOURNAL_HASH_SIZE] = '\0';
}
