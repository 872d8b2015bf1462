/* SPDX-License-Identifier: Apache-2.0 */
/*
 * differential.c - see differential.h.
 *
 * Role   Stream, pair, trail and coverage put together, and what is printed of them.
 */
#include "sim/differential.h"

#include <stdlib.h>
#include <string.h>

#include "model/command_text.h"
#include "model/event_text.h"
#include "sim/pair.h"
#include "sim/shrink.h"
#include "sim/stream.h"
#include "sim/trail.h"

#define HEX_BYTES_A_LINE 32u
#define QUESTIONS_MAX    6000u

struct differential_options differential_defaults(void)
{
    return (struct differential_options){.seed = 1,
                                         .command_count = 20000,
                                         .products = 6,
                                         .parts = 0,
                                         .compare_interval = 64,
                                         .snapshot_interval = 1499,
                                         .is_shrunk = true,
                                         .is_verbose = false};
}

/* --- printing --------------------------------------------------------------------------------- */

static void print_command(FILE *out, const struct command *command)
{
    static char text[COMMAND_TEXT_SIZE];
    (void)command_text(text, sizeof text, command, NULL);
    fprintf(out, "%llu  %s\n", (unsigned long long)command->sequence, text);
}

static void print_event(FILE *out, const char *mark, const struct event *event)
{
    static char text[EVENT_TEXT_SIZE];
    (void)event_text(text, sizeof text, event, NULL);
    fprintf(out, "  %s %3u  %s\n", mark, event->index, text);
}

/* The bytes, for the differences that the text does not show. */
static void print_bytes(FILE *out, const struct event *event)
{
    const unsigned char *bytes = (const unsigned char *)event;
    for (size_t i = 0; i < sizeof *event; i++) {
        if (i % HEX_BYTES_A_LINE == 0) fprintf(out, "        ");
        fprintf(out, "%02x%s", bytes[i], i % 8 == 7 ? " " : "");
        if (i % HEX_BYTES_A_LINE == HEX_BYTES_A_LINE - 1) fprintf(out, "\n");
    }
}

static void print_both(FILE *out, const struct pair *pair, const struct difference *difference)
{
    uint32_t core_count = 0;
    uint32_t naive_count = 0;
    const struct event *core = pair_core_events(pair, &core_count);
    const struct event *naive = pair_naive_events(pair, &naive_count);
    for (uint32_t i = 0; i < core_count || i < naive_count; i++) {
        bool is_same =
            i < core_count && i < naive_count && memcmp(&core[i], &naive[i], sizeof core[i]) == 0;
        if (is_same) {
            print_event(out, "both ", &core[i]);
            continue;
        }
        if (i < core_count) print_event(out, "core ", &core[i]);
        if (i == difference->index && i < core_count) print_bytes(out, &core[i]);
        if (i < naive_count) print_event(out, "naive", &naive[i]);
        if (i == difference->index && i < naive_count) print_bytes(out, &naive[i]);
    }
    fprintf(out, "difference: %s\n", difference->text);
}

/* --- one run ---------------------------------------------------------------------------------- */

struct run {
    const struct differential_options *options;
    struct core_config config;
    struct stream *stream;
    struct pair *pair;
    struct trail trail;
    struct difference difference;
    bool is_state_difference; /* it showed when states were compared */
};

static bool check_states(struct run *run, uint64_t done)
{
    const struct differential_options *options = run->options;
    bool is_last = done == options->command_count;
    if (done % options->compare_interval == 0 || is_last) {
        if (!pair_compare_states(run->pair, &run->difference)) return false;
    }
    if (done % options->snapshot_interval == 0)
        return pair_change_core(run->pair, &run->difference);
    return true;
}

