/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_table.h - rows of a table as comma-separated text whose first line names the columns.
 *
 * Role       Finds the wanted columns by name, capitals or not, in any order and among others, and
 *            gives of each row the fields of these columns.  A field in double quotes is given
 *            without them; a quote inside of a field is refused, so no separator is ever mistaken.
 * Invariant  Every row has as many fields as the first line.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_TABLE_H
#define PERPETUA_WIRE_IMPORT_TABLE_H

#include "wire/import_text.h"

#define TABLE_FIELDS_MAX  64u /* of a line */
#define TABLE_COLUMNS_MAX 8u  /* wanted ones */

struct table_columns {
    size_t field_count;           /* of every line */
    size_t count;                 /* wanted columns */
    size_t at[TABLE_COLUMNS_MAX]; /* which field each of them is */
};

/*
 * Looks for the names in the first line of a table; of columns with the same name the first counts.
 * False if one is missing, or the line is none that a table can begin with.
 */
bool table_find(struct import_slice line, const char *const *names, size_t count,
                struct table_columns *columns);

/* The wanted fields of a row, in the order of the names. */
enum import_result table_row(struct import_slice line, const struct table_columns *columns,
                             struct import_slice *fields, struct import_fault *fault);

#endif
