/* SPDX-License-Identifier: Apache-2.0 */
/*
 * database_test.c - both kinds of database put and select the same rows.
 *
 * Covers database.c, database_sqlite.c and database_postgres.c.  PostgreSQL is the server that
 * PERPETUA_POSTGRES names, as test/readers/with_postgres starts one; without it that half is
 * skipped.
 */
#include "history/database.h"
#include "history/history.h"

#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/expect.h"

#define ROWS 600u

static void put_rows(struct database *database)
{
    assert_true(database_begin(database));
    for (uint32_t i = 0; i < ROWS; i++) {
        struct text_row row = {.account_id = i % 7, .client_order_id = i, .time_ns = -(int64_t)i};
        (void)snprintf(row.text, sizeof row.text, "label %u", i);
        EXPECT_TRUE(database_error(database), database_put(database, TABLE_TEXTS, &row));
    }
    struct liquidation_row liquidation = {.sequence = UINT64_MAX, .kind = 111};
    for (uint32_t i = 0; i < sizeof liquidation.event; i++) {
        ((unsigned char *)&liquidation.event)[i] = (unsigned char)(i * 3);
    }
    assert_true(database_put(database, TABLE_LIQUIDATIONS, &liquidation));
    EXPECT_TRUE(database_error(database), database_commit(database));
}

static bool count_row(void *context, const void *row)
{
    const struct text_row *text = row;
    char wanted[32];
    (void)snprintf(wanted, sizeof wanted, "label %u", (unsigned)text->client_order_id);
    EXPECT_TEXT("its text", text->text, wanted);
    ++*(uint32_t *)context;
    return true;
}

static void select_rows(struct database *database)
{
    struct text_row rows[10];
    int64_t parameters[] = {3, -300};
    struct selection selection = {
        .table = &history_tables[TABLE_TEXTS],
        .text = "SELECT account_id, client_order_id, time_ns, text FROM texts WHERE account_id = "
                "$1 AND time_ns > $2 ORDER BY client_order_id DESC LIMIT 11",
        .parameters = parameters,
        .parameter_count = 2,
        .max = 10,
        .rows = rows,
    };
    EXPECT_TRUE(database_error(database), database_select(database, &selection));
    EXPECT_EQ("a page", selection.count, 10);
    EXPECT_TRUE("there are more", selection.more);
    EXPECT_EQ("the last below 300 of account 3", rows[0].client_order_id, 297);
    EXPECT_EQ("a negative number", rows[0].time_ns, -297);
    EXPECT_TEXT("text", rows[0].text, "label 297");

    uint32_t count = 0;
    struct selection all = {.table = &history_tables[TABLE_TEXTS],
                            .text = "SELECT account_id, client_order_id, time_ns, text FROM texts",
                            .rows = rows,
                            .give = count_row,
                            .context = &count};
    assert_true(database_select(database, &all));
    EXPECT_EQ("each given once", count, ROWS);
}

static void select_bytes(struct database *database)
{
    struct liquidation_row row;
    char text[STATEMENT_MAX];
    table_select_text(&history_tables[TABLE_LIQUIDATIONS], text, sizeof text);
    struct selection selection = {
        .table = &history_tables[TABLE_LIQUIDATIONS], .text = text, .max = 1, .rows = &row};
    assert_true(database_select(database, &selection));
    EXPECT_EQ("one", selection.count, 1);
    EXPECT_EQ("all bits", row.sequence, UINT64_MAX);
    EXPECT_EQ("bytes as they were", ((unsigned char *)&row.event)[95], (unsigned char)(95 * 3));
}

