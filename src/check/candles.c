/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candles.c - see candles.h.
 *
 * Role       See candles.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "check/candles.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "check/record.h"
#include "check/statistics.h"
#include "os/os_file.h"
#include "wire/import_time.h"

#define PATH_SIZE        4096u
#define CANDLE_CLOSE_MAX INT64_C(1000000000000000)
#define DOLLAR           "usd"
#define FOLDER_MAX       CANDLE_TABLES_MAX

/* --- names ------------------------------------------------------------------------------------ */

static const char *file_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash == NULL ? path : slash + 1;
}

/* Takes letters and digits, as small letters; returns what is behind them. */
static const char *take_word(const char *at, char out[CANDLE_NAME_SIZE])
{
    size_t size = 0;
    for (;; at++) {
        char byte = *at;
        if (byte >= 'A' && byte <= 'Z') byte = (char)(byte - 'A' + 'a');
        bool is_word = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
        if (!is_word || size + 1 == CANDLE_NAME_SIZE) break;
        out[size++] = byte;
    }
    out[size] = '\0';
    return at;
}

static bool take_names(struct candle_table *table, const char *path)
{
    const char *at = take_word(file_name(path), table->venue);
    if (*at != '_' || table->venue[0] == '\0') return false;
    at = take_word(at + 1, table->pair);
    /* Some venues call bitcoin by the name that the standard of currencies would give it. */
    if (strncmp(table->pair, "xbt", 3) == 0) memcpy(table->pair, "btc", 3);
    return (*at == '_' || *at == '.' || *at == '\0') && table->pair[0] != '\0';
}

/* --- rows ------------------------------------------------------------------------------------- */

/* The first of the usual names of the column with the time of the opening. */
static bool begin(struct record_reader *reader, struct source *source)
{
    static const char *const names[][2] = {{"timestamp", "close"}, {"start", "close"},
                                           {"open_time", "close"}, {"time", "close"},
                                           {"unix", "close"},      {"date", "close"}};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (!record_fits(source, names[i], 2)) continue;
        return record_begin(reader, source, names[i], 2);
    }
    return false;
}

static bool add_row(struct candle_table *table, const struct record_reader *reader,
                    const struct import_slice fields[2], int64_t length_ns,
                    struct replay_fault *fault)
{
    struct candle candle;
    void *list = table->list;
    if (!import_time(fields[0], &candle.time_ns) ||
        i64_add_overflows(candle.time_ns, length_ns, &candle.time_ns)) {
        return record_fault(reader, fields[0], "a time", fault);
    }
    if (!import_round_decimal(fields[1], CANDLE_PRICE_DECIMALS, &candle.close_e8) ||
        candle.close_e8 < 1 || candle.close_e8 > CANDLE_CLOSE_MAX) {
        return record_fault(reader, fields[1], "a price above 0", fault);
    }
    if (!array_grow(&list, &table->capacity, table->count, sizeof candle)) {
        return fault_memory(fault);
    }
    table->list = list;
    table->list[table->count++] = candle;
    return true;
}

bool candle_table_add(struct candle_table *table, struct source *source, int64_t length_ns,
                      struct replay_fault *fault)
{
    struct record_reader reader;
    struct import_slice fields[2];
    if (!begin(&reader, source)) {
        return source_fault_offset(
            source, 0, "columns close and timestamp, start, open_time, time, unix or date", fault);
    }
    enum source_row row;
    while ((row = record_next(&reader, fields, fault)) == SOURCE_ROW) {
        if (!add_row(table, &reader, fields, length_ns, fault)) return false;
    }
    if (row == SOURCE_BAD) return false;
    if (table->count == 0) return source_fault_offset(source, 0, "rows", fault);
    return record_sort(table->list, &table->count, sizeof *table->list, source->path, fault);
}

static bool read_table(struct candle_tables *tables, const char *path, int64_t length_ns,
                       struct replay_fault *fault)
{
    struct source source;
    if (tables->count == CANDLE_TABLES_MAX) {
        return fault_set(fault, "%s: expected at most %u tables", path, CANDLE_TABLES_MAX);
    }
    struct candle_table *table = &tables->tables[tables->count];
    *table = (struct candle_table){0};
    if (!take_names(table, path)) {
        return fault_set(fault, "%s: expected a file name of the form VENUE_PAIR", path);
    }
    if (!source_open(&source, path, fault)) return false;
    tables->count++;
    bool is_read = candle_table_add(table, &source, length_ns, fault);
    source_close(&source);
    return is_read;
}

/* --- folders ---------------------------------------------------------------------------------- */

struct folder {
    char names[FOLDER_MAX][256];
    size_t count;
    bool is_too_many;
};

static void list_name(void *context, const char *name)
{
    struct folder *folder = context;
    if (name[0] == '.' || strlen(name) >= sizeof folder->names[0]) return;
    folder->is_too_many = folder->is_too_many || folder->count == FOLDER_MAX;
    if (folder->count == FOLDER_MAX) return;
    memcpy(folder->names[folder->count++], name, strlen(name) + 1);
}

static int by_name(const void *a, const void *b)
{
    return strcmp(a, b);
}

