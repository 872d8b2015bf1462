/* SPDX-License-Identifier: Apache-2.0 */
/*
 * candles.h - prices of pairs at several venues, one table a venue and pair.
 *
 * Role       Reads tables of candles (a time column, a column "close"), keeps the closes, and sorts
 *            the tables into parts: sources that quote the asset in dollars, sources that quote it
 *            in another currency, and sources of that currency in dollars.
 * Naming     A file is called VENUE_PAIR, perhaps with more behind a second line ("_") or a point.
 *            A pair that ends with "usd" is quoted in dollars; what is in front of it is an asset.
 *            Another pair is two such assets, one behind the other.
 * Invariant  The closes of a table are ascending in time.
 */
#ifndef PERPETUA_CHECK_CANDLES_H
#define PERPETUA_CHECK_CANDLES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/source.h"

#define CANDLE_TABLES_MAX     64u
#define CANDLE_NAME_SIZE      24u
#define CANDLE_PRICE_DECIMALS 8u
#define CANDLE_CLOSE_MAX      INT64_C(1000000000000000) /* in 10^-8 */

struct candle {
    int64_t time_ns; /* the moment of the close */
    int64_t close_e8;
};

/* What a table is to the asset that is meant. */
enum candle_part {
    CANDLES_UNUSED, /* a venue has a table that quotes in dollars, or the pair is of neither */
    CANDLES_DIRECT, /* the asset in dollars */
    CANDLES_CROSS,  /* the asset in another currency */
    CANDLES_RATE    /* that currency in dollars */
};

struct candle_table {
    char venue[CANDLE_NAME_SIZE];
    char pair[CANDLE_NAME_SIZE];
    char currency[CANDLE_NAME_SIZE]; /* CANDLES_CROSS and CANDLES_RATE: which one */
    enum candle_part part;
    struct candle *list;
    size_t count;
    size_t capacity;
};

struct candle_tables {
    struct candle_table tables[CANDLE_TABLES_MAX];
    size_t count;
    char asset[CANDLE_NAME_SIZE];
};

/*
 * Reads all tables; a folder stands for the files in it.  A candle is `length_ns` long, and its
 * time is that of its opening.  `asset` may be NULL: the one that is nobody's currency.  False
 * after a fault.
 */
bool candles_read(struct candle_tables *tables, const char *const *paths, size_t path_count,
                  int64_t length_ns, struct replay_fault *fault);

/* Adds the rows of one file to a table. */
bool candle_table_add(struct candle_table *table, struct source *source, int64_t length_ns,
                      struct replay_fault *fault);

/* Gives each table its part.  False if there is no such asset, or more than one. */
bool candles_sort(struct candle_tables *tables, const char *asset, struct replay_fault *fault);

void candles_free(struct candle_tables *tables);

#endif
