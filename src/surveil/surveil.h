/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil.h - the detectors over the events of a venue.
 *
 * Role       Takes commands and their events in order, keeps the view, shows each event to every
 *            detector, keeps the alerts.  It reads, and changes nothing at the venue.
 * Invariant  The same commands and events give the same alerts.
 * Ownership  A surveil owns its memory from surveil_create to surveil_destroy.
 * Rules      none of its own: docs/surveillance says what each detector looks for and why.
 */
#ifndef PERPETUA_SURVEIL_SURVEIL_H
#define PERPETUA_SURVEIL_SURVEIL_H

#include "surveil/alert.h"
#include "surveil/detector.h"

struct surveil;

#define SURVEIL_DETECTORS 15u

/* The detectors there are, 0 to SURVEIL_DETECTORS - 1, in the order of docs/surveillance. */
const struct detector_kind *surveil_kind(uint32_t place);

/* SURVEIL_DETECTORS if there is none of the name. */
uint32_t surveil_find(const char *name);

/* `mask`: a bit for each detector that is to run.  NULL: there is no memory. */
struct surveil *surveil_create(uint32_t mask);
void surveil_destroy(struct surveil *surveil);

#define SURVEIL_ALL ((UINT32_C(1) << SURVEIL_DETECTORS) - 1)

/* Only the newest alerts are kept from now on, before the first: a venue may run for ever. */
void surveil_bound(struct surveil *surveil, uint32_t kept);

/* `raised` is told the number of each alert that is new or has grown.  NULL: nobody is. */
void surveil_listen(struct surveil *surveil, void (*raised)(void *context, uint32_t number),
                    void *context);

/* Another value of a parameter, before the first event.  False: there is none of the name. */
bool surveil_set(struct surveil *surveil, uint32_t place, const char *name, int64_t value);

/* The same of the clusters that behaviour makes, and what they are by default. */
bool surveil_set_clusters(struct surveil *surveil, const char *name, int64_t value);
const struct parameter *surveil_clusters_parameters(uint32_t *count);

/* Events in order, in pieces of any size.  False if memory ran out: stop. */
bool surveil_events(struct surveil *surveil, const struct event *list, uint32_t count);

/* A command that was worked and not refused, whose events all went in before. */
bool surveil_command(struct surveil *surveil, const struct command *command);

/* The same, where terms may wait for a second person: what holds behind the command at hand, which
 * may be another one, approved now; NULL: nothing new. */
bool surveil_worked(struct surveil *surveil, const struct command *at_hand,
                    const struct command *worked);

uint32_t surveil_alert_count(const struct surveil *surveil);
const struct alert *surveil_alert(const struct surveil *surveil, uint32_t number);

/* What it knows after the latest command, written down or taken up by one with the same detectors:
 * keep/keep.h.  The alert's names are those of this program's detectors. */
struct keep;
void surveil_keep(struct surveil *surveil, struct keep *keep);
void surveil_keep_alert(struct alert *alert, struct keep *keep);

/* Memory that is held: of live orders, accounts, positions and alerts, and what is fixed. */
uint64_t surveil_bytes(const struct surveil *surveil);
const struct view *surveil_view(const struct surveil *surveil);

#endif
