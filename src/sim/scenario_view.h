/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_view.h - "check ...": what an engine holds, as lines that a scenario can expect.
 *
 * Role       Private to scenario_*.c.  An account, a position, an order, a book, a product or the
 *            venue's own ledger entries, in the form of events: see test/scenario/README.md.
 */
#ifndef PERPETUA_SIM_SCENARIO_VIEW_H
#define PERPETUA_SIM_SCENARIO_VIEW_H

#include "sim/scenario_words.h"
#include "sim/scenario_world.h"

#define VIEW_LINES_MAX 64u
#define VIEW_LINE_SIZE 256u

struct view_lines {
    char list[VIEW_LINES_MAX][VIEW_LINE_SIZE];
    uint32_t count;
};

/* Is this statement a look and not a command? */
bool view_is_asked(const struct words *words);

/* Writes the lines.  False: see world->error. */
bool view_write(struct scenario_world *world, struct words *words, struct view_lines *lines);

#endif
