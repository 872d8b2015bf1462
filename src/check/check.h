/* SPDX-License-Identifier: Apache-2.0 */
/*
 * check.h - the core's formulas against figures that other venues published.
 *
 * Role       Each check has a name, the formats it reads and parameters with defaults.  It reads
 *            its files to their end, recomputes each published figure with the core's own
 *            functions, and prints one result line; docs/spec/check.md says what is compared.
 * Ownership  A call belongs to the caller and stays as long as the run.
 * Invariant  A fault is set exactly when the status is CHECK_BAD_INPUT; then nothing was compared.
 */
#ifndef PERPETUA_CHECK_CHECK_H
#define PERPETUA_CHECK_CHECK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "replay/fault.h"

/* Also the exit status of the command. */
enum check_status { CHECK_PASS = 0, CHECK_DIFFERS = 1, CHECK_BAD_INPUT = 2 };

#define CHECK_PARAMETERS_MAX 16u

/* "--NAME VALUE" on the command line: a decimal, held as a whole number of 10^-scale. */
struct check_parameter {
    const char *name;
    const char *help;
    int64_t value; /* unless it is given */
    int64_t min;
    int64_t max;
    unsigned scale;
};

struct check_call {
    const char *const *paths;
    size_t path_count;  /* at least 1 */
    const char *format; /* one of the check's, or NULL: told by content */
    const char *group;  /* the part of a file that is meant, or NULL: see the check's help */
    FILE *out;
    int64_t values[CHECK_PARAMETERS_MAX]; /* in the order of the check's parameters */
};

struct check {
    const char *name;
    const char *summary;
    const char *const *formats; /* ends with NULL */
    const struct check_parameter *parameters;
    size_t parameter_count;
    size_t path_max; /* files that one call reads */
    enum check_status (*run)(const struct check_call *call, struct replay_fault *fault);
};

/* Check number `index`, or NULL behind the last. */
const struct check *check_at(size_t index);

/* NULL for a name that is no check. */
const struct check *check_find(const char *name);

bool check_has_format(const struct check *check, const char *format);

/* Is this the format that was asked for, or was none? */
bool check_may_be(const struct check_call *call, const char *format);

/* The status of a comparison: bad input after a fault. */
enum check_status check_verdict(bool is_pass, const struct replay_fault *fault);

/* "pass" or "fail", for the end of a result line. */
const char *check_word(bool is_pass);

#endif
