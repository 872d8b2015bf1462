/* SPDX-License-Identifier: Apache-2.0 */
/*
 * block_request.h - blocks that wait until the owners of their accounts approve them.
 *
 * Role       A block that a key with the feature block_trade_approval made does not happen at once:
 *            it stands here, with what each side has said, until both accept, one rejects, or its
 *            signature expires.  Kept in DATA/block-requests.json, so that a restart loses none.
 * Invariant  A request ends once.  A consent has one request, which is known for as long as the
 *            signature could be shown again (known_until_ns): what was rejected cannot be tried
 *            anew.  What was given to the core when the process ended is never given again.
 * Rules      R-BLOCK-2.
 */
#ifndef PERPETUA_GATEWAY_BLOCK_REQUEST_H
#define PERPETUA_GATEWAY_BLOCK_REQUEST_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BLOCK_NONCE_SIZE           65u
#define BLOCK_REASON_SIZE          192u
#define BLOCK_REQUESTS_MAX         1024u
#define BLOCK_REQUESTS_ACCOUNT_MAX 32u

enum block_state { BLOCK_INITIAL = 0, BLOCK_ACCEPTED = 1, BLOCK_REJECTED = 2, BLOCK_EXECUTED = 3 };

enum block_phase {
    BLOCK_FREE = 0,      /* no request */
    BLOCK_WAITS = 1,     /* for a side */
    BLOCK_SUBMITTED = 2, /* all accepted: the core has it or is about to */
    BLOCK_ENDED = 3
};

struct block_side {
    uint32_t account_id;
    uint32_t user_id;
    uint64_t key_number; /* of the key that consented */
    int64_t state_ns;
    uint8_t state; /* enum block_state */
};

enum { BLOCK_MAKER = 0, BLOCK_TAKER = 1, BLOCK_SIDES = 2 };

struct block_request {
    uint64_t number; /* 1.., ascending with age */
    uint64_t consent_id;
    int64_t timestamp_ms; /* with the nonce what both sides know it by */
    char nonce[BLOCK_NONCE_SIZE];
    int64_t price_ticks;
    int64_t lots;
    uint16_t product_id;
    uint8_t maker_side; /* enum side */
    uint8_t proposer;   /* the side that signed; the other carries it out */
    uint8_t phase;      /* enum block_phase */
    int64_t agreed_ns;
    int64_t expires_ns;
    int64_t known_until_ns;
    uint64_t block_id; /* 0: not carried out */
    char reason[BLOCK_REASON_SIZE];
    struct block_side sides[BLOCK_SIDES];
};

struct block_requests;

/* A file that does not exist is an empty list.  On failure NULL and a line in error. */
struct block_requests *block_requests_open(const char *path, char *error, size_t error_size);
void block_requests_close(struct block_requests *requests);

/* Writes the file anew, durably. */
bool block_requests_save(const struct block_requests *requests);

enum block_added {
    BLOCK_ADDED = 0,
    BLOCK_ACCOUNT_FULL, /* one of the sides has BLOCK_REQUESTS_ACCOUNT_MAX that are known */
    BLOCK_FULL
};

/* Adds a copy that waits; its number is given here. */
enum block_added block_request_add(struct block_requests *requests,
                                   const struct block_request *request, int64_t now_ns,
                                   struct block_request **added);
/* Takes back the one that was added last. */
void block_request_drop(struct block_request *request);

/* NULL: none is known. */
struct block_request *block_request_of_consent(struct block_requests *requests,
                                               uint64_t consent_id);

/* The newest of the account in this role (BLOCK_MAKER, BLOCK_TAKER); NULL: none. */
struct block_key {
    uint32_t account_id;
    uint8_t role;
    int64_t timestamp_ms;
    const char *nonce;
};
struct block_request *block_request_find(struct block_requests *requests,
                                         const struct block_key *key);

/* The newest request of the account with a number below this one (0: any); NULL: none. */
const struct block_request *block_request_before(const struct block_requests *requests,
                                                 uint32_t account_id, uint64_t number);

/* --- what happens to one --- */

/* The last side to accept makes it BLOCK_SUBMITTED. */
void block_request_accept(struct block_request *request, uint8_t role, int64_t now_ns);
void block_request_reject(struct block_request *request, uint8_t role, int64_t now_ns,
                          const char *reason);
void block_request_execute(struct block_request *request, uint64_t block_id, int64_t now_ns);

/* The core refused it, to both. */
void block_request_refuse(struct block_request *request, const char *reason, int64_t now_ns);

/* Ends one whose time is over and that waits; NULL: there is none.  Its sides that have not
 * accepted are BLOCK_REJECTED: the dialect has no word for too late. */
struct block_request *block_request_expire(struct block_requests *requests, int64_t now_ns);

#endif
