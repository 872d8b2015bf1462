/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_history.h - the history as one of the venue's readers.
 *
 * Role       Opens the database of the configuration, gives it every command and its events, and
 *            waits for it where a snapshot must not be ahead of it.
 * Invariant  history has a command whole or not at all; what is given twice counts once.
 */
#ifndef PERPETUA_VENUE_VENUE_HISTORY_H
#define PERPETUA_VENUE_VENUE_HISTORY_H

#include "venue/venue.h"

/* Opens it and fills venue->market and venue->orders with what it has; sets history_sequence.
 * False: the log says why. */
bool venue_history_open(struct venue *venue, const struct core_config *capacities);

enum history_took { HISTORY_TOOK, HISTORY_HAS_NO_ROOM, HISTORY_HAS_FAILED };

/* The terms of an order before its events; the events of a command. */
enum history_took venue_history_command(struct venue *venue, const struct command *command);
enum history_took venue_history_step(struct venue *venue, const struct gateway_step *step);

/* Waits until everything up to the core's sequence is in the database.  False: the log says why. */
bool venue_history_settle(struct venue *venue);

bool venue_history_close(struct venue *venue);

#endif
