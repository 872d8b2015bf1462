/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_path.h - the names of the files in a journal's directory.
 *
 * Role       lock                            held by the one process that writes
 *            journal-0000000001.segment      by generation, without gaps
 *            spare-0000000001.segment        archived under that generation, to be used again
 *            segment.part                    a segment that is being made
 *            snapshot-...                    see snapshot_store.h
 *            archive/                        see journal_archive.h
 *            heads.sig                       see journal_heads.h
 * Invariant  One generation has one name: no other spelling of it is accepted.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_PATH_H
#define PERPETUA_NODE_JOURNAL_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "node/journal_error.h"
#include "os/os_file.h"

#define JOURNAL_NAME_SIZE 64 /* of a name alone, with its zero byte */

enum journal_file_kind {
    JOURNAL_FILE_SEGMENT,
    JOURNAL_FILE_SPARE,
    JOURNAL_FILE_ARCHIVED,
    JOURNAL_FILE_OTHER
};

/* What stands in a directory. */
struct journal_listing {
    uint32_t segment_first; /* 0: there is none */
    uint32_t segment_last;
    uint32_t segment_count;
    uint32_t spare_first; /* 0: there is none */
    uint32_t spare_count;
};

/* DIRECTORY/NAME; false when it is longer than OS_PATH_SIZE_MAX. */
bool journal_path_join(char out[OS_PATH_SIZE_MAX], const char *directory, const char *name);

/* The name of a segment or spare file. */
void journal_name_make(char out[JOURNAL_NAME_SIZE], enum journal_file_kind kind,
                       uint32_t generation);

/* What a name stands for; *generation is set unless it is OTHER. */
enum journal_file_kind journal_name_read(const char *name, uint32_t *generation);

/* Lists the directory.  Whether a file is missing in between is found when it is to be read. */
enum journal_status journal_list(const char *directory, struct journal_listing *listing,
                                 struct journal_error *error);

/* DIRECTORY/name of the generation; false when it is too long. */
bool journal_path_make(char out[OS_PATH_SIZE_MAX], const char *directory,
                       enum journal_file_kind kind, uint32_t generation);

#endif
