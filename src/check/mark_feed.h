/* SPDX-License-Identifier: Apache-2.0 */
/*
 * mark_feed.h - quotes, trades and published marks of one instrument in the order of time.
 *
 * Role       Reads recorded market data streams: one message a line, perhaps with the recorder's
 *            own stamp in front.  Messages with the best prices (bookTicker), trades (trade,
 *            aggTrade) and marks (markPriceUpdate) are taken, other messages are passed over.
 * Clock      The venue's: the transaction's time of a quote or trade, else the event's; the
 *            event's of a mark.  The recorder's stamp is not used, so its delays do not matter.
 * Invariant  The list is ascending in time; of one moment, in the order of the lines.
 */
#ifndef PERPETUA_CHECK_MARK_FEED_H
#define PERPETUA_CHECK_MARK_FEED_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "check/source.h"

/* Prices are whole numbers of 10^-8, which are the ten-thousandths of a tick of 10^-4. */
#define FEED_PRICE_DECIMALS 8u

enum feed_kind { FEED_QUOTE, FEED_TRADE, FEED_MARK };

struct feed_event {
    int64_t time_ns;
    size_t order;
    enum feed_kind kind;
    int64_t bid_e8;   /* quote */
    int64_t ask_e8;   /* quote */
    int64_t price_e8; /* trade; mark: as published */
    int64_t index_e8; /* mark */
    int64_t rate_e12; /* mark: of the funding that is due next */
    int64_t due_ns;   /* mark: when */
};

struct mark_feed {
    struct feed_event *events;
    size_t count;
    size_t capacity;
    size_t counts[FEED_MARK + 1]; /* by kind */
    char symbol[32];              /* the one that is meant, or the first one found */
};

/* Adds all files; `symbol` may be NULL if there is one only.  False after a fault. */
bool mark_feed_read(struct mark_feed *feed, const char *const *paths, size_t path_count,
                    const char *symbol, struct replay_fault *fault);

/* Adds the events of one file, in the order of its lines; the list is then not in order. */
bool mark_feed_add(struct mark_feed *feed, struct source *source, struct replay_fault *fault);

void mark_feed_free(struct mark_feed *feed);

#endif
