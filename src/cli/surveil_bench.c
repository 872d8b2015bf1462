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
#include "cli/surveil_doc.h"
#include "surveil_bench/bench.h"

#define MINUTES_LOW  58
#define MINUTES_HIGH 230
#define SPEC_SIZE    1024u
#define DAYS_MAX     16u
#define PARTS        8u /* of half a recording's day: the seed chooses one */

struct arguments {
    uint64_t seed;
    uint64_t seeds;
    uint64_t minutes;
    const char *days; /* NULL: what there is by default */
    const char *doc;  /* the folder of the pages; NULL: they stay as they are */
    bool is_verbose;
    bool has_seed;
};

/* Where recordings are by default, and which. */
static const char *const recordings[] = {
    "bitstamp:bitstamp_btcusd_20150501_00-12utc.log.xz",
    "lobster:LOBSTER_SampleFile_AMZN_2012-06-21_5.zip",
    "sse:sse_600519_20230207_am.log.gz",
    "cme-mbo:cme_esh4_20231225_to_2325.mbo.csv.gz",
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
    if (strcmp(name, "--days") == 0) {
        arguments->days = value;
        return true;
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
        if (strcmp(argv[i], "--verbose") == 0) {
            arguments->is_verbose = true;
            continue;
        }
        if (i + 1 == argc || !read_option(arguments, argv[i], argv[i + 1])) return false;
        i++;
    }
    return arguments->has_seed && arguments->seeds > 0 && arguments->seeds <= BENCH_SEEDS_MAX;
}

enum flow { FLOW_AGENTS, FLOW_RECORDED, FLOWS };

static const char *const flow_names[] = {"agents", "recorded days"};

struct run {
    const struct arguments *arguments;
    struct bench_score scores[FLOWS][BENCH_SEEDS_MAX];
    struct bench_score sums[FLOWS];
    uint64_t place; /* of the seed at hand */
    char specs[DAYS_MAX][SPEC_SIZE];
    uint32_t count;
};

static bool add_day(struct run *run, const char *text, size_t size)
{
    if (run->count == DAYS_MAX || size == 0 || size >= SPEC_SIZE) return false;
    memcpy(run->specs[run->count], text, size);
    run->specs[run->count++][size] = '\0';
    return true;
}

static bool add_named_days(struct run *run, const char *days)
{
    for (;;) {
        const char *comma = strchr(days, ',');
        size_t size = comma == NULL ? strlen(days) : (size_t)(comma - days);
        if (!add_day(run, days, size)) return false;
        if (comma == NULL) return true;
        days = comma + 1;
    }
}

static bool add_default_days(struct run *run)
{
    char spec[SPEC_SIZE];
    const char *shared = getenv("PERPETUA_SHARED"); // NOLINT(concurrency-mt-unsafe)
    if (shared == NULL) shared = "../shared";
    if (!add_named_days(run, "agents,clean")) return false;
    for (size_t i = 0; i < sizeof recordings / sizeof recordings[0]; i++) {
        const char *colon = strchr(recordings[i], ':');
        int size = snprintf(spec, sizeof spec, "%.*s:%s/data/l3/%s", (int)(colon - recordings[i]),
                            recordings[i], shared, colon + 1);
        if (size < 0 || !add_day(run, spec, (size_t)size)) return false;
    }
    return true;
}

static bool play(struct run *run, const struct bench_day *day)
{
    enum flow flow = day->recording == NULL ? FLOW_AGENTS : FLOW_RECORDED;
    if (bench_day(&run->scores[flow][run->place], day)) return true;
    (void)usage_fault("out of memory", "");
    return false;
}

static bool play_agents(struct run *run, uint64_t seed, bool is_clean)
{
    struct bench_day day = {.seed = seed,
                            .minutes = (int64_t)run->arguments->minutes,
                            .is_clean = is_clean,
                            .tell = run->arguments->is_verbose ? stdout : NULL,
                            .name = "agents"};
    return play(run, &day);
}