static void use_database(const char *name)
{
    char error[256] = "";
    struct database *database = database_open(name, error, sizeof error);
    EXPECT_TRUE(error, database != NULL);
    EXPECT_TRUE(database_error(database), database_make_tables(database));
    put_rows(database);
    put_rows(database); /* putting again changes nothing */
    select_rows(database);
    select_bytes(database);
    int64_t value = 5;
    assert_true(database_read_meta(database, "nothing", &value));
    EXPECT_EQ("not there", value, 5);
    assert_true(database_begin(database));
    assert_true(database_put_meta(database, "something", 12));
    assert_true(database_commit(database));
    assert_true(database_read_meta(database, "something", &value));
    EXPECT_EQ("there", value, 12);
    assert_true(database_begin(database));
    assert_true(database_put_meta(database, "something", 13));
    assert_true(database_put_meta(database, "something", 14));
    assert_true(database_read_meta(database, "something", &value));
    EXPECT_EQ("the later of two, before the commit", value, 14);
    assert_true(database_put_meta(database, "something", 15));
    assert_true(database_run(database, "DELETE FROM meta WHERE name = 'something'"));
    assert_true(database_commit(database));
    value = 0;
    assert_true(database_read_meta(database, "something", &value));
    EXPECT_EQ("what was put before a deletion is deleted", value, 0);
    EXPECT_FALSE("no such table", database_run(database, "DELETE FROM nothing"));
    EXPECT_TRUE("with words", strstr(database_error(database), "nothing") != NULL);
    assert_true(database_read_meta(database, "something", &value));
    database_close(database);
}

static uint32_t count_of(struct database *database, enum table_id table, const char *text)
{
    unsigned char row[4096];
    assert_true(history_tables[table].row_size <= sizeof row);
    struct selection selection = {
        .table = &history_tables[table], .text = text, .max = 1, .rows = row};
    EXPECT_TRUE(database_error(database), database_select(database, &selection));
    return selection.count;
}

/* Rows that another version wrote are not read: only who came is kept. */
static void use_other_version(const char *name)
{
    char error[256] = "";
    char text[STATEMENT_MAX];
    const struct access_record access = {.number = 7};
    struct database *database = database_open(name, error, sizeof error);
    assert_true(database_make_tables(database));
    put_rows(database);
    assert_true(database_begin(database));
    assert_true(database_put(database, TABLE_ACCESSES, &access));
    assert_true(database_commit(database));
    database_close(database);

    database = database_open(name, error, sizeof error);
    assert_true(database_make_tables(database));
    table_select_text(&history_tables[TABLE_LIQUIDATIONS], text, sizeof text);
    EXPECT_EQ("the same version keeps rows", count_of(database, TABLE_LIQUIDATIONS, text), 1);
    assert_true(database_begin(database));
    assert_true(database_put_meta(database, "version", HISTORY_VERSION + 1));
    assert_true(database_commit(database));
    assert_true(database_run(database, "DROP TABLE liquidations"));
    assert_true(database_run(database, "CREATE TABLE liquidations (earlier BIGINT)"));
    database_close(database);

    database = database_open(name, error, sizeof error);
    EXPECT_TRUE(database_error(database), database_make_tables(database));
    EXPECT_EQ("another loses them", count_of(database, TABLE_LIQUIDATIONS, text), 0);
    table_select_text(&history_tables[TABLE_ACCESSES], text, sizeof text);
    EXPECT_EQ("who came stays", count_of(database, TABLE_ACCESSES, text), 1);
    database_close(database);
}

static void test_sqlite(void **state)
{
    (void)state;
    char folder[] = "/tmp/perpetua-database-XXXXXX";
    char path[64];
    static const char *const endings[] = {"", "-wal", "-shm"};
    assert_non_null(mkdtemp(folder));
    (void)snprintf(path, sizeof path, "%s/rows", folder);
    use_database(path);
    use_other_version(path);
    for (uint32_t i = 0; i < 3; i++) {
        (void)snprintf(path, sizeof path, "%s/rows%s", folder, endings[i]);
        (void)unlink(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void test_postgres(void **state)
{
    (void)state;
    const char *name = getenv("PERPETUA_POSTGRES");
    if (name == NULL) {
        print_message("no server of PostgreSQL is named: its half is left to test/readers\n");
        skip();
    }
    use_database(name);
    use_other_version(name);
}

static void test_no_server(void **state)
{
    (void)state;
    char error[256] = "";
    assert_null(database_open("host=/nonexistent dbname=none", error, sizeof error));
    EXPECT_TRUE("with words", strstr(error, "PostgreSQL: ") == error);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_sqlite),
        cmocka_unit_test(test_postgres),
        cmocka_unit_test(test_no_server),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
