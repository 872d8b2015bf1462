/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_run.h - a journal, run for a day of reports.
 *
 * Role       journal_run with a day_feed as its visitor.
 */
#ifndef PERPETUA_CLI_DAY_RUN_H
#define PERPETUA_CLI_DAY_RUN_H

#include "cli/journal_run.h"
#include "supervision/day_feed.h"

/* Runs the journal; the caller destroys the day.  An exit status, EXIT_DIFFERS not among them. */
int day_run(struct day_feed *feed, const char *program, const char *directory,
            struct journal_run_result *result);

#endif
