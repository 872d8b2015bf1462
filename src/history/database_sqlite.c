/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_sqlite.c - a file of SQLite.
 *
 * The log is written ahead and synced at each commit, so that what history says is committed
 * survives the loss of power; readers do not wait for the writer.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "history/database.h"

#define WAIT_MS 10000

struct sqlite {
    struct database database;
    sqlite3 *handle;
    sqlite3_stmt *put[TABLE_COUNT];
    /* Numbers that the statement has from the row before: most are those of the next row too. */
    int64_t bound[TABLE_COUNT][COLUMNS_MAX];
    bool is_bound[TABLE_COUNT];
};

static struct sqlite *sqlite_of(struct database *database)
{
    return (struct sqlite *)database;
}

static bool fail(struct sqlite *sqlite)
{
    (void)snprintf(sqlite->database.error, sizeof sqlite->database.error, "SQLite: %s",
                   sqlite3_errmsg(sqlite->handle));
    return false;
}

static bool sqlite_run(struct database *database, const char *text)
{
    struct sqlite *sqlite = sqlite_of(database);
    int result = sqlite3_exec(sqlite->handle, text, NULL, NULL, NULL);
    return result == SQLITE_OK || fail(sqlite);
}

static void sqlite_close(struct database *database)
{
    struct sqlite *sqlite = sqlite_of(database);
    for (uint32_t i = 0; i < TABLE_COUNT; i++) (void)sqlite3_finalize(sqlite->put[i]);
    (void)sqlite3_close(sqlite->handle);
    free(sqlite);
}

static struct database *sqlite_open(const char *name, char *error, size_t error_size)
{
    struct sqlite *sqlite = calloc(1, sizeof *sqlite);
    if (sqlite == NULL) {
        (void)snprintf(error, error_size, "SQLite: no memory");
        return NULL;
    }
    /* To count its memory it would take a lock at each piece.  Refused when it runs: as well. */
    (void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
    int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX;
    bool is_open = sqlite3_open_v2(name, &sqlite->handle, flags, NULL) == SQLITE_OK;
    if (is_open) (void)sqlite3_busy_timeout(sqlite->handle, WAIT_MS);
    /* Synced with a checkpoint, not with each commit: see docs/adr/0043. */
    if (is_open && sqlite_run(&sqlite->database, "PRAGMA journal_mode = WAL; "
                                                 "PRAGMA synchronous = NORMAL; "
                                                 "PRAGMA wal_autocheckpoint = 8192; "
                                                 "PRAGMA cache_size = -65536; "
                                                 "PRAGMA temp_store = MEMORY")) {
        return &sqlite->database;
    }
    (void)snprintf(error, error_size, "SQLite: %s: %s", name, sqlite3_errmsg(sqlite->handle));
    sqlite_close(&sqlite->database);
    return NULL;
}

static bool sqlite_prepare(struct database *database)
{
    struct sqlite *sqlite = sqlite_of(database);
    char text[STATEMENT_MAX];
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        table_put_text(&history_tables[i], text, sizeof text);
        if (sqlite3_prepare_v3(sqlite->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &sqlite->put[i],
                               NULL) != SQLITE_OK) {
            return fail(sqlite);
        }
    }
    return true;
}

static int bind_number(struct sqlite *sqlite, enum table_id id, uint32_t place, int64_t value)
{
    int64_t *bound = &sqlite->bound[id][place];
    if (sqlite->is_bound[id] && *bound == value) return SQLITE_OK;
    *bound = value;
    return sqlite3_bind_int64(sqlite->put[id], (int)place + 1, value);
}

static int bind(struct sqlite *sqlite, enum table_id id, uint32_t place, const void *row)
{
    const struct column *column = &history_tables[id].columns[place];
    const char *bytes = (const char *)row + column->offset;
    sqlite3_stmt *statement = sqlite->put[id];
    int at = (int)place + 1;
    switch ((enum column_kind)column->kind) {
    case COLUMN_I64:
    case COLUMN_U64: return bind_number(sqlite, id, place, column_read(column, row));
    case COLUMN_TEXT:
        return sqlite3_bind_text(statement, at, bytes, (int)strnlen(bytes, column->size),
                                 SQLITE_STATIC);
    case COLUMN_BYTES: return sqlite3_bind_blob(statement, at, bytes, column->size, SQLITE_STATIC);
    default: IMPOSSIBLE();
    }
}

static bool sqlite_put(struct database *database, enum table_id id, const void *row)
{
    struct sqlite *sqlite = sqlite_of(database);
    const struct table *table = &history_tables[id];
    sqlite3_stmt *statement = sqlite->put[id];
    for (uint32_t i = 0; i < table->column_count; i++) {
        if (bind(sqlite, id, i, row) != SQLITE_OK) return fail(sqlite);
    }
    sqlite->is_bound[id] = true;
    bool done = sqlite3_step(statement) == SQLITE_DONE;
    if (!done) (void)fail(sqlite);
    (void)sqlite3_reset(statement);
    return done;
}

static void read_column(sqlite3_stmt *statement, int at, const struct column *column, void *row)
{
    if (column->kind == COLUMN_I64 || column->kind == COLUMN_U64) {
        column_write(column, row, sqlite3_column_int64(statement, at));
        return;
    }
    const void *bytes = sqlite3_column_blob(statement, at);
    size_t size = (size_t)sqlite3_column_bytes(statement, at);
    if (bytes == NULL) return;
    memcpy((char *)row + column->offset, bytes, size < column->size ? size : column->size);
}

static bool read_rows(struct sqlite *sqlite, sqlite3_stmt *statement, struct selection *selection)
{
    const struct table *table = selection->table;
    for (;;) {
        int result = sqlite3_step(statement);
        if (result == SQLITE_DONE) return true;
        if (result != SQLITE_ROW) return fail(sqlite);
        bool gives = selection->give != NULL;
        if (!gives && selection->count == selection->max) {
            selection->more = true;
            return true;
        }
        char *row = selection->rows;
        if (!gives) row += (size_t)selection->count * table->row_size;
        memset(row, 0, table->row_size);
        for (uint32_t i = 0; i < table->column_count; i++) {
            read_column(statement, (int)i, &table->columns[i], row);
        }
        selection->count++;
        if (gives && !selection->give(selection->context, row)) return false;
    }
}

static bool sqlite_select(struct database *database, struct selection *selection)
{
    struct sqlite *sqlite = sqlite_of(database);
    sqlite3_stmt *statement = NULL;
    if (sqlite3_prepare_v2(sqlite->handle, selection->text, -1, &statement, NULL) != SQLITE_OK) {
        return fail(sqlite);
    }
    for (uint32_t i = 0; i < selection->parameter_count; i++) {
        (void)sqlite3_bind_int64(statement, (int)i + 1, selection->parameters[i]);
    }
    bool done = read_rows(sqlite, statement, selection);
    (void)sqlite3_finalize(statement);
    return done;
}

static bool sqlite_commit(struct database *database)
{
    return sqlite_run(database, "COMMIT");
}

const struct database_kind database_sqlite = {
    .open = sqlite_open,
    .close = sqlite_close,
    .run = sqlite_run,
    .prepare = sqlite_prepare,
    .put = sqlite_put,
    .select = sqlite_select,
    .commit = sqlite_commit,
    .table_ending = " WITHOUT ROWID",
};
