/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential_internal.h - what credential.c and credential_proof.c share.
 *
 * Role       The list of keys, and the time stamps that were used.
 * Invariant  A stamp that is inside the window is in one of the two tables.
 */
#ifndef PERPETUA_GATEWAY_CREDENTIAL_INTERNAL_H
#define PERPETUA_GATEWAY_CREDENTIAL_INTERNAL_H

#include "base/hash.h"
#include "gateway/credential.h"
#include "os/os_file.h"

/* Hashes of (key, stamp, nonce), open addressing, zero is free. */
struct stamp_table {
    struct hash128 *slots;
    uint32_t slot_count; /* a power of two */
    uint32_t used_count;
};

struct credentials {
    char path[OS_PATH_SIZE_MAX];
    struct credential **list;
    uint32_t count;
    uint32_t capacity;
    uint64_t number_last;
    struct stamp_table stamps[2]; /* of this window and of the one before */
    int64_t window_begin_ns;
};

/* An EVP_PKEY of an RSA key of at least 2048 bits or an Ed25519 key; NULL: it is neither. */
void *credential_read_public(const char *pem);

void credential_forget_stamps(struct credentials *credentials);

#endif
