/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_feed.h - a day of reports, fed with the steps of a journal and compared with the ledger.
 *
 * Role       Between a run of the journal and report/: shows the day each command with its events,
 *            the audit trail too, and at the end of the date and of the journal compares balances,
 *            positions and margins with the core's.  `perpetua report`, `perpetua evidence` and the
 *            running venue are this work; they differ in who runs the journal.
 * Ownership  The caller destroys feed->day, which day_feed_begin makes.
 */
#ifndef PERPETUA_SUPERVISION_DAY_FEED_H
#define PERPETUA_SUPERVISION_DAY_FEED_H

#include "node/venue_view.h"
#include "report/audit.h"
#include "report/reconcile.h"
#include "supervision/step.h"

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

/* Before the first command, each command, after the last.  False: out of memory. */
bool day_feed_begin(struct day_feed *feed, const struct core_config *capacities);
bool day_feed_step(struct day_feed *feed, const struct journal_step *step, const struct core *core);
bool day_feed_end(struct day_feed *feed, const struct core *core);

#endif
