/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tape.h - what the five venues show over time: a made-up path, or recorded prices.
 *
 * Role       Made up: the path of the demonstration (agents/price_path.h), with its scenarios.
 *            Recorded: closes of candles, a straight line between two of them, from the beginning
 *            again behind the end.  A venue without a record of its own follows the first that is.
 * Invariant  A tape shows the same for the same seed, records and times.  Prices are whole cents,
 *            bids below asks.
 * Ownership  The caller keeps the points.
 */
#ifndef PERPETUA_FEED_SERVER_TAPE_H
#define PERPETUA_FEED_SERVER_TAPE_H

#include "agents/price_path.h"
#include "feed_server/play.h"

struct tape_point {
    int64_t time_ns;
    int64_t price_e8;
};

struct tape_record {
    const struct tape_point *points; /* ascending in time */
    size_t count;                    /* at least 2; 0: there is none */
};

struct tape {
    struct price_path path;
    struct tape_record records[FEED_KINDS];
    int64_t begin_ns;
    int64_t now_ns;
    uint64_t trade;
    int64_t strays_ppm[FEED_KINDS]; /* a fault: so far from the others */
    bool has_records;
};

/* Made up. */
void tape_begin(struct tape *tape, enum path_scenario scenario, uint64_t seed, int64_t now_ns);

/* Recorded, where there is a record; call behind tape_begin.  False: none has two points. */
bool tape_record(struct tape *tape, const struct tape_record records[FEED_KINDS]);

/* One moment later. */
void tape_advance(struct tape *tape, int64_t now_ns);

/* False: this venue is silent now. */
bool tape_market(const struct tape *tape, enum feed_kind kind, struct play_market *market);

#endif
