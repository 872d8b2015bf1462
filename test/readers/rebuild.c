/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rebuild.c - a history that was deleted and written again is equal row by row.
 *
 * A random stream is written into a database in one go.  Then it is written again: in other
 * pieces, with commits elsewhere, closed and opened again now and then, and with the
 * last events given once more each time, as a replay does.  Every row of every table is compared.
 * After each opening the readers that come from the database are compared with those that saw all
 * events.
 *
 * PERPETUA_POSTGRES names a server of PostgreSQL, as with_postgres starts one: then the second
 * database is there.  The program prints how fast rows were written.
 */
#include <stdio.h>
#include <unistd.h>

#include "feed.h"
#include "history/database.h"
#include "history/history.h"
#include "os/os_clock.h"

#define PRODUCTS     6u
#define COMMANDS     12000u
#define REOPEN_EVERY 1999u
#define DAY_NS       (1440 * MINUTE_NS)
#define LEVELS       512u

struct way {
    const char *database;
    uint64_t seed;
    uint32_t reopen_every; /* commands; 0: never */
    uint32_t piece;        /* events of one append at most */
    int64_t commit_ns;
};

struct readers {
    struct history *history;
    struct market_data *market;
    struct read_model *model;
};

static struct feed feed;

static void readers_make(struct readers *readers)
{
    struct market_config market = market_config_default(feed.config.products_max);
    struct read_model_config model =
        read_model_config_default(feed.config.products_max, feed.config.accounts_max);
    market.trades_kept = 100;
    model.fills_kept = 100;
    model.transactions_kept = 100;
    model.private_events_kept = 100;
    readers->market = market_data_create(&market);
    readers->model = read_model_create(&model);
    assert_non_null(readers->market);
    assert_non_null(readers->model);
}

static void readers_free(struct readers *readers)
{
    market_data_destroy(readers->market);
    read_model_destroy(readers->model);
}

static void history_start(struct readers *readers, const struct way *way)
{
    char error[256] = "";
    struct history_config config =
        history_config_default(way->database, feed.config.products_max, feed.config.accounts_max);
    config.commit_ns = way->commit_ns;
    config.keep_unfilled_ns = DAY_NS / 4;
    config.keep_private_ns = DAY_NS / 8;
    enum history_status status = history_open(&readers->history, &config, error, sizeof error);
    EXPECT_EQ(status == HISTORY_OK ? "opens" : error, status, HISTORY_OK);
}

/* --- readers that come back ------------------------------------------------------------------- */

static void compare_depth(const struct readers *whole, const struct readers *back, uint16_t id)
{
    static struct market_level want[LEVELS];
    static struct market_level got[LEVELS];
    for (uint32_t side = 0; side < 2; side++) {
        uint32_t count = market_depth(whole->market, id, (enum side)side, want, LEVELS);
        EXPECT_EQ("levels", market_depth(back->market, id, (enum side)side, got, LEVELS), count);
        assert_memory_equal(want, got, sizeof want[0] * count);
    }
    struct market_ticker one = {0};
    struct market_ticker other = {0};
    EXPECT_EQ("known", market_ticker(back->market, id, &other),
              market_ticker(whole->market, id, &one));
    assert_memory_equal(&one, &other, sizeof one);
    EXPECT_EQ("number of the book", market_book_id(back->market, id),
              market_book_id(whole->market, id));
}

static void compare_account(const struct readers *whole, const struct readers *back, uint32_t id)
{
    struct account_record one = {0};
    struct account_record other = {0};
    (void)read_model_account(whole->model, id, &one);
    (void)read_model_account(back->model, id, &other);
    assert_memory_equal(&one, &other, sizeof one);
    for (uint16_t product = 1; product <= PRODUCTS; product++) {
        struct position_record position = {0};
        struct position_record again = {0};
        (void)read_model_position(whole->model, id, product, &position);
        (void)read_model_position(back->model, id, product, &again);
        assert_memory_equal(&position, &again, sizeof position);
    }
    const struct order_record *order = NULL;
    const struct order_record *same = NULL;
    while ((order = read_model_live(whole->model, id, order)) != NULL) {
        same = read_model_live(back->model, id, same);
        assert_non_null(same);
        assert_memory_equal(order, same, sizeof *order);
    }
    EXPECT_TRUE("no other live order",
                read_model_live(back->model, id, same) == NULL || same == NULL);
}

