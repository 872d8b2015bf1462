/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence.h - core principle by core principle: what the system does, its rule, its test, figures.
 *
 * Role       The mapping is data in evidence_map.c: for each principle what the software does, the
 *            rules of the rulebook, the tests that show it, what of this journal is counted, and
 *            what is not here.  This file writes it as a page and as JSON.
 * Invariant  Every rule and test that the mapping names exists (test/report/evidence_test.py).
 * Rules      R-REPORT-10, R-TIME-6.
 */
#ifndef PERPETUA_REPORT_EVIDENCE_H
#define PERPETUA_REPORT_EVIDENCE_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#define EVIDENCE_RULES   12u
#define EVIDENCE_TESTS   8u
#define EVIDENCE_FIGURES 8u
#define EVIDENCE_KINDS   65536u

/* Where a figure comes from. */
enum figure_source {
    FIGURE_NONE = 0, /* behind the last */
    FIGURE_EVENT,    /* events of a kind */
    FIGURE_COMMAND,  /* commands of a kind */
    FIGURE_REJECT,   /* refusals with a code */
    FIGURE_TOTAL     /* enum evidence_total */
};

enum evidence_total {
    TOTAL_COMMANDS,
    TOTAL_EVENTS,
    TOTAL_SEALS,
    TOTAL_HEADS,
    TOTAL_SNAPSHOTS,
    TOTAL_RECONCILED,
    TOTAL_LOTS,
    TOTAL_TRADE_DATES,
    TOTALS
};

struct evidence_figure {
    const char *label;
    uint16_t source; /* enum figure_source */
    uint16_t kind;
};

struct evidence_principle {
    const char *section; /* "38.250 - 38.258" */
    const char *name;
    const char *what;    /* the system does; NULL: nothing */
    const char *missing; /* what is not here, or is no matter of software; NULL: nothing known */
    const char *rules[EVIDENCE_RULES];
    const char *tests[EVIDENCE_TESTS]; /* paths in the source tree */
    struct evidence_figure figures[EVIDENCE_FIGURES];
};

extern const struct evidence_principle evidence_map[];
extern const uint32_t evidence_count;

/* What was counted in the journal. */
struct evidence {
    uint64_t commands[EVIDENCE_KINDS];
    uint64_t events[EVIDENCE_KINDS];
    uint64_t rejects[EVIDENCE_KINDS];
    uint64_t totals[TOTALS];
    uint64_t sequence_last;
    int64_t first_ns;
    int64_t last_ns;
    const char *output_hash;
    const char *state_hash;
    const char *chain_head;
    bool is_verified;   /* every stored hash was computed again */
    bool is_reconciled; /* balances, positions and margins are the ledger's */
};

uint64_t evidence_figure_of(const struct evidence *evidence, const struct evidence_figure *figure);

void evidence_write_page(const struct evidence *evidence, FILE *out);
void evidence_write_json(const struct evidence *evidence, FILE *out);

#endif
