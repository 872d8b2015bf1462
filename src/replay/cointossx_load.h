/* SPDX-License-Identifier: Apache-2.0 */
/*
 * cointossx_load.h - conformance cases in memory.
 *
 * Role       Collects the files of each case: TestN_Init, TestN_Input, TestN_Output and
 *            TestN_Trades of one folder belong together.  Every line is read before any case is
 *            run.
 * Invariant  A case has an input and an expected book; the other lists may be empty.
 * Rules      none.
 */
#ifndef PERPETUA_REPLAY_COINTOSSX_LOAD_H
#define PERPETUA_REPLAY_COINTOSSX_LOAD_H

#include <stdbool.h>
#include <stddef.h>

#include "replay/fault.h"
#include "wire/import_cointossx.h"

#define COINTOSSX_CASES_MAX  250u
#define COINTOSSX_LINES_MAX  64u
#define COINTOSSX_FOLDER_MAX 256u

struct cointossx_orders {
    struct cointossx_order list[COINTOSSX_LINES_MAX];
    size_t count;
    bool is_there; /* the file was found */
};

struct cointossx_trades {
    struct cointossx_trade list[COINTOSSX_LINES_MAX];
    size_t count;
};

struct cointossx_case {
    char folder[COINTOSSX_FOLDER_MAX];
    unsigned number;
    struct cointossx_orders init;
    struct cointossx_orders input;
    struct cointossx_orders output;
    struct cointossx_trades trades;
};

struct cointossx_cases {
    struct cointossx_case *list; /* by folder, then by number */
    size_t count;
};

/* After false nothing is held. */
bool cointossx_load(struct cointossx_cases *cases, const char *path, struct replay_fault *fault);

void cointossx_free(struct cointossx_cases *cases);

#endif
