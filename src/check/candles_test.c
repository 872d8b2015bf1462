/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candles_test.c - tables are read by their columns and sorted by their names.
 */
#include "check/candles.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/date.h"
#include "base/expect.h"

#define ROWS "timestamp,close\n2023-03-01T00:00:00Z,20000.5\n2023-03-01T00:01:00Z,20001\n"

struct file {
    const char *name;
    const char *text;
};

static char folder[] = "/tmp/candles_test_XXXXXX";

static void path_of(const char *name, char path[128])
{
    (void)snprintf(path, 128, "%s/%s", folder, name);
}

static void write_files(const struct file *files)
{
    char path[128];
    for (; files->name != NULL; files++) {
        path_of(files->name, path);
        FILE *file = fopen(path, "w");
        assert_non_null(file);
        (void)fputs(files->text, file);
        (void)fclose(file);
    }
}

static void remove_files(const struct file *files)
{
    char path[128];
    for (; files->name != NULL; files++) {
        path_of(files->name, path);
        (void)unlink(path);
    }
}

/* "asset: venue part currency count;" in the order of the names, or the fault behind the folder. */
static void write_tables(const char *asset, char out[256])
{
    static const char *const parts[] = {"unused", "direct", "cross", "rate"};
    static struct candle_tables tables;
    struct replay_fault fault = {0};
    const char *paths[] = {folder};
    size_t at = 0;
    if (candles_read(&tables, paths, 1, NS_PER_MINUTE, &fault) &&
        candles_sort(&tables, asset, &fault)) {
        at += (size_t)snprintf(out, 256, "%s:", tables.asset);
        for (size_t i = 0; i < tables.count; i++) {
            const struct candle_table *table = &tables.tables[i];
            at += (size_t)snprintf(out + at, 256 - at, " %s %s %s %zu;", table->venue,
                                   parts[table->part], table->currency, table->count);
        }
    } else {
        bool is_file = strncmp(fault.text, folder, sizeof folder - 1) == 0;
        (void)snprintf(out, 256, "%.255s", fault.text + (is_file ? sizeof folder - 1 : 0));
    }
    candles_free(&tables);
}

struct table_row {
    const char *row;
    struct file files[6];
    const char *asset;
    const char *tables;
};

static const struct table_row name_rows[] = {
    {"dollars, another currency, its rate",
     {{"a_btcusd_1m.csv", ROWS}, {"b_btcusdt.csv", ROWS}, {"c_usdtusd", ROWS}, {NULL, NULL}},
     NULL,
     "btc: a direct  2; b cross usdt 2; c rate usdt 2;"},
    {"a venue counts once",
     {{"a_btcusd.csv", ROWS}, {"a_btcusdt.csv", ROWS}, {"a_usdtusd.csv", ROWS}, {NULL, NULL}},
     NULL,
     "btc: a direct  2; a unused  2; a rate usdt 2;"},
    {"capital letters",
     {{"Gemini_ETHUSD.csv", ROWS}, {NULL, NULL}},
     NULL,
     "eth: gemini direct  2;"},
    {"two names of bitcoin",
     {{"a_btcusd.csv", ROWS}, {"b_XBTUSD.csv", ROWS}, {NULL, NULL}},
     NULL,
     "btc: a direct  2; b direct  2;"},
    {"two assets, one named",
     {{"a_btcusd.csv", ROWS}, {"a_ethusd.csv", ROWS}, {NULL, NULL}},
     "ETH",
     "eth: a unused  2; a direct  2;"},
    {"two assets, none named",
     {{"a_btcusd.csv", ROWS}, {"a_ethusd.csv", ROWS}, {NULL, NULL}},
     NULL,
     "expected one asset, found btc and eth: name it with --group"},
    {"an asset that is not there",
     {{"a_btcusd.csv", ROWS}, {NULL, NULL}},
     "eth",
     "expected a table of ethusd"},
    {"nothing in dollars",
     {{"a_btceur.csv", ROWS}, {NULL, NULL}},
     NULL,
     "expected a table whose pair ends with usd"},
};

static const struct table_row content_rows[] = {
    {"a name without a pair",
     {{"table.csv", ROWS}, {NULL, NULL}},
     NULL,
     "/table.csv: expected a file name of the form VENUE_PAIR"},
    {"no column of closes",
     {{"a_btcusd.csv", "timestamp,open\n2023-03-01T00:00:00Z,1\n"}, {NULL, NULL}},
     NULL,
     "/a_btcusd.csv: offset 0: expected columns close and timestamp, start, open_time, time, "
     "unix or date"},
    {"no rows",
     {{"a_btcusd.csv", "timestamp,close\n"}, {NULL, NULL}},
     NULL,
     "/a_btcusd.csv: offset 0: expected rows"},
    {"a time that is none",
     {{"a_btcusd.csv", "close,start\n1,x\n"}, {NULL, NULL}},
     NULL,
     "/a_btcusd.csv: line 2, column 3: expected a time"},
    {"a price of 0",
     {{"a_btcusd.csv", "close,start\n0,1677628800\n"}, {NULL, NULL}},
     NULL,
     "/a_btcusd.csv: line 2, column 1: expected a price above 0"},
    {"a time twice",
     {{"a_btcusd.csv", "close,start\n1,1677628800\n2,1677628800\n"}, {NULL, NULL}},
     NULL,
     "/a_btcusd.csv: expected one row a time, found two of "
     "2023-03-01T00:01:00.000000000Z; of several series --group names one"},
    {"a row twice",
     {{"a_btcusd.csv", "close,start\n1,1677628800\n1,1677628800\n"}, {NULL, NULL}},
     NULL,
     "btc: a direct  1;"},
    {"the newest first",
     {{"a_btcusd.csv", "close,start\n1,1677628860\n1,1677628800\n"}, {NULL, NULL}},
     NULL,
     "btc: a direct  2;"},
};

static void run_row(const struct table_row *row)
{
    char tables[256];
    write_files(row->files);
    write_tables(row->asset, tables);
    EXPECT_TEXT(row->row, tables, row->tables);
    remove_files(row->files);
}

static void test_names(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof name_rows / sizeof name_rows[0]; i++) run_row(&name_rows[i]);
}

static void test_contents(void **state)
{
    (void)state;
    for (size_t i = 0; i < sizeof content_rows / sizeof content_rows[0]; i++) {
        run_row(&content_rows[i]);
    }
}

static void test_closes(void **state)
{
    (void)state;
    static const struct file files[] = {{"a_btcusd.csv", ROWS}, {NULL, NULL}};
    static struct candle_tables tables;
    struct replay_fault fault = {0};
    char path[128];
    const char *paths[] = {path};
    path_of("a_btcusd.csv", path);
    write_files(files);
    EXPECT_TRUE("read", candles_read(&tables, paths, 1, NS_PER_MINUTE, &fault));
    EXPECT_EQ("price", tables.tables[0].list[0].close_e8, INT64_C(2000050000000));
    EXPECT_EQ("known when it closes", tables.tables[0].list[0].time_ns,
              INT64_C(1677628860) * NS_PER_SECOND);
    candles_free(&tables);
    remove_files(files);
}

static int make_folder(void **state)
{
    (void)state;
    return mkdtemp(folder) == NULL;
}

static int remove_folder(void **state)
{
    (void)state;
    return rmdir(folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_names),
        cmocka_unit_test(test_contents),
        cmocka_unit_test(test_closes),
    };
    return cmocka_run_group_tests(tests, make_folder, remove_folder);
}
