/* SPDX-License-Identifier: Apache-2.0 */
/*
 * replay.c - perpetua replay: a recorded day, or a made-up one, through the real venue.
 *
 * Role       Reads the arguments, hands over to src/replay, prints the one line of a fault.
 */
#include <stdio.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "replay/demo.h"
#include "replay/input.h"
#include "replay/replay.h"

static const char help[] =
    "usage: perpetua replay --format FORMAT PATH [--journal DIR]\n"
    "       perpetua replay --demo [--seed N] [--orders N] [--journal DIR]\n"
    "\n"
    "Rebuilds what members sent from what an exchange recorded, runs it through the real core and\n"
    "compares the outcome with the recording. The last line printed begins with \"result:\".\n"
    "\n"
    "  --format FORMAT   sse          Shanghai Level-2 log: orders, executions, snapshots\n"
    "                    cme-mbo      market-by-order table as comma-separated text\n"
    "                    lobster      archive or folder with a message and an order book file\n"
    "                    bitstamp     log of the live order feed\n"
    "                    coinbase-l3  order book document, level 3\n"
    "                    cointossx    archive or folder of conformance cases\n"
    "  PATH              a file, an archive or a folder; packed with gzip, xz, bzip2, zstd, zip,\n"
    "                    tar or 7z, told apart by content\n"
    "  --journal DIR     also write the journal of the run; perpetua verify DIR runs it again\n"
    "  --level2 PATH     coinbase-l3: the level 2 document (default: beside PATH, l2 for l3)\n"
    "  --symbol ID       sse, cme-mbo: the instrument, when the recording has several\n"
    "  --least NAME=N    the share of NAME that must agree, from 0 to 1, not the stated one:\n"
    "                    sse trades, snapshots; cme-mbo prices, resting-ids; lobster prices,\n"
    "                    queue-head; bitstamp recall, precision; coinbase-l3 levels,\n"
    "                    order-counts, bids, asks; cointossx cases\n"
    "  --demo            a day that is drawn from a seed, told and checked as it runs\n"
    "  --seed N          of the demonstration (default 1)\n"
    "  --orders N        records of the demonstration (default 500000)\n"
    "\n"
    "exit status: 0 within the stated tolerance, 1 outside of it, 2 unusable input or call\n";

struct arguments {
    const char *format;
    bool is_demo;
    uint64_t seed;
    uint64_t order_count;
    const char *leasts[LEAST_MAX];
    size_t least_count;
    struct replay_options options;
};

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua replay: %s%s; see perpetua replay --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static bool read_number(const char *text, uint64_t min, uint64_t max, uint64_t *value)
{
    return text_read_u64(text, strlen(text), value) && *value >= min && *value <= max;
}

/* An option with a value.  False if the name is none, or its value is not of the right form. */
static bool take_option(struct arguments *arguments, const char *name, const char *value)
{
    if (strcmp(name, "--format") == 0)
        arguments->format = value;
    else if (strcmp(name, "--journal") == 0)
        arguments->options.journal = value;
    else if (strcmp(name, "--level2") == 0)
        arguments->options.level2 = value;
    else if (strcmp(name, "--symbol") == 0)
        arguments->options.symbol = value;
    else if (strcmp(name, "--least") == 0 && arguments->least_count < LEAST_MAX)
        arguments->leasts[arguments->least_count++] = value;
    else if (strcmp(name, "--seed") == 0)
        return read_number(value, 0, UINT64_MAX, &arguments->seed);
    else if (strcmp(name, "--orders") == 0)
        return read_number(value, 2, 20000000, &arguments->order_count);
    else
        return false;
    return true;
}

/* 0, or the exit status of a wrong call. */
static int read_arguments(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--demo") == 0) {
            arguments->is_demo = true;
        } else if (argv[i][0] == '-') {
            if (i + 1 == argc) return usage_fault("expected a value behind ", argv[i]);
            if (!take_option(arguments, argv[i], argv[i + 1])) {
                return usage_fault("cannot use ", argv[i]);
            }
            i++;
        } else if (arguments->options.path != NULL) {
            return usage_fault("expected one PATH, also found ", argv[i]);
        } else {
            arguments->options.path = argv[i];
        }
    }
    if (arguments->is_demo) {
        bool is_alone = arguments->format == NULL && arguments->options.path == NULL;
        return is_alone ? 0 : usage_fault("--demo needs no --format and no PATH", "");
    }
    if (arguments->format == NULL) return usage_fault("expected --format FORMAT or --demo", "");
    return arguments->options.path != NULL ? 0 : usage_fault("expected a PATH", "");
}

/* The names are those of the format, so they are looked at once it is known. */
static bool take_leasts(struct arguments *arguments, const struct replay_format *format,
                        struct replay_fault *fault)
{
    for (size_t i = 0; i < arguments->least_count; i++) {
        const char *text = arguments->leasts[i];
        if (least_take(&arguments->options.least, format->leasts, text)) continue;
        char names[128] = "";
        size_t size = 0;
        for (const struct least *least = format->leasts; least->name != NULL; least++) {
            const char *gap = least == format->leasts ? "" : ", ";
            size += (size_t)snprintf(names + size, sizeof names - size, "%s%s", gap, least->name);
        }
        return fault_set(fault, "--least %s: expected NAME=SHARE, a share from 0 to 1, NAME of: %s",
                         text, names);
    }
    return true;
}

static enum replay_status run(struct arguments *arguments, struct replay_fault *fault)
{
    if (arguments->is_demo) {
        struct demo_options demo = {.journal = arguments->options.journal,
                                    .seed = arguments->seed,
                                    .record_count = (size_t)arguments->order_count,
                                    .out = stdout};
        return replay_demo(&demo, fault);
    }
    const struct replay_format *format = replay_format_find(arguments->format);
    if (format == NULL) {
        (void)fault_set(fault,
                        "--format %s: expected sse, cme-mbo, lobster, bitstamp, "
                        "coinbase-l3 or cointossx",
                        arguments->format);
        return REPLAY_BAD_INPUT;
    }
    if (!take_leasts(arguments, format, fault)) return REPLAY_BAD_INPUT;
    if (!input_prove(arguments->options.path, fault)) return REPLAY_BAD_INPUT;
    return format->run(&arguments->options, fault);
}

int cli_replay(int argc, char **argv)
{
    struct arguments arguments = {
        .seed = 1, .order_count = DEMO_RECORDS, .options = {.out = stdout}};
    for (int i = 1; i < argc; i++) {
        if (strcmp(argv[i], "--help") != 0 && strcmp(argv[i], "-h") != 0) continue;
        fputs(help, stdout);
        return EXIT_OK;
    }
    int wrong = read_arguments(&arguments, argc, argv);
    if (wrong != 0) return wrong;

    struct replay_fault fault = {0};
    enum replay_status status = run(&arguments, &fault);
    if (fflush(stdout) != 0) (void)fault_set(&fault, "standard output cannot be written");
    if (!fault_is_set(&fault)) return (int)status;
    fprintf(stderr, "perpetua replay: %s\n", fault.text);
    return EXIT_UNUSABLE;
}
