/* SPDX-License-Identifier: Apache-2.0 */
/*
 * throttle.h - credits: how much a key or an address may ask for.
 *
 * Role       A token bucket.  Terms say how many credits a request costs, how many a bucket holds
 *            and how fast it fills.
 * Invariant  In any time t at most burst + t x refill credits are spent.
 */
#ifndef PERPETUA_GATEWAY_THROTTLE_H
#define PERPETUA_GATEWAY_THROTTLE_H

#include <stdbool.h>
#include <stdint.h>

/* What is counted apart (protocols differ in names, not in kinds). */
enum throttle_kind {
    THROTTLE_REQUEST = 0,  /* reading */
    THROTTLE_MATCHING = 1, /* orders, amends; never cancels and reduce-only */
    THROTTLE_SUBSCRIBE = 2
};

#define THROTTLE_KINDS 3u

struct throttle_terms {
    int64_t cost;   /* of one request; 0: not limited */
    int64_t burst;  /* credits that a full bucket holds */
    int64_t refill; /* credits a second */
};

struct throttle {
    int64_t credits_nano; /* 1e-9 credits */
    int64_t updated_ns;   /* 0: full */
};

/* Takes the cost of one request.  False: not enough credits, and none are taken. */
bool throttle_take(struct throttle *throttle, const struct throttle_terms *terms, int64_t now_ns);

/* Requests that could be made at once, and the time until there is one more. */
int64_t throttle_left(const struct throttle *throttle, const struct throttle_terms *terms,
                      int64_t now_ns);
int64_t throttle_wait_ns(const struct throttle *throttle, const struct throttle_terms *terms,
                         int64_t now_ns);

/* --- buckets by key --- */

struct throttles;

/* NULL: out of memory.  Terms by enum throttle_kind. */
struct throttles *throttles_create(const struct throttle_terms terms[THROTTLE_KINDS]);
void throttles_destroy(struct throttles *throttles);

const struct throttle_terms *throttles_terms(const struct throttles *throttles,
                                             enum throttle_kind kind);

/* The bucket of a key (credential.number) or of an address (hash of its text with bit 63 set).
 * Buckets that are full again are forgotten. */
struct throttle *throttles_bucket(struct throttles *throttles, uint64_t key,
                                  enum throttle_kind kind, int64_t now_ns);

uint64_t throttle_key_of_address(const char *peer);

#endif
