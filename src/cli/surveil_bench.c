/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_bench.c - perpetua surveil bench: labelled schemes, and what is found of them.
 *
 * Role       Reads the arguments, plays the days of each seed, prints the sums.
 */
#include "cli/surveil_bench.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "cli/cli.h"
#include "cli/surveil_days.h"
#include "cli/surveil_doc.h"
#include "surveil_bench/bench.h"

#define MINUTES_LOW  58
#define MINUTES_HIGH 230
#define ROUNDS       6u /* so many that one miss is no tenth of a pattern's F1 */
#define ROUNDS_OTHER 3u /* with --other-days */
#define ROUNDS_HIGH  16u

struct arguments {
    uint64_t seed;
    uint64_t seeds;
    uint64_t minutes;
    uint64_t rounds;                   /* of days with schemes; 0: by default */
    const char *days;                  /* NULL: what there is by default */
    const char *doc;                   /* the folder of the pages; NULL: they stay as they are */
    const struct variation *variation; /* of recordings; NULL: as they were made */
    bool is_verbose;
    bool has_seed;
    bool is_other; /* --other-days */
};

static int usage_fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua surveil bench: %s%s; see perpetua surveil --help\n", what, argument);
    return EXIT_UNUSABLE;
}

static bool read_option(struct arguments *arguments, const char *name, const char *value)
{
    size_t size = strlen(value);
    if (strcmp(name, "--seed") == 0) {
        arguments->has_seed = true;
        return text_read_u64(value, size, &arguments->seed);
    }
    if (strcmp(name, "--seeds") == 0) return text_read_u64(value, size, &arguments->seeds);
    if (strcmp(name, "--minutes") == 0) {
        return text_read_u64(value, size, &arguments->minutes) &&
               arguments->minutes >= MINUTES_LOW && arguments->minutes <= MINUTES_HIGH;
    }
    if (strcmp(name, "--rounds") == 0) {
        return text_read_u64(value, size, &arguments->rounds) && arguments->rounds > 0 &&
               arguments->rounds <= ROUNDS_HIGH;
    }
    if (strcmp(name, "--days") == 0) {
        arguments->days = value;
        return true;
    }
    if (strcmp(name, "--vary") == 0) {
        arguments->variation = recording_variation_find(value, size);
        return arguments->variation != NULL;
    }
    if (strcmp(name, "--doc") == 0) {
        arguments->doc = value;
        return true;
    }
    return false;
}

static bool read_arguments(struct arguments *arguments, int argc, char **argv)
{
    for (int i = 2; i < argc; i++) {
        bool is_verbose = strcmp(argv[i], "--verbose") == 0;
        bool is_other = strcmp(argv[i], "--other-days") == 0;
        if (is_verbose) arguments->is_verbose = true;
        if (is_other) arguments->is_other = true;
        if (is_verbose || is_other) continue;
        if (i + 1 == argc || !read_option(arguments, argv[i], argv[i + 1])) return false;
        i++;
    }
    return arguments->has_seed && arguments->seeds > 0 && arguments->seeds <= BENCH_SEEDS_MAX;
}

/* What a day is made of; and all of them together. */
enum flow { FLOW_AGENTS, FLOW_RECORDED, FLOW_ALL, FLOWS };

static const char *const flow_names[] = {"agents", "recorded days", "all days"};

struct run {
    const struct arguments *arguments;
    struct bench_score scores[FLOWS][BENCH_SEEDS_MAX];
    struct bench_score sums[FLOWS];
    uint64_t place; /* of the seed at hand */
    struct days days;
};

static bool play_day(struct run *run, uint64_t seed, const char *spec)
{
    enum flow flow = days_is_agents(spec) ? FLOW_AGENTS : FLOW_RECORDED;
    struct day_request request = {.spec = spec,
                                  .seed = seed,
                                  .rounds = (uint32_t)run->arguments->rounds,
                                  .minutes = (int64_t)run->arguments->minutes,
                                  .variation = run->arguments->variation,
                                  .tell = run->arguments->is_verbose ? stdout : NULL};
    enum day_played played = day_play(&run->scores[flow][run->place], &request);
    if (played == DAY_ABSENT) printf("skipped: there is no %s\n", spec);
    return played != DAY_BAD;
}

static bool play_seed(struct run *run, uint64_t seed)
{
    for (uint32_t i = 0; i < run->days.count; i++) {
        if (!play_day(run, seed, run->days.specs[i])) return false;
    }
    return true;
}

/* --- what is told ----------------------------------------------------------------------------- */

static bool has_days(const struct bench_score *score)
{
    return score->days + score->clean_days > 0;
}

/* All days are told where they are not those of one flow. */
static bool has_flow(const struct run *run, uint32_t flow)
{
    bool has_both = has_days(&run->sums[FLOW_AGENTS]) && has_days(&run->sums[FLOW_RECORDED]);
    return flow == FLOW_ALL ? has_both : has_days(&run->sums[flow]);
}

static bool print_flow(const struct run *run, uint32_t flow, FILE *out)
{
    fprintf(out, "%s\n\n", flow_names[flow]);
    bench_print(&run->sums[flow], out);
    fprintf(out, "\n");
    if (run->arguments->seeds > 1) {
        bench_print_spread(run->scores[flow], (uint32_t)run->arguments->seeds, out);
        fprintf(out, "\n");
    }
    return bench_print_result(flow_names[flow], &run->sums[flow], out);
}

