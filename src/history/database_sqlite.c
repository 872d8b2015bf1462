/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_sqlite.c - a file of SQLite.
 *
 * The log is written ahead and synced with its checkpoints (docs/adr/0043); readers do not wait for
 * the writer.  Inside of a transaction rows wait for each other and are put together: at the
 * latest before anything else is asked, and before the commit.
 */
#include <sqlite3.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "history/database.h"

#define WAIT_MS   10000
#define GIVEN_MAX 128u /* rows of a table that wait: some tens of KiB, which stay in a cache */

/* Rows of one table that were given and not put yet. */
struct given_rows {
    const struct table *table;
    char *rows; /* GIVEN_MAX of them; NULL: none was ever given */
    uint32_t count;
};

struct sqlite {
    struct database database;
    sqlite3 *handle;
    sqlite3_stmt *put[TABLE_COUNT];
    struct given_rows given[TABLE_COUNT];
    bool has_given;
};

/* A table of SQLite's own kind whose rows are given_rows, and somebody who reads them. */
struct given_table {
    sqlite3_vtab table;
    const struct given_rows *given;
};

struct given_reader {
    sqlite3_vtab_cursor cursor;
    uint32_t at;
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

static bool text_run(struct sqlite *sqlite, const char *text)
{
    int result = sqlite3_exec(sqlite->handle, text, NULL, NULL, NULL);
    return result == SQLITE_OK || fail(sqlite);
}

static void sqlite_close(struct database *database)
{
    struct sqlite *sqlite = sqlite_of(database);
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        (void)sqlite3_finalize(sqlite->put[i]);
        free(sqlite->given[i].rows);
    }
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
    if (is_open && text_run(sqlite, "PRAGMA journal_mode = WAL; "
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

/* --- rows on their way ------------------------------------------------------------------------ */

/*
 * To put one row SQLite begins a statement, opens each index, finds the place, ends the statement;
 * for rows of a few numbers that costs as much as the row.  So rows wait, and one statement reads
 * them from here as from a table.
 */

static const struct given_rows *given_of(sqlite3_vtab *table)
{
    return ((struct given_table *)table)->given;
}

static const char *given_row(const struct given_rows *given, uint32_t at)
{
    return given->rows + (size_t)at * given->table->row_size;
}

static int given_connect(sqlite3 *handle, void *context, int count, const char *const *words,
                         sqlite3_vtab **made, char **error)
{
    (void)count;
    (void)words;
    (void)error;
    const struct given_rows *given = context;
    char text[STATEMENT_MAX];
    table_create_text(given->table, "", text, sizeof text);
    int result = sqlite3_declare_vtab(handle, text);
    if (result != SQLITE_OK) return result;
    struct given_table *table = sqlite3_malloc(sizeof *table);
    if (table == NULL) return SQLITE_NOMEM;
    *table = (struct given_table){.given = given};
    *made = &table->table;
    return SQLITE_OK;
}

static int given_disconnect(sqlite3_vtab *table)
{
    sqlite3_free(table);
    return SQLITE_OK;
}

static int given_plan(sqlite3_vtab *table, sqlite3_index_info *plan)
{
    (void)table;
    plan->estimatedCost = GIVEN_MAX;
    plan->estimatedRows = GIVEN_MAX;
    return SQLITE_OK;
}

static int given_open(sqlite3_vtab *table, sqlite3_vtab_cursor **made)
{
    (void)table;
    struct given_reader *reader = sqlite3_malloc(sizeof *reader);
    if (reader == NULL) return SQLITE_NOMEM;
    *reader = (struct given_reader){0};
    *made = &reader->cursor;
    return SQLITE_OK;
}

static int given_close(sqlite3_vtab_cursor *cursor)
{
    sqlite3_free(cursor);
    return SQLITE_OK;
}

static int given_first(sqlite3_vtab_cursor *cursor, int number, const char *text, int count,
                       sqlite3_value **values)
{
    (void)number;
    (void)text;
    (void)count;
    (void)values;
    ((struct given_reader *)cursor)->at = 0;
    return SQLITE_OK;
}

static int given_next(sqlite3_vtab_cursor *cursor)
{
    ((struct given_reader *)cursor)->at++;
    return SQLITE_OK;
}

static int given_is_end(sqlite3_vtab_cursor *cursor)
{
    return ((struct given_reader *)cursor)->at >= given_of(cursor->pVtab)->count;
}

static int given_number(sqlite3_vtab_cursor *cursor, sqlite3_int64 *number)
{
    *number = ((struct given_reader *)cursor)->at;
    return SQLITE_OK;
}

static int given_column(sqlite3_vtab_cursor *cursor, sqlite3_context *answer, int place)
{
    const struct given_rows *given = given_of(cursor->pVtab);
    const struct column *column = &given->table->columns[place];
    const char *row = given_row(given, ((struct given_reader *)cursor)->at);
    const char *bytes = row + column->offset;
    switch ((enum column_kind)column->kind) {
    case COLUMN_I64:
    case COLUMN_U64: sqlite3_result_int64(answer, column_read(column, row)); break;
    case COLUMN_TEXT:
        sqlite3_result_text(answer, bytes, (int)strnlen(bytes, column->size), SQLITE_STATIC);
        break;
    case COLUMN_BYTES: sqlite3_result_blob(answer, bytes, column->size, SQLITE_STATIC); break;
    default: IMPOSSIBLE();
    }
    return SQLITE_OK;
}

/* Without xCreate it is there by its name alone and in no schema. */
static const sqlite3_module given_module = {
    .xConnect = given_connect,
    .xBestIndex = given_plan,
    .xDisconnect = given_disconnect,
    .xOpen = given_open,
    .xClose = given_close,
    .xFilter = given_first,
    .xNext = given_next,
    .xEof = given_is_end,
    .xColumn = given_column,
    .xRowid = given_number,
};

static bool put_prepare(struct sqlite *sqlite, enum table_id id)
{
    const struct table *table = &history_tables[id];
    char text[STATEMENT_MAX];
    char source[64];
    int size = snprintf(source, sizeof source, "given_%s", table->name);
    ASSERT(size > 0 && (size_t)size < sizeof source);
    sqlite->given[id].table = table;
    table_put_from_text(table, source, text, sizeof text);
    return sqlite3_create_module(sqlite->handle, source, &given_module, &sqlite->given[id]) ==
               SQLITE_OK &&
           sqlite3_prepare_v3(sqlite->handle, text, -1, SQLITE_PREPARE_PERSISTENT, &sqlite->put[id],
                              NULL) == SQLITE_OK;
}

static bool sqlite_prepare(struct database *database)
{
    struct sqlite *sqlite = sqlite_of(database);
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        if (!put_prepare(sqlite, (enum table_id)i)) return fail(sqlite);
    }
    return true;
}

static bool given_put(struct sqlite *sqlite, enum table_id id)
{
    if (sqlite->given[id].count == 0) return true;
    bool done = sqlite3_step(sqlite->put[id]) == SQLITE_DONE;
    if (!done) (void)fail(sqlite);
    (void)sqlite3_reset(sqlite->put[id]);
    sqlite->given[id].count = 0;
    return done;
}

/* Before anything else is asked of the database: it sees what was given before it. */
static bool all_given_put(struct sqlite *sqlite)
{
    bool done = true;
    if (!sqlite->has_given) return true;
    for (uint32_t i = 0; i < TABLE_COUNT; i++) done = given_put(sqlite, (enum table_id)i) && done;
    sqlite->has_given = false;
    return done;
}

static bool sqlite_put(struct database *database, enum table_id id, const void *row)
{
    struct sqlite *sqlite = sqlite_of(database);
    struct given_rows *given = &sqlite->given[id];
    size_t size = history_tables[id].row_size;
    if (given->rows == NULL) given->rows = malloc(GIVEN_MAX * size);
    if (given->rows == NULL) {
        (void)snprintf(database->error, sizeof database->error, "SQLite: no memory");
        return false;
    }
    memcpy(given->rows + given->count * size, row, size);
    given->count++;
    sqlite->has_given = true;
    bool waits = given->count < GIVEN_MAX && sqlite3_get_autocommit(sqlite->handle) == 0;
    return waits || given_put(sqlite, id);
}

/* --- reading ---------------------------------------------------------------------------------- */

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
    if (!all_given_put(sqlite)) return false;
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

static bool sqlite_run(struct database *database, const char *text)
{
    struct sqlite *sqlite = sqlite_of(database);
    return all_given_put(sqlite) && text_run(sqlite, text);
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
