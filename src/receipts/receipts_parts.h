/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts_parts.h - what the threads of receipts share.
 *
 * Role       Used by the receipts*.c only.
 * Invariant  store, waiting, searches and finished are touched under the lock alone; the retrace of
 *            a thread by that thread alone.  The three lists together never hold more than
 *            RECEIPTS_WAITING_MAX, so there is always room for an answer.
 */
#ifndef PERPETUA_RECEIPTS_RECEIPTS_PARTS_H
#define PERPETUA_RECEIPTS_RECEIPTS_PARTS_H

#include "node/journal_follow.h"
#include "node/recovery.h"
#include "os/os_thread.h"
#include "receipts/checkpoint.h"
#include "receipts/receipts.h"
#include "receipts/retrace.h"

#define RECEIPT_TEXT_SIZE ((size_t)1 << 20) /* a longer one is not kept */

/* Answered, not told yet. */
struct finished {
    receipts_done *done;
    void *context;
    uint64_t asker;
    uint64_t sequence;
    size_t size;
    char *text; /* NULL: none */
};

/* Who searched, and until when the asker is to rest. */
struct rest {
    uint64_t asker;
    int64_t until_ns; /* steady */
};

/* Where receipts are printed before they are kept. */
struct receipts_press {
    struct receipts *receipts;
    char *bytes; /* RECEIPT_TEXT_SIZE */
    FILE *out;
    const struct store_wish *wish; /* NULL: everything that has an owner is printed */
    size_t found_size;
};

struct receipts {
    struct receipts_config config;
    struct os_lock lock;
    struct store store;
    struct receipts_question waiting[RECEIPTS_WAITING_MAX];
    _Atomic uint32_t waiting_count;
    struct receipts_question searches[RECEIPTS_SEARCHES_MAX];
    uint32_t search_count;
    struct rest rests[RECEIPTS_SEARCHES_MAX];
    struct finished finished[RECEIPTS_WAITING_MAX];
    _Atomic uint32_t finished_count;

    _Atomic uint64_t durable;
    _Atomic uint64_t reached; /* by the follower */
    _Atomic uint32_t is_stopping;
    _Atomic uint32_t follow_word; /* changes when there is work */
    _Atomic uint32_t follow_sleeps;
    _Atomic uint32_t search_word;
    _Atomic uint32_t has_failed;
    struct journal_error error;                         /* set before has_failed is */
    _Atomic uint64_t snapshots[RECEIPTS_SNAPSHOTS_MAX]; /* the latest, in turns; 0: none */
    _Atomic uint32_t snapshot_count;                    /* ever */
    _Atomic uint64_t began;
    _Atomic uint64_t checkpoint;       /* the newest that is there */
    _Atomic uint64_t checkpoint_tried; /* the latest that was to be written */
    _Atomic int64_t checkpoint_ns;
    _Atomic uint64_t receipt_count;
    _Atomic uint64_t unverified_count;
    _Atomic uint64_t searched_count;

    struct os_thread follow_thread;
    struct os_thread search_thread;
    bool has_follow_thread;
    bool has_search_thread;
};

/* What the thread that follows has. */
struct follower {
    struct receipts *receipts;
    struct journal_follow journal;
    struct retrace retrace;
    struct receipts_press press;
};

/* Opens the journal and makes the core: behind the newest checkpoint that can be taken up, or at
 * the journal's beginning.  False: receipts->error says why. */
bool receipts_resume(struct follower *follower);
void receipts_resume_end(struct follower *follower);

/* Is there a snapshot at the follower's place, without a checkpoint?  Then one is written. */
bool receipts_checkpoint_is_due(const struct receipts *receipts);
void receipts_checkpoint(struct follower *follower);

os_thread_function receipts_follow;
os_thread_function receipts_search;

void receipts_wake(_Atomic uint32_t *word);

/* Under the lock: an answer for receipts_turn; `text` NULL: none. */
void receipts_finish(struct receipts *receipts, const struct receipts_question *question,
                     const struct receipts_text *answer);

/* Under the lock: looks in the store; what is not there goes to the searcher, if it may. */
void receipts_answer_wish(struct receipts *receipts, const struct receipts_question *question);

/* False: no memory. */
bool receipts_press_open(struct receipts_press *press, struct receipts *receipts);
void receipts_press_close(struct receipts_press *press);

/* What lab is to print, and how. */
struct explain_request receipts_request(struct receipts_press *press);

#endif
