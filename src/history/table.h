/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.h - the tables of the database, as data.
 *
 * Role       One description of each table serves both databases: statements are made from it, and
 *            rows are the records of the readers themselves.
 * Invariant  The first `key_count` columns are the primary key; a column lies inside its record
 *            (table_test.c).
 */
#ifndef PERPETUA_HISTORY_TABLE_H
#define PERPETUA_HISTORY_TABLE_H

#include <stddef.h>
#include <stdint.h>

#include "history/history.h"

enum column_kind {
    COLUMN_I64 = 1,  /* signed, of `size` 1, 2, 4 or 8 bytes */
    COLUMN_U64 = 2,  /* unsigned; 64 bits are stored as the signed number of the same bits */
    COLUMN_TEXT = 3, /* up to the first zero byte of `size` */
    COLUMN_BYTES = 4
};

struct column {
    const char *name;
    uint16_t offset;
    uint16_t size;
    uint8_t kind; /* enum column_kind */
};

struct table {
    const char *name;
    const struct column *columns;
    const char *const *indexes; /* each "name ON table (columns)"; NULL ends */
    uint32_t column_count;
    uint32_t key_count;
    uint32_t row_size;
};

#define COLUMNS_MAX   72u
#define STATEMENT_MAX 6144u

enum table_id {
    TABLE_META = 0,
    TABLE_ORDERS,
    TABLE_FILLS,
    TABLE_TRADES,
    TABLE_TRANSACTIONS,
    TABLE_FUNDINGS,
    TABLE_SETTLEMENTS,
    TABLE_LIQUIDATIONS,
    TABLE_EVENTS,
    TABLE_MINUTES,
    TABLE_TICKERS,
    TABLE_PRODUCTS,
    TABLE_POSITIONS,
    TABLE_ACCOUNTS,
    TABLE_TEXTS,
    TABLE_TIMES,
    TABLE_NOTICES,
    TABLE_ACCESSES, /* not of the journal */
    TABLE_COUNT
};

extern const struct table history_tables[TABLE_COUNT];

/* Rows that are no record of a reader. */
struct meta_row {
    char name[32];
    int64_t value;
};

/* Events 111 to 119, and notices, as they were. */
struct liquidation_row {
    uint64_t sequence;
    uint32_t index_in_command;
    uint32_t account_id;
    uint32_t product_id;
    uint32_t kind;
    int64_t time_ns;
    struct event event;
};

struct event_row {
    uint32_t account_id;
    uint32_t reserved;
    uint64_t number;
    int64_t time_ns;
    struct event event;
};

struct minute_row {
    uint32_t product_id;
    uint32_t reserved;
    struct market_candle candle;
};

struct ticker_row {
    uint32_t product_id; /* 0: the venue; only own_halt counts */
    uint32_t reserved;
    uint64_t book_id;
    struct market_ticker ticker;
};

struct text_row {
    uint32_t account_id;
    uint32_t reserved;
    uint64_t client_order_id;
    int64_t time_ns;
    char text[CLIENT_TEXT_SIZE + 1];
    char padding[7];
};

/* The first sequence in a minute of venue time in which anything happened. */
struct time_row {
    int64_t minute_ns;
    uint64_t sequence;
};

/* Texts of statements, which hold in both databases but for the ending of a table. */
void table_create_text(const struct table *table, const char *ending, char *text, size_t size);
void table_put_text(const struct table *table, char *text, size_t size);
/* The same for all rows of the table `source`, which has the same columns. */
void table_put_from_text(const struct table *table, const char *source, char *text, size_t size);
/* "SELECT columns FROM table" and a space. */
void table_select_text(const struct table *table, char *text, size_t size);

/* A number of a row, and back. */
int64_t column_read(const struct column *column, const void *row);
void column_write(const struct column *column, void *row, int64_t value);

#endif
