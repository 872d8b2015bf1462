/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed.h - one source of prices: when to connect, what to say, what to believe, when to give up.
 *
 * Role       The life of a connection as a machine that is told the time and what happened, and
 *            answers what to do.  It knows no socket: feeds.c has them, and a test needs none.
 * Invariant  A quote is fresh only since a message of the present connection confirmed it.  Two
 *            attempts to connect are FEED_BACK_OFF_MIN_NS apart or more, and at most
 *            FEED_BACK_OFF_MAX_NS.
 * Rules      R-INDEX-2 (what becomes of a quote), R-INDEX-3 (stale).
 */
#ifndef PERPETUA_PRICE_FEED_FEED_H
#define PERPETUA_PRICE_FEED_FEED_H

#include "base/random.h"
#include "price_feed/feed_protocol.h"

#define FEED_BACK_OFF_MIN_NS INT64_C(250000000)
#define FEED_BACK_OFF_MAX_NS INT64_C(30000000000)
#define FEED_CONNECT_NS      INT64_C(10000000000) /* for the connection, TLS and the handshake */

enum feed_phase { FEED_WAITING = 0, FEED_CONNECTING = 1, FEED_OPEN = 2 };

/* Why a connection ended, as the log and the metrics say it. */
enum feed_end {
    FEED_END_CLOSED = 0,    /* by the source, or the network */
    FEED_END_UNREACHED = 1, /* no connection came about */
    FEED_END_SILENT = 2,
    FEED_END_GAP = 3, /* and only a new connection helps */
    FEED_END_REFUSED = 4,
    FEED_END_MALFORMED = 5
};

#define FEED_ENDS 6u

struct feed_counts {
    uint64_t messages;
    uint64_t bytes;
    uint64_t quotes;
    uint64_t gaps;
    uint64_t malformed;
    uint64_t connections; /* that were open */
    uint64_t ends[FEED_ENDS];
};

struct feed {
    struct feed_reader reader;
    struct random random;
    struct feed_texts output; /* to be sent, in this order */
    struct feed_counts counts;
    enum feed_phase phase;
    enum feed_end end;    /* why the connection is being ended */
    uint32_t failures;    /* in a row, without a quote in between */
    int64_t connect_ns;   /* FEED_WAITING: when to connect */
    int64_t since_ns;     /* FEED_CONNECTING: since when */
    int64_t heard_ns;     /* the last message of this connection */
    int64_t pinged_ns;    /* the last of our heartbeats */
    int64_t confirmed_ns; /* when the quote was confirmed; 0: there is none */
    uint32_t malformed;   /* of this connection, in a row */
    bool is_asked_again;  /* behind a gap, and no quote came since */
};

enum feed_action { FEED_DO_NOTHING = 0, FEED_DO_CONNECT = 1, FEED_DO_SEND = 2, FEED_DO_CLOSE = 3 };

/* It connects at once; `seed` is where its jitter comes from. */
void feed_begin(struct feed *feed, enum feed_kind kind, const char *coin, uint64_t seed);

/* What is due.  After FEED_DO_CONNECT it is connecting; *next_ns is when to ask again. */
enum feed_action feed_turn(struct feed *feed, int64_t now_ns, int64_t *next_ns);

/* The handshake is done: FEED_DO_SEND if there is something to say. */
enum feed_action feed_opened(struct feed *feed, int64_t now_ns);

enum feed_action feed_message(struct feed *feed, const char *bytes, size_t size, int64_t now_ns);

/* A message that is longer than FEED_MESSAGE_SIZE_MAX, or is no text. */
enum feed_action feed_refuse_message(struct feed *feed);

/* The connection is gone, whoever ended it. */
void feed_closed(struct feed *feed, int64_t now_ns);

/* False: there is no quote, or none that was confirmed after `after_ns`. */
bool feed_quote(const struct feed *feed, int64_t after_ns, struct feed_quote *quote);

const char *feed_end_text(enum feed_end end);

#endif