static bool read_folder(struct candle_tables *tables, const char *path, int64_t length_ns,
                        const struct folder *folder, struct replay_fault *fault)
{
    char file[PATH_SIZE];
    if (folder->is_too_many) {
        return fault_set(fault, "%s: expected at most %u files", path, FOLDER_MAX);
    }
    for (size_t i = 0; i < folder->count; i++) {
        int size = snprintf(file, sizeof file, "%s/%s", path, folder->names[i]);
        if (size < 0 || (size_t)size >= sizeof file) {
            return fault_set(fault, "%s: the path is too long", path);
        }
        if (!read_table(tables, file, length_ns, fault)) return false;
    }
    return true;
}

bool candles_read(struct candle_tables *tables, const char *const *paths, size_t path_count,
                  int64_t length_ns, struct replay_fault *fault)
{
    struct folder *folder = malloc(sizeof *folder);
    bool is_read = true;
    tables->count = 0;
    if (folder == NULL) return fault_memory(fault);
    for (size_t i = 0; i < path_count && is_read; i++) {
        folder->count = 0;
        folder->is_too_many = false;
        if (os_directory_list(paths[i], list_name, folder) != OS_OK) {
            is_read = read_table(tables, paths[i], length_ns, fault);
            continue;
        }
        qsort(folder->names, folder->count, sizeof folder->names[0], by_name);
        is_read = read_folder(tables, paths[i], length_ns, folder, fault);
    }
    free(folder);
    return is_read;
}

void candles_free(struct candle_tables *tables)
{
    for (size_t i = 0; i < tables->count; i++) free(tables->tables[i].list);
    tables->count = 0;
}

/* --- parts ------------------------------------------------------------------------------------ */

/* The asset of a pair that is quoted in dollars.  False for another pair. */
static bool dollar_asset(const char *pair, char asset[CANDLE_NAME_SIZE])
{
    size_t size = strlen(pair);
    size_t tail = strlen(DOLLAR);
    if (size <= tail || strcmp(pair + size - tail, DOLLAR) != 0) return false;
    memcpy(asset, pair, size - tail);
    asset[size - tail] = '\0';
    return true;
}

/* Is the pair this asset in that currency? */
static bool is_pair(const char *pair, const char *asset, const char *currency)
{
    size_t size = strlen(asset);
    return strncmp(pair, asset, size) == 0 && strcmp(pair + size, currency) == 0;
}

/* The currency in which a pair quotes the asset: one whose price in dollars is known. */
static bool cross_currency(const struct candle_tables *tables, const char *pair, const char *asset,
                           char currency[CANDLE_NAME_SIZE])
{
    for (size_t i = 0; i < tables->count; i++) {
        if (!dollar_asset(tables->tables[i].pair, currency)) continue;
        if (is_pair(pair, asset, currency)) return true;
    }
    return false;
}

/* Does some pair quote something in this asset? */
static bool is_currency(const struct candle_tables *tables, const char *asset)
{
    char base[CANDLE_NAME_SIZE];
    for (size_t i = 0; i < tables->count; i++) {
        if (!dollar_asset(tables->tables[i].pair, base)) continue;
        for (size_t pair = 0; pair < tables->count; pair++) {
            if (is_pair(tables->tables[pair].pair, base, asset)) return true;
        }
    }
    return false;
}

static bool find_asset(struct candle_tables *tables, struct replay_fault *fault)
{
    char asset[CANDLE_NAME_SIZE];
    tables->asset[0] = '\0';
    for (size_t i = 0; i < tables->count; i++) {
        if (!dollar_asset(tables->tables[i].pair, asset) || is_currency(tables, asset)) continue;
        if (strcmp(asset, tables->asset) == 0) continue;
        if (tables->asset[0] != '\0') {
            return fault_set(fault, "expected one asset, found %s and %s: name it with --group",
                             tables->asset, asset);
        }
        memcpy(tables->asset, asset, sizeof asset);
    }
    return tables->asset[0] != '\0' ||
           fault_set(fault, "expected a table whose pair ends with " DOLLAR);
}

static bool has_direct(const struct candle_tables *tables, const char *venue)
{
    for (size_t i = 0; i < tables->count; i++) {
        if (!is_pair(tables->tables[i].pair, tables->asset, DOLLAR)) continue;
        if (strcmp(tables->tables[i].venue, venue) == 0) return true;
    }
    return false;
}

/* A venue counts once, with its prices in dollars if it has them. */
static void give_part(const struct candle_tables *tables, struct candle_table *table)
{
    char asset[CANDLE_NAME_SIZE];
    char currency[CANDLE_NAME_SIZE];
    table->part = CANDLES_UNUSED;
    if (is_pair(table->pair, tables->asset, DOLLAR)) {
        table->part = CANDLES_DIRECT;
    } else if (cross_currency(tables, table->pair, tables->asset, currency)) {
        if (has_direct(tables, table->venue)) return;
        memcpy(table->currency, currency, sizeof currency);
        table->part = CANDLES_CROSS;
    } else if (dollar_asset(table->pair, asset) && is_currency(tables, asset)) {
        memcpy(table->currency, asset, sizeof asset);
        table->part = CANDLES_RATE;
    }
}

bool candles_sort(struct candle_tables *tables, const char *asset, struct replay_fault *fault)
{
    if (asset == NULL) {
        if (!find_asset(tables, fault)) return false;
    } else {
        (void)take_word(asset, tables->asset);
    }
    bool has_any = false;
    for (size_t i = 0; i < tables->count; i++) {
        give_part(tables, &tables->tables[i]);
        has_any = has_any || tables->tables[i].part == CANDLES_DIRECT;
    }
    return has_any || fault_set(fault, "expected a table of %s" DOLLAR, tables->asset);
}
