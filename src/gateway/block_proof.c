/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_proof.c - see block_proof.h.
 *
 * "1536569522277.7.3.maker.CONSENT.9.1.MAC": time, account, user and role in plain, the consent
 * number with 16 hexadecimal digits, the key's number, 1 if its owner has to approve, and the
 * HMAC-SHA256 of all before it with 64.
 */
#include "gateway/block_proof.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

#define MAC_SIZE     32u
#define TERMS_SIZE   256u
#define HEX_DIGITS   (2u * MAC_SIZE)
#define PLAIN_SIZE   112u
#define NONCE_DIGEST 32u

static bool mac_of(const uint8_t key[BLOCK_KEY_SIZE], const char *text, uint8_t mac[MAC_SIZE])
{
    unsigned int size = 0;
    return HMAC(EVP_sha256(), key, (int)BLOCK_KEY_SIZE, (const unsigned char *)text, strlen(text),
                mac, &size) != NULL &&
           size == MAC_SIZE;
}

static void put_hex(char *out, const uint8_t *bytes, size_t count)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < count; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15u];
    }
    out[2 * count] = '\0';
}

uint64_t block_consent_id(const uint8_t key[BLOCK_KEY_SIZE], const struct block_agreement *agreed)
{
    char text[TERMS_SIZE];
    char nonce[2 * NONCE_DIGEST + 1];
    uint8_t digest[MAC_SIZE];
    uint8_t mac[MAC_SIZE];
    /* The nonce is the client's own text, of any length: it goes in as its digest. */
    if (EVP_Digest(agreed->nonce, strlen(agreed->nonce), digest, NULL, EVP_sha256(), NULL) != 1) {
        return 0;
    }
    put_hex(nonce, digest, NONCE_DIGEST);
    (void)snprintf(text, sizeof text, "block %" PRId64 " %s %u %u %" PRId64 " %" PRId64,
                   agreed->timestamp_ms, nonce, agreed->product_id, agreed->maker_side,
                   agreed->price_ticks, agreed->lots);
    if (!mac_of(key, text, mac)) return 0;
    uint64_t id = 0;
    for (size_t i = 0; i < sizeof id; i++) id = id << 8 | mac[i];
    return id == 0 ? 1 : id;
}

static void put_plain(char text[PLAIN_SIZE], const struct block_proof *proof)
{
    (void)snprintf(
        text, PLAIN_SIZE, "%" PRId64 ".%" PRIu32 ".%" PRIu32 ".%s.%016" PRIx64 ".%" PRIu64 ".%d",
        proof->timestamp_ms, proof->account_id, proof->user_id, proof->is_maker ? "maker" : "taker",
        proof->consent_id, proof->key_number, (int)proof->needs_approval);
}

bool block_proof_write(const uint8_t key[BLOCK_KEY_SIZE], const struct block_proof *proof,
                       char text[BLOCK_PROOF_SIZE])
{
    char plain[PLAIN_SIZE];
    char hex[HEX_DIGITS + 1];
    uint8_t mac[MAC_SIZE];
    put_plain(plain, proof);
    if (!mac_of(key, plain, mac)) return false;
    put_hex(hex, mac, MAC_SIZE);
    (void)snprintf(text, BLOCK_PROOF_SIZE, "%s.%s", plain, hex);
    return true;
}

/* A decimal number and the dot behind it; NULL: there is none. */
static const char *read_number(const char *text, int base, uint64_t *number)
{
    char *end = NULL;
    bool is_digit = (*text >= '0' && *text <= '9') || (base == 16 && *text >= 'a' && *text <= 'f');
    *number = is_digit ? strtoull(text, &end, base) : 0;
    return is_digit && *end == '.' ? end + 1 : NULL;
}

/* What the text says, whoever made it. */
static bool read_plain(const char *text, struct block_proof *proof)
{
    uint64_t numbers[3];
    for (size_t i = 0; i < 3; i++) {
        text = read_number(text, 10, &numbers[i]);
        if (text == NULL) return false;
    }
    proof->is_maker = strncmp(text, "maker.", 6) == 0;
    if (!proof->is_maker && strncmp(text, "taker.", 6) != 0) return false;
    text = read_number(text + 6, 16, &proof->consent_id);
    if (text == NULL) return false;
    text = read_number(text, 10, &proof->key_number);
    uint64_t approval = 0;
    if (text == NULL || read_number(text, 10, &approval) == NULL || approval > 1) return false;
    proof->needs_approval = approval == 1;
    proof->timestamp_ms = (int64_t)numbers[0];
    proof->account_id = (uint32_t)numbers[1];
    proof->user_id = (uint32_t)numbers[2];
    return numbers[0] <= INT64_MAX && numbers[1] <= UINT32_MAX && numbers[2] <= UINT32_MAX;
}

bool block_proof_read(const uint8_t key[BLOCK_KEY_SIZE], const char *text,
                      struct block_proof *proof)
{
    char expected[BLOCK_PROOF_SIZE];
    *proof = (struct block_proof){0};
    if (strlen(text) >= BLOCK_PROOF_SIZE || !read_plain(text, proof)) return false;
    if (!block_proof_write(key, proof, expected)) return false;
    /* What was read is written again: any other spelling of the same numbers differs here. */
    return strlen(text) == strlen(expected) && CRYPTO_memcmp(text, expected, strlen(text)) == 0;
}
