/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_heads.h - signed chain heads, in the sidecar file heads.sig.
 *
 * Role       Who can write the journal could also write a whole new one with right hashes. A head
 *            that was signed, and copied elsewhere, ends that: the journal up to it cannot be
 *            changed or cut off without contradicting the signature. Ed25519, by OpenSSL.
 *            One line a head; docs/spec/journal.md gives the form.
 * Invariant  A head that the checker gives out carries a signature that verifies, over this
 *            journal's id; sequences ascend.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_HEADS_H
#define PERPETUA_NODE_JOURNAL_HEADS_H

#include <stdbool.h>

#include "node/journal_error.h"
#include "node/journal_hash.h"
#include "os/os_file.h"
#include "os/os_memory.h"

#define JOURNAL_KEY_SIZE 32

struct evp_pkey_st;

/* A key pair, or with is_public its public half alone. */
struct journal_key {
    struct evp_pkey_st *pair;
    uint8_t public_bytes[JOURNAL_KEY_SIZE];
    bool is_public;
};

/* Reads a PEM file; anything but an Ed25519 key is refused. */
enum journal_status journal_key_load_private(struct journal_key *key, const char *path,
                                             struct journal_error *error);
enum journal_status journal_key_load_public(struct journal_key *key, const char *path,
                                            struct journal_error *error);
void journal_key_release(struct journal_key *key);

struct journal_head {
    uint64_t sequence; /* of the last record of the frame */
    struct journal_hash hash;
    uint8_t key[JOURNAL_KEY_SIZE]; /* public; who signed */
};

/* Signs the place behind a durable frame and appends the line durably. */
enum journal_status journal_heads_append(const char *directory, const struct journal_id *id,
                                         const struct journal_position *position,
                                         const struct journal_key *key,
                                         struct journal_error *error);

/* Goes over heads.sig. */
struct journal_heads {
    struct os_memory memory; /* the whole file */
    size_t size;
    size_t used;
    uint64_t line;
    struct journal_id id;
    const struct journal_key *trusted; /* NULL: any key; the caller prints it */
    struct journal_head next;
    bool has_next;
    bool is_open;
    uint64_t checked_count;
};

/* A journal without heads.sig has no heads: that is no error. */
enum journal_status journal_heads_open(struct journal_heads *heads, const char *directory,
                                       const struct journal_id *id,
                                       const struct journal_key *trusted,
                                       struct journal_error *error);

/* Tells the checker that a frame ends here.  A head that is passed without being met, or that is
   met
 * with another hash, is corruption. */
enum journal_status journal_heads_pass(struct journal_heads *heads,
                                       const struct journal_position *position,
                                       struct journal_error *error);

/* The journal ends here: no head may be left. */
enum journal_status journal_heads_finish(struct journal_heads *heads, uint64_t sequence_last,
                                         struct journal_error *error);

void journal_heads_close(struct journal_heads *heads);

#endif
