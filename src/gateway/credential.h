/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential.h - API keys: who may enter, as whom, with which rights.
 *
 * Role       Reads and writes DATA/keys.json (mode 0600) and proves what a client presents: a
 *            shared secret, an HMAC-SHA256, an RSA-PSS or an Ed25519 signature.
 * Invariant  Secrets are compared in constant time.  A revoked or expired key proves nothing.  A
 *            pair of time stamp and nonce proves once.
 */
#ifndef PERPETUA_GATEWAY_CREDENTIAL_H
#define PERPETUA_GATEWAY_CREDENTIAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define CREDENTIAL_ID_SIZE     64u
#define CREDENTIAL_SECRET_SIZE 128u
#define CREDENTIAL_NAME_SIZE   64u
#define CREDENTIAL_IPS_MAX     8u
#define CREDENTIAL_IP_SIZE     48u

enum scope {
    SCOPE_ACCOUNT_READ = 1u << 0,
    SCOPE_ACCOUNT_WRITE = 1u << 1,
    SCOPE_TRADE_READ = 1u << 2,
    SCOPE_TRADE_WRITE = 1u << 3,
    SCOPE_WALLET_READ = 1u << 4,
    SCOPE_WALLET_WRITE = 1u << 5,
    SCOPE_BLOCK_READ = 1u << 6,
    SCOPE_BLOCK_WRITE = 1u << 7,
    SCOPE_CUSTODY_READ = 1u << 8,
    SCOPE_CUSTODY_WRITE = 1u << 9
};

#define SCOPES_ALL 0x3ffu

/* What is particular about a key. */
enum feature {
    FEATURE_BLOCK_APPROVAL = 1u << 0 /* blocks made with it wait for the account's owner */
};

enum credential_kind {
    CREDENTIAL_SECRET = 1, /* shared secret: client credentials, HMAC-SHA256 */
    CREDENTIAL_PUBLIC = 2  /* public key: RSA-PSS or Ed25519 */
};

struct credential {
    char id[CREDENTIAL_ID_SIZE]; /* what a client calls its key */
    char name[CREDENTIAL_NAME_SIZE];
    char secret[CREDENTIAL_SECRET_SIZE]; /* CREDENTIAL_SECRET */
    char *public_pem;                    /* CREDENTIAL_PUBLIC */
    void *public_key;                    /* EVP_PKEY, read once */
    uint64_t number;                     /* 1.., never used twice in a file */
    uint32_t kind;                       /* enum credential_kind */
    uint32_t user_id;
    uint32_t member_id;
    uint32_t account_id; /* and its sub-accounts; 0: none, for the consoles alone */
    uint32_t scopes;
    uint32_t features; /* mask of enum feature */
    int64_t created_ns;
    int64_t expires_ns; /* 0: never */
    bool is_enabled;
    bool is_revoked;
    uint32_t ip_count; /* 0: any address */
    char ips[CREDENTIAL_IPS_MAX][CREDENTIAL_IP_SIZE];
};

struct credentials;

/* The name of the feature with this place in the mask; NULL: there is none. */
const char *credential_feature_name(uint32_t place);

/* Reads the file; one that does not exist is an empty list.  On failure NULL and a line in error
 * that names file and place. */
struct credentials *credentials_open(const char *path, char *error, size_t error_size);
void credentials_close(struct credentials *credentials);

/* Writes the file anew, durably, with mode 0600. */
bool credentials_save(struct credentials *credentials);

/* NULL: unknown.  Also finds keys that are disabled, expired or revoked. */
const struct credential *credential_find(const struct credentials *credentials, const char *id);

/* The keys in order of their numbers: NULL behind the last. */
const struct credential *credential_at(const struct credentials *credentials, uint32_t index);

/* Adds a copy; `number` is given here.  NULL: the id is taken, or the public key is none. */
struct credential *credential_add(struct credentials *credentials,
                                  const struct credential *credential);
/* For changes by the key's owner; credentials_save afterwards. */
struct credential *credential_edit(struct credentials *credentials, const char *id);

/* Fills id or secret with fresh random text of this many letters and digits. */
void credential_random_text(char *text, size_t letters);

enum credential_fault {
    CREDENTIAL_GOOD = 0,
    CREDENTIAL_UNKNOWN,
    CREDENTIAL_WRONG,   /* secret or signature */
    CREDENTIAL_EXPIRED, /* or disabled or revoked */
    CREDENTIAL_ADDRESS, /* the client's address is not on its list */
    CREDENTIAL_STALE,   /* the time stamp is outside the window */
    CREDENTIAL_REPLAYED /* this time stamp and nonce have been used */
};

/* Whether the key is in force for a client at this address (real time, ns). */
enum credential_fault credential_state(const struct credential *credential, const char *peer,
                                       int64_t now_ns);

enum credential_fault credential_check_secret(const struct credential *credential,
                                              const char *secret);

/* `hex` is the hexadecimal HMAC-SHA256 of the text under the secret. */
enum credential_fault credential_check_hmac(const struct credential *credential, const void *text,
                                            size_t size, const char *hex);

/* `base64` is the signature of the text: RSA-PSS with SHA-256 (salt as long as the digest), or
 * Ed25519, as the key is. */
enum credential_fault credential_check_signature(const struct credential *credential,
                                                 const void *text, size_t size, const char *base64);

#define CREDENTIAL_WINDOW_NS INT64_C(60000000000)

/* The stamp is within CREDENTIAL_WINDOW_NS of now, and the pair is new for this key. */
enum credential_fault credential_check_once(struct credentials *credentials,
                                            const struct credential *credential, int64_t stamp_ns,
                                            const char *nonce, int64_t now_ns);

/* Real time; the wall clock that stamps and expiries are judged by. */
int64_t credential_now_ns(void);

#endif
