/* SPDX-License-Identifier: Apache-2.0 */
/*
 * main.c - perpetua SUBCOMMAND: finds the subcommand and hands over.
 */
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"

struct subcommand {
    const char *name;
    const char *summary;
    int (*run)(int argc, char **argv);
};

static const struct subcommand subcommands[] = {
    {"venue", "run a venue: recover, serve, stop in order", cli_venue},
    {"feed-server", "play prices in the protocols of five spot venues", cli_feed_server},
    {"replay", "run a recorded exchange day through the core and compare", cli_replay},
    {"check", "recompute what other venues published and compare", cli_check},
    {"verify", "run a journal again from its start and check every byte and hash", cli_verify},
    {"recover", "say what recovery finds in a data directory", cli_recover},
    {"explain", "print how a number came about, from the journal", cli_explain},
    {"report", "write the reports of a trade date, from the journal", cli_report},
    {"register", "print the regulatory register of a journal", cli_register},
    {"whatif", "say what a decision, or another rule of deleveraging, changes", cli_whatif},
    {"evidence", "say what meets each core principle, with figures of a journal", cli_evidence},
    {"quality", "say how good a market was, beside another venue's", cli_quality},
    {"journal", "print or archive the records of a journal", cli_journal},
    {"surveil", "run the detectors of market abuse over a journal, and measure them", cli_surveil},
    {"bench", "measure the core, the journal and the memory", cli_bench},
};

static const size_t subcommand_count = sizeof subcommands / sizeof subcommands[0];

static void print_usage(FILE *out)
{
    fprintf(out,
            "usage: perpetua SUBCOMMAND [ARGUMENTS]\n"
            "       perpetua SUBCOMMAND --help\n\n"
            "A deterministic venue for perpetual futures: every number it gives can be proved\n"
            "by running its journal again.\n\n");
    for (size_t i = 0; i < subcommand_count; i++) {
        fprintf(out, "  %-11s %s\n", subcommands[i].name, subcommands[i].summary);
    }
    fprintf(out, "  %-11s %s\n  %-11s %s\n", "version", "print the version", "help",
            "print this text");
    fprintf(out,
            "\nexit status: 0 done, 1 what was checked does not hold, 2 unusable input or call\n");
}

/* What was printed must have arrived; whoever failed has said why. */
static int finish(int exit_code)
{
    bool is_printed = fflush(stdout) == 0 && ferror(stdout) == 0;
    if (is_printed || exit_code == EXIT_UNUSABLE) return exit_code;
    fprintf(stderr, "perpetua: standard output cannot be written\n");
    return EXIT_UNUSABLE;
}

int main(int argc, char **argv)
{
    const char *name = argc < 2 ? "" : argv[1];
    if (strcmp(name, "help") == 0 || strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        print_usage(stdout);
        return finish(EXIT_OK);
    }
    if (strcmp(name, "version") == 0 || strcmp(name, "--version") == 0) {
        puts("perpetua " PERPETUA_VERSION);
        return finish(EXIT_OK);
    }
    for (size_t i = 0; i < subcommand_count; i++) {
        if (strcmp(name, subcommands[i].name) != 0) continue;
        return finish(subcommands[i].run(argc - 1, argv + 1));
    }
    if (name[0] == '\0') {
        print_usage(stderr);
    } else {
        fprintf(stderr, "perpetua: there is no subcommand '%s'; see perpetua help\n", name);
    }
    return EXIT_UNUSABLE;
}
