/* SPDX-License-Identifier: Apache-2.0 */
/*
 * pair.h - the core and the naive venue side by side.
 *
 * Role       Steps both with the same command and compares what they say, byte for byte, and on
 *            request what they know.  Order ids are bound when both bring an order to life in the
 *            same event of the same command; from then on each must use its own where the other
 *            uses its own.
 * Invariant  After a difference the pair is not stepped any more.
 * Ownership  pair_create allocates all that both venues need, pair_destroy frees it.
 */
#ifndef PERPETUA_SIM_PAIR_H
#define PERPETUA_SIM_PAIR_H

#include <stdbool.h>
#include <stdint.h>

#include "core/core.h"
#include "sim/naive.h"

/* Parts of the economy (enum economy_part) that the core knows, and in which both are compared. */
#define CORE_PARTS ((uint32_t)PARTS_ALL)

struct pair;

#define DIFFERENCE_TEXT_SIZE 256

/* Where the two came apart. */
struct difference {
    bool exists;
    uint32_t index;     /* of the first event that differs, if it was an event */
    uint32_t signature; /* equal for differences that are likely to have one cause */
    char text[DIFFERENCE_TEXT_SIZE];
};

struct pair *pair_create(const struct core_config *config);
void pair_destroy(struct pair *pair);

/*
 * Plants a fault: with the next command the naive venue gets a TICK instead.  A harness that has
 * never seen a difference proves nothing.
 */
void pair_plant(struct pair *pair);

/* Steps both.  Returns false, and says why, when they differ or one of them stops. */
bool pair_step(struct pair *pair, const struct command *command, struct difference *difference);

/* core_audit, then every balance, account, position, product, book and order of both. */
bool pair_compare_states(struct pair *pair, struct difference *difference);

/* Writes the state of the core as a snapshot, reads it into a fresh core, and goes on with that. */
bool pair_change_core(struct pair *pair, struct difference *difference);

/* Events of the command stepped last: the core's, and the naive venue's with the core's ids. */
const struct event *pair_core_events(const struct pair *pair, uint32_t *count);
const struct event *pair_naive_events(const struct pair *pair, uint32_t *count);

#endif
