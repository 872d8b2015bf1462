/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_match.h - does what an engine said fit what a scenario expects?
 *
 * Role       Private to scenario_*.c.  An expectation is the text of an event with some of its
 *            fields left out: the head must be equal, every field that is written must be there
 *            with that value, in any order.  A trade stands for its two fills, unless the next
 *            expectation is a fill.
 */
#ifndef PERPETUA_SIM_SCENARIO_MATCH_H
#define PERPETUA_SIM_SCENARIO_MATCH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define MATCH_LINES_MAX 512u

struct match_lines {
    const char *list[MATCH_LINES_MAX];
    uint32_t count;
};

/* Fits one expectation to one line? */
bool match_line(const char *expected, const char *actual);

/*
 * Do the lines fit, all of them and in order?  Else *expected_at and *actual_at are the first two
 * that do not fit each other; either can be the end of its list.
 */
bool match_lines(const struct match_lines *expected, const struct match_lines *actual,
                 uint32_t *expected_at, uint32_t *actual_at);

/*
 * The line to write into a scenario for `actual`: with the fields that `expected` (or NULL) names,
 * if its head is of the same kind, else with all of them.  Returns the length.
 */
size_t match_rewrite(char *out, size_t size, const char *expected, const char *actual);

/* Is this the line of a fill, which a trade stands for? */
bool match_is_fill(const char *line);

#endif
