/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_postgres.c - a database of PostgreSQL, by libpq.
 *
 * Rows are sent in pipeline mode, a few hundred before their answers are read: one at a time would
 * cost a round trip each.  Values travel in binary, numbers with the high byte first, so their
 * bytes are turned round.
 */
#include <libpq-fe.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "history/database.h"

#define OID_BYTEA      17u
#define OID_INT8       20u
#define OID_TEXT       25u
#define PIPELINE_MAX   256u
#define PARAMETERS_MAX 16u

struct postgres {
    struct database database;
    PGconn *connection;
    uint32_t waiting; /* rows sent whose answers were not read */
};

static struct postgres *postgres_of(struct database *database)
{
    return (struct postgres *)database;
}

static bool fail(struct postgres *postgres, const char *words)
{
    int size = (int)strcspn(words, "\n");
    (void)snprintf(postgres->database.error, sizeof postgres->database.error, "PostgreSQL: %.*s",
                   size, words);
    return false;
}

static bool result_is_good(struct postgres *postgres, PGresult *result)
{
    ExecStatusType status = PQresultStatus(result);
    bool is_good =
        status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK || status == PGRES_PIPELINE_SYNC;
    if (!is_good && status != PGRES_PIPELINE_ABORTED) {
        (void)fail(postgres, PQresultErrorMessage(result));
    }
    PQclear(result);
    return is_good;
}

/* Reads the answers of everything sent: an answer and an end for each row, then the sync. */
static bool pipeline_read(struct postgres *postgres)
{
    bool is_good = true;
    if (PQpipelineSync(postgres->connection) != 1) {
        return fail(postgres, PQerrorMessage(postgres->connection));
    }
    for (;;) {
        PGresult *result = PQgetResult(postgres->connection);
        if (result == NULL) {
            if (PQstatus(postgres->connection) != CONNECTION_OK) {
                return fail(postgres, PQerrorMessage(postgres->connection));
            }
            continue;
        }
        bool is_sync = PQresultStatus(result) == PGRES_PIPELINE_SYNC;
        is_good = result_is_good(postgres, result) && is_good;
        if (is_sync) break;
    }
    postgres->waiting = 0;
    return is_good;
}

static bool pipeline_end(struct postgres *postgres)
{
    if (PQpipelineStatus(postgres->connection) == PQ_PIPELINE_OFF) return true;
    bool is_good = pipeline_read(postgres);
    return PQexitPipelineMode(postgres->connection) == 1 && is_good;
}

static bool postgres_run(struct database *database, const char *text)
{
    struct postgres *postgres = postgres_of(database);
    if (!pipeline_end(postgres)) return false;
    return result_is_good(postgres, PQexec(postgres->connection, text));
}

static bool postgres_commit(struct database *database)
{
    return postgres_run(database, "COMMIT");
}

static void postgres_close(struct database *database)
{
    struct postgres *postgres = postgres_of(database);
    PQfinish(postgres->connection);
    free(postgres);
}

static void notice_ignore(void *context, const char *message)
{
    (void)context;
    (void)message;
}

static struct database *postgres_open(const char *name, char *error, size_t error_size)
{
    struct postgres *postgres = calloc(1, sizeof *postgres);
    if (postgres == NULL) {
        (void)snprintf(error, error_size, "PostgreSQL: no memory");
        return NULL;
    }
    postgres->connection = PQconnectdb(name);
    if (PQstatus(postgres->connection) == CONNECTION_OK) {
        (void)PQsetNoticeProcessor(postgres->connection, notice_ignore, NULL);
        return &postgres->database;
    }
    const char *words = PQerrorMessage(postgres->connection);
    (void)snprintf(error, error_size, "PostgreSQL: %.*s", (int)strcspn(words, "\n"), words);
    postgres_close(&postgres->database);
    return NULL;
}

static Oid oid_of(const struct column *column)
{
    switch ((enum column_kind)column->kind) {
    case COLUMN_I64:
    case COLUMN_U64: return OID_INT8;
    case COLUMN_TEXT: return OID_TEXT;
    case COLUMN_BYTES: return OID_BYTEA;
    default: IMPOSSIBLE();
    }
}

static bool postgres_prepare(struct database *database)
{
    struct postgres *postgres = postgres_of(database);
    char text[STATEMENT_MAX];
    Oid types[COLUMNS_MAX];
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        const struct table *table = &history_tables[i];
        table_put_text(table, text, sizeof text);
        for (uint32_t k = 0; k < table->column_count; k++) types[k] = oid_of(&table->columns[k]);
        PGresult *result =
            PQprepare(postgres->connection, table->name, text, (int)table->column_count, types);
        if (!result_is_good(postgres, result)) return false;
    }
    return true;
}

