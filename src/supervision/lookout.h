/* SPDX-License-Identifier: Apache-2.0 */
/*
 * lookout.h - what watches a running venue: detectors, market quality, cases, trade dates.
 *
 * Role       Is shown every step of the journal by the thread that runs it again, lets surveil and
 *            quality look, and puts what is new on the shelf.
 * Invariant  The same journal gives the same shelf.  The lock is taken only to put something on
 *            the shelf.
 * Ownership  A lookout owns its memory from lookout_create to lookout_destroy; the shelf and the
 *            lock are its owner's.
 * Rules      R-REPORT-1, R-CAL-1, R-DAY-4.
 */
#ifndef PERPETUA_SUPERVISION_LOOKOUT_H
#define PERPETUA_SUPERVISION_LOOKOUT_H

#include "os/os_thread.h"
#include "supervision/shelf.h"
#include "supervision/step.h"

struct lookout;

/* The figures of a shelf_period's row, in their order; the last is the latest rate of funding that
 * was charged, the others are columns of market quality. */
#define LOOKOUT_FIGURES 21u
extern const char *const lookout_figures[LOOKOUT_FIGURES];

/* NULL: no memory. */
struct lookout *lookout_create(struct shelf *shelf, struct os_lock *lock, uint32_t products_max);
void lookout_destroy(struct lookout *lookout);

/* What it knows after the latest command, written down or taken up: keep/keep.h.  The shelf is
 * moved by its owner. */
struct keep;
void lookout_keep(struct lookout *lookout, struct keep *keep);

/* False: out of memory. */
bool lookout_command(struct lookout *lookout, const struct command *command,
                     const struct event *events, uint32_t event_count);

#endif
