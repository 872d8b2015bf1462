/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_path.c - see price_path.h.
 *
 * A second's return is drift plus noise; the noise is a sum of uniform numbers, close enough to a
 * bell for a demonstration and the same on every machine.
 */
#include "agents/price_path.h"

#include <stddef.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"

#define NS_PER_SECOND      INT64_C(1000000000)
#define PPB                INT64_C(1000000000)
#define CATCH_UP_MAX       INT64_C(86400) /* seconds worked at most in one call */
#define SQUEEZE_PREMIUM_E9 INT64_C(600000)
#define PRICE_FINE_MIN     (INT64_C(1000) * FINE_PER_TICK)
#define PRICE_FINE_MAX     (INT64_C(10000000) * FINE_PER_TICK)

/* Noise of a second, one standard deviation: 100,000 ppb is about 56 % a year. */
#define NOISE_CALM  INT64_C(60000)
#define NOISE_TREND INT64_C(95000)
#define NOISE_CRASH INT64_C(450000)

/* The crash: times since the start of its cycle, in seconds, and the drifts that make 15 %. */
#define CRASH_CYCLE   INT64_C(1800)
#define CRASH_FROM    INT64_C(120)
#define CRASH_TO      INT64_C(300)
#define CRASH_BACK_TO INT64_C(900)
#define CRASH_DRIFT   INT64_C(-902000)
#define CRASH_BACK    INT64_C(135000)

/* The outage: one source strays, then one after the other falls silent. */
#define OUTAGE_CYCLE    INT64_C(1200)
#define OUTAGE_STRAY    INT64_C(120)
#define OUTAGE_DEGRADED INT64_C(240)
#define OUTAGE_HALT     INT64_C(420)
#define OUTAGE_END      INT64_C(480)

static const char *const names[PATH_SCENARIO_COUNT] = {
    "calm", "trend", "crash", "funding-squeeze", "index-outage",
};

const char *path_scenario_name(uint32_t scenario)
{
    return scenario < PATH_SCENARIO_COUNT ? names[scenario] : NULL;
}

bool path_scenario_find(const char *name, enum path_scenario *scenario)
{
    for (uint32_t i = 0; i < PATH_SCENARIO_COUNT; i++) {
        if (strcmp(name, names[i]) != 0) continue;
        *scenario = (enum path_scenario)i;
        return true;
    }
    return false;
}

void price_path_start(struct price_path *path, enum path_scenario scenario, uint64_t seed,
                      int64_t start_ns, struct fine_price price)
{
    ASSERT(price.ticks_e4 >= PRICE_FINE_MIN && price.ticks_e4 <= PRICE_FINE_MAX);
    *path = (struct price_path){.scenario = scenario,
                                .start_ns = start_ns,
                                .now_ns = start_ns,
                                .fine = price.ticks_e4,
                                .base = price.ticks_e4};
    random_seed(&path->random, seed);
}

/* Mean 0, standard deviation about `deviation`: the sum of twelve, less its mean. */
static int64_t noise(struct random *random, int64_t deviation)
{
    int64_t sum = 0;
    for (uint32_t i = 0; i < 12; i++) sum += random_between(random, -500, 500);
    return sum * deviation / 1000;
}

static int64_t cycle_second(const struct price_path *path, int64_t cycle)
{
    return (path->now_ns - path->start_ns) / NS_PER_SECOND % cycle;
}

/* Back towards the base: a tenth of the distance in about seven minutes. */
static int64_t pull_ppb(const struct price_path *path)
{
    return (int64_t)((int128)(path->base - path->fine) * PPB / path->fine / 4000);
}

static int64_t return_ppb(struct price_path *path)
{
    int64_t second = cycle_second(path, CRASH_CYCLE);
    switch (path->scenario) {
    case PATH_TREND:
        if (random_chance(&path->random, 1, 1800))
            path->drift_ppb = random_between(&path->random, -9000, 9000);
        return path->drift_ppb + noise(&path->random, NOISE_TREND);
    case PATH_CRASH:
        if (second >= CRASH_FROM && second < CRASH_TO)
            return CRASH_DRIFT + noise(&path->random, NOISE_CRASH);
        if (second >= CRASH_TO && second < CRASH_BACK_TO)
            return CRASH_BACK + noise(&path->random, 2 * NOISE_TREND);
        return noise(&path->random, NOISE_CALM);
    case PATH_CALM:
    case PATH_FUNDING_SQUEEZE:
    case PATH_INDEX_OUTAGE:
    default: return pull_ppb(path) + noise(&path->random, NOISE_CALM);
    }
}

void price_path_advance(struct price_path *path, int64_t now_ns)
{
    int64_t seconds = (now_ns - path->now_ns) / NS_PER_SECOND;
    if (seconds <= 0) return;
    for (int64_t i = 0; i < i64_min(seconds, CATCH_UP_MAX); i++) {
        path->now_ns += NS_PER_SECOND;
        int64_t change = (int64_t)((int128)path->fine * return_ppb(path) / PPB);
        path->fine = i64_clamp(path->fine + change, PRICE_FINE_MIN, PRICE_FINE_MAX);
    }
    path->now_ns += (now_ns - path->now_ns) / NS_PER_SECOND * NS_PER_SECOND;
    for (uint32_t i = 0; i < PATH_SOURCES_MAX; i++) {
        int64_t step = random_between(&path->random, -FINE_PER_TICK, FINE_PER_TICK);
        path->offsets[i] = path->offsets[i] * 9 / 10 + step;
    }
}

static bool is_silent(const struct price_path *path, uint32_t index)
{
    if (path->scenario != PATH_INDEX_OUTAGE) return false;
    int64_t second = cycle_second(path, OUTAGE_CYCLE);
    if (second < OUTAGE_DEGRADED || second >= OUTAGE_END) return false;
    return index >= (second < OUTAGE_HALT ? 2u : 1u);
}

static bool is_astray(const struct price_path *path, uint32_t index)
{
    if (path->scenario != PATH_INDEX_OUTAGE || index != 4) return false;
    int64_t second = cycle_second(path, OUTAGE_CYCLE);
    return second >= OUTAGE_STRAY && second < OUTAGE_STRAY + 60;
}

struct source_quote price_path_quote(const struct price_path *path, uint32_t index)
{
    ASSERT(index < PATH_SOURCES_MAX);
    if (is_silent(path, index)) return (struct source_quote){0};
    int64_t fine = path->fine + path->offsets[index];
    if (is_astray(path, index)) fine += fine * 7 / 100;
    int64_t half = FINE_PER_TICK * (1 + index) / 2;
    return (struct source_quote){.bid = {fine - half}, .ask = {fine + half}, .last = {fine}};
}

int64_t price_path_demand(const struct price_path *path)
{
    int64_t second = cycle_second(path, CRASH_CYCLE);
    switch (path->scenario) {
    case PATH_FUNDING_SQUEEZE: return 350;
    case PATH_CRASH: return second >= CRASH_FROM && second < CRASH_TO ? -400 : 0;
    case PATH_TREND: return i64_clamp(path->drift_ppb / 40, -200, 200);
    case PATH_CALM:
    case PATH_INDEX_OUTAGE:
    default: return 0;
    }
}

int64_t price_path_premium_e9(const struct price_path *path)
{
    return path->scenario == PATH_FUNDING_SQUEEZE ? SQUEEZE_PREMIUM_E9 : 0;
}
