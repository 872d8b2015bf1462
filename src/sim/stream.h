/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream.h - a random but repeatable stream of commands which makes rare things common.
 *
 * Role       Feeds the differential test.  A script of about a hundred commands opens the venue:
 *            members, users, accounts, products with very different terms.  After it every kind of
 *            command comes, most of them valid, at prices close together, so that orders meet; some
 *            are bent so that each check of the rulebook has its turn.
 * Invariant  The stream depends on its seed and on the events it is shown, and on nothing else.
 * Ownership  stream_create allocates, stream_destroy frees.
 *
 * The stream keeps inside the capacities of stream_config, so that memory is never used up.
 */
#ifndef PERPETUA_SIM_STREAM_H
#define PERPETUA_SIM_STREAM_H

#include <stdint.h>

#include "core/core.h"
#include "model/command.h"
#include "model/event.h"
#include "sim/economy_part.h"

struct stream;

/* The capacities that the stream stays within. */
struct core_config stream_config(uint64_t seed);

/* `products` are listed at the start, 1..8; `parts` is a mask of enum economy_part, 0: none. */
struct stream *stream_create(uint64_t seed, uint32_t products, uint32_t parts);
void stream_destroy(struct stream *stream);

/* The next command, with its sequence, time and sender. */
void stream_next(struct stream *stream, struct command *command);

/* What the command caused: the ids of live orders, positions and states are taken from here. */
void stream_learn(struct stream *stream, const struct event *list, uint32_t count);

#endif
