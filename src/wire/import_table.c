/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_table.c - columns by name.
 *
 * Role       See import_table.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "wire/import_table.h"

#include <string.h>

#include "base/check.h"

/* Recorders of some systems begin a text with a mark of its byte order. */
static struct import_slice without_mark(struct import_slice line)
{
    if (!import_begins(line, "\xef\xbb\xbf")) return line;
    return (struct import_slice){line.text + 3, line.size - 3};
}

/* Takes the quotes off.  False for a quote anywhere else. */
static bool unquote(struct import_slice *field)
{
    if (field->size >= 2 && field->text[0] == '"' && field->text[field->size - 1] == '"') {
        *field = (struct import_slice){field->text + 1, field->size - 2};
    }
    return memchr(field->text, '"', field->size) == NULL;
}

static char lower(char byte)
{
    return byte >= 'A' && byte <= 'Z' ? (char)(byte - 'A' + 'a') : byte;
}

static bool is_like(struct import_slice slice, const char *word)
{
    size_t size = strlen(word);
    if (slice.size != size) return false;
    for (size_t i = 0; i < size; i++) {
        if (lower(slice.text[i]) != lower(word[i])) return false;
    }
    return true;
}

/* The first field called so, else the first that differs in capitals only; `count` if none is. */
static size_t field_called(const struct import_slice *fields, size_t count, const char *name)
{
    for (size_t at = 0; at < count; at++) {
        if (import_is(fields[at], name)) return at;
    }
    size_t at = 0;
    while (at < count && !is_like(fields[at], name)) at++;
    return at;
}

bool table_find(struct import_slice line, const char *const *names, size_t count,
                struct table_columns *columns)
{
    ASSERT(count <= TABLE_COLUMNS_MAX);
    struct import_slice fields[TABLE_FIELDS_MAX];
    size_t field_count = import_split(without_mark(line), ',', fields, TABLE_FIELDS_MAX);
    if (field_count > TABLE_FIELDS_MAX) return false;
    for (size_t i = 0; i < field_count; i++) {
        if (!unquote(&fields[i])) return false;
    }
    *columns = (struct table_columns){.field_count = field_count, .count = count};
    for (size_t name = 0; name < count; name++) {
        size_t at = field_called(fields, field_count, names[name]);
        if (at == field_count) return false;
        columns->at[name] = at;
    }
    return true;
}

enum import_result table_row(struct import_slice line, const struct table_columns *columns,
                             struct import_slice *fields, struct import_fault *fault)
{
    struct import_slice all[TABLE_FIELDS_MAX];
    if (import_split(line, ',', all, TABLE_FIELDS_MAX) != columns->field_count) {
        return import_bad(fault, "as many fields as the first line has columns", line.text,
                          line.text);
    }
    for (size_t i = 0; i < columns->count; i++) {
        fields[i] = all[columns->at[i]];
        if (!unquote(&fields[i])) {
            return import_bad(fault, "a field without quotes inside", line.text,
                              all[columns->at[i]].text);
        }
    }
    return IMPORT_TAKEN;
}
