/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_file.h - a scenario file as statements with their expectations.
 *
 * Role       Reads the file and takes it apart; knows lines and bars, not what they say.  The first
 *            line names the rule; a line with something left of its first "|" is a statement; a
 *            line with nothing there continues the expectations of the statement above.
 * Ownership  scenario_file_read allocates, scenario_file_free frees.
 */
#ifndef PERPETUA_SIM_SCENARIO_FILE_H
#define PERPETUA_SIM_SCENARIO_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "sim/scenario_match.h"

struct scenario_line {
    const char *text; /* the whole line, as it was */
    char *left;       /* what is done; "" for a line that continues or says nothing */
    char *right;      /* what is expected; NULL without a bar */
    uint32_t bar;     /* the column of the bar */
};

struct scenario_file {
    char *original;
    char *copy; /* that lefts and rights point into */
    struct scenario_line *lines;
    uint32_t line_count;
    char error[256];
    uint32_t error_line; /* from 1 */
};

/* False: see error and error_line (0: the file as a whole). */
bool scenario_file_read(struct scenario_file *file, const char *path);

void scenario_file_free(struct scenario_file *file);

/* The expectations of the statement at `index`; returns the index behind its last line. */
uint32_t scenario_file_expected(const struct scenario_file *file, uint32_t index,
                                struct match_lines *expected);

#endif
