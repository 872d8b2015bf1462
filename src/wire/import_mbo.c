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
#include "wire/import_time.h"

#define NANO_DECIMALS 9u

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
    "a heading with ts_event, order_id, price_1e9 or price, size, flags, action and side, each once"

/* The place of a column; how often it stands there. */
static size_t find_column(const struct import_slice *fields, size_t count, const char *name,
                          size_t *place)
{
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        if (!import_is(fields[i], name)) continue;
        *place = i;
        found++;
    }
    return found;
}

enum import_result mbo_read_heading(struct import_slice line, struct mbo_table *table,
                                    struct import_fault *fault)
{
    struct import_slice fields[MBO_COLUMNS_MAX];
    table->column_count = import_split(line, ',', fields, MBO_COLUMNS_MAX);
    if (table->column_count > MBO_COLUMNS_MAX) {
        return import_bad(fault, HEADING_EXPECTED, line.text, line.text);
    }
    for (int column = 0; column < MBO_COLUMN_COUNT; column++) {
        size_t *place = &table->places[column];
        size_t found = find_column(fields, table->column_count, column_names[column], place);
        if (found == 0 && column == MBO_PRICE) {
            found = find_column(fields, table->column_count, "price", place);
        }
        if (found != 1) return import_bad(fault, HEADING_EXPECTED, line.text, line.text);
    }
    table->has_instrument =
        find_column(fields, table->column_count, "symbol", &table->instrument) == 1 ||
        find_column(fields, table->column_count, "instrument_id", &table->instrument) == 1;
    return IMPORT_TAKEN;
}

/* The byte of a field that is one byte long and one of `allowed`; 0 otherwise. */
static char letter_in(struct import_slice field, const char *allowed)
{
    if (field.size != 1 || field.text[0] == '\0') return '\0';
    return strchr(allowed, field.text[0]) == NULL ? '\0' : field.text[0];
}

static bool read_time(struct import_slice field, int64_t *time_ns)
{
    if (text_read_i64(field.text, field.size, time_ns)) return *time_ns >= 0;
    return import_time(field, time_ns);
}

/* Tables for people have decimals, and nothing where there is no price. */
static bool read_price(struct import_slice field, int64_t *price_nano)
{
    *price_nano = INT64_MAX;
    if (field.size == 0) return true;
    if (memchr(field.text, '.', field.size) != NULL) {
        return import_round_decimal(field, NANO_DECIMALS, price_nano);
    }
    return text_read_i64(field.text, field.size, price_nano);
}

/* Takes one column out of the row's field; false if it does not have the column's form. */
static bool take_column(enum mbo_column column, struct import_slice field, struct mbo_row *row)
{
    uint64_t number = 0;
    char letter;
    switch (column) {
    case MBO_TIME: return read_time(field, &row->time_ns);
    case MBO_ORDER_ID:
        return text_read_u64(field.text, field.size, &row->order_id) &&
               row->order_id <= MBO_ORDER_ID_MAX;
    case MBO_PRICE: return read_price(field, &row->price_nano);
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
    row->instrument = (struct import_slice){0};
    if (table->has_instrument) row->instrument = fields[table->instrument];
    if (!row_is_whole(row)) {
        return import_bad(fault, "a price, and with action A or M a side and a size above 0",
                          line.text, line.text);
    }
    return IMPORT_TAKEN;
}
