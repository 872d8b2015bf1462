/* SPDX-License-Identifier: Apache-2.0 */
/*
 * stream.c - receipts of random streams: everything that the venue does with its parts switched on.
 *
 * Role       The streams of the differential test go through the core, and lab looks on. Every
 *            receipt must verify. Inverse products and other currencies, closures of the bank,
 *            clearing, approvals by a second person and whatever else a command can do come in any
 *            order.
 * Usage      stream [--seed N] [--seeds N] [--commands N] [--print SEQUENCE]; one of print: shows
 *            the receipts of this command of the first seed
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "core/core.h"
#include "lab/explain.h"
#include "model/command_text.h"
#include "model/event_text.h"
#include "sim/stream.h"

#define EVENTS_ROOM (1u << 16)

struct options {
    uint64_t seed;
    uint64_t seeds;
    uint64_t commands;
    uint64_t print;
};

struct totals {
    uint64_t receipts[EXPLAIN_SUBJECTS];
    uint64_t others; /* of inverse products and other currencies */
};

static struct explain explain;
static struct totals totals;
static const struct options *asked;

static FILE *choose(void *context, const struct event *event)
{
    (void)context;
    return event->sequence == asked->print ? stdout : NULL;
}

static void print_step(const struct command *command, const struct event *events, uint32_t count)
{
    static char text[COMMAND_TEXT_SIZE];
    static char line[EVENT_TEXT_SIZE];
    (void)command_text(text, sizeof text, command, NULL);
    printf("%" PRIu64 "  %s\n", command->sequence, text);
    for (uint32_t i = 0; i < count; i++) {
        (void)event_text(line, sizeof line, &events[i], NULL);
        printf("  %3u  %s\n", events[i].index, line);
    }
}

static void count_others(const struct event *events, uint32_t count)
{
    for (uint32_t i = 0; i < count; i++) {
        if (explain_subject_of(&events[i]) == EXPLAIN_SUBJECTS) continue;
        const struct watch_product *product = &explain.watch.products[events[i].product_id];
        totals.others += product->is_inverse || product->currency != CURRENCY_DOLLAR;
    }
}

static bool failed(void)
{
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        if (explain.totals[i].first_failed != 0) return true;
    }
    return false;
}

static void print_failed(uint64_t seed)
{
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        const struct explain_total *total = &explain.totals[i];
        if (total->first_failed == 0) continue;
        printf("seed %" PRIu64 ": of command %" PRIu64 " a receipt of subject %s does not verify\n",
               seed, total->first_failed, explain_subject_name((enum explain_subject)i));
    }
}

static void *memory(size_t size)
{
    void *block = aligned_alloc(64, (size + 63) / 64 * 64);
    if (block == NULL) abort();
    memset(block, 0, size);
    return block;
}

/* True if all verify. */
static bool run_seed(uint64_t seed)
{
    static struct command command;
    struct core_config config = stream_config(seed);
    struct stream *stream = stream_create(seed, 6, PARTS_ALL);
    struct explain_request request = {
        .subject = EXPLAIN_SUBJECTS, .choose = choose, .is_thorough = true};
    size_t size = core_size(&config);
    struct core *core = core_init(memory(size), size, &config);
    struct events events = {.list = calloc(EVENTS_ROOM, sizeof(struct event)),
                            .capacity = EVENTS_ROOM};
    if (core == NULL || events.list == NULL || !explain_init(&explain, &request)) abort();
    for (uint64_t i = 0; i < asked->commands && !failed(); i++) {
        stream_next(stream, &command);
        (void)core_step(core, &command, &events);
        stream_learn(stream, events.list, events.count);
        count_others(events.list, events.count);
        if (command.sequence == asked->print) print_step(&command, events.list, events.count);
        if (!explain_command(&explain, &command, events.list, events.count)) abort();
        if (failed()) {
            print_failed(seed);
            print_step(&command, events.list, events.count);
        }
    }
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        totals.receipts[i] += explain.totals[i].receipts;
    }
    bool verifies = !failed();
    explain_release(&explain);
    stream_destroy(stream);
    free(events.list);
    free(core);
    return verifies;
}

static bool read_options(struct options *options, int argc, char **argv)
{
    static const char *const names[] = {"--seed", "--seeds", "--commands", "--print"};
    uint64_t *const values[] = {&options->seed, &options->seeds, &options->commands,
                                &options->print};
    for (int i = 1; i + 1 < argc; i += 2) {
        uint32_t place = 0;
        while (place < 4 && strcmp(argv[i], names[place]) != 0) place++;
        if (place == 4 || !text_read_u64(argv[i + 1], strlen(argv[i + 1]), values[place])) {
            return false;
        }
    }
    return argc % 2 == 1;
}

int main(int argc, char **argv)
{
    struct options options = {.seed = 1, .seeds = 10, .commands = 5000};
    if (!read_options(&options, argc, argv)) {
        fprintf(stderr, "usage: stream [--seed N] [--seeds N] [--commands N] [--print SEQUENCE]\n");
        return 2;
    }
    asked = &options;
    bool verifies = true;
    for (uint64_t i = 0; i < options.seeds; i++) {
        verifies = run_seed(options.seed + i) && verifies;
    }
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        printf("%-12s %" PRIu64 "\n", explain_subject_name((enum explain_subject)i),
               totals.receipts[i]);
        if (totals.receipts[i] == 0 && options.commands >= 5000) verifies = false;
    }
    printf("not of dollars alone: %" PRIu64 "\n", totals.others);
    return verifies && totals.others > 0 ? 0 : 1;
}
