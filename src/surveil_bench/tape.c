/* SPDX-License-Identifier: Apache-2.0 */
/*
 * tape.c - see tape.h.
 */
#include "surveil_bench/tape.h"

#include <stdlib.h>
#include <string.h>

#include "market_data/grow.h"

bool tape_events(struct tape *tape, const struct event *list, uint32_t count)
{
    void *items = tape->events;
    bool has_room =
        array_make_room(&items, &tape->event_room, sizeof *tape->events, tape->event_count + count);
    tape->events = items;
    if (!has_room) return false;
    memcpy(tape->events + tape->event_count, list, count * sizeof *list);
    tape->event_count += count;
    return true;
}

bool tape_command(struct tape *tape, const struct command *command)
{
    void *items = tape->commands;
    bool has_room = array_make_room(&items, &tape->command_room, sizeof *tape->commands,
                                    tape->command_count + 1);
    tape->commands = items;
    if (!has_room) return false;
    tape->commands[tape->command_count++] =
        (struct tape_command){.command = *command, .event_end = tape->event_count};
    return true;
}

void tape_release(struct tape *tape)
{
    free(tape->events);
    free(tape->commands);
    *tape = (struct tape){0};
}

bool tape_play(const struct tape *tape, struct surveil *surveil)
{
    bool has_memory = true;
    uint32_t first = 0;
    for (uint32_t i = 0; has_memory && i < tape->command_count; i++) {
        const struct tape_command *entry = &tape->commands[i];
        has_memory = surveil_events(surveil, tape->events + first, entry->event_end - first) &&
                     surveil_command(surveil, &entry->command);
        first = entry->event_end;
    }
    return has_memory;
}