struct values {
    uint64_t numbers[COLUMNS_MAX];
    const char *values[COLUMNS_MAX];
    int sizes[COLUMNS_MAX];
    int formats[COLUMNS_MAX];
};

static void values_fill(struct values *values, const struct table *table, const void *row)
{
    for (uint32_t i = 0; i < table->column_count; i++) {
        const struct column *column = &table->columns[i];
        const char *bytes = (const char *)row + column->offset;
        values->formats[i] = 1;
        values->values[i] = bytes;
        values->sizes[i] = column->size;
        if (column->kind == COLUMN_TEXT) values->sizes[i] = (int)strnlen(bytes, column->size);
        if (column->kind != COLUMN_I64 && column->kind != COLUMN_U64) continue;
        values->numbers[i] = __builtin_bswap64((uint64_t)column_read(column, row));
        values->values[i] = (const char *)&values->numbers[i];
        values->sizes[i] = sizeof values->numbers[i];
    }
}

static bool postgres_put(struct database *database, enum table_id id, const void *row)
{
    struct postgres *postgres = postgres_of(database);
    const struct table *table = &history_tables[id];
    struct values values;
    if (PQpipelineStatus(postgres->connection) == PQ_PIPELINE_OFF &&
        PQenterPipelineMode(postgres->connection) != 1) {
        return fail(postgres, PQerrorMessage(postgres->connection));
    }
    values_fill(&values, table, row);
    if (PQsendQueryPrepared(postgres->connection, table->name, (int)table->column_count,
                            values.values, values.sizes, values.formats, 1) != 1) {
        return fail(postgres, PQerrorMessage(postgres->connection));
    }
    postgres->waiting++;
    return postgres->waiting < PIPELINE_MAX || pipeline_read(postgres);
}

static void read_column(const PGresult *result, int at, int place,
                        const struct selection *selection, char *row)
{
    const struct column *column = &selection->table->columns[place];
    const char *bytes = PQgetvalue(result, at, place);
    if (column->kind == COLUMN_I64 || column->kind == COLUMN_U64) {
        uint64_t number;
        memcpy(&number, bytes, sizeof number);
        column_write(column, row, (int64_t)__builtin_bswap64(number));
        return;
    }
    size_t size = (size_t)PQgetlength(result, at, place);
    memcpy(row + column->offset, bytes, size < column->size ? size : column->size);
}

static bool read_rows(const PGresult *result, struct selection *selection)
{
    const struct table *table = selection->table;
    uint32_t count = (uint32_t)PQntuples(result);
    bool gives = selection->give != NULL;
    selection->more = !gives && count > selection->max;
    selection->count = selection->more ? selection->max : count;
    for (uint32_t i = 0; i < selection->count; i++) {
        char *row = selection->rows;
        if (!gives) row += (size_t)i * table->row_size;
        memset(row, 0, table->row_size);
        for (uint32_t k = 0; k < table->column_count; k++) {
            read_column(result, (int)i, (int)k, selection, row);
        }
        if (gives && !selection->give(selection->context, row)) return false;
    }
    return true;
}

static bool postgres_select(struct database *database, struct selection *selection)
{
    struct postgres *postgres = postgres_of(database);
    struct values values;
    Oid types[PARAMETERS_MAX];
    ASSERT(selection->parameter_count <= PARAMETERS_MAX);
    if (!pipeline_end(postgres)) return false;
    for (uint32_t i = 0; i < selection->parameter_count; i++) {
        types[i] = OID_INT8;
        values.numbers[i] = __builtin_bswap64((uint64_t)selection->parameters[i]);
        values.values[i] = (const char *)&values.numbers[i];
        values.sizes[i] = sizeof values.numbers[i];
        values.formats[i] = 1;
    }
    PGresult *result =
        PQexecParams(postgres->connection, selection->text, (int)selection->parameter_count, types,
                     values.values, values.sizes, values.formats, 1);
    bool done = PQresultStatus(result) != PGRES_TUPLES_OK || read_rows(result, selection);
    return result_is_good(postgres, result) && done;
}

const struct database_kind database_postgres = {
    .open = postgres_open,
    .close = postgres_close,
    .run = postgres_run,
    .prepare = postgres_prepare,
    .put = postgres_put,
    .select = postgres_select,
    .commit = postgres_commit,
    .table_ending = "",
};
