/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_mbo.c - comma-separated market-by-order rows to structs.
 *
 * Role       See import_mbo.h.
 * Invariant  A row has exactly as many fields as the heading.
 * Rules      none.
 */
#include "wire/import_mbo.h"

#include <string.h>

#include "base/text.h"

static const char *const column_names[MBO_COLUMN_COUNT] = {
#define X(id, name, expected) name,
    MBO_COLUMN_LIST(X)
#undef X
};

static const char *const column_expected[MBO_COLUMN_COUNT] = {
#define X(id, name, expected) expected,
    MBO_COLUMN_LIST(X)
#undef X
};

#define HEADING_EXPECTED                                                                           \
    "a heading with ts_event, order_id, price_1e9, size, flags, action and side, each once"

enum import_result mbo_read_heading(struct import_slice line, struct mbo_table *table,
                                    struct import_fault *fault)
{
    struct import_slice fields[MBO_COLUMNS_MAX];
    table->column_count = import_split(line, ',', fields, MBO_COLUMNS_MAX);
    if (table->column_count > MBO_COLUMNS_MAX) {
        return import_bad(fault, HEADING_EXPECTED, line.text, line.text);
    }
    for (int column = 0; column < MBO_COLUMN_COUNT; column++) {
        size_t found = 0;
        for (size_t i = 0; i < table->column_count; i++) {
            if (!import_is(fields[i], column_names[column])) continue;
            table->places[column] = i;
            found++;
        }
        if (found != 1) return import_bad(fault, HEADING_EXPECTED, line.text, line.text);
    }
    return IMPORT_TAKEN;
}

/* The byte of a field that is one byte long and one of `allowed`; 0 otherwise. */
static char letter_in(struct import_slice field, const char *allowed)
{
    if (field.size != 1 || field.text[0] == '\0') return '\0';
    return strchr(allowed, field.text[0]) == NULL ? '\0' : field.text[0];
}

/* Takes one column out of the row's field; false if it does not have the column's form. */
static bool take_column(enum mbo_column column, struct import_slice field, struct mbo_row *row)
{
    uint64_t number = 0;
    char letter;
    switch (column) {
    case MBO_TIME: return text_read_i64(field.text, field.size, &row->time_ns) && row->time_ns >= 0;
    case MBO_ORDER_ID:
        return text_read_u64(field.text, field.size, &row->order_id) &&
               row->order_id <= MBO_ORDER_ID_MAX;
    case MBO_PRICE: return text_read_i64(field.text, field.size, &row->price_nano);
    case MBO_SIZE:
        if (!text_read_u64(field.text, field.size, &number) || number > INT32_MAX) return false;
        row->size = (int64_t)number;
        return true;
    case MBO_FLAGS:
        if (!text_read_u64(field.text, field.size, &number) || number > UINT8_MAX) return false;
        row->flags = (uint32_t)number;
        return true;
    case MBO_ACTION:
        letter = letter_in(field, "ACMTFR");
        row->action = (enum mbo_action)letter;
        return letter != '\0';
    case MBO_SIDE:
        letter = letter_in(field, "BAN");
        row->side = (enum mbo_side)letter;
        return letter != '\0';
    case MBO_COLUMN_COUNT: break;
    }
    return false;
}

/* Every row but a clear needs a price, and one that makes or changes an order a side and a size. */
static bool row_is_whole(const struct mbo_row *row)
{
    if (row->action == MBO_CLEAR) return true;
    if (row->price_nano == INT64_MAX || row->price_nano == INT64_MIN) return false;
    if (row->action != MBO_ADD && row->action != MBO_MODIFY) return true;
    return row->side != MBO_NONE && row->size > 0;
}

enum import_result mbo_read_row(const struct mbo_table *table, struct import_slice line,
                                struct mbo_row *row, struct import_fault *fault)
{
    struct import_slice fields[MBO_COLUMNS_MAX];
    if (import_split(line, ',', fields, MBO_COLUMNS_MAX) != table->column_count) {
        return import_bad(fault, "as many fields as the heading has", line.text, line.text);
    }
    for (int column = 0; column < MBO_COLUMN_COUNT; column++) {
        struct import_slice field = fields[table->places[column]];
        if (!take_column((enum mbo_column)column, field, row)) {
            return import_bad(fault, column_expected[column], line.text, field.text);
        }
    }
    if (!row_is_whole(row)) {
        return import_bad(fault, "a price, and with action A or M a side and a size above 0",
                          line.text, line.text);
    }
    return IMPORT_TAKEN;
}
