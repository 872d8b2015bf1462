/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database.h - one connection to SQLite or PostgreSQL.
 *
 * Role       The few things that history asks of a database, alike for both: make the tables, put
 *            rows, select rows, begin and commit.  Statements use what both know; parameters are
 *            $1, $2, ... and 64-bit numbers.
 * Errors     False, with the database's own words in database_error.
 */
#ifndef PERPETUA_HISTORY_DATABASE_H
#define PERPETUA_HISTORY_DATABASE_H

#include <stdbool.h>

#include "history/table.h"

/* Raised when a column is added or leaves, or rows begin to mean something else: databases are then
 * written again from the journal.  One without a version is of a time before there was any. */
#define HISTORY_VERSION 1

struct database;

/* Rows of a table, read into records. */
struct selection {
    const struct table *table;
    const char *text; /* the whole statement; its columns are the table's, in their order */
    const int64_t *parameters;
    uint32_t parameter_count;
    uint32_t max;
    void *rows; /* of the table's row_size; members without a column are left zero */
    /* Not NULL: each row is read into rows[0] and given to it, whatever `max`; false ends. */
    bool (*give)(void *context, const void *row);
    void *context;
    uint32_t count; /* answer */
    bool more;      /* answer: there was another row */
};

/* What a kind of database does. */
struct database_kind {
    struct database *(*open)(const char *name, char *error, size_t error_size);
    void (*close)(struct database *database);
    bool (*run)(struct database *database, const char *text);
    bool (*prepare)(struct database *database);
    bool (*put)(struct database *database, enum table_id table, const void *row);
    bool (*select)(struct database *database, struct selection *selection);
    bool (*commit)(struct database *database);
    const char *table_ending;
};

/* The beginning of each kind's own struct. */
struct database {
    const struct database_kind *kind;
    char error[256];
};

extern const struct database_kind database_sqlite;
extern const struct database_kind database_postgres;

/* By the form of the name: "postgresql://..." and "postgres://...", or words with '=' as libpq
 * reads them, are PostgreSQL; everything else is the path of a file.  NULL: see `error`. */
struct database *database_open(const char *name, char *error, size_t error_size);
void database_close(struct database *database);

/* Makes the tables that are missing, and prepares the statements that put rows.  A database of
 * another HISTORY_VERSION is emptied first, all but the log of who came. */
bool database_make_tables(struct database *database);

bool database_begin(struct database *database);
bool database_commit(struct database *database);
bool database_run(struct database *database, const char *text);
/* Within a transaction: a server may hear of rows only at its end. */
bool database_put(struct database *database, enum table_id table, const void *row);
bool database_select(struct database *database, struct selection *selection);
const char *database_error(const struct database *database);

/* A number of the table meta; `value` is unchanged if it is not there. */
bool database_read_meta(struct database *database, const char *name, int64_t *value);
bool database_put_meta(struct database *database, const char *name, int64_t value);

#endif
