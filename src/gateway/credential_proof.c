/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential_proof.c - what a client shows to prove a key; see credential.h.
 *
 * Role       Secrets, HMAC, signatures, and stamps that count once.
 * Invariant  Two windows of stamps are kept: a stamp that may still be shown again is in one.
 */
#include <openssl/bio.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <stdlib.h>
#include <string.h>

#include "gateway/credential_internal.h"

#define DIGEST_SIZE        32u
#define RSA_BITS_MIN       2048
#define SIGNATURE_SIZE_MAX 1024u
#define STAMP_SLOTS_MIN    UINT32_C(1024)
#define STAMP_SLOTS_MAX    (UINT32_C(1) << 22)

/* --- secrets ---------------------------------------------------------------------------------- */

enum credential_fault credential_state(const struct credential *credential, const char *peer,
                                       int64_t now_ns)
{
    bool is_over = credential->expires_ns != 0 && now_ns >= credential->expires_ns;
    if (is_over || credential->is_revoked || !credential->is_enabled) return CREDENTIAL_EXPIRED;
    if (credential->ip_count == 0) return CREDENTIAL_GOOD;
    for (uint32_t i = 0; i < credential->ip_count; i++) {
        if (strcmp(credential->ips[i], peer) == 0) return CREDENTIAL_GOOD;
    }
    return CREDENTIAL_ADDRESS;
}

/* Both are hashed first, so that neither length nor place of a difference shows in the time. */
static bool is_same_text(const char *a, const char *b)
{
    unsigned char digests[2][DIGEST_SIZE];
    bool is_hashed = EVP_Digest(a, strlen(a), digests[0], NULL, EVP_sha256(), NULL) == 1 &&
                     EVP_Digest(b, strlen(b), digests[1], NULL, EVP_sha256(), NULL) == 1;
    return is_hashed && CRYPTO_memcmp(digests[0], digests[1], DIGEST_SIZE) == 0;
}

enum credential_fault credential_check_secret(const struct credential *credential,
                                              const char *secret)
{
    bool is_right = credential->kind == CREDENTIAL_SECRET && credential->secret[0] != '\0' &&
                    is_same_text(credential->secret, secret);
    return is_right ? CREDENTIAL_GOOD : CREDENTIAL_WRONG;
}

