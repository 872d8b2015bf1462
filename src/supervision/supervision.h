/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supervision.h - surveillance, market quality, reports and verification of a running venue.
 *
 * Role       The thread that runs the journal again beside the venue (receipts) shows each command
 *            with its events to supervision_observe; what the detectors and the measures make of
 *            them is kept, bounded, and copied to who asks.  What is not kept is searched for: the
 *            book after a command, the tape of a range, the reports of a trade date, the evidence,
 *            a verification of the whole journal.  A second thread runs the journal for that, from
 *            the nearest snapshot or from its beginning, and stands back behind the venue's.
 * Invariant  Nothing is asked of the venue's core, and its thread waits for nothing but a lock that
 *            is held while something is copied.  What waits is bounded.  Every question that was
 *            taken is answered once, on the thread that asked, in supervision_turn.
 * Ownership  A supervision owns its thread and memory from supervision_start to supervision_stop.
 *            It is stopped after whoever calls supervision_observe.
 * Rules      R-REPORT-1, R-REPORT-2, R-CASE-1, R-TIME-6.
 */
#ifndef PERPETUA_SUPERVISION_SUPERVISION_H
#define PERPETUA_SUPERVISION_SUPERVISION_H

#include "base/hash.h"
#include "node/journal_error.h"
#include "report/report.h"
#include "supervision/shelf.h"

#define SUPERVISION_WAITING_MAX 16u
#define SUPERVISION_PER_ASKER   4u
#define SUPERVISION_EVENTS_MAX  2000u /* of a tape */
#define SUPERVISION_ORDERS_MAX  4096u /* of each side of a book */
#define SUPERVISION_TEXT_MAX    ((size_t)4 << 20)

struct supervision;

struct supervision_config {
    const char *directory; /* of the journal; stays the caller's */
    uint32_t products_max;
    const struct settings *settings; /* of reports; NULL: the defaults; stays the caller's */
    /* From the threads: an answer waits for supervision_turn, or there is a new alert. */
    void (*wake)(void *context);
    void *context;
};

enum journal_status supervision_start(struct supervision **supervision,
                                      const struct supervision_config *config,
                                      struct journal_error *error);
/* Answers what waits with failures. */
void supervision_stop(struct supervision *supervision);

/* One command with all its events, in order, from the thread that runs the journal again. */
void supervision_observe(void *supervision, const struct command *command,
                         const struct event *events, uint32_t event_count);

/* What it knows after the latest command, written down or taken up, on the same thread. */
struct keep;
void supervision_keep(void *supervision, struct keep *keep);

/* So much of the journal is durable: searches may read so far. */
void supervision_durable(struct supervision *supervision, uint64_t sequence);

/* Calls the `done` of what was answered meanwhile. */
void supervision_turn(struct supervision *supervision);

/* Up to which command everything was seen. */
uint64_t supervision_reached(const struct supervision *supervision);

/* What is kept, for reading; the shelf stands still until supervision_give. */
const struct shelf *supervision_take(struct supervision *supervision);
void supervision_give(struct supervision *supervision);

/* Number of the latest change of any alert. */
uint64_t supervision_change(const struct supervision *supervision);

/* The changes up to this one are older than the start: they came with a checkpoint. */
uint64_t supervision_taken_up(const struct supervision *supervision);

/* --- questions -------------------------------------------------------------------------------- */

enum supervision_kind {
    SUPERVISION_BOOK = 1, /* of the product right after the command `through` */
    SUPERVISION_TAPE,     /* its events from `from` to `through` */
    SUPERVISION_REPORT,   /* of the trade date, the page from `offset` on */
    SUPERVISION_EVIDENCE,
    SUPERVISION_WHAT_IF,   /* perpetual futures were swaps */
    SUPERVISION_PROGRAMMES /* what the first account quoted on the trade date */
};

struct supervision_answer;
typedef void supervision_done(void *context, const struct supervision_answer *answer);

struct supervision_question {
    uint32_t kind; /* enum supervision_kind */
    uint16_t product_id;
    uint64_t from;
    uint64_t through;
    uint32_t accounts[ALERT_ACCOUNTS]; /* tape: only these; none: of all */
    uint32_t account_count;
    const struct report *report;
    enum report_format format;
    int32_t date;
    size_t offset;  /* report: bytes of its text that are left out in front */
    size_t limit;   /* the page's length at most; 0: as much as is handed out at once */
    uint64_t asker; /* a key; for fairness only */
    supervision_done *done;
    void *context;
};

/* An order of a book as it was. */
struct book_order {
    uint64_t order_id;
    int64_t price_ticks;
    int64_t shown_lots;
    int64_t open_lots;
    uint32_t account_id;
};

struct book_side {
    struct book_order *orders; /* in priority, best first */
    uint32_t count;
};

/* What an account quoted for a programme on a date, and what the terms make of it. */
struct programme_figures {
    uint32_t programme_id;
    uint16_t product_id;
    bool is_counted; /* terms and enrolment stood for the whole date */
    bool is_met;
    int64_t due_ns;
    int64_t quoted_ns;
    int64_t uptime_ppm;
    int64_t required_ppm;
    int64_t maker_lots;
    int64_t maker_fee_micros;
    int64_t amount_micros;
    int64_t paid_micros;
    uint64_t paid_by; /* sequence of the payment; 0: none yet */
};

/* Good until the callback returns. */
struct supervision_answer {
    const struct supervision_question *question;
    const char *fault; /* NULL: it was found */
    bool is_absent;    /* there is no such thing; else it could not be searched for */
    uint64_t through;  /* the journal was read up to here */
    int64_t time_ns;   /* of that command */
    struct book_side sides[2];
    int64_t mark_e4;
    int64_t index_e4;
    const struct event *events; /* of the tape */
    uint32_t event_count;
    const struct programme_figures *programmes;
    uint32_t programme_count;
    bool is_complete;   /* the tape was not cut; the trade date has ended */
    bool is_reconciled; /* every total equals the tape and the ledger */
    uint64_t compared;  /* totals */
    const char *text;   /* a page of the report; of evidence and what-if all of it */
    size_t size;
    size_t text_size; /* report: of the whole text */
    const char *more; /* evidence, what-if: the JSON */
    size_t more_size;
};

enum supervision_took {
    SUPERVISION_TAKEN,
    SUPERVISION_BUSY, /* too many wait, in all or for this asker */
    SUPERVISION_FAILED
};

enum supervision_took supervision_ask(struct supervision *supervision,
                                      const struct supervision_question *question);

/* --- verification ----------------------------------------------------------------------------- */

enum verify_state { VERIFY_NONE = 0, VERIFY_RUNNING, VERIFY_DONE, VERIFY_FAILED };

struct verify_report {
    uint32_t state;   /* enum verify_state */
    uint64_t through; /* reached so far */
    uint64_t of;      /* what was durable when it began: it ends there */
    uint64_t commands;
    uint64_t events;
    uint64_t seals;
    uint64_t heads;
    uint64_t snapshots;
    int64_t begin_ns; /* real time */
    int64_t end_ns;
    struct hash128 output_hash;
    struct hash128 state_hash;
    char fault[JOURNAL_ERROR_LINE_SIZE]; /* what does not hold */
};

/* Runs the whole journal again, up to what is durable now.  False: one is running. */
bool supervision_verify(struct supervision *supervision, int64_t now_ns);
struct verify_report supervision_verified(struct supervision *supervision);

struct supervision_figures {
    uint64_t sequence;
    uint64_t alert_count;
    uint64_t case_count;
    uint64_t search_count;
    bool has_failed;
};

struct supervision_figures supervision_figures(struct supervision *supervision);

#endif
