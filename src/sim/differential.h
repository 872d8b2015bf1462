/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differential.h - a random stream through the core and the naive venue, until they differ.
 *
 * Role       One seed is one run.  When the two differ, the run is repeated with ever fewer
 *            commands until no more can be left out, and what is left is printed with both answers.
 * Invariant  The same seed, counts and options give the same run on every machine.
 */
#ifndef PERPETUA_SIM_DIFFERENTIAL_H
#define PERPETUA_SIM_DIFFERENTIAL_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "sim/coverage.h"

struct differential_options {
    uint64_t seed;
    uint64_t command_count;
    uint32_t products;          /* listed at the start, 1..8 */
    uint32_t parts;             /* mask of enum economy_part */
    uint32_t compare_interval;  /* commands between two comparisons of states */
    uint32_t snapshot_interval; /* commands between two changes of the core for its copy */
    uint64_t plant_at;          /* the command at which a fault is planted; 0: never */
    bool is_shrunk;             /* a run that differs is told with as few commands as possible */
    bool is_verbose;            /* prints every command and event */
};

struct differential_options differential_defaults(void);

/* True if both agreed to the end.  Everything that is printed goes to `out`. */
bool differential_run(const struct differential_options *options, struct coverage *coverage,
                      FILE *out);

#endif
