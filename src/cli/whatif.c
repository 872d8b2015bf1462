/* SPDX-License-Identifier: Apache-2.0 */
/*
 * whatif.c - perpetua whatif: what changes if perpetuals are decided to be swaps, or if lots are
 * taken from the other side by another rule (whatif_rule.c).
 *
 * Role       Runs the journal, and lets supervision make the decision on a copy of its last state.
 * Never      The journal is not written; the copy is thrown away.
 */
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/journal_run.h"
#include "cli/whatif_rule.h"
#include "supervision/what_if.h"

static const char help[] =
    "usage: perpetua whatif --regime swap --journal DIR\n"
    "       perpetua whatif --deleveraging METHOD --journal DIR --out DIR\n"
    "                       [--without-slices] [--without-fund] [--json]\n"
    "\n"
    "--regime swap says what would change for the products and accounts of a journal if\n"
    "perpetual futures were decided to be swaps: account class, eligibility, margin for a\n"
    "liquidation period of five days instead of one, reports. The changes are sent as commands\n"
    "to a copy of the state at the end of the journal; what the venue refuses is printed with\n"
    "its rule. The margin for five days is that for one times the square root of five, 2.236068,\n"
    "a convention and not a rule.\n"
    "\n"
    "--deleveraging runs the journal again with another method of deleveraging in the\n"
    "liquidation terms of every product of regime venue, and prints both runs side by side:\n"
    "batches, who gave lots, how these accounts ended. METHOD is water-filling (R-ADL-2), rank\n"
    "(R-ADL-3) or pro-rata (R-ADL-4). The other run is written to the journal of --out, with the\n"
    "same numbers and times; verify, explain, report and quality read it. Nobody answers the\n"
    "change: orders that were sent after it are the same, and are counted where one of the two\n"
    "venues refuses them. Where slices and the fund leave nothing to be deleveraged, make a\n"
    "harder crash first, and ask of its journal in turn:\n"
    "\n"
    "  perpetua whatif --deleveraging water-filling --without-slices --without-fund \\\n"
    "      --journal DIR --out HARD\n"
    "  perpetua whatif --deleveraging rank --journal HARD --out RANK\n"
    "\n"
    "  --journal DIR     the journal, or a copy of it; it is not written\n"
    "  --out DIR         where the other journal is made; there is none yet\n"
    "  --without-slices  accounts are closed out at once, not slice by slice through the book\n"
    "  --without-fund    funds take no positions over\n"
    "  --json            one JSON object with all batches and accounts\n"
    "\n"
    "exit status: 0 printed, 1 the journal gives other hashes than it stores, 2 unusable input\n"
    "or call\n";

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
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--deleveraging") == 0) return whatif_rule(argc, argv);
    }
    bool is_good = argc == 5 && strcmp(argv[1], "--regime") == 0 && strcmp(argv[2], "swap") == 0 &&
                   strcmp(argv[3], "--journal") == 0;
    if (!is_good) {
        fprintf(stderr, "perpetua whatif: expected --regime swap or --deleveraging METHOD, and "
                        "--journal DIR; see perpetua whatif --help\n");
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
