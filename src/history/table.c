/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.c - statements and rows from the description of a table.
 */
#include "history/table.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"

/* Appends to a text of `size` bytes, which is always long enough: tables are fixed. */
static void append(char *text, size_t size, const char *part)
{
    size_t used = strlen(text);
    size_t more = strlen(part);
    ASSERT(used + more < size);
    memcpy(text + used, part, more + 1);
}

static void append_columns(const struct table *table, char *text, size_t size, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (i > 0) append(text, size, ", ");
        append(text, size, table->columns[i].name);
    }
}

static const char *type_of(const struct column *column)
{
    switch ((enum column_kind)column->kind) {
    case COLUMN_I64:
    case COLUMN_U64: return " BIGINT NOT NULL";
    case COLUMN_TEXT: return " TEXT NOT NULL";
    case COLUMN_BYTES: return " BYTEA NOT NULL";
    default: IMPOSSIBLE();
    }
}

void table_create_text(const struct table *table, const char *ending, char *text, size_t size)
{
    text[0] = '\0';
    append(text, size, "CREATE TABLE IF NOT EXISTS ");
    append(text, size, table->name);
    append(text, size, " (");
    for (uint32_t i = 0; i < table->column_count; i++) {
        append(text, size, table->columns[i].name);
        append(text, size, type_of(&table->columns[i]));
        append(text, size, ", ");
    }
    append(text, size, "PRIMARY KEY (");
    append_columns(table, text, size, table->key_count);
    append(text, size, "))");
    append(text, size, ending);
}

static void append_insert(const struct table *table, char *text, size_t size)
{
    text[0] = '\0';
    append(text, size, "INSERT INTO ");
    append(text, size, table->name);
    append(text, size, " (");
    append_columns(table, text, size, table->column_count);
    append(text, size, ") ");
}

static void append_update(const struct table *table, char *text, size_t size)
{
    append(text, size, " ON CONFLICT (");
    append_columns(table, text, size, table->key_count);
    append(text, size, ") DO UPDATE SET ");
    for (uint32_t i = table->key_count; i < table->column_count; i++) {
        if (i > table->key_count) append(text, size, ", ");
        append(text, size, table->columns[i].name);
        append(text, size, " = excluded.");
        append(text, size, table->columns[i].name);
    }
}

void table_put_text(const struct table *table, char *text, size_t size)
{
    char number[16];
    append_insert(table, text, size);
    append(text, size, "VALUES (");
    for (uint32_t i = 0; i < table->column_count; i++) {
        (void)snprintf(number, sizeof number, i == 0 ? "$%u" : ", $%u", i + 1);
        append(text, size, number);
    }
    append(text, size, ")");
    append_update(table, text, size);
}

void table_put_from_text(const struct table *table, const char *source, char *text, size_t size)
{
    append_insert(table, text, size);
    append(text, size, "SELECT ");
    append_columns(table, text, size, table->column_count);
    append(text, size, " FROM ");
    append(text, size, source);
    /* Without a condition SQLite would read ON as that of a join. */
    append(text, size, " WHERE true");
    append_update(table, text, size);
}

void table_select_text(const struct table *table, char *text, size_t size)
{
    text[0] = '\0';
    append(text, size, "SELECT ");
    append_columns(table, text, size, table->column_count);
    append(text, size, " FROM ");
    append(text, size, table->name);
    append(text, size, " ");
}

int64_t column_read(const struct column *column, const void *row)
{
    const unsigned char *bytes = (const unsigned char *)row + column->offset;
    uint64_t value = 0;
    memcpy(&value, bytes, column->size);
    if (column->kind == COLUMN_U64 || column->size == sizeof value) return (int64_t)value;
    uint32_t unused_bits = 64 - 8u * column->size;
    return (int64_t)(value << unused_bits) >> unused_bits;
}

void column_write(const struct column *column, void *row, int64_t value)
{
    memcpy((unsigned char *)row + column->offset, &value, column->size);
}
