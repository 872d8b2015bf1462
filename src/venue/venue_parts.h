/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_parts.h - what venue.c asks of venue_open.c.
 *
 * Role       Making the parts of a venue in order, ending them in the reverse order.
 * Invariant  venue_parts_close ends whatever venue_parts_open has made, however far it came.
 */
#ifndef PERPETUA_VENUE_VENUE_PARTS_H
#define PERPETUA_VENUE_VENUE_PARTS_H

#include "venue/venue.h"

bool venue_parts_open(struct venue *venue);
void venue_parts_close(struct venue *venue);

/* Settles and writes a snapshot.  False: the log says why. */
bool venue_snapshot(struct venue *venue);

/* The journal failed: what it said. */
void venue_say_failure(struct venue *venue);

/* Prints on standard output how a client connects. */
void venue_say_how_to_connect(const struct venue *venue);

#endif
