/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whatif.c - perpetua whatif: what changes if perpetuals are decided to be swaps.
 *
 * Role       Runs the journal, and lets supervision make the decision on a copy of its last state.
 * Never      The journal is not written; the copy is thrown away.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/journal_run.h"
#include "supervision/what_if.h"

static const char help[] =
    "usage: perpetua whatif --regime swap --journal DIR\n"
    "\n"
    "Says what would change for the products and accounts of a journal if perpetual futures were\n"
    "decided to be swaps: account class, eligibility, margin for a liquidation period of five\n"
    "days instead of one, reports. The changes are sent as commands to a copy of the state at\n"
    "the end of the journal; what the venue refuses is printed with its rule. The margin for\n"
    "five days is that for one times the square root of five, 2.236068, a convention and not a\n"
    "rule.\n"
    "\n"
    "  --journal DIR  the journal, or a copy of it; it is not written\n"
    "\n"
    "exit status: 0 printed, 1 the journal is damaged, 2 unusable input or call\n";

static bool begin(void *context, const struct core_config *capacities)
{
    struct what_if **what_if = context;
    *what_if = what_if_create(capacities);
    return *what_if != NULL;
}

static bool take(void *context, const struct journal_step *step, const struct core *core)
{
    struct what_if **what_if = context;
    (void)core;
    what_if_see(*what_if, step);
    return true;
}

static bool end(void *context, const struct core *core)
{
    struct what_if **what_if = context;
    if (!what_if_decide(*what_if, core)) return false;
    what_if_write_page(*what_if, stdout);
    return true;
}

int cli_whatif(int argc, char **argv)
{
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    bool is_good = argc == 5 && strcmp(argv[1], "--regime") == 0 && strcmp(argv[2], "swap") == 0 &&
                   strcmp(argv[3], "--journal") == 0;
    if (!is_good) {
        fprintf(stderr, "perpetua whatif: expected --regime swap --journal DIR; see perpetua "
                        "whatif --help\n");
        return EXIT_UNUSABLE;
    }
    struct what_if *what_if = NULL;
    struct journal_visitor visitor = {.program = "perpetua whatif",
                                      .directory = argv[4],
                                      .context = &what_if,
                                      .begin = begin,
                                      .command = take,
                                      .end = end};
    struct journal_run_result result;
    int exit_code = journal_run(&visitor, &result);
    what_if_destroy(what_if);
    return exit_code;
}