static bool run_commands(struct run *run, struct coverage *coverage, FILE *out)
{
    static struct command command;
    for (uint64_t done = 0; done < run->options->command_count;) {
        stream_next(run->stream, &command);
        trail_append(&run->trail, &command);
        if (done + 1 == run->options->plant_at) pair_plant(run->pair);
        bool agrees = pair_step(run->pair, &command, &run->difference);
        uint32_t count = 0;
        const struct event *list = pair_core_events(run->pair, &count);
        trail_note(&run->trail, run->trail.count - 1, list, count);
        if (run->options->is_verbose) {
            print_command(out, &command);
            for (uint32_t i = 0; i < count; i++) print_event(out, "", &list[i]);
        }
        if (!agrees) return false;
        stream_learn(run->stream, list, count);
        coverage_count(coverage, &command, list, count);
        if (!check_states(run, ++done)) {
            run->is_state_difference = true;
            return false;
        }
    }
    return true;
}

/* --- again, with fewer commands --------------------------------------------------------------- */

/* Runs the commands that are kept on new venues; `pair` is left as the run ends. */
static bool run_again(struct run *run, const bool *keeps, struct pair **pair,
                      struct difference *difference)
{
    struct trail *trail = &run->trail;
    *pair = pair_create(&run->config);
    uint64_t sequence = 0;
    uint32_t last = trail->count - 1;
    trail_restart(trail);
    for (uint32_t i = 0; i < trail->count; i++) {
        if (!keeps[i]) continue;
        struct command command = trail_command(trail, i, ++sequence);
        if (i + 1 == run->options->plant_at) pair_plant(*pair);
        bool agrees = pair_step(*pair, &command, difference);
        uint32_t count = 0;
        const struct event *list = pair_core_events(*pair, &count);
        trail_note(trail, i, list, count);
        if (agrees && run->is_state_difference && i == last)
            agrees = pair_compare_states(*pair, difference);
        if (!agrees) return false;
    }
    return true;
}

/* The question of shrink.h: is the difference of the run there again? */
static bool still_differs(void *context, const bool *keeps, uint32_t count)
{
    struct run *run = context;
    struct pair *pair = NULL;
    struct difference difference = {.exists = false};
    (void)count;
    bool agrees = run_again(run, keeps, &pair, &difference);
    pair_destroy(pair);
    return !agrees && difference.signature == run->difference.signature;
}

static void tell_difference(struct run *run, FILE *out)
{
    uint32_t all = run->trail.count;
    fprintf(out, "seed %llu: the venues differ at command %u: %s\n",
            (unsigned long long)run->options->seed, all, run->difference.text);
    fflush(out);
    bool *keeps = calloc(all, sizeof *keeps);
    if (keeps == NULL) abort();
    for (uint32_t i = 0; i < all; i++) keeps[i] = true;
    struct shrink shrink = {.keeps = keeps,
                            .count = all,
                            .questions_max = QUESTIONS_MAX,
                            .fails = still_differs,
                            .context = run};
    uint32_t kept = run->options->is_shrunk ? shrink_steps(&shrink) : all;

    struct pair *pair = NULL;
    struct difference difference = {.exists = false};
    bool agrees = run_again(run, keeps, &pair, &difference);
    fprintf(out, "%u of %u commands show it (%u tries)%s\n", kept, all, shrink.questions,
            agrees ? ": not again when the run is repeated" : "");
    uint64_t sequence = 0;
    for (uint32_t i = 0; i < all; i++) {
        if (!keeps[i]) continue;
        struct command command = trail_command(&run->trail, i, ++sequence);
        /* A run that was not shrunk is too long to be read. */
        if (run->options->is_shrunk || i + 1 == all) print_command(out, &command);
    }
    print_both(out, pair, &difference);
    pair_destroy(pair);
    free(keeps);
}

bool differential_run(const struct differential_options *options, struct coverage *coverage,
                      FILE *out)
{
    struct run run = {.options = options, .config = stream_config(options->seed)};
    run.stream = stream_create(options->seed, options->products, options->parts);
    run.pair = pair_create(&run.config);
    bool agrees = run_commands(&run, coverage, out);
    if (!agrees) tell_difference(&run, out);
    pair_destroy(run.pair);
    stream_destroy(run.stream);
    trail_free(&run.trail);
    return agrees;
}
