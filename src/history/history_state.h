/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history_state.h - the inside of history.
 *
 * Role       What the thread that appends and asks and the thread that writes share, and what each
 *            has alone; nobody else includes it.
 * Invariant  Of the queue one thread moves `put`, the other `taken`.  The writer's own view and
 *            model stand behind the last event that it took.
 */
#ifndef PERPETUA_HISTORY_HISTORY_STATE_H
#define PERPETUA_HISTORY_HISTORY_STATE_H

#include <stdatomic.h>

#include "history/database.h"
#include "market_data/grow.h"
#include "os/os_thread.h"

/* Kinds of queued items that are no events of the venue. */
#define ITEM_ACCESS 0xfffdu /* who came: see record.c */
#define ITEM_NOTE   0xfffeu /* an order_note in the body */

/* What one thread writes at each item lies apart from what the other does: a line of the cache that
 * both write goes to and fro between two processors. */
#define APART 64u

struct history_queue {
    struct event *items; /* ring, a power of two */
    uint32_t size;
    char apart[APART];
    _Atomic uint32_t put;   /* ever, wrapping, as `taken` */
    uint32_t taken_seen;    /* by who puts, some time ago */
    _Atomic uint64_t given; /* all events up to here are in the queue, or were */
    _Atomic uint32_t wake;  /* changes when the writer should look */
    char apart_too[APART];
    _Atomic uint32_t taken;
    char and_apart[APART];
    _Atomic uint32_t is_asleep; /* the writer waits for `wake` */
    _Atomic uint32_t committed; /* changes with each commit */
    _Atomic uint32_t is_closing;
    _Atomic uint64_t wanted; /* somebody waits for a commit up to here */
};

/* Ids that a batch touched, settled into ascending order before they are used. */
struct id_list {
    uint64_t *ids;
    uint32_t count;
    uint32_t capacity;
};

struct history_writer {
    struct database *database;
    struct market_data *market;
    struct read_model *model;
    struct id_list orders;
    struct id_list positions; /* account << 16 | product */
    struct id_list accounts;
    uint32_t products_max;
    uint32_t accounts_max;
    int64_t *minutes_from; /* by product: first minute touched; INT64_MAX: product untouched */
    bool venue_is_touched;
    bool has_failed;
    bool in_transaction;
    uint64_t skip_through; /* what the database held at start */
    uint64_t complete;     /* all events up to here were taken */
    uint64_t sequence;     /* of the event at hand */
    uint64_t notice;       /* sequence of the latest notice: its reason follows it */
    int64_t hour_ns;       /* of the latest event */
    int64_t minute_ns;
    int64_t keep_unfilled_ns;
    int64_t keep_private_ns;
};

struct history {
    struct history_config config;
    struct history_queue queue;
    struct history_writer writer; /* the writing thread's alone while it runs */
    struct os_thread thread;
    bool has_thread;
    struct database *reader; /* the asking thread's */
    struct market_data *market;
    struct read_model *model;
    _Atomic uint64_t committed;
    _Atomic uint64_t events_written;
    _Atomic uint64_t commits;
    _Atomic int64_t commit_ns;
    _Atomic uint32_t has_failed;
    char error[256]; /* of the writer once has_failed is set, of the reader else */
};

/* --- writer.c --------------------------------------------------------------------------------- */

bool writer_open(struct history_writer *writer, const struct history_config *config, char *error,
                 size_t error_size);
void writer_close(struct history_writer *writer);
/* An event, a note or an access.  False: the database failed. */
bool writer_take(struct history_writer *writer, const struct event *item);
/* All events up to this sequence were taken. */
bool writer_complete(struct history_writer *writer, uint64_t sequence);
/* Writes what was touched and commits, up to the last command that is complete. */
bool writer_commit(struct history_writer *writer);
/* Nothing of an unfinished command was taken. */
bool writer_is_between_commands(const struct history_writer *writer);

/* --- history.c, record.c ---------------------------------------------------------------------- */

/* One item that is no event, at the end of the queue. */
enum history_status history_item_add(struct history *history, const struct event *item);
void access_of_item(const struct event *item, struct access_record *access);

/* --- restore.c -------------------------------------------------------------------------------- */

/* How much of the past of a product the market view gets. */
struct restore_amounts {
    uint32_t trades;
    uint32_t minutes;
    uint32_t fundings;
};

/* The readers as of the last commit.  Ended orders, fills, transactions and private events are not
 * brought back: they are asked of the database. */
bool history_restore(struct database *database, struct market_data *market,
                     struct read_model *model, const struct restore_amounts *amounts);

#endif
