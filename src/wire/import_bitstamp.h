/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_bitstamp.h - one line of a recorded Bitstamp order feed.
 *
 * Role       Reads "<milliseconds> <event> <JSON object>": orders created, changed and deleted,
 *            trades, and order book snapshots.  Prices and amounts are given as text: how many
 *            decimals a market has is the replay's business (replay/replay_bitstamp.c).
 * Invariant  The JSON of a line that is taken was read to its end.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_BITSTAMP_H
#define PERPETUA_WIRE_IMPORT_BITSTAMP_H

#include <stdint.h>

#include "model/side.h"
#include "wire/import_json.h"
#include "wire/import_text.h"

#define BITSTAMP_ID_MAX (UINT64_MAX / 2) /* the replay numbers its own orders above it */

enum bitstamp_kind {
    BITSTAMP_CREATED = 1,
    BITSTAMP_CHANGED,
    BITSTAMP_DELETED,
    BITSTAMP_TRADE,
    BITSTAMP_BOOK
};

struct bitstamp_event {
    int64_t time_ms;
    enum bitstamp_kind kind;
    enum side side;             /* of orders */
    uint64_t id;                /* of the order or the trade */
    struct import_slice price;  /* decimal text */
    struct import_slice amount; /* decimal text; of a trade possibly a binary float's digits */
    struct import_slice book;   /* BITSTAMP_BOOK: the JSON object, for bitstamp_book_begin */
};

enum import_result bitstamp_read(struct import_slice line, struct bitstamp_event *event,
                                 struct import_fault *fault);

/* Walks the levels of a snapshot that bitstamp_read has accepted. */
struct bitstamp_book {
    struct json_scanner scanner;
    enum side side;
};

struct bitstamp_level {
    enum side side;
    struct import_slice price;
    struct import_slice amount;
};

void bitstamp_book_begin(struct bitstamp_book *book, const struct bitstamp_event *event);

/* False after the last level. */
bool bitstamp_book_next(struct bitstamp_book *book, struct bitstamp_level *level);

#endif
