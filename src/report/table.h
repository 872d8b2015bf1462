/* SPDX-License-Identifier: Apache-2.0 */
/*
 * table.h - a report as tables: named columns, rows, and one writer for each form.
 *
 * Role       A report is one or more tables whose columns are declared once; the same declaration
 *            gives the page, the CSV, the JSON and the schema.  Rows go to the stream as they are
 *            put, so a table may be longer than memory.
 * Invariant  A row has as many cells as its table has columns.  Numbers are written from integers.
 * Ownership  The caller owns the stream; a writer has no memory to give back.
 * Rules      none.
 */
#ifndef PERPETUA_REPORT_TABLE_H
#define PERPETUA_REPORT_TABLE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "base/int_math.h"

enum report_format { FORMAT_TXT, FORMAT_CSV, FORMAT_JSON, FORMAT_FIXML };

enum column_kind {
    COLUMN_TEXT,
    COLUMN_COUNT,   /* a whole number */
    COLUMN_DECIMAL, /* a number with decimals; in JSON a text, so that nobody rounds it */
    COLUMN_DATE,    /* 2026-01-05 */
    COLUMN_TIME     /* 2026-01-05T09:00:00.000000000Z */
};

struct column {
    const char *name;
    const char *meaning;
    uint8_t kind;  /* enum column_kind */
    uint8_t width; /* of the page */
};

struct table {
    const char *name;
    const char *meaning;
    const struct column *columns;
    uint32_t column_count;
};

struct table_writer {
    FILE *out;
    const struct table *table;
    enum report_format format;
    bool is_open; /* the date had not ended when the journal did: said at the end */
    bool is_bare; /* JSON has decimals as numbers, for a page that draws them */
    uint32_t tables_begun;
    uint32_t cell;
    uint64_t rows; /* of the table at hand */
};

/* What stands above the tables of a report. */
struct report_head {
    const char *name;
    const char *title;
    const char *date; /* the trade date, "2026-01-05" */
    bool is_open;
};

void report_begin(struct table_writer *writer, FILE *out, enum report_format format,
                  const struct report_head *head);
void report_end(struct table_writer *writer);

void table_begin(struct table_writer *writer, const struct table *table);
void table_end(struct table_writer *writer);

/* Cells in the order of the columns; each fits the kind of its column. */
void put_text(struct table_writer *writer, const char *text);
void put_count(struct table_writer *writer, int64_t count);
void put_id(struct table_writer *writer, uint64_t id);
void put_decimal(struct table_writer *writer, int128 value, unsigned scale); /* value x 10^-scale */
void put_money(struct table_writer *writer, int128 micros);
void put_date(struct table_writer *writer, int32_t days);
void put_time(struct table_writer *writer, int64_t time_ns);
void put_none(struct table_writer *writer); /* unknown, or does not apply */

/* Room for any number of 128 bits with a point, a sign and its terminating zero byte. */
#define WIDE_TEXT_SIZE 44

/* Returns `out`. */
const char *wide_text(char out[WIDE_TEXT_SIZE], int128 value, unsigned scale);

/* Room for "2026-01-05". */
#define DAY_TEXT_SIZE 11

/* A day outside the calendar is an empty text.  Returns `out`. */
const char *day_text(char out[DAY_TEXT_SIZE], int32_t days);

/* "2026-01-05" and nothing behind it. */
bool day_read(const char *text, int32_t *days);

/* The JSON schema of a report with these tables. */
void table_schema(FILE *out, const char *name, const char *title, const struct table *const *tables,
                  uint32_t table_count);

#endif
