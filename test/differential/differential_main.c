/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differential_main.c - the core against the naive venue, on random streams of commands.
 *
 *   differential [--commands N] [--seed N] [--products N] [--parts MASK] [--long] [--no-shrink]
 *                [--verbose]
 *
 * Runs seed after seed until the commands are used up, every second one with the parts of the
 * economy that the core knows (--parts: every one with these, a mask of enum economy_part).  Exit
 * status 0: both venues agreed on every event and every state, and (from 200,000 commands on)
 * everything in the lists of the model was reached.  1: they differed, and the shortest run that
 * shows it was printed; or something was never reached.  2: wrong arguments.
 */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/text.h"
#include "sim/differential.h"
#include "sim/pair.h"
#include "sim/stream.h"

#define COMMANDS_NORMAL   UINT64_C(200000)
#define COMMANDS_LONG     UINT64_C(10000000)
#define COMMANDS_COVERAGE UINT64_C(200000)
#define RUN_COMMANDS      UINT64_C(20000)
#define LONG_RUN_COMMANDS UINT64_C(100000)
#define LONG_RUN_EVERY    8u

struct arguments {
    uint64_t seed;
    uint64_t commands;
    uint64_t products; /* 0: by seed */
    uint64_t parts;    /* mask of enum economy_part */
    bool has_parts;    /* they were given: every run has them */
    bool is_shrunk;
    bool is_verbose;
};

static bool read_number(const char *text, uint64_t *value)
{
    return text != NULL && text_read_u64(text, strlen(text), value);
}

static bool read_arguments(int count, char **texts, struct arguments *arguments)
{
    *arguments = (struct arguments){1, COMMANDS_NORMAL, 0, CORE_PARTS, false, true, false};
    for (int i = 1; i < count; i++) {
        const char *next = i + 1 < count ? texts[i + 1] : NULL;
        if (strcmp(texts[i], "--long") == 0) {
            arguments->commands = COMMANDS_LONG;
        } else if (strcmp(texts[i], "--no-shrink") == 0) {
            arguments->is_shrunk = false;
        } else if (strcmp(texts[i], "--verbose") == 0) {
            arguments->is_verbose = true;
        } else if (strcmp(texts[i], "--seed") == 0 && read_number(next, &arguments->seed)) {
            i++;
        } else if (strcmp(texts[i], "--commands") == 0 && read_number(next, &arguments->commands)) {
            i++;
        } else if (strcmp(texts[i], "--parts") == 0 && read_number(next, &arguments->parts)) {
            arguments->has_parts = true;
            i++;
        } else if (strcmp(texts[i], "--products") == 0 && read_number(next, &arguments->products)) {
            i++;
        } else {
            return false;
        }
    }
    return arguments->products <= 8 && arguments->parts <= PARTS_ALL && arguments->commands > 0;
}

static uint32_t products_of(const struct arguments *arguments, uint64_t seed)
{
    static const uint32_t products[] = {7, 6, 3, 8};
    return arguments->products != 0 ? (uint32_t)arguments->products : products[seed % 4];
}

/* Every second run is one without an economy, unless one is asked for; of the others every third
 * knows one payoff only. */
static uint32_t parts_of(const struct arguments *arguments, uint64_t seed)
{
    uint32_t parts = (uint32_t)arguments->parts;
    if (arguments->has_parts) return parts;
    if (seed % 2 != 0) return 0;
    return seed % 3 == 0 ? parts & ~(uint32_t)PART_PAYOFF : parts;
}

static uint64_t run_length(uint64_t seed, uint64_t left)
{
    uint64_t length = seed % LONG_RUN_EVERY == 0 ? LONG_RUN_COMMANDS : RUN_COMMANDS;
    return length < left ? length : left;
}

static double seconds_now(void)
{
    struct timespec now;
    (void)clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

int main(int count, char **texts)
{
    struct arguments arguments;
    if (!read_arguments(count, texts, &arguments)) {
        fprintf(stderr,
                "usage: %s [--commands N] [--seed N] [--products 1..8] [--parts MASK] "
                "[--long] [--no-shrink] [--verbose]\n",
                texts[0]);
        return 2;
    }
    static struct coverage sum;
    double start = seconds_now();
    uint64_t seed = arguments.seed;
    for (uint64_t left = arguments.commands; left > 0; seed++) {
        static struct coverage coverage;
        struct differential_options options = differential_defaults();
        options.seed = seed;
        options.command_count = run_length(seed, left);
        options.products = products_of(&arguments, seed);
        options.parts = parts_of(&arguments, seed);
        options.is_shrunk = arguments.is_shrunk;
        options.is_verbose = arguments.is_verbose;
        memset(&coverage, 0, sizeof coverage);
        if (!differential_run(&options, &coverage, stdout)) return 1;
        coverage_add(&sum, &coverage);
        left -= options.command_count;
    }
    double seconds = seconds_now() - start;
    coverage_print(&sum, stdout);
    printf("%llu commands of seeds %llu to %llu agree, %.0f commands a second\n",
           (unsigned long long)arguments.commands, (unsigned long long)arguments.seed,
           (unsigned long long)(seed - 1), (double)arguments.commands / seconds);
    if (arguments.commands < COMMANDS_COVERAGE) return 0;
    return coverage_missing(&sum, (uint32_t)arguments.parts, stdout) == 0 ? 0 : 1;
}