static int digit_of(char letter)
{
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

static bool read_hex(const char *hex, unsigned char digest[DIGEST_SIZE])
{
    if (strlen(hex) != (size_t)2 * DIGEST_SIZE) return false;
    for (size_t i = 0; i < DIGEST_SIZE; i++) {
        int high = digit_of(hex[2 * i]);
        int low = digit_of(hex[2 * i + 1]);
        if (high < 0 || low < 0) return false;
        digest[i] = (unsigned char)(high * 16 + low);
    }
    return true;
}

enum credential_fault credential_check_hmac(const struct credential *credential, const void *text,
                                            size_t size, const char *hex)
{
    unsigned char given[DIGEST_SIZE];
    unsigned char computed[DIGEST_SIZE];
    unsigned int computed_size = 0;
    if (credential->kind != CREDENTIAL_SECRET || credential->secret[0] == '\0') {
        return CREDENTIAL_WRONG;
    }
    bool is_computed = HMAC(EVP_sha256(), credential->secret, (int)strlen(credential->secret), text,
                            size, computed, &computed_size) != NULL &&
                       computed_size == DIGEST_SIZE;
    bool is_right =
        is_computed && read_hex(hex, given) && CRYPTO_memcmp(given, computed, DIGEST_SIZE) == 0;
    return is_right ? CREDENTIAL_GOOD : CREDENTIAL_WRONG;
}

/* --- signatures ------------------------------------------------------------------------------- */

void *credential_read_public(const char *pem)
{
    if (pem == NULL) return NULL;
    BIO *bio = BIO_new_mem_buf(pem, -1);
    EVP_PKEY *key = bio == NULL ? NULL : PEM_read_bio_PUBKEY(bio, NULL, NULL, NULL);
    BIO_free(bio);
    if (key == NULL) return NULL;
    int kind = EVP_PKEY_get_base_id(key);
    bool is_usable = kind == EVP_PKEY_ED25519 ||
                     (kind == EVP_PKEY_RSA && EVP_PKEY_get_bits(key) >= RSA_BITS_MIN);
    if (is_usable) return key;
    EVP_PKEY_free(key);
    return NULL;
}

/* Returns the size, 0 if it is no base64 or too long. */
static size_t read_base64(const char *base64, unsigned char signature[SIGNATURE_SIZE_MAX])
{
    size_t size = strlen(base64);
    if (size == 0 || size % 4 != 0 || size / 4 * 3 > SIGNATURE_SIZE_MAX) return 0;
    int decoded = EVP_DecodeBlock(signature, (const unsigned char *)base64, (int)size);
    if (decoded < 0) return 0;
    size_t padding = (base64[size - 1] == '=') + (size_t)(base64[size - 2] == '=');
    return (size_t)decoded - padding;
}

static bool begin_verify(EVP_MD_CTX *context, EVP_PKEY *key)
{
    EVP_PKEY_CTX *key_context = NULL;
    bool is_rsa = EVP_PKEY_get_base_id(key) == EVP_PKEY_RSA;
    const EVP_MD *digest = is_rsa ? EVP_sha256() : NULL;
    if (EVP_DigestVerifyInit(context, &key_context, digest, NULL, key) != 1) return false;
    if (!is_rsa) return true;
    return EVP_PKEY_CTX_set_rsa_padding(key_context, RSA_PKCS1_PSS_PADDING) == 1 &&
           EVP_PKEY_CTX_set_rsa_pss_saltlen(key_context, RSA_PSS_SALTLEN_DIGEST) == 1;
}

enum credential_fault credential_check_signature(const struct credential *credential,
                                                 const void *text, size_t size, const char *base64)
{
    unsigned char signature[SIGNATURE_SIZE_MAX];
    size_t signature_size = read_base64(base64, signature);
    if (credential->public_key == NULL || signature_size == 0) return CREDENTIAL_WRONG;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_right = context != NULL && begin_verify(context, credential->public_key) &&
                    EVP_DigestVerify(context, signature, signature_size, text, size) == 1;
    EVP_MD_CTX_free(context);
    return is_right ? CREDENTIAL_GOOD : CREDENTIAL_WRONG;
}

/* --- stamps ----------------------------------------------------------------------------------- */

static struct hash128 *find_stamp(const struct stamp_table *table, struct hash128 stamp)
{
    uint32_t place = (uint32_t)stamp.low & (table->slot_count - 1);
    for (;;) {
        struct hash128 *slot = &table->slots[place];
        bool is_free = slot->low == 0 && slot->high == 0;
        if (is_free || hash128_equal(*slot, stamp)) return slot;
        place = (place + 1) & (table->slot_count - 1);
    }
}

static bool has_stamp(const struct stamp_table *table, struct hash128 stamp)
{
    return table->slot_count > 0 && find_stamp(table, stamp)->low == stamp.low;
}

static bool grow_stamps(struct stamp_table *table)
{
    struct stamp_table grown = {.slot_count = table->slot_count * 2};
    if (table->slot_count == 0) grown.slot_count = STAMP_SLOTS_MIN;
    if (grown.slot_count > STAMP_SLOTS_MAX) return false;
    grown.slots = calloc(grown.slot_count, sizeof *grown.slots);
    if (grown.slots == NULL) return false;
    for (uint32_t i = 0; i < table->slot_count; i++) {
        if (table->slots[i].low != 0) *find_stamp(&grown, table->slots[i]) = table->slots[i];
    }
    grown.used_count = table->used_count;
    free(table->slots);
    *table = grown;
    return true;
}

static bool add_stamp(struct stamp_table *table, struct hash128 stamp)
{
    bool is_crowded = table->used_count >= table->slot_count / 2;
    if (is_crowded && !grow_stamps(table)) return false;
    *find_stamp(table, stamp) = stamp;
    table->used_count++;
    return true;
}

void credential_forget_stamps(struct credentials *credentials)
{
    for (int i = 0; i < 2; i++) {
        free(credentials->stamps[i].slots);
        credentials->stamps[i] = (struct stamp_table){0};
    }
}

/* A stamp may be shown for two windows (early by one, late by one): tables turn after two. */
static void turn_tables(struct credentials *credentials, int64_t now_ns)
{
    int64_t age_ns = now_ns - credentials->window_begin_ns;
    if (age_ns >= 0 && age_ns < 2 * CREDENTIAL_WINDOW_NS) return;
    free(credentials->stamps[1].slots);
    credentials->stamps[1] = credentials->stamps[0];
    credentials->stamps[0] = (struct stamp_table){0};
    credentials->window_begin_ns = now_ns;
}

enum credential_fault credential_check_once(struct credentials *credentials,
                                            const struct credential *credential, int64_t stamp_ns,
                                            const char *nonce, int64_t now_ns)
{
    bool is_near =
        stamp_ns > now_ns - CREDENTIAL_WINDOW_NS && stamp_ns < now_ns + CREDENTIAL_WINDOW_NS;
    if (!is_near) return CREDENTIAL_STALE;
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, &credential->number, sizeof credential->number);
    hash_bytes(&state, &stamp_ns, sizeof stamp_ns);
    hash_bytes(&state, nonce, strlen(nonce));
    struct hash128 stamp = hash_end(&state);
    stamp.low |= 1; /* zero is a free slot */
    turn_tables(credentials, now_ns);
    bool is_used =
        has_stamp(&credentials->stamps[0], stamp) || has_stamp(&credentials->stamps[1], stamp);
    if (is_used || !add_stamp(&credentials->stamps[0], stamp)) return CREDENTIAL_REPLAYED;
    return CREDENTIAL_GOOD;
}
