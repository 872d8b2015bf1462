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
#include "surveil_bench/bench.h"

#define MINUTES_LOW  58
#define MINUTES_HIGH 230
#define SPEC_SIZE    1024u
#define DAYS_MAX     16u
#define PARTS        8u /* of a recording's day: the seed chooses one */

struct arguments {
    uint64_t seed;
    uint64_t seeds;
    uint64_t minutes;
    const char *days; /* NULL: what there is by default */
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
    return arguments->has_seed;
}

struct run {
    const struct arguments *arguments;
    struct bench_score score;
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
    if (bench_day(&run->score, day)) return true;
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
    int64_t *mids = is_good ? bench_mids(&recording, minutes) : NULL;
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
    for (uint64_t i = 0; i < arguments.seeds; i++) {
        if (!play_seed(&run, arguments.seed + i)) return EXIT_UNUSABLE;
    }
    uint64_t last = arguments.seed + arguments.seeds - 1;
    printf("seeds %" PRIu64 " to %" PRIu64 ": %s\n", arguments.seed, last,
           last < BENCH_TUNING_SEEDS           ? "tuning seeds, the parameters have seen them"
           : arguments.seed >= BENCH_TEST_SEED ? "test seeds, never used for tuning"
                                               : "neither tuning nor test seeds");
    return bench_print(&run.score, stdout) ? EXIT_OK : EXIT_DIFFERS;
}
