/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot_header.h - the first 4096 bytes of a snapshot file.
 *
 * Role       Says of which journal, up to which record and of which memory layout the snapshot is,
 *            how long its regions are and what their bytes must hash to.  docs/spec/snapshot.md
 *            gives every byte.  Pure but for the hash.
 * Invariant  Every bit of the 4096 bytes is covered by the header's own SHA-256.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_SNAPSHOT_HEADER_H
#define PERPETUA_NODE_SNAPSHOT_HEADER_H

#include "base/hash.h"
#include "node/journal_hash.h"

#define SNAPSHOT_HEADER_SIZE ((size_t)4096)
#define SNAPSHOT_REGIONS_MAX 128u
#define SNAPSHOT_VERSION     1u

struct snapshot_header {
    struct journal_id id;             /* of the journal */
    uint64_t sequence;                /* everything up to this record is in it */
    struct journal_position position; /* where the journal goes on */
    uint64_t layout;                  /* of the state's memory */
    struct hash128 state_hash;
    uint64_t payload_size; /* of all regions */
    struct journal_hash payload_hash;
    uint32_t region_count;
    uint64_t region_sizes[SNAPSHOT_REGIONS_MAX];
};

enum snapshot_fault {
    SNAPSHOT_OK,
    SNAPSHOT_MAGIC,   /* not a snapshot at all */
    SNAPSHOT_HASH,    /* damaged */
    SNAPSHOT_UNKNOWN, /* a version that this program does not know */
    SNAPSHOT_FIELDS   /* whole, yet impossible */
};

/* A phrase such as "the hash of the snapshot's header is wrong". */
const char *snapshot_fault_text(enum snapshot_fault fault);

void snapshot_header_put(uint8_t bytes[SNAPSHOT_HEADER_SIZE], const struct snapshot_header *header,
                         struct journal_hasher *hasher);

enum snapshot_fault snapshot_header_get(const uint8_t bytes[SNAPSHOT_HEADER_SIZE],
                                        struct snapshot_header *header,
                                        struct journal_hasher *hasher);

#endif
