/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_recording.h - market quality of another venue, from its recorded market data streams.
 *
 * Role       Reads recorded messages, one a line, perhaps with the recorder's stamp in front:
 *            changes of depth (depthUpdate), snapshots of a book, best prices (bookTicker),
 *            trades; or whole books and lists of trades (l2Book, trades).  Rebuilds
 *            the book and tells quality.h.
 * Checks     Updates of the book follow one another without a gap, and so do the numbers of trades;
 *            the rebuilt top agrees with the best prices that the venue published for that update.
 * Clock      The venue's: the event's time, else the recorder's stamp.
 * Ownership  recording_init to recording_release.
 * Rules      none.
 */
#ifndef PERPETUA_QUALITY_QUALITY_RECORDING_H
#define PERPETUA_QUALITY_QUALITY_RECORDING_H

#include "check/source.h"
#include "quality/quality.h"

#define RECORDED_DECIMALS 8u /* prices and sizes are whole numbers of 10^-8 */

struct recorded_level {
    int64_t price_e8;
    int64_t size_e8;
};

/* One side, best level last. */
struct recorded_side {
    struct recorded_level *levels;
    uint32_t count;
    uint32_t capacity;
};

/* What the book's top was after an update, until the published one is known. */
struct recorded_top {
    uint64_t update_id;
    int64_t bid_e8;
    int64_t ask_e8;
    bool is_set;
};

struct recording {
    struct quality quality;
    struct recorded_side sides[2];
    int64_t contract_micros; /* what a contract is worth whatever its price; 0: size x price */
    bool has_snapshot;       /* of this recording, or of an earlier one */
    bool is_whole;           /* the book is, as far as updates tell */
    uint64_t snapshot_id;
    uint64_t update_id; /* of the last update */
    uint64_t trade_id;
    uint64_t stamp_ns;
    struct recorded_top built;     /* waits for the next published one */
    struct recorded_top published; /* the latest */
    struct recorded_level *kept;   /* the levels of the snapshot, bids first */
    uint32_t kept_count;
    uint32_t kept_capacity;
    uint32_t kept_bids;
    /* Counts. */
    uint64_t lines;
    uint64_t updates;
    uint64_t update_gaps;
    uint64_t tickers;
    uint64_t trade_gaps;
    uint64_t bad_lines;
    uint64_t tops_compared;
    uint64_t tops_equal;
};

/* `contract_micros` as above: 100 dollars for the coin-margined contract of Binance. */
void recording_init(struct recording *recording, int64_t contract_micros);
void recording_release(struct recording *recording);

/* One message.  False: it is none that is known, and counted. */
bool recording_line(struct recording *recording, struct import_slice line);

/* One file; several of one stream are read one after the other.  False after a fault. */
bool recording_read(struct recording *recording, const char *path, struct replay_fault *fault);

#endif
