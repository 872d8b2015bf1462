/* SPDX-License-Identifier: Apache-2.0 */
/*
 * throttle.c - see throttle.h.
 *
 * Role       A bucket is looked up in a table with open addressing.  The table is emptied of full
 *            buckets when it is half taken: a full bucket and none are the same thing.
 * Invariant  0 <= credits_nano <= burst in 1e-9 credits.
 */
#include "gateway/throttle.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/hash.h"
#include "base/int_math.h"

#define NANO        INT64_C(1000000000)
#define SLOTS_MIN   UINT32_C(256)
#define ADDRESS_BIT (UINT64_C(1) << 63)

/* --- one bucket --- */

static int64_t full_nano(const struct throttle_terms *terms)
{
    return i64_clamp(terms->burst, 0, INT64_MAX / NANO) * NANO;
}

static int64_t credits_nano(const struct throttle *throttle, const struct throttle_terms *terms,
                            int64_t now_ns)
{
    int64_t full = full_nano(terms);
    if (throttle->updated_ns == 0) return full;
    int64_t passed_ns = i64_max(now_ns - throttle->updated_ns, 0);
    int128 credits = throttle->credits_nano + (int128)passed_ns * terms->refill;
    return credits > full ? full : (int64_t)credits;
}

bool throttle_take(struct throttle *throttle, const struct throttle_terms *terms, int64_t now_ns)
{
    if (terms->cost == 0) return true;
    int64_t credits = credits_nano(throttle, terms, now_ns);
    bool is_enough = credits >= (int128)terms->cost * NANO;
    throttle->credits_nano = is_enough ? credits - terms->cost * NANO : credits;
    throttle->updated_ns = i64_max(i64_max(now_ns, throttle->updated_ns), 1);
    return is_enough;
}

int64_t throttle_left(const struct throttle *throttle, const struct throttle_terms *terms,
                      int64_t now_ns)
{
    if (terms->cost == 0) return INT64_MAX;
    return credits_nano(throttle, terms, now_ns) / NANO / terms->cost;
}

int64_t throttle_wait_ns(const struct throttle *throttle, const struct throttle_terms *terms,
                         int64_t now_ns)
{
    if (terms->cost == 0) return 0;
    int128 missing = (int128)terms->cost * NANO - credits_nano(throttle, terms, now_ns);
    if (missing <= 0) return 0;
    if (terms->refill == 0) return INT64_MAX;
    return (int64_t)((missing + terms->refill - 1) / terms->refill);
}

/* --- buckets by key --- */

struct bucket {
    uint64_t key; /* 0: free */
    struct throttle kinds[THROTTLE_KINDS];
};

struct throttles {
    struct throttle_terms terms[THROTTLE_KINDS];
    struct bucket *slots;
    uint32_t slot_count; /* a power of two */
    uint32_t used_count;
};

struct throttles *throttles_create(const struct throttle_terms terms[THROTTLE_KINDS])
{
    struct throttles *throttles = calloc(1, sizeof *throttles);
    if (throttles == NULL) return NULL;
    memcpy(throttles->terms, terms, sizeof throttles->terms);
    throttles->slot_count = SLOTS_MIN;
    throttles->slots = calloc(SLOTS_MIN, sizeof *throttles->slots);
    if (throttles->slots != NULL) return throttles;
    free(throttles);
    return NULL;
}

void throttles_destroy(struct throttles *throttles)
{
    if (throttles == NULL) return;
    free(throttles->slots);
    free(throttles);
}

const struct throttle_terms *throttles_terms(const struct throttles *throttles,
                                             enum throttle_kind kind)
{
    return &throttles->terms[kind];
}

static struct bucket *find(struct bucket *slots, uint32_t slot_count, uint64_t key)
{
    uint32_t place = (uint32_t)((key * UINT64_C(0x9e3779b97f4a7c15)) >> 32) & (slot_count - 1);
    while (slots[place].key != 0 && slots[place].key != key) place = (place + 1) & (slot_count - 1);
    return &slots[place];
}

static bool is_full(const struct throttles *throttles, const struct bucket *bucket, int64_t now_ns)
{
    for (uint32_t kind = 0; kind < THROTTLE_KINDS; kind++) {
        const struct throttle_terms *terms = &throttles->terms[kind];
        if (credits_nano(&bucket->kinds[kind], terms, now_ns) < full_nano(terms)) return false;
    }
    return true;
}

/* Moves the buckets that still matter to a table of which they take at most a quarter. */
static bool sweep(struct throttles *throttles, int64_t now_ns)
{
    uint32_t kept_count = 1;
    for (uint32_t i = 0; i < throttles->slot_count; i++) {
        const struct bucket *bucket = &throttles->slots[i];
        if (bucket->key != 0 && !is_full(throttles, bucket, now_ns)) kept_count++;
    }
    uint32_t slot_count = SLOTS_MIN;
    while (slot_count < kept_count * 4) slot_count *= 2;
    struct bucket *slots = calloc(slot_count, sizeof *slots);
    if (slots == NULL) return false;
    throttles->used_count = 0;
    for (uint32_t i = 0; i < throttles->slot_count; i++) {
        const struct bucket *bucket = &throttles->slots[i];
        if (bucket->key == 0 || is_full(throttles, bucket, now_ns)) continue;
        *find(slots, slot_count, bucket->key) = *bucket;
        throttles->used_count++;
    }
    free(throttles->slots);
    throttles->slots = slots;
    throttles->slot_count = slot_count;
    return true;
}

struct throttle *throttles_bucket(struct throttles *throttles, uint64_t key,
                                  enum throttle_kind kind, int64_t now_ns)
{
    ASSERT(key != 0);
    struct bucket *bucket = find(throttles->slots, throttles->slot_count, key);
    if (bucket->key == key) return &bucket->kinds[kind];
    bool is_crowded = throttles->used_count >= throttles->slot_count / 2;
    if (is_crowded && sweep(throttles, now_ns)) {
        bucket = find(throttles->slots, throttles->slot_count, key);
    }
    /* Without memory for a larger table the last quarter is used as well; one free slot stays, so
     * that a search ends. */
    if (throttles->used_count + 1 >= throttles->slot_count) {
        memset(throttles->slots, 0, throttles->slot_count * sizeof *throttles->slots);
        throttles->used_count = 0;
        bucket = find(throttles->slots, throttles->slot_count, key);
    }
    *bucket = (struct bucket){.key = key};
    throttles->used_count++;
    return &bucket->kinds[kind];
}

uint64_t throttle_key_of_address(const char *peer)
{
    struct hash_state state;
    hash_begin(&state);
    hash_bytes(&state, peer, strlen(peer));
    return hash_end(&state).low | ADDRESS_BIT;
}
