/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supervision_parts.h - what the threads of supervision share.
 *
 * Role       Used by supervision.c and the search*.c only.
 * Invariant  The shelf, the questions, what is finished and the verify report are touched under the
 *            lock alone; the lookout by the thread that observes alone.  Questions and finished
 *            ones together never exceed SUPERVISION_WAITING_MAX.
 */
#ifndef PERPETUA_SUPERVISION_SUPERVISION_PARTS_H
#define PERPETUA_SUPERVISION_SUPERVISION_PARTS_H

#include "os/os_thread.h"
#include "supervision/day_feed.h"
#include "supervision/lookout.h"
#include "supervision/supervision.h"
#include "supervision/walk.h"

#define SEARCH_TEXT_MAX   SUPERVISION_TEXT_MAX
#define SEARCH_SPOOL_MAX  ((size_t)4 << 30)
#define SEARCH_FAULT_SIZE 160u

/* A text that grows up to SEARCH_TEXT_MAX in memory, or up to SEARCH_SPOOL_MAX in a file without a
 * name, written through a stream. */
struct search_text {
    FILE *out;
    FILE *spool; /* NULL: in memory */
    char *bytes;
    size_t size;
    size_t capacity;
    bool is_cut;
};

/* False: no memory. */
bool search_text_open(struct search_text *text);
/* False: no memory, or no room for a temporary file. */
bool search_text_spool(struct search_text *text);
/* Ends the stream; the bytes stay.  False: it was cut. */
bool search_text_end(struct search_text *text);

/* The report that was written last, for who reads it page by page. */
struct report_spool {
    struct search_text text; /* no spool: nothing is kept */
    const struct report *report;
    enum report_format format;
    int32_t date;
    uint64_t through;
    struct supervision_answer answer;
};

void report_spool_close(struct report_spool *spool);

/* What was found, with the memory that it is in. */
struct finding {
    struct supervision_question question;
    struct supervision_answer answer;
    struct book_order *orders[2];
    struct event *events;
    struct programme_figures programmes[PROGRAMMES_MAX];
    struct search_text text;
    struct search_text more;
    char fault[SEARCH_FAULT_SIZE];
};

void finding_destroy(struct finding *finding);

struct supervision {
    struct supervision_config config;
    struct os_lock lock;
    struct shelf shelf;
    struct lookout *lookout;
    struct report_spool spool;                                    /* of the thread that searches */
    struct supervision_question waiting[SUPERVISION_WAITING_MAX]; /* the first is searched for */
    uint32_t waiting_count;
    struct finding *finished[SUPERVISION_WAITING_MAX];
    _Atomic uint32_t finished_count;
    struct verify_report verify;
    bool wants_verify;
    _Atomic uint64_t verify_through; /* reached */

    _Atomic uint64_t durable;
    _Atomic uint64_t reached;
    _Atomic uint64_t change;   /* shelf.change */
    _Atomic uint64_t taken_up; /* of it, as a checkpoint had it */
    _Atomic uint64_t search_count;
    _Atomic uint32_t is_stopping;
    _Atomic uint32_t has_failed; /* out of memory while it observed */
    _Atomic uint32_t word;       /* changes when there is something to search for */

    struct os_thread thread;
    bool has_thread;
};

os_thread_function supervision_search;

/* A walk of the journal up to `through`; NULL and a fault in the finding if it cannot begin. */
struct walk *search_walk(struct supervision *supervision, struct finding *finding, uint64_t from,
                         uint64_t through);
void search_walk_end(struct walk *walk);

/* The next step; false at the end, when the venue stops, or with a fault in the finding. */
bool search_step(struct supervision *supervision, struct walk *walk, struct finding *finding,
                 struct journal_step *step);

/* Shows the whole walk to a feed.  False: the finding says why. */
bool search_feed(struct supervision *supervision, struct finding *finding, struct day_feed *feed,
                 struct walk *walk);

/* The date is over, and what is listed and settles has been settled for it (R-SETTLE-6). */
bool search_is_complete(const struct day *day);

/* The reason why nothing was found; the second: there is no such thing. */
void search_fault(struct finding *finding, const char *text);
void search_absent(struct finding *finding, const char *text);

void search_book(struct supervision *supervision, struct finding *finding);
void search_tape(struct supervision *supervision, struct finding *finding);
void search_report(struct supervision *supervision, struct finding *finding);
void search_evidence(struct supervision *supervision, struct finding *finding);
void search_programmes(struct supervision *supervision, struct finding *finding);
void search_what_if(struct supervision *supervision, struct finding *finding);

#endif
