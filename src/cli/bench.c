/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bench.c - perpetua bench: the figures of this machine, as tables.
 *
 * Role       Reads the arguments, says what the machine is, runs one measurement or all of them.
 *            bench/README.md says how they are made and what they were elsewhere.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/bench_core.h"
#include "cli/cli.h"

static const char help[] =
    "usage: perpetua bench [WHAT] [--commands N] [--rounds N] [--dir DIR]\n"
    "\n"
    "Measures on this machine and prints tables; without WHAT everything, in a few minutes.\n"
    "\n"
    "  core      commands in memory, all checks on: ns a command, percentiles; one product and a\n"
    "            hundred\n"
    "  hash      the same with the running hash of all events; hashing a state\n"
    "  journal   through a node with its journal, in memory and on disk; latency to durable\n"
    "  verify    running a journal again and checking everything in it\n"
    "  memory    bytes an order and an account take (fills 1.5 GiB)\n"
    "  attention marks that reach nobody, ten, a thousand, a hundred thousand of millions of\n"
    "            accounts (3 GiB); the check of margin\n"
    "  funding   the moment of funding, and the next touch of ten thousand to a million positions\n"
    "  settlement  cycles that mark ten thousand to a million positions, and the final one\n"
    "  l3        loading, reading and clearing a book of a million orders\n"
    "\n"
    "  --commands N   timed commands of each run (default 2000000; core and verify 5000000);\n"
    "                 of attention, funding and settlement the most accounts (default 1000000)\n"
    "  --rounds N     rounds of each measurement, of which the median counts (default 5)\n"
    "  --dir DIR      where journals are written, and removed again (default .)\n"
    "\n"
    "exit status: 0 measured, 2 unusable call, or not enough memory or disk\n";

struct measurement {
    const char *name;
    bool (*run)(const struct bench_options *options);
    uint64_t command_count;
    bool is_pinned; /* those with threads of their own need all processors, and come first */
};

static const struct measurement measurements[] = {
    {"journal", bench_journal, 2000000, false},
    {"verify", bench_verify, 5000000, false},
    {"core", bench_core, 5000000, true},
    {"hash", bench_hash, 2000000, true},
    {"attention", bench_attention, 1000000, true},
    {"funding", bench_funding, 1000000, true},
    {"settlement", bench_settlement, 1000000, true},
    {"l3", bench_l3, 0, true},
    {"memory", bench_memory, 0, true},
};

struct arguments {
    const char *what; /* NULL: everything */
    struct bench_options options;
};

static bool read_number(const char *text, uint64_t low, uint64_t high, uint64_t *value)
{
    return text != NULL && text_read_u64(text, strlen(text), value) && *value >= low &&
           *value <= high;
}

static bool read_option(struct arguments *arguments, const char *name, const char *value)
{
    uint64_t number;
    if (strcmp(name, "--commands") == 0) {
        return read_number(value, 1000, 100000000, &arguments->options.command_count);
    }
    if (strcmp(name, "--rounds") == 0) {
        if (!read_number(value, 1, BENCH_ROUNDS_MAX, &number)) return false;
        arguments->options.rounds = (uint32_t)number;
        return true;
    }
    if (strcmp(name, "--dir") != 0 || value == NULL) return false;
    arguments->options.directory = value;
    return true;
}

static bool is_measurement(const char *name)
{
    for (size_t i = 0; i < sizeof measurements / sizeof measurements[0]; i++) {
        if (strcmp(name, measurements[i].name) == 0) return true;
    }
    return false;
}

/* The argument that is wrong; NULL: none. */
static const char *read_arguments(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-') {
            if (!read_option(arguments, argv[i], argv[i + 1])) return argv[i];
            i++;
        } else {
            if (arguments->what != NULL || !is_measurement(argv[i])) return argv[i];
            arguments->what = argv[i];
        }
    }
    return NULL;
}

static bool run(const struct arguments *arguments)
{
    bool is_pinned = false;
    for (size_t i = 0; i < sizeof measurements / sizeof measurements[0]; i++) {
        const struct measurement *measurement = &measurements[i];
        struct bench_options options = arguments->options;
        if (arguments->what != NULL && strcmp(arguments->what, measurement->name) != 0) continue;
        if (options.command_count == 0) options.command_count = measurement->command_count;
        if (measurement->is_pinned && !is_pinned) bench_pin();
        is_pinned = is_pinned || measurement->is_pinned;
        if (!measurement->run(&options)) return false;
        if (fflush(stdout) != 0) return false;
    }
    return true;
}

int cli_bench(int argc, char **argv)
{
    struct arguments arguments = {.options = {.rounds = 5, .directory = "."}};
    if (argc == 2 && (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0)) {
        fputs(help, stdout);
        return EXIT_OK;
    }
    const char *wrong = read_arguments(&arguments, argc, argv);
    if (wrong != NULL) {
        fprintf(stderr,
                "perpetua bench: '%s': one WHAT, or an option with a value in its range, is "
                "expected; see perpetua bench --help\n",
                wrong);
        return EXIT_UNUSABLE;
    }
    bench_machine_print();
    bool good = run(&arguments);
    if (good) bench_load_print("at the end");
    return good && fflush(stdout) == 0 ? EXIT_OK : EXIT_UNUSABLE;
}
