/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot_store.h - snapshots of the state, so that a restart need not run the whole journal.
 *
 * Role       A snapshot is a list of regions of memory behind a header.  It is written under
 *            another name, synced, renamed, and the directory synced; the newest few are kept.
 *            The journal is the truth: a snapshot that does not verify is passed over for an older
 *            one, and without any the journal is run from its beginning.
 * Invariant  A file named snapshot-N.snap is whole, whatever crash came in between; what is loaded
 *            was checked against its SHA-256.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_SNAPSHOT_STORE_H
#define PERPETUA_NODE_SNAPSHOT_STORE_H

#include "node/journal_error.h"
#include "node/snapshot_header.h"
#include "os/os_file.h"

struct snapshot_region {
    void *bytes; /* only read when a snapshot is written */
    size_t size;
};

/* Writes regions[0..header->region_count).  The header's sizes and payload fields are filled in. */
enum journal_status snapshot_store_write(const char *directory, struct snapshot_header *header,
                                         const struct snapshot_region *regions,
                                         struct journal_error *error);

/* Removes all but the newest `keep_count` snapshots and what a crash left of an unfinished one. */
enum journal_status snapshot_store_clean(const char *directory, uint32_t keep_count,
                                         struct journal_error *error);

/* The sequence of the newest snapshot that covers less than `below`; 0: there is none. */
enum journal_status snapshot_store_newest(const char *directory, uint64_t below, uint64_t *sequence,
                                          struct journal_error *error);

/* A snapshot that is being loaded. */
struct snapshot_file {
    struct snapshot_header header;
    struct os_file file;
    char path[OS_PATH_SIZE_MAX];
};

/* Opens and checks the header, the name and the file's size. */
enum journal_status snapshot_store_open(struct snapshot_file *snapshot, const char *directory,
                                        uint64_t sequence, struct journal_error *error);

/* Fills the regions, whose sizes are the header's, and checks their hash.  After a failure their
 * bytes mean nothing. */
enum journal_status snapshot_store_load(const struct snapshot_file *snapshot,
                                        const struct snapshot_region *regions,
                                        struct journal_error *error);

/* Checks the hash of all regions without keeping them. */
enum journal_status snapshot_store_prove(const struct snapshot_file *snapshot,
                                         struct journal_error *error);

void snapshot_store_close(struct snapshot_file *snapshot);

#endif
