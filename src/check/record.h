/* SPDX-License-Identifier: Apache-2.0 */
/*
 * record.h - rows with named fields, be they of a table or objects of a JSON document.
 *
 * Role       Venues give the same figures as comma-separated text in one place and as JSON in
 *            another.  A reader takes either and gives the fields that were asked for by name; what
 *            it is shows at the file's beginning.
 * Names      The second one is a name that only rows have, and no envelope around them.
 * Invariant  A row is given with all wanted fields or not at all.
 */
#ifndef PERPETUA_CHECK_RECORD_H
#define PERPETUA_CHECK_RECORD_H

#include "check/source.h"
#include "wire/import_objects.h"

struct record_reader {
    struct source *source;
    const char *const *names;
    size_t name_count;
    bool is_json;
    struct table_columns columns; /* of a table */
    struct object_reader objects; /* of a document */
};

/* Does the file begin with a row that has all these fields? */
bool record_fits(const struct source *source, const char *const *names, size_t name_count);

/*
 * Goes to the first row.  The names, 2 to TABLE_COLUMNS_MAX, stay as long as the reader.  False if
 * it is a table without these columns.
 */
bool record_begin(struct record_reader *reader, struct source *source, const char *const *names,
                  size_t name_count);

/*
 * The next row's fields in the order of the names; they stay until the source is closed.  An object
 * without the second of the names is an envelope and passed over.
 */
enum source_row record_next(struct record_reader *reader, struct import_slice *fields,
                            struct replay_fault *fault);

/* "line 7, column 3" or "offset 700": where the field stands; always false. */
bool record_fault(const struct record_reader *reader, struct import_slice field,
                  const char *expected, struct replay_fault *fault);

/*
 * Sorts rows whose first member is an int64_t, their time in nanoseconds: some venues give the
 * newest row first, and tables in local time turn an hour around when clocks change.  A row
 * that stands twice, byte for byte, counts once, and `count` becomes smaller; two different rows of
 * one time are a fault.
 */
bool record_sort(void *rows, size_t *count, size_t row_size, const char *path,
                 struct replay_fault *fault);

#endif
