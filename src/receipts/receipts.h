/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts.h - receipts of a running venue, without a hand on the venue's own thread.
 *
 * Role       A follower reads the journal as it becomes durable, runs it again in a core of its own
 *            with lab looking on, and keeps the newest receipts as text.  What is not kept any more
 *            a searcher finds by running the journal from its beginning.  Both are threads that
 *            stand back behind the venue's.
 * Invariant  Nothing is asked of the core that is explained: figures are lab's, from the journal
 *            alone.  What waits is bounded: in all, and for each who asks.  Every question that was
 *            taken is answered once, on the thread that asked, in receipts_turn or at once.
 * Ownership  A receipts owns its threads and memory from receipts_start to receipts_stop.
 * Rules      none of its own.
 */
#ifndef PERPETUA_RECEIPTS_RECEIPTS_H
#define PERPETUA_RECEIPTS_RECEIPTS_H

#include "node/journal_error.h"
#include "receipts/store.h"

#define RECEIPTS_WAITING_MAX       64u
#define RECEIPTS_WAITING_PER_ASKER 4u
#define RECEIPTS_SEARCHES_MAX      8u
#define RECEIPTS_OBSERVERS_MAX     4u
#define RECEIPTS_BEHIND_MAX        UINT64_C(100000) /* commands, beyond which nobody waits */
#define RECEIPTS_SNAPSHOTS_MAX     8u               /* that the follower has not come to yet */

struct receipts;
struct keep;

/* Both are called on the follower's thread. */
struct receipts_observer {
    /* A command with all its events. */
    void (*observe)(void *context, const struct command *command, const struct event *events,
                    uint32_t event_count);
    /* What it knows after the latest command, written down for a checkpoint or taken up from one
     * before the first command. */
    void (*keep)(void *context, struct keep *keep);
    void *context;
};

struct receipts_config {
    const char *directory; /* of the journal; stays the caller's */
    size_t room;           /* bytes of texts that are kept */
    uint64_t snapshot;     /* sequence of the one that the venue started from; 0: none */
    /* From the threads: an answer waits for receipts_turn. */
    void (*wake)(void *context);
    void *context;
    /* Those who look on, each shown every command from the journal's beginning, or from where the
     * checkpoint was written from which it took up what it knew. */
    struct receipts_observer observers[RECEIPTS_OBSERVERS_MAX];
    uint32_t observer_count;
};

/* The text is good until the callback returns; NULL: there is no such receipt. */
struct receipts_text {
    const char *text;
    size_t size;
    uint64_t sequence; /* as of which it was made: it may leave when that is durable */
};

typedef void receipts_done(void *context, const struct receipts_text *answer);

enum receipts_answer {
    RECEIPTS_TAKEN,  /* `done` was called, or will be */
    RECEIPTS_BEHIND, /* the follower has not come near enough yet */
    RECEIPTS_BUSY,   /* too many wait, in all or for this asker */
    RECEIPTS_FAILED  /* the follower stopped; the metrics and the log say so */
};

/* A question and who asks it. */
struct receipts_question {
    uint64_t asker;  /* a key or an address; for fairness only */
    bool may_search; /* what is not kept is searched for */
    uint64_t as_of;  /* sequence: the follower is to have come so far */
    struct store_wish wish;
    bool is_standing;        /* the account of the wish as it stands right after as_of, */
    struct event_risk given; /* beside what the venue says of it */
    receipts_done *done;
    void *context;
};

/* SEQUENCE or SEQUENCE.EVENT, as in the id of a receipt.  False: it is neither. */
bool receipts_read_id(const char *text, struct store_wish *wish);

enum journal_status receipts_start(struct receipts **receipts, const struct receipts_config *config,
                                   struct journal_error *error);
/* Answers what waits with NULL texts. */
void receipts_stop(struct receipts *receipts);

/* So much of the journal is durable. */
void receipts_durable(struct receipts *receipts, uint64_t sequence);

/* The venue wrote a snapshot at this sequence, behind which nothing is durable yet: the follower
 * writes a checkpoint beside it when it has come so far. */
void receipts_snapshot(struct receipts *receipts, uint64_t sequence);

enum receipts_answer receipts_ask(struct receipts *receipts,
                                  const struct receipts_question *question);

/* Calls the `done` of what was answered meanwhile. */
void receipts_turn(struct receipts *receipts);

struct receipts_figures {
    uint64_t sequence;     /* up to which the journal was run again */
    uint64_t began;        /* of the checkpoint that was taken up; 0: the journal's beginning */
    uint64_t checkpoint;   /* of the newest that was written or taken up; 0: none */
    int64_t checkpoint_ns; /* how long writing the last one took */
    uint64_t receipt_count;
    uint64_t unverified_count;
    uint64_t search_count;
    size_t kept_bytes;
    bool has_failed;
};

struct receipts_figures receipts_figures(struct receipts *receipts);

/* Why it failed; "" if it did not. */
const char *receipts_fault(const struct receipts *receipts);

#endif
