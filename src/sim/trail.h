/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trail.h - the commands of a run, so that it can be run again with some of them left out.
 *
 * Role       Order ids change when commands are left out.  A trail therefore remembers which of its
 *            commands made the order that a later command names, and puts in the id that the order
 *            has in the run at hand.
 * Ownership  trail_free frees what trail_append allocated.
 */
#ifndef PERPETUA_SIM_TRAIL_H
#define PERPETUA_SIM_TRAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "model/command.h"
#include "model/event.h"

struct trail_step {
    struct command command;
    bool names_order;
    uint32_t maker_step; /* whose order the command names */
    uint32_t maker_leg;
    uint64_t made_ids[LIST_LEGS_MAX]; /* orders that it made in the run at hand; 0 none */
};

struct trail {
    struct trail_step *steps;
    uint32_t count;
    uint32_t capacity;
};

/* Before the command is stepped: remembers it. */
void trail_append(struct trail *trail, const struct command *command);

/* Before a run with the steps remembered so far: no step has made an order yet. */
void trail_restart(struct trail *trail);

/* After it was stepped: remembers the orders that step `at` made. */
void trail_note(struct trail *trail, uint32_t at, const struct event *list, uint32_t count);

/* Step `at` as the command with this sequence of the run at hand. */
struct command trail_command(const struct trail *trail, uint32_t at, uint64_t sequence);

void trail_free(struct trail *trail);

#endif
