/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_feed.h - a day of reports, fed from a journal and compared with the ledger on the way.
 *
 * Role       Between journal_run and report/: shows the day each command with its events, the audit
 *            trail too, and at the end of the date and of the journal compares balances, positions
 *            and margins with the core's.
 */
#ifndef PERPETUA_CLI_DAY_FEED_H
#define PERPETUA_CLI_DAY_FEED_H

#include "cli/journal_run.h"
#include "report/audit.h"
#include "report/reconcile.h"

struct day_feed {
    struct day_config config;
    struct day *day;
    struct reconcile reconcile;
    FILE *trail_out; /* NULL: no audit trail */
    enum report_format trail_format;
    struct audit_trail trail;
    bool is_compared; /* with the ledger; false: only what the day says is wanted */
    /* Sees each command behind the day; NULL: nobody does. */
    void (*seen)(void *context, const struct journal_step *step);
    void *seen_context;
};

/* Runs the journal; the caller destroys the day.  An exit status, EXIT_DIFFERS not among them. */
int day_feed_run(struct day_feed *feed, const char *program, const char *directory,
                 struct journal_run_result *result);

#endif
