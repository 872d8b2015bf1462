/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_archive.h - old segments, compressed, and their files made ready to be used again.
 *
 * Role       archive/journal-N.segment.zst holds a whole segment as one zstd frame with a checksum.
 *            The node never deletes one: how long they are kept is the operator's policy.
 * Invariant  A segment's own name is given up only after the compressed copy is durable and was
 *            read back and found equal.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_ARCHIVE_H
#define PERPETUA_NODE_JOURNAL_ARCHIVE_H

#include <stdint.h>

#include "node/journal_error.h"
#include "os/os_file.h"
#include "os/os_memory.h"

/* Archives the oldest segment and renames its file to a spare.  The caller holds the journal's lock
 * (or is the process that does), and knows that the generation is older than the one in use. */
enum journal_status journal_archive_segment(const char *directory, uint32_t generation,
                                            struct journal_error *error);

/* Reads an archived segment into memory, which becomes the caller's.  *path names the file looked
 * for, also when it is missing. */
enum journal_status journal_archive_unpack(const char *directory, uint32_t generation,
                                           char path[OS_PATH_SIZE_MAX], struct os_memory *unpacked,
                                           struct journal_error *error);

#endif
