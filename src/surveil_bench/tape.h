/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tape.h - the commands and events of a day, kept so that they can be shown again.
 *
 * Role       What a day of the benchmark showed the detectors, to measure what showing it costs.
 * Ownership  A tape owns its memory; tape_release gives it back.
 */
#ifndef PERPETUA_SURVEIL_BENCH_TAPE_H
#define PERPETUA_SURVEIL_BENCH_TAPE_H

#include "surveil/surveil.h"

struct tape_command {
    struct command command;
    uint32_t event_end; /* its events end before this one */
};

/* All zero to begin with. */
struct tape {
    struct event *events;
    struct tape_command *commands;
    uint32_t event_count;
    uint32_t event_room;
    uint32_t command_count;
    uint32_t command_room;
};

/* False: there is no memory. */
bool tape_events(struct tape *tape, const struct event *list, uint32_t count);
bool tape_command(struct tape *tape, const struct command *command);
void tape_release(struct tape *tape);

/* Shows all of it. False: memory ran out. */
bool tape_play(const struct tape *tape, struct surveil *surveil);

#endif
