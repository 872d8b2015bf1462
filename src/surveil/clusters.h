/* SPDX-License-Identifier: Apache-2.0 */
/*
 * clusters.h - accounts that behave as one, whoever owns them.
 *
 * Role       Watches which accounts begin to act together, trade with one another, send transfers
 *            to one another and are worked in one session; what that adds up to is a score, and two
 *            accounts whose score is high enough become one cluster of the view.
 * Invariant  Memory is fixed.  A cluster that behaviour made has no more than `size` accounts.
 *            Nothing is found from one sign that chance explains: a bout counts as together only in
 *            a quiet moment, and only if it is so more often than the other's bouts would be there
 *            by chance.
 * Ownership  From clusters_init to clusters_release.
 * Rules      none of its own: docs/surveillance/clusters.md has parameters and formula.
 */
#ifndef PERPETUA_SURVEIL_CLUSTERS_H
#define PERPETUA_SURVEIL_CLUSTERS_H

#include "surveil/detector.h"

#define CLUSTERS_RECENT 32u /* latest beginnings of bouts */

struct bout_start {
    int64_t time_ns;
    uint32_t account_id;
    uint8_t sides; /* mask of those it has acted on in the bout */
};

struct clusters {
    struct view *view;
    struct cells cells;
    int64_t values[DETECTOR_PARAMETERS_MAX];
    struct bout_start recent[CLUSTERS_RECENT]; /* ring */
    uint64_t recent_count;                     /* ever */
    uint32_t session_id; /* of the latest order command, and for which account it was */
    uint32_t session_account_id;
};

/* Published like those of a detector. */
extern const struct parameter clusters_parameters[];
extern const uint32_t clusters_parameter_count;

/* False: there is no memory. */
bool clusters_init(struct clusters *clusters, struct view *view);
void clusters_release(struct clusters *clusters);

/* Written down, or taken up: keep/keep.h. */
struct keep;
void clusters_keep(struct clusters *clusters, struct keep *keep);

/* Another value; false: there is no parameter of the name. */
bool clusters_set(struct clusters *clusters, const char *name, int64_t value);

/* An event that the view has taken over, before the detectors see it. */
void clusters_event(struct clusters *clusters, const struct event *event);

/* A command that was not refused, after its events. */
void clusters_command(struct clusters *clusters, const struct command *command);

#endif
