/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_mbo.h - rows of a market-by-order table (CME), as comma-separated text.
 *
 * Role       Reads the heading, which may name its columns in any order and may have more of them
 *            than are needed, then the rows.  The price is called price_1e9 or price.
 *            It does not know what rows mean to one another: see replay/replay_mbo.c.
 * Invariant  A row that is taken has an action and a side that the format defines.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_MBO_H
#define PERPETUA_WIRE_IMPORT_MBO_H

#include <stdint.h>

#include "wire/import_text.h"

#define MBO_COLUMNS_MAX  48
#define MBO_ORDER_ID_MAX (UINT64_MAX / 2) /* the replay numbers its own orders above it */

/* X(enum name, heading, what to say when a row's value is wrong) */
#define MBO_COLUMN_LIST(X)                                                                         \
    X(MBO_TIME, "ts_event", "ts_event: nanoseconds since 1970, or a time")                         \
    X(MBO_ORDER_ID, "order_id", "order_id: a whole number")                                        \
    X(MBO_PRICE, "price_1e9", "price_1e9 or price: a whole number of 1e-9, or with decimals")      \
    X(MBO_SIZE, "size", "size: a whole number")                                                    \
    X(MBO_FLAGS, "flags", "flags: 0..255")                                                         \
    X(MBO_ACTION, "action", "action: A, C, M, T, F or R")                                          \
    X(MBO_SIDE, "side", "side: B, A or N")

enum mbo_column {
#define X(id, name, expected) id,
    MBO_COLUMN_LIST(X)
#undef X
        MBO_COLUMN_COUNT
};

enum mbo_action {
    MBO_ADD = 'A',
    MBO_CANCEL = 'C',
    MBO_MODIFY = 'M',
    MBO_TRADE = 'T', /* the aggressor; changes no order */
    MBO_FILL = 'F',  /* a resting order that traded; the change comes in a C or M row */
    MBO_CLEAR = 'R'  /* the book is empty from here */
};

enum mbo_side { MBO_BID = 'B', MBO_ASK = 'A', MBO_NONE = 'N' };

struct mbo_table {
    size_t column_count;
    size_t places[MBO_COLUMN_COUNT]; /* which field of a row */
    size_t instrument;               /* likewise: symbol, else instrument_id */
    bool has_instrument;
};

struct mbo_row {
    int64_t time_ns;
    uint64_t order_id;
    int64_t price_nano; /* 1e-9; may be negative for spreads; INT64_MAX: none */
    int64_t size;
    uint32_t flags;
    enum mbo_action action;
    enum mbo_side side;
    struct import_slice instrument; /* in the line; size 0: the table does not name it */
};

enum import_result mbo_read_heading(struct import_slice line, struct mbo_table *table,
                                    struct import_fault *fault);

enum import_result mbo_read_row(const struct mbo_table *table, struct import_slice line,
                                struct mbo_row *row, struct import_fault *fault);

#endif
