/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_other_days.c - perpetua surveil bench --other-days: what holds on days of another kind.
 *
 * Role       Plays each scenario of the agents, and each recording as it was made and as other
 *            markets would have made it: another tick, other sizes, busier, slower, mirrored, other
 *            hours of the day.  One line for each, with its lowest F1 and its false alerts; then
 *            all of them together.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "cli/cli.h"
#include "cli/surveil_days.h"

#define LINE_SIZE 64u

struct lines {
    const struct other_days *other;
    struct bench_score sum;
    FILE *out;
};

static void line_end(struct lines *lines, const char *name, const struct bench_score *score)
{
    bench_print_line(name, score, lines->out);
    (void)fflush(lines->out);
    bench_add(&lines->sum, score);
}

/* The days of one line: each seed, with each of the specs.  ABSENT: there is no line. */
static enum day_played line_play(struct bench_score *score, const struct other_days *other,
                                 struct day_request *request, const char *const specs[2])
{
    enum day_played played = DAY_ABSENT;
    *score = (struct bench_score){0};
    for (uint64_t i = 0; i < other->seeds; i++) {
        for (uint32_t k = 0; k < 2 && specs[k] != NULL; k++) {
            request->seed = other->seed + i;
            request->spec = specs[k];
            played = day_play(score, request);
            if (played != DAY_PLAYED) return played;
        }
    }
    return played;
}

static bool agents_line(struct lines *lines, uint32_t scenario)
{
    static struct bench_score score;
    char with[LINE_SIZE];
    char clean[LINE_SIZE];
    struct day_request request = {.rounds = lines->other->rounds,
                                  .minutes = lines->other->minutes,
                                  .tell = lines->other->tell};
    (void)snprintf(with, sizeof with, "agents:%s", path_scenario_name(scenario));
    (void)snprintf(clean, sizeof clean, "clean:%s", path_scenario_name(scenario));
    const char *const specs[2] = {with, clean};
    if (line_play(&score, lines->other, &request, specs) != DAY_PLAYED) return false;
    line_end(lines, with, &score);
    return true;
}

static bool recording_line(struct lines *lines, const char *spec, const struct variation *variation)
{
    static struct bench_score score;
    char name[LINE_SIZE];
    const char *const specs[2] = {spec, NULL};
    struct day_request request = {.rounds = lines->other->rounds,
                                  .minutes = lines->other->minutes,
                                  .variation = variation,
                                  .tell = lines->other->tell};
    (void)snprintf(name, sizeof name, "%.*s %s", (int)strcspn(spec, ":"), spec,
                   variation == NULL ? "as recorded" : variation->name);
    enum day_played played = line_play(&score, lines->other, &request, specs);
    if (played == DAY_PLAYED) line_end(lines, name, &score);
    if (played == DAY_ABSENT && variation == NULL) {
        fprintf(lines->out, "skipped: there is no %s\n", spec);
    }
    return played != DAY_BAD;
}

int other_days_run(const struct other_days *other, FILE *out)
{
    static struct lines lines;
    lines = (struct lines){.other = other, .out = out};
    fprintf(out, "seeds %" PRIu64 " to %" PRIu64 "\n\n", other->seed,
            other->seed + other->seeds - 1);
    bench_print_line_head(out);
    for (uint32_t i = 0; i < PATH_SCENARIO_COUNT; i++) {
        if (!agents_line(&lines, i)) return EXIT_UNUSABLE;
    }
    for (uint32_t i = 0; i < other->recordings->count; i++) {
        const char *spec = other->recordings->specs[i];
        const struct variation *variation = NULL;
        uint32_t place = 0;
        do {
            if (!recording_line(&lines, spec, variation)) return EXIT_UNUSABLE;
            variation = recording_variation(place++);
        } while (variation != NULL);
    }
    bench_print_line("all of them", &lines.sum, out);
    fprintf(out, "\n");
    bench_print(&lines.sum, out);
    fprintf(out, "\n");
    return bench_print_result("other days", &lines.sum, out) ? EXIT_OK : EXIT_DIFFERS;
}
