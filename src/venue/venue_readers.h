/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_readers.h - market data and read model: made, fed, and brought up to date.
 *
 * Role       One command at a time, in the order that the readers ask for: in recovery from the
 *            commands that are run again, afterwards from the gateway.
 * Invariant  The readers in memory see each command once.
 * Rules      R-COD-1.
 */
#ifndef PERPETUA_VENUE_VENUE_READERS_H
#define PERPETUA_VENUE_VENUE_READERS_H

#include "venue/venue.h"

/* The command that recovery is running again, until all its events are there. */
struct replay {
    struct venue *venue;
    struct command command;
    bool has_command;
    struct event *list;
    size_t capacity;
    size_t count;
    bool has_failed;
};

/* Makes the readers for a venue of these capacities.  False: the log says why. */
bool venue_readers_open(struct venue *venue, const struct core_config *capacities);

/* Recovery: a command, its events in pieces; the end of all.  False: a reader failed. */
void replay_command(struct replay *replay, const struct command *command);
void replay_events(struct replay *replay, const struct event *list, uint32_t count);
bool replay_end(struct replay *replay);

/* Lets the gateway feed them from now on. */
void venue_readers_attach(struct venue *venue);

/* R-COD-1: whoever was connected when the process ended is not any more.  Cancels the live orders
 * that were to end with their session.  False: the journal failed. */
bool venue_cancel_disconnected(struct venue *venue);

void venue_readers_close(struct venue *venue);

#endif