static void compare_readers(const struct readers *whole, struct history *history)
{
    struct readers back = {.history = history};
    readers_make(&back);
    EXPECT_EQ("attached", history_attach(history, back.market, back.model), HISTORY_OK);
    for (uint16_t id = 1; id <= PRODUCTS; id++) compare_depth(whole, &back, id);
    for (uint32_t id = 1; id < feed.config.accounts_max; id++) compare_account(whole, &back, id);
    readers_free(&back);
}

/* --- writing ---------------------------------------------------------------------------------- */

static void append(struct history *history, const struct event *list, uint32_t count,
                   uint64_t through)
{
    enum history_status status = HISTORY_FULL;
    while (status == HISTORY_FULL) {
        status = history_append(history, list, count, through);
        if (status == HISTORY_FULL) os_clock_sleep_ns(1000000);
    }
    EXPECT_EQ("appended", status, HISTORY_OK);
}

static void give_command(struct readers *readers, const struct way *way)
{
    read_model_command(readers->model, &feed.command);
    assert_true(market_data_apply(readers->market, feed.list, feed.count));
    assert_true(market_data_end(readers->market, feed.command.sequence));
    assert_true(read_model_apply(readers->model, feed.list, feed.count));
    EXPECT_EQ("noted", history_command(readers->history, &feed.command), HISTORY_OK);
    uint32_t given = 0;
    while (feed.count - given > way->piece) {
        append(readers->history, feed.list + given, way->piece, 0);
        given += way->piece;
    }
    append(readers->history, feed.list + given, feed.count - given, feed.command.sequence);
}

static void reopen(struct readers *readers, const struct way *way)
{
    EXPECT_EQ("closed", history_close(readers->history), HISTORY_OK);
    history_start(readers, way);
    EXPECT_EQ("all is there", history_committed(readers->history), feed.command.sequence);
    compare_readers(readers, readers->history);
    append(readers->history, feed.list, feed.count, feed.command.sequence); /* once more */
}

static void write_all(const struct way *way)
{
    struct readers readers = {0};
    struct history_figures figures;
    uint64_t events = 0;
    int64_t start_ns = os_clock_steady_ns();
    feed_open(&feed, way->seed, PRODUCTS, PARTS_ALL | PART_WATERFALL);
    readers_make(&readers);
    history_start(&readers, way);
    for (uint32_t i = 1; i <= COMMANDS; i++) {
        feed_step(&feed);
        give_command(&readers, way);
        events += feed.count;
        if (way->reopen_every != 0 && i % way->reopen_every == 0) reopen(&readers, way);
    }
    EXPECT_EQ("committed", history_wait(readers.history, feed.command.sequence), HISTORY_OK);
    history_figures(readers.history, &figures);
    int64_t taken_ms = (os_clock_steady_ns() - start_ns) / 1000000;
    print_message("%llu events in %lld ms; last opening: %llu in %llu commits\n",
                  (unsigned long long)events, (long long)taken_ms,
                  (unsigned long long)figures.events_written, (unsigned long long)figures.commits);
    EXPECT_EQ("closed", history_close(readers.history), HISTORY_OK);
    readers_free(&readers);
    feed_close(&feed);
}

/* --- comparing -------------------------------------------------------------------------------- */

struct rows {
    const struct table *table;
    unsigned char *bytes;
    uint32_t count;
    uint32_t capacity;
};

static bool row_keep(void *context, const void *row)
{
    struct rows *rows = context;
    size_t size = rows->table->row_size;
    if (rows->count == rows->capacity) {
        rows->capacity = rows->capacity == 0 ? 256 : rows->capacity * 2;
        rows->bytes = realloc(rows->bytes, size * rows->capacity);
        assert_non_null(rows->bytes);
    }
    memcpy(rows->bytes + size * rows->count, row, size);
    rows->count++;
    return true;
}

