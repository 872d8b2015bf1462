/* SPDX-License-Identifier: Apache-2.0 */
/*
 * step.c - see step.h.
 *
 * Rules  R-ACTION-1, R-ACTION-2, R-ACTION-3.
 */
#include "supervision/step.h"

struct journal_step step_make(struct step_maker *maker, const struct command *command,
                              const struct event *events, uint32_t event_count)
{
    worked_begin(&maker->worked, command);
    for (uint32_t i = 0; i < event_count; i++) worked_event(&maker->worked, &events[i]);
    return (struct journal_step){.command = command,
                                 .worked = worked_accepted(&maker->worked),
                                 .events = events,
                                 .event_count = event_count};
}
