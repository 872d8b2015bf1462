/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_days.c - see surveil_days.h.
 */
#include "cli/surveil_days.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/os_file.h"

#define PARTS         8u /* of half a recording's day: the seed chooses one */
#define AGENTS_COPIES 2u /* of schemes beside others: agents send more orders than a recording */

/* How recordings begin that a folder of them has, and how they are read. */
struct recorded_kind_name {
    const char *prefix;
    const char *format;
};

static const struct recorded_kind_name recorded_kinds[] = {
    {"bitstamp_", "bitstamp"},
    {"LOBSTER_", "lobster"},
    {"sse_", "sse"},
    {"cme_", "cme-mbo"},
};

/* Days of agents. */
struct agents_day {
    const char *name;
    bool is_clean;
    bool is_bare;
};

static const struct agents_day agents_days[] = {
    {"agents", false, false},
    {"clean", true, false},
    {"market", true, true},
};

static bool fault(const char *what, const char *argument)
{
    fprintf(stderr, "perpetua surveil bench: %s%s\n", what, argument);
    return false;
}

static bool add_day(struct days *days, const char *text, size_t size)
{
    if (days->count == DAYS_MAX || size == 0 || size >= DAYS_SPEC_SIZE) return false;
    memcpy(days->specs[days->count], text, size);
    days->specs[days->count++][size] = '\0';
    return true;
}

bool days_add_list(struct days *days, const char *list)
{
    for (;;) {
        const char *comma = strchr(list, ',');
        size_t size = comma == NULL ? strlen(list) : (size_t)(comma - list);
        if (!add_day(days, list, size)) return false;
        if (comma == NULL) return true;
        list = comma + 1;
    }
}

struct folder {
    struct days *days;
    const char *path;
    bool has_room;
};

static void add_recording(void *context, const char *name)
{
    struct folder *folder = context;
    char spec[DAYS_SPEC_SIZE];
    for (size_t i = 0; i < sizeof recorded_kinds / sizeof recorded_kinds[0]; i++) {
        const struct recorded_kind_name *kind = &recorded_kinds[i];
        if (strncmp(name, kind->prefix, strlen(kind->prefix)) != 0) continue;
        int size = snprintf(spec, sizeof spec, "%s:%s/%s", kind->format, folder->path, name);
        bool is_added = size >= 0 && add_day(folder->days, spec, (size_t)size);
        folder->has_room = folder->has_room && is_added;
    }
}

/* A folder tells its names in an order of its own. */
static void specs_sort(struct days *days, uint32_t first)
{
    char spec[DAYS_SPEC_SIZE];
    for (uint32_t i = first + 1; i < days->count; i++) {
        memcpy(spec, days->specs[i], sizeof spec);
        uint32_t place = i;
        for (; place > first && strcmp(days->specs[place - 1], spec) > 0; place--) {
            memcpy(days->specs[place], days->specs[place - 1], sizeof spec);
        }
        memcpy(days->specs[place], spec, sizeof spec);
    }
}

bool days_add_recordings(struct days *days)
{
    char path[DAYS_SPEC_SIZE];
    const char *shared = getenv("PERPETUA_SHARED"); // NOLINT(concurrency-mt-unsafe)
    if (shared == NULL) shared = "../shared";
    int size = snprintf(path, sizeof path, "%s/data/l3", shared);
    if (size < 0 || (size_t)size >= sizeof path) return false;
    uint32_t first = days->count;
    struct folder folder = {.days = days, .path = path, .has_room = true};
    if (os_directory_list(path, add_recording, &folder) != OS_OK) {
        printf("skipped: there is no folder %s\n", path);
        return true;
    }
    specs_sort(days, first);
    return folder.has_room;
}

/* NULL: it is no day of agents.  `*scenario` is what stands behind the colon. */
static const struct agents_day *agents_day_of(const char *spec, const char **scenario)
{
    size_t size = strcspn(spec, ":");
    *scenario = spec[size] == ':' ? spec + size + 1 : "calm";
    for (size_t i = 0; i < sizeof agents_days / sizeof agents_days[0]; i++) {
        const char *name = agents_days[i].name;
        if (strlen(name) == size && memcmp(name, spec, size) == 0) return &agents_days[i];
    }
    return NULL;
}

bool days_is_agents(const char *spec)
{
    const char *scenario;
    return agents_day_of(spec, &scenario) != NULL;
}

/* A day with schemes in each round, a clean one once. */
static enum day_played play(struct bench_score *score, const struct bench_day *day, uint32_t rounds)
{
    struct bench_day one = *day;
    for (; one.round < (day->is_clean ? 1 : rounds); one.round++) {
        if (bench_day(score, &one)) continue;
        (void)fault("out of memory", "");
        return DAY_BAD;
    }
    return DAY_PLAYED;
}

static enum day_played play_agents(struct bench_score *score, const struct day_request *request)
{
    const char *scenario;
    const struct agents_day *agents = agents_day_of(request->spec, &scenario);
    if (agents == NULL) return DAY_BAD;
    struct bench_day day = {.seed = request->seed,
                            .copies = AGENTS_COPIES,
                            .minutes = request->minutes,
                            .is_clean = agents->is_clean,
                            .is_bare = agents->is_bare,
                            .tell = request->tell,
                            .name = request->spec};
    if (!path_scenario_find(scenario, &day.scenario)) {
        (void)fault("there is no scenario ", scenario);
        return DAY_BAD;
    }
    return play(score, &day, request->rounds);
}

/* With schemes, then clean. */
static enum day_played play_recording(struct bench_score *score, const struct day_request *request,
                                      const struct recording *recording)
{
    char name[64];
    const struct variation *variation = request->variation;
    (void)snprintf(name, sizeof name, "%.*s%s%s", (int)strcspn(request->spec, ":"), request->spec,
                   variation == NULL ? "" : " ", variation == NULL ? "" : variation->name);
    struct bench_day day = {.seed = request->seed,
                            .minutes = request->minutes,
                            .recording = recording,
                            .tell = request->tell,
                            .name = name};
    int64_t *mids = bench_mids(recording, request->minutes, &day.flow_lots);
    if (mids == NULL) {
        (void)fault("out of memory", "");
        return DAY_BAD;
    }
    day.mids = mids;
    enum day_played played = play(score, &day, request->rounds);
    day.is_clean = true;
    if (played == DAY_PLAYED) played = play(score, &day, 1);
    free(mids);
    return played;
}

enum day_played day_play(struct bench_score *score, const struct day_request *request)
{
    if (days_is_agents(request->spec)) return play_agents(score, request);
    struct recording recording;
    struct recording_slice slice = {.spec = request->spec,
                                    .half = request->seed >= BENCH_TUNING_SEEDS,
                                    .part = request->seed % PARTS,
                                    .parts = PARTS,
                                    .length_ns = request->minutes * 60 * STAGE_SECOND,
                                    .variation = request->variation};
    enum recording_result result = recording_load(&recording, &slice);
    if (result == RECORDING_ABSENT) return DAY_ABSENT;
    enum day_played played = DAY_BAD;
    if (result == RECORDING_LOADED && recording.count > 0) {
        played = play_recording(score, request, &recording);
    } else {
        (void)fault("this is no recording that can be read: ", request->spec);
    }
    recording_free(&recording);
    return played;
}
