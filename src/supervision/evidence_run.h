/* SPDX-License-Identifier: Apache-2.0 */
/*
 * evidence_run.h - the figures of an evidence pack, counted while a journal is run.
 *
 * Role       A day_feed that also counts commands, events and refusals by kind for report/evidence.
 * Ownership  The caller destroys feed.day.
 */
#ifndef PERPETUA_SUPERVISION_EVIDENCE_RUN_H
#define PERPETUA_SUPERVISION_EVIDENCE_RUN_H

#include "node/verify.h"
#include "report/evidence.h"
#include "supervision/day_feed.h"

struct evidence_run {
    struct evidence evidence;
    struct day_feed feed; /* to be shown every step of the journal */
    struct settings settings;
    int32_t date; /* the trade date at hand */
    char chain[JOURNAL_HASH_TEXT_SIZE];
};

/* Differences between events and ledger are printed on `out`. */
void evidence_run_begin(struct evidence_run *run, FILE *out);

/* What the verification of the same journal found. */
void evidence_run_verified(struct evidence_run *run, const struct verify_result *verified,
                           bool holds);

/* The journal is over; the hashes of this run of it, which live as long as the run. */
void evidence_run_end(struct evidence_run *run, const char *output, const char *state);

#endif
