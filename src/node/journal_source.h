/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_source.h - the bytes of one segment, wherever they are kept.
 *
 * Role       Opens a segment by its generation: the file itself or, when that was archived and used
 *            again, the compressed copy.  Checks the segment's header and the file's size.
 * Invariant  An open source has exactly header.segment_size bytes, and header.generation is the one
 *            asked for.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_SOURCE_H
#define PERPETUA_NODE_JOURNAL_SOURCE_H

#include <stdbool.h>

#include "node/journal_error.h"
#include "os/os_file.h"
#include "os/os_memory.h"
#include "wire/journal_segment.h"

struct journal_source {
    struct os_file file;
    struct os_memory unpacked; /* the whole segment, when it comes from the archive */
    struct journal_segment_header header;
    bool is_open;
    bool is_archived;
    char path[OS_PATH_SIZE_MAX];
};

/* JOURNAL_MISSING when there is neither a file nor an archived copy. */
enum journal_status journal_source_open(struct journal_source *source, const char *directory,
                                        uint32_t generation, struct journal_error *error);

void journal_source_close(struct journal_source *source);

/* Fills bytes from the offset; all of it must lie inside the segment. */
enum journal_status journal_source_read(const struct journal_source *source, void *bytes,
                                        size_t size, uint64_t offset, struct journal_error *error);

/* A hint that these bytes will be read soon. */
void journal_source_will_read(const struct journal_source *source, uint64_t offset, size_t size);

#endif
