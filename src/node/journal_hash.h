/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_hash.h - SHA-256, from OpenSSL.
 *
 * Role       The chain over frames and the hash of a snapshot.  OpenSSL picks the processor's own
 *            instructions where there are any.
 * Invariant  One hasher is used by one thread at a time.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_HASH_H
#define PERPETUA_NODE_JOURNAL_HASH_H

#include <stdbool.h>

#include "wire/journal_record.h"

struct evp_md_ctx_st;
struct evp_md_st;

struct journal_hasher {
    struct evp_md_ctx_st *context;
    struct evp_md_st *method;
};

/* False when OpenSSL has no memory or no SHA-256. */
bool journal_hasher_init(struct journal_hasher *hasher);
void journal_hasher_release(struct journal_hasher *hasher);

void journal_hasher_begin(struct journal_hasher *hasher);
void journal_hasher_add(struct journal_hasher *hasher, struct journal_span span);
struct journal_hash journal_hasher_end(struct journal_hasher *hasher);

/* The hash that a frame must carry. */
struct journal_hash journal_frame_hash(struct journal_hasher *hasher, const uint8_t *frame,
                                       size_t frame_size);

/* The hash of one run of bytes. */
struct journal_hash journal_bytes_hash(struct journal_hasher *hasher, struct journal_span span);

#define JOURNAL_HASH_TEXT_SIZE (2 * JOURNAL_HASH_SIZE + 1)

/* Lower-case hexadecimal digits and a zero byte. */
void journal_hash_text(const struct journal_hash *hash, char out[JOURNAL_HASH_TEXT_SIZE]);

#endif
