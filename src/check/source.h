/* SPDX-License-Identifier: Apache-2.0 */
/*
 * source.h - a recorded file held in memory, given line by line or as a whole.
 *
 * Role       Opens a file, packed or not (replay/input.h), reads it to its end, and remembers where
 *            in it the reader stands, so that a fault can name the line or the byte.  A last line
 *            without a line feed is a line: tables of many makers end so.
 * Ownership  The path stays as long as the source; slices given out stay until source_close.
 * Invariant  `at` never passes the end of the document.
 */
#ifndef PERPETUA_CHECK_SOURCE_H
#define PERPETUA_CHECK_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "replay/fault.h"
#include "wire/import_table.h"
#include "wire/import_text.h"

struct source {
    const char *path;
    struct import_slice document;
    size_t at;     /* the byte behind the line given last */
    uint64_t line; /* its number, from 1 */
};

/* Reads the first regular file at the path.  After false nothing is held. */
bool source_open(struct source *source, const char *path, struct replay_fault *fault);

void source_close(struct source *source);

/* Does the document begin like JSON, with a bracket behind white space? */
bool source_is_json(const struct source *source);

/* The next line without its line feed; empty lines are passed over.  False at the end. */
bool source_line(struct source *source, struct import_slice *line);

/* Back to the first line. */
void source_rewind(struct source *source);

/* "PATH: line 7, column 3: expected ..."; always false. */
bool source_fault_line(const struct source *source, const struct import_fault *import,
                       struct replay_fault *fault);

/* The same with the column in which `at`, a part of the line given last, begins. */
bool source_fault_field(const struct source *source, struct import_slice at, const char *expected,
                        struct replay_fault *fault);

/* "PATH: offset 700: expected ..."; always false. */
bool source_fault_offset(const struct source *source, size_t offset, const char *expected,
                         struct replay_fault *fault);

/* The same, with the place in the document where the text of a slice stands. */
bool source_fault_text(const struct source *source, struct import_slice at, const char *expected,
                       struct replay_fault *fault);

enum source_row { SOURCE_ROW, SOURCE_END, SOURCE_BAD };

/* The wanted fields of a table's next row. */
enum source_row source_row(struct source *source, const struct table_columns *columns,
                           struct import_slice *fields, struct replay_fault *fault);

#endif
