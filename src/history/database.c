/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database.c - what both kinds of database share.
 */
#include "history/database.h"

#include <stdio.h>
#include <string.h>

#include "base/check.h"

#define VERSION_NAME "version"

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

static bool make_table(struct database *database, const struct table *table)
{
    char text[STATEMENT_MAX];
    table_create_text(table, database->kind->table_ending, text, sizeof text);
    return database_run(database, text);
}

/* Does the database hold rows of tables as another version made them? */
static bool find_version(struct database *database, bool *is_other)
{
    int64_t version = 0;
    struct meta_row row;
    struct selection selection = {.table = &history_tables[TABLE_META],
                                  .text = "SELECT name, value FROM meta",
                                  .max = 1,
                                  .rows = &row};
    if (!make_table(database, &history_tables[TABLE_META])) return false;
    if (!database_read_meta(database, VERSION_NAME, &version)) return false;
    if (!database_select(database, &selection)) return false;
    *is_other = selection.count != 0 && version != HISTORY_VERSION;
    return true;
}

/* What is of the journal goes, to be written again from it; who came is in no journal and stays.
 * `meta` is last, so that a crash on the way leaves the other version to be found. */
static bool drop_tables(struct database *database)
{
    char text[STATEMENT_MAX];
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        if (i == TABLE_ACCESSES || i == TABLE_META) continue;
        (void)snprintf(text, sizeof text, "DROP TABLE IF EXISTS %s", history_tables[i].name);
        if (!database_run(database, text)) return false;
    }
    return database_run(database, "DELETE FROM meta");
}

bool database_make_tables(struct database *database)
{
    char text[STATEMENT_MAX];
    bool is_other = false;
    if (!find_version(database, &is_other)) return false;
    if (is_other && !drop_tables(database)) return false;
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        const struct table *table = &history_tables[i];
        if (!make_table(database, table)) return false;
        for (uint32_t k = 0; table->indexes[k] != NULL; k++) {
            int size =
                snprintf(text, sizeof text, "CREATE INDEX IF NOT EXISTS %s", table->indexes[k]);
            ASSERT(size > 0 && (size_t)size < sizeof text);
            if (!database_run(database, text)) return false;
        }
    }
    return database->kind->prepare(database) && database_begin(database) &&
           database_put_meta(database, VERSION_NAME, HISTORY_VERSION) && database_commit(database);
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
