/* SPDX-License-Identifier: Apache-2.0 */
/*
 * store.h - the receipts that are kept to be handed out, and which is whose newest.
 *
 * Role       Three shelves, so that prices of every second do not push a member's receipts out:
 *            prices, funding rates, and what is one account's.  A shelf that is full forgets its
 *            oldest.  Of each account and subject the number of the newest is known for ever.
 * Invariant  A receipt is found only by whom it belongs to (store_fits).  Texts take at most
 *            the room that the store was made with.
 * Ownership  The store owns the texts.  It is used under its owner's lock.
 * Rules      none.
 */
#ifndef PERPETUA_RECEIPTS_STORE_H
#define PERPETUA_RECEIPTS_STORE_H

#include <stddef.h>

#include "lab/explain.h"

#define STORE_SHELVES       3u
#define STORE_SHELF_ENTRIES 8192u

/* Which receipt it is, and whose. */
struct store_key {
    uint64_t sequence;
    uint32_t event_index;
    uint32_t account_id; /* EXPLAIN_EVERYBODY or one account */
    uint16_t product_id;
    uint8_t subject;    /* enum explain_subject */
    uint8_t is_primary; /* not only a payment or a move that belongs to another receipt */
    uint32_t reserved;
};

/* Which receipt is wanted. */
struct store_wish {
    enum explain_subject subject;
    uint32_t account_id;  /* who asks; EXPLAIN_EVERYBODY: anybody */
    uint16_t product_id;  /* 0: of any */
    uint64_t sequence;    /* 0: the newest */
    uint32_t event_index; /* EXPLAIN_ANY_INDEX: the first that fits */
};

struct store_entry {
    struct store_key key;
    char *text;
    uint32_t size;
};

/* A ring, oldest first. */
struct store_shelf {
    struct store_entry *entries;
    uint32_t first; /* ever, wrapping, as the next */
    uint32_t end;
    size_t size;
    size_t room;
    uint64_t forgotten; /* the highest sequence of what is not kept any more */
};

/* Of one account, by subject; sequence 0: none yet. */
struct store_newest {
    struct {
        uint64_t sequence;
        uint32_t event_index;
    } of[EXPLAIN_SUBJECTS];
};

struct store {
    struct store_shelf shelves[STORE_SHELVES];
    struct store_newest *newest; /* by account */
    uint32_t newest_room;
};

/* False: no memory; to be released all the same. */
bool store_init(struct store *store, size_t room);
void store_release(struct store *store);

struct store_key store_key_of(const struct event *event);

/* May who asks have it, and is it what was asked for? */
bool store_fits(const struct store_wish *wish, const struct store_key *key);

/* Keeps a copy, unless it is the venue's own.  What has no room, or no memory, is not kept, but its
 * number is known. */
void store_put(struct store *store, const struct store_key *key, const char *text, size_t size);

/* The same without a text: it is known to exist, and has to be searched for. */
void store_note(struct store *store, const struct store_key *key);

/* NULL: it is not kept. */
const struct store_entry *store_find(const struct store *store, const struct store_wish *wish);

/* Turns a wish for the newest of an account into a wish for that number.  False: there is none. */
bool store_newest(const struct store *store, struct store_wish *wish);

/* May there have been a receipt with this number or a lower one that is not kept? */
bool store_has_forgotten(const struct store *store, uint64_t sequence);

/* Written down, or taken up by an empty store, which may have another room: keep/keep.h. */
struct keep;
void store_keep(struct store *store, struct keep *keep);

/* All bytes of texts. */
size_t store_size(const struct store *store);

#endif