static void rows_read(struct database *database, const struct table *table, struct rows *rows)
{
    static unsigned char row[4096];
    char text[STATEMENT_MAX];
    *rows = (struct rows){.table = table};
    assert_true(table->row_size <= sizeof row);
    table_select_text(table, text, sizeof text);
    size_t used = strlen(text);
    (void)snprintf(text + used, sizeof text - used, "ORDER BY %s%s%s", table->columns[0].name,
                   table->key_count > 1 ? ", " : "",
                   table->key_count > 1 ? table->columns[1].name : "");
    struct selection selection = {
        .table = table, .text = text, .rows = row, .give = row_keep, .context = rows};
    EXPECT_TRUE(database_error(database), database_select(database, &selection));
}

static void compare_rows(const struct rows *one, const struct rows *other)
{
    size_t size = one->table->row_size;
    EXPECT_EQ(one->table->name, other->count, one->count);
    for (uint32_t i = 0; i < one->count; i++) {
        const unsigned char *a = one->bytes + size * i;
        const unsigned char *b = other->bytes + size * i;
        if (memcmp(a, b, size) == 0) continue;
        for (uint32_t k = 0; k < one->table->column_count; k++) {
            const struct column *column = &one->table->columns[k];
            if (memcmp(a + column->offset, b + column->offset, column->size) == 0) continue;
            print_error("table %s row %u column %s\n", one->table->name, i, column->name);
        }
        fail_msg("a row differs");
    }
}

static uint64_t rows_seen[TABLE_COUNT];

static void compare_databases(const char *one, const char *other)
{
    char error[256] = "";
    struct database *a = database_open(one, error, sizeof error);
    struct database *b = database_open(other, error, sizeof error);
    EXPECT_TRUE(error, a != NULL && b != NULL);
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        struct rows first;
        struct rows second;
        rows_read(a, &history_tables[i], &first);
        rows_read(b, &history_tables[i], &second);
        print_message("  %s: %u rows\n", history_tables[i].name, first.count);
        rows_seen[i] += first.count;
        compare_rows(&first, &second);
        free(first.bytes);
        free(second.bytes);
    }
    database_close(a);
    database_close(b);
}

static void tables_drop(const char *name)
{
    char error[256] = "";
    char text[128];
    struct database *database = database_open(name, error, sizeof error);
    EXPECT_TRUE(error, database != NULL);
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        (void)snprintf(text, sizeof text, "DROP TABLE IF EXISTS %s", history_tables[i].name);
        EXPECT_TRUE(database_error(database), database_run(database, text));
    }
    database_close(database);
}

/* --- runs ------------------------------------------------------------------------------------- */

static void files_remove(const char *path)
{
    char name[160];
    static const char *const endings[] = {"", "-wal", "-shm"};
    for (uint32_t i = 0; i < 3; i++) {
        (void)snprintf(name, sizeof name, "%s%s", path, endings[i]);
        (void)unlink(name);
    }
}

static void run(uint64_t seed)
{
    char folder[] = "/tmp/perpetua-rebuild-XXXXXX";
    char one[64];
    char other[64];
    assert_non_null(mkdtemp(folder));
    (void)snprintf(one, sizeof one, "%s/one", folder);
    (void)snprintf(other, sizeof other, "%s/other", folder);
    const char *server = getenv("PERPETUA_POSTGRES");
    const char *second = server == NULL ? other : server;
    if (server != NULL) tables_drop(server);

    struct way whole = {one, seed, 0, 100000, 200000000};
    struct way parts = {second, seed, REOPEN_EVERY, 3, 20000000};
    write_all(&whole);
    write_all(&parts);
    compare_databases(one, second);
    files_remove(one);
    files_remove(other);
    assert_int_equal(rmdir(folder), 0);
}

static void test_rebuilt(void **state)
{
    (void)state;
    run(47);
    run(51);
    for (uint32_t i = 0; i < TABLE_COUNT; i++) {
        EXPECT_TRUE(history_tables[i].name, rows_seen[i] > 0 || i == TABLE_ACCESSES);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {cmocka_unit_test(test_rebuilt)};
    return cmocka_run_group_tests(tests, NULL, NULL);
}
