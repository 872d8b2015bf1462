/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database.c - what both kinds of database share.
 */
#include "history/database.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"

static bool begins_with(const char *text, const char *with)
{
    return strncmp(text, with, strlen(with)) == 0;
}

/* "host=... dbname=...", but not a path that happens to hold the sign. */
static bool is_words(const char *name)
{
    return name[0] != '/' && name[0] != '.' && strchr(name, '=') != NULL;
}

struct database *database_open(const char *name, char *error, size_t error_size)
{
    bool is_postgres =
        begins_with(name, "postgresql://") || begins_with(name, "postgres://") || is_words(name);
    const struct database_kind *kind = is_postgres ? &database_postgres : &database_sqlite;
    struct database *database = kind->open(name, error, error_size);
    if (database != NULL) database->kind = kind;
    return database;
}

void database_close(struct database *database)
{
    if (database != NULL) database->kind->close(database);
}

bool database_make_tables(struct database *database)
{
    char text[STATEMENT_MAX];
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        const struct table *table = &history_tables[i];
        table_create_text(table, database->kind->table_ending, text, sizeof text);
        if (!database_run(database, text)) return false;
        for (uint32_t k = 0; table->indexes[k] != NULL; k++) {
            int size =
                snprintf(text, sizeof text, "CREATE INDEX IF NOT EXISTS %s", table->indexes[k]);
            ASSERT(size > 0 && (size_t)size < sizeof text);
            if (!database_run(database, text)) return false;
        }
    }
    /* Databases of earlier versions: it doubled the cost of an event and served one deletion. */
    return database_run(database, "DROP INDEX IF EXISTS private_events_time") &&
           database->kind->prepare(database);
}

bool database_begin(struct database *database)
{
    return database_run(database, "BEGIN");
}

bool database_commit(struct database *database)
{
    return database->kind->commit(database);
}

bool database_run(struct database *database, const char *text)
{
    return database->kind->run(database, text);
}

bool database_put(struct database *database, enum table_id table, const void *row)
{
    return database->kind->put(database, table, row);
}

bool database_select(struct database *database, struct selection *selection)
{
    selection->count = 0;
    selection->more = false;
    return database->kind->select(database, selection);
}

const char *database_error(const struct database *database)
{
    return database->error;
}

bool database_read_meta(struct database *database, const char *name, int64_t *value)
{
    char text[128];
    struct meta_row row = {0};
    (void)snprintf(text, sizeof text, "SELECT name, value FROM meta WHERE name = '%s'", name);
    struct selection selection = {
        .table = &history_tables[TABLE_META], .text = text, .max = 1, .rows = &row};
    if (!database_select(database, &selection)) return false;
    if (selection.count == 1) *value = row.value;
    return true;
}

bool database_put_meta(struct database *database, const char *name, int64_t value)
{
    struct meta_row row = {.value = value};
    size_t size = strlen(name);
    ASSERT(size < sizeof row.name);
    memcpy(row.name, name, size);
    return database_put(database, TABLE_META, &row);
}
