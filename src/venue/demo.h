/* SPDX-License-Identifier: Apache-2.0 */
/*
 * demo.h - the demonstration: its listing, and the made-up participants that trade.
 *
 * Role       Sends the bootstrap's commands to a journal that lacks them, and drives the agents
 *            from a timer.
 * Invariant  Agents have no rights that a member lacks; nothing is sent once the venue stops.
 */
#ifndef PERPETUA_VENUE_DEMO_H
#define PERPETUA_VENUE_DEMO_H

#include "venue/venue.h"

/* Sends what is missing of the bootstrap, lets the agents in, and waits until all of it is durable.
 * False: the log says why. */
bool demo_start(struct venue *venue);

/* Lets the agents do what is due by the venue's clock: in every turn, because a clock that runs
 * fast moves from turn to turn.  Returns the real time until they want to go on. */
int64_t demo_advance(struct venue *venue);

#endif