/* Once with schemes, once clean, on the part of the day that the seed chooses. */
static bool play_recording(struct run *run, uint64_t seed, const char *spec)
{
    struct recording recording;
    int64_t minutes = (int64_t)run->arguments->minutes;
    struct recording_slice slice = {.spec = spec,
                                    .half = seed >= BENCH_TUNING_SEEDS,
                                    .part = seed % PARTS,
                                    .parts = PARTS,
                                    .length_ns = minutes * 60 * STAGE_SECOND};
    enum recording_result result = recording_load(&recording, &slice);
    if (result == RECORDING_ABSENT) {
        printf("skipped: there is no %s\n", spec);
        return true;
    }
    struct bench_day day = {.seed = seed,
                            .minutes = minutes,
                            .recording = &recording,
                            .tell = run->arguments->is_verbose ? stdout : NULL,
                            .name = spec};
    char name[32];
    (void)snprintf(name, sizeof name, "%.*s", (int)strcspn(spec, ":"), spec);
    day.name = name;
    bool is_good = result == RECORDING_LOADED && recording.count > 0;
    int64_t *mids = is_good ? bench_mids(&recording, minutes, &day.flow_lots) : NULL;
    day.mids = mids;
    is_good = is_good && mids != NULL && play(run, &day);
    day.is_clean = true;
    is_good = is_good && play(run, &day);
    free(mids);
    recording_free(&recording);
    if (!is_good) (void)usage_fault("this is no recording that can be read: ", spec);
    return is_good;
}

static bool play_seed(struct run *run, uint64_t seed)
{
    for (uint32_t i = 0; i < run->count; i++) {
        const char *spec = run->specs[i];
        bool is_clean = strcmp(spec, "clean") == 0;
        bool is_agents = strcmp(spec, "agents") == 0;
        bool is_good = is_clean || is_agents ? play_agents(run, seed, is_clean)
                                             : play_recording(run, seed, spec);
        if (!is_good) return false;
    }
    return true;
}

/* --- what is told ----------------------------------------------------------------------------- */

static bool has_flow(const struct run *run, uint32_t flow)
{
    return run->sums[flow].days + run->sums[flow].clean_days > 0;
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
    return bench_print_result(&run->sums[flow], out);
}

static void print_seeds(const struct run *run, FILE *out)
{
    uint64_t first = run->arguments->seed;
    uint64_t last = first + run->arguments->seeds - 1;
    fprintf(out, "seeds %" PRIu64 " to %" PRIu64 ": %s\n\n", first, last,
            last < BENCH_TUNING_SEEDS  ? "tuning seeds, the parameters have seen them"
            : first >= BENCH_TEST_SEED ? "test seeds, never used for tuning"
                                       : "neither tuning nor test seeds");
}

/* True: the targets are met in each flow. */
static bool print_all(const struct run *run, FILE *out)
{
    bool is_met = true;
    print_seeds(run, out);
    for (uint32_t flow = 0; flow < FLOWS; flow++) {
        if (!has_flow(run, flow)) continue;
        if (!print_flow(run, flow, out)) is_met = false;
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

/* --- the command ------------------------------------------------------------------------------ */

int cli_surveil_bench(int argc, char **argv)
{
    struct arguments arguments = {.seeds = 1, .minutes = 60};
    if (!read_arguments(&arguments, argc, argv)) {
        return usage_fault("expected --seed N and options that go with it", "");
    }
    static struct run run;
    run = (struct run){.arguments = &arguments};
    bool is_read =
        arguments.days == NULL ? add_default_days(&run) : add_named_days(&run, arguments.days);
    if (!is_read) return usage_fault("cannot read --days", "");
    for (run.place = 0; run.place < arguments.seeds; run.place++) {
        if (!play_seed(&run, arguments.seed + run.place)) return EXIT_UNUSABLE;
    }
    for (uint32_t flow = 0; flow < FLOWS; flow++) {
        for (uint64_t i = 0; i < arguments.seeds; i++) {
            bench_add(&run.sums[flow], &run.scores[flow][i]);
        }
    }
    bool is_met = print_all(&run, stdout);
    if (arguments.doc != NULL && !write_pages(&run)) return EXIT_UNUSABLE;
    return is_met ? EXIT_OK : EXIT_DIFFERS;
}
