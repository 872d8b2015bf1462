/* SPDX-License-Identifier: Apache-2.0 */
/*
 * explain.h - receipts for what a journal holds: index, marks, funding, margin, liquidations.
 *
 * Role       Takes every command with its events, computes each explainable number again by the
 *            derive_* files, and prints the receipt of the one that was asked for.  With no
 *            printing wanted it is a check of all receipts of a journal.
 * Invariant  What is compared was computed from earlier facts of the journal, never from the event
 *            that it is compared with, unless the receipt says that it is an input.
 * Ownership  An explain owns its memory from explain_init to explain_release.
 */
#ifndef PERPETUA_LAB_EXPLAIN_H
#define PERPETUA_LAB_EXPLAIN_H

#include <stdio.h>

#include "lab/derive_margin.h"
#include "lab/receipt.h"
#include "lab/watch.h"

enum explain_subject {
    EXPLAIN_INDEX,       /* event INDEX */
    EXPLAIN_MARK,        /* event MARK */
    EXPLAIN_FUNDING,     /* events PREMIUM, FUNDING, FUNDING_PAYMENT */
    EXPLAIN_MARGIN,      /* events ACCOUNT_QUEUED, ACCOUNT_HEALTHY */
    EXPLAIN_LIQUIDATION, /* events LIQUIDATION, CLOSE_OUT */
    EXPLAIN_SUBJECTS
};

#define EXPLAIN_ANY_INDEX UINT32_MAX

/* Which receipt to print. */
struct explain_request {
    enum explain_subject subject; /* EXPLAIN_SUBJECTS: none */
    uint64_t sequence;
    uint32_t event_index; /* EXPLAIN_ANY_INDEX: the first of the subject in the command */
    FILE *out;
    bool is_json;
};

struct explain_total {
    uint64_t receipts;
    uint64_t verified;
    uint64_t first_failed; /* sequence; 0: none failed */
};

struct explain {
    struct watch watch;
    struct explain_request request;
    bool is_found;    /* the receipt asked for was printed */
    bool is_verified; /* and it verifies */
    struct explain_total totals[EXPLAIN_SUBJECTS];
    /* Of the command at hand. */
    const struct event *events;
    uint32_t event_count;
};

/* "index" for EXPLAIN_INDEX. */
const char *explain_subject_name(enum explain_subject subject);

/* The subject that an event's receipt belongs to; EXPLAIN_SUBJECTS if it has none. */
enum explain_subject explain_subject_of(const struct event *event);

/* False if there is no memory. */
bool explain_init(struct explain *explain, const struct explain_request *request);
void explain_release(struct explain *explain);

/* One command with all its events.  False if there is no memory. */
bool explain_command(struct explain *explain, const struct command *command,
                     const struct event *events, uint32_t event_count);

/* --- used by the explain_*.c only ------------------------------------------------------------- */

/* Begins the receipt of an event: printed if it is the one asked for. */
void explain_begin(struct explain *explain, struct receipt *receipt, enum explain_subject subject,
                   const struct event *event, const char *title);
void explain_end(struct explain *explain, struct receipt *receipt, enum explain_subject subject,
                 const struct event *event);

/* The boundary of the price step in which an event of the product was given (R-STEP-2). */
int64_t explain_boundary_ns(const struct explain *explain, uint16_t product_id);

/* R-FUND-6: the rate that the buckets closed so far would give. */
int64_t explain_estimate_e12(const struct watch_product *product);

/* "FILL 1002" */
#define ORIGIN_SIZE 64
const char *explain_origin(char out[ORIGIN_SIZE], const char *what, uint64_t sequence);

/* Amounts in the units of a product. */
struct amount amount_fine(const struct watch_product *product, int64_t ticks_e4);
struct amount amount_money(int64_t micros);
struct amount amount_lots(int64_t lots);
struct amount amount_rate(int64_t rate_e12);
struct amount amount_nanos(int64_t nanos);
struct amount amount_count(int64_t count, const char *unit);

/* Samples and accruals of the step that an event MARK is from, unless PREMIUM or FUNDING did it. */
void explain_funding_step(struct explain *explain, const struct event *event);

void explain_index(struct explain *explain, const struct event *event);
void explain_mark(struct explain *explain, const struct event *event);
void explain_premium(struct explain *explain, const struct event *event);
void explain_funding(struct explain *explain, const struct event *event);
void explain_payment(struct explain *explain, const struct event *event);
void explain_risk(struct explain *explain, const struct event *event);
void explain_liquidation(struct explain *explain, const struct event *event);
void explain_close_out(struct explain *explain, const struct event *event);

#endif