/* The sums over seeds, and over flows. */
static void add_up(struct run *run)
{
    for (uint64_t i = 0; i < run->arguments->seeds; i++) {
        for (uint32_t flow = 0; flow < FLOW_ALL; flow++) {
            bench_add(&run->scores[FLOW_ALL][i], &run->scores[flow][i]);
            bench_add(&run->sums[flow], &run->scores[flow][i]);
        }
        bench_add(&run->sums[FLOW_ALL], &run->scores[FLOW_ALL][i]);
    }
}

static void print_seeds(const struct run *run, FILE *out)
{
    uint64_t first = run->arguments->seed;
    uint64_t last = first + run->arguments->seeds - 1;
    fprintf(out, "seeds %" PRIu64 " to %" PRIu64 ": %s\n\n", first, last,
            last < BENCH_TUNING_SEEDS  ? "tuning seeds, the parameters have seen them"
            : first >= BENCH_TEST_SEED ? "test seeds"
                                       : "neither tuning nor test seeds");
}

/* True: the targets are met by all days together, which are told last. */
static bool print_all(const struct run *run, FILE *out)
{
    bool is_met = true;
    print_seeds(run, out);
    for (uint32_t flow = 0; flow < FLOWS; flow++) {
        if (!has_flow(run, flow)) continue;
        is_met = print_flow(run, flow, out);
        if (flow + 1 < FLOWS) fprintf(out, "\n");
    }
    return is_met;
}

/* --- pages ------------------------------------------------------------------------------------ */

static void page_figures(FILE *out, void *context)
{
    fprintf(out, "```\n");
    (void)print_all(context, out);
    fprintf(out, "```\n");
}

struct page {
    const struct run *run;
    uint32_t pattern;
};

static void page_parameters(FILE *out, void *context)
{
    const struct page *page = context;
    const struct detector_kind *kind = surveil_kind(page->pattern);
    doc_parameters(out, kind->parameters, kind->parameter_count);
}

static void page_confusion(FILE *out, void *context)
{
    const struct page *page = context;
    const struct run *run = page->run;
    struct bench_flow flows[FLOWS];
    uint32_t count = 0;
    for (uint32_t flow = 0; flow < FLOWS; flow++) {
        if (!has_flow(run, flow)) continue;
        flows[count++] = (struct bench_flow){flow_names[flow], &run->sums[flow]};
    }
    fprintf(out, "Seeds %" PRIu64 " to %" PRIu64 ":\n\n", run->arguments->seed,
            run->arguments->seed + run->arguments->seeds - 1);
    bench_print_confusion(flows, count, page->pattern, out);
}

static void clusters_parameters_page(FILE *out, void *context)
{
    (void)context;
    uint32_t count;
    const struct parameter *parameters = surveil_clusters_parameters(&count);
    doc_parameters(out, parameters, count);
}

static bool write_pages(struct run *run)
{
    const char *folder = run->arguments->doc;
    bool is_good = doc_replace(folder, "README", "bench", page_figures, run) &&
                   doc_replace(folder, "clusters", "parameters", clusters_parameters_page, NULL);
    for (uint32_t i = 0; is_good && i < SURVEIL_DETECTORS; i++) {
        struct page page = {.run = run, .pattern = i};
        const char *name = surveil_kind(i)->name;
        is_good = doc_replace(folder, name, "parameters", page_parameters, &page) &&
                  doc_replace(folder, name, "confusion", page_confusion, &page);
    }
    return is_good;
}

/* --- other days ------------------------------------------------------------------------------- */

static int run_other_days(const struct run *run)
{
    struct other_days other = {.recordings = &run->days,
                               .seed = run->arguments->seed,
                               .seeds = run->arguments->seeds,
                               .rounds = (uint32_t)run->arguments->rounds,
                               .minutes = (int64_t)run->arguments->minutes,
                               .tell = run->arguments->is_verbose ? stdout : NULL};
    return other_days_run(&other, stdout);
}

/* --- the command ------------------------------------------------------------------------------ */

int cli_surveil_bench(int argc, char **argv)
{
    struct arguments arguments = {.seeds = 1, .minutes = 60};
    if (!read_arguments(&arguments, argc, argv)) {
        return usage_fault("expected --seed N and options that go with it", "");
    }
    static struct run run;
    run = (struct run){.arguments = &arguments};
    if (arguments.rounds == 0) arguments.rounds = arguments.is_other ? ROUNDS_OTHER : ROUNDS;
    bool has_names = arguments.days != NULL;
    bool is_read = has_names ? days_add_list(&run.days, arguments.days)
                             : (arguments.is_other || days_add_list(&run.days, "agents,clean")) &&
                                   days_add_recordings(&run.days);
    if (!is_read) return usage_fault("cannot read --days", "");
    if (arguments.is_other) return run_other_days(&run);
    for (run.place = 0; run.place < arguments.seeds; run.place++) {
        if (!play_seed(&run, arguments.seed + run.place)) return EXIT_UNUSABLE;
    }
    add_up(&run);
    bool is_met = print_all(&run, stdout);
    if (arguments.doc != NULL && !write_pages(&run)) return EXIT_UNUSABLE;
    return is_met ? EXIT_OK : EXIT_DIFFERS;
}
