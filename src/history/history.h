/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.h - everything that happened, in a database that can be asked.
 *
 * Role       A thread writes what events did into SQLite (default) or PostgreSQL; gateways ask for
 *            orders, fills, trades, candles, funding, transactions, settlements, liquidations.
 * Invariant  What a command caused is in the database whole or not at all, once, in order.  A
 *            database that was deleted and written again from the journal is equal row by row
 *            (history_test.c compares).
 * Ownership  history_open to history_close.  One thread appends and asks (the venue's); another
 *            inside writes.
 * Errors     The world's: enum history_status, with a text in history_error.
 *
 * An answer is complete up to the last command given to the two readers in memory: what is not yet
 * in the database is taken from them (history_attach).
 */
#ifndef PERPETUA_HISTORY_HISTORY_H
#define PERPETUA_HISTORY_HISTORY_H

#include "market_data/market_data.h"
#include "read_model/read_model.h"

struct history;

enum history_status {
    HISTORY_OK = 0,
    HISTORY_FULL = 1,  /* the queue has no room: give it again later */
    HISTORY_FAILED = 2 /* the database refused: see history_error */
};

struct history_config {
    const char *database; /* path of a file; or "postgresql://..." or "host=..." for libpq */
    uint32_t products_max;
    uint32_t accounts_max;
    uint32_t queue_events; /* 0: 262,144 */
    int64_t commit_ns;     /* at least so often; 0: 200 ms */
    int64_t
        keep_unfilled_ns;    /* ended orders without a fill go after so much venue time; 0: never */
    int64_t keep_private_ns; /* and private events; 0: never */
};

struct history_config history_config_default(const char *database, uint32_t products_max,
                                             uint32_t accounts_max);

/* Opens or creates the database, reads its last state, starts the thread. */
enum history_status history_open(struct history **history, const struct history_config *config,
                                 char *error, size_t error_size);

/* Writes what is queued, ends the thread. */
enum history_status history_close(struct history *history);

const char *history_error(const struct history *history);

/*
 * Fills the readers of the venue's thread with the state as of history_committed, before any event,
 * and remembers them for answers.  Call it once, right after history_open.
 */
enum history_status history_attach(struct history *history, struct market_data *market,
                                   struct read_model *model);

/* --- writing ---------------------------------------------------------------------------------- */

/* As read_model_command: before the events of that command. */
enum history_status history_command(struct history *history, const struct command *command);

/*
 * Events in order, in pieces of any size; those of commands that are already committed are ignored.
 * `through` is the last sequence whose events have all been given, or 0 if that is not known yet.
 * Never waits for the database.  HISTORY_FULL: nothing of it was taken.
 */
enum history_status history_append(struct history *history, const struct event *list,
                                   uint32_t count, uint64_t through);

/* Every command up to here is in the database.  A start may use a snapshot that is not newer. */
uint64_t history_committed(const struct history *history);

/* Waits until `sequence` is committed, or the database failed. */
enum history_status history_wait(struct history *history, uint64_t sequence);

struct history_figures {
    uint64_t events_written; /* since the start */
    uint64_t commits;
    uint32_t events_queued;
    int64_t commit_ns; /* time the last transaction took */
};
void history_figures(const struct history *history, struct history_figures *figures);

/* --- asking ----------------------------------------------------------------------------------- */

/* A history of NULL answers HISTORY_FAILED. */

/* Where the next page begins.  Zero begins.  Opaque; as text it is `a` and `b` in decimal. */
struct history_cursor {
    uint64_t a;
    uint64_t b;
};

/* Fields at zero do not filter. */
struct history_query {
    uint32_t account_id;
    uint16_t product_id;
    bool is_ascending;  /* oldest first; else newest first */
    bool with_unfilled; /* orders: also those that ended without a fill */
    uint32_t states;    /* orders: mask of 1 << enum record_state */
    uint32_t kinds;     /* transactions: mask of 1 << enum transaction_kind */
    int64_t from_ns;    /* at or after (orders: created) */
    int64_t to_ns;      /* before */
    uint64_t
        from_number;     /* at or above: trades and fills by trade number, transactions by theirs */
    uint64_t to_number;  /* at or below */
    uint64_t order_id;   /* fills */
    uint64_t block_from; /* fills: of blocks at or above this number; 0: of the book too */
    uint64_t block_to;   /* at or below; 0: any */
    uint32_t limit;      /* at least 1 */
    struct history_cursor cursor;
};

/* How many were written to `list`, and where to go on; `more` false: that was the end. */
struct history_page {
    uint32_t count;
    bool more;
    struct history_cursor next;
};

enum history_status history_orders(struct history *history, const struct history_query *query,
                                   struct order_record *list, struct history_page *page);
enum history_status history_fills(struct history *history, const struct history_query *query,
                                  struct fill_record *list, struct history_page *page);
enum history_status history_trades(struct history *history, const struct history_query *query,
                                   struct market_trade *list, struct history_page *page);
enum history_status history_transactions(struct history *history, const struct history_query *query,
                                         struct transaction_record *list,
                                         struct history_page *page);
enum history_status history_fundings(struct history *history, const struct history_query *query,
                                     struct market_funding *list, struct history_page *page);

struct settlement_record {
    uint64_t sequence;
    int64_t time_ns;
    int64_t cycle_ns;
    struct fine_price price;
    struct fine_price mark;
    struct fine_price index;
    struct qty open_interest;
    struct money collected;
    struct money paid_out;
    struct money residue;
    int32_t trade_date;
    uint32_t position_count;
    uint32_t index_in_command;
    uint16_t product_id;
    uint8_t source; /* enum settlement_source */
    uint8_t kind;   /* enum settlement_kind */
};

enum history_status history_settlements(struct history *history, const struct history_query *query,
                                        struct settlement_record *list, struct history_page *page);

/* Forced closes and their consequences: the events 111 to 119 as they were. */
enum history_status history_liquidations(struct history *history, const struct history_query *query,
                                         struct event *list, struct history_page *page);

/* Private events of query->account_id with numbers from query->from_number on, oldest first. */
enum history_status history_events(struct history *history, const struct history_query *query,
                                   struct kept_event *list, struct history_page *page);

/* Candles of `minutes` of query->product_id that start in [from_ns, to_ns], oldest first. */
enum history_status history_candles(struct history *history, const struct history_query *query,
                                    uint32_t minutes, struct market_candle *list, uint32_t *count);

struct order_key {
    uint32_t account_id;
    uint64_t order_id; /* 0: the newest with the client order id */
    uint64_t client_order_id;
};

/* --- public notices --- */

/* Is the event one: an emergency action, a decision about an error trade, a halt, a product that
 * is listed or changes after that?  The events REASON behind one, in its
 * command, belong to it. */
bool history_is_notice(const struct event *event);

/* The newest notices at or before a time and their reasons, newest first, as of the last commit. */
enum history_status history_notices(struct history *history, int64_t before_ns, uint32_t max,
                                    struct event *list, uint32_t *count);

/* --- who came: this is in the database alone, not in the journal --- */

#define ACCESS_IP_SIZE 46u

struct access_record {
    uint64_t number;
    int64_t time_ns;
    uint32_t account_id; /* 0: of a key that nobody has */
    uint8_t is_good;
    uint8_t how; /* the dialect's own number of the kind of proof */
    char ip[ACCESS_IP_SIZE];
    char padding[4];
};

/* The highest number in the database, 0: none. */
uint64_t history_access_number(struct history *history);

/* Never waits.  HISTORY_FULL: it was not taken. */
enum history_status history_access_add(struct history *history, const struct access_record *access);

struct access_query {
    uint32_t account_id;
    uint32_t limit;
    uint32_t offset;
    uint64_t before_number;
};

/* Newest first, as of the last commit; `total` is how many there are. */
enum history_status history_accesses(struct history *history, const struct access_query *query,
                                     struct access_record *list, uint32_t *count, uint64_t *total);

/* One order, live or ended. */
enum history_status history_order(struct history *history, const struct order_key *key,
                                  struct order_record *order, bool *is_found);

/* The text given with a client order id; empty: none. */
enum history_status history_text(struct history *history, uint32_t account_id,
                                 uint64_t client_order_id, char text[CLIENT_TEXT_SIZE + 1]);

#endif
