/* SPDX-License-Identifier: Apache-2.0 */
/*
 * price_path.h - a made-up spot price: from a seed, second by second.
 *
 * Role       What the sources of the demo's index say when there is no internet: one path, seen by
 *            several sources that disagree by a few ticks, go silent or stray as the scenario says.
 * Invariant  A path depends on its seed, its scenario and the times it is asked for, nothing else.
 * Units      Prices in ten-thousandths of a tick; returns in parts per billion of the price.
 */
#ifndef PERPETUA_AGENTS_PRICE_PATH_H
#define PERPETUA_AGENTS_PRICE_PATH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/random.h"
#include "model/units.h"

#define PATH_SOURCES_MAX 8u

enum path_scenario {
    PATH_CALM = 0,
    PATH_TREND = 1,           /* drifts that last, and turn */
    PATH_CRASH = 2,           /* 15 % down in three minutes, half of it back, every half hour */
    PATH_FUNDING_SQUEEZE = 3, /* calm spot, one-sided demand for the perpetual */
    PATH_INDEX_OUTAGE = 4     /* sources stray, fall silent and come back */
};

#define PATH_SCENARIO_COUNT 5u

struct price_path {
    enum path_scenario scenario;
    struct random random;
    int64_t start_ns;
    int64_t now_ns;                    /* of the latest second worked */
    int64_t fine;                      /* the price */
    int64_t base;                      /* CALM, SQUEEZE, OUTAGE: what the price is drawn back to */
    int64_t drift_ppb;                 /* TREND: of a second */
    int64_t offsets[PATH_SOURCES_MAX]; /* of the sources, from the path */
};

struct source_quote {
    struct fine_price bid; /* 0: the source is silent */
    struct fine_price ask;
    struct fine_price last;
};

/* "calm" for PATH_CALM; NULL behind the last. */
const char *path_scenario_name(uint32_t scenario);

/* False if there is no scenario of this name. */
bool path_scenario_find(const char *name, enum path_scenario *scenario);

void price_path_start(struct price_path *path, enum path_scenario scenario, uint64_t seed,
                      int64_t start_ns, struct fine_price price);

/* Works the whole seconds up to `now_ns`. */
void price_path_advance(struct price_path *path, int64_t now_ns);

/* What source `index` (from 0, below PATH_SOURCES_MAX) says now. */
struct source_quote price_path_quote(const struct price_path *path, uint32_t index);

/* How much more is bought than sold, -1000 to 1000: what the scenario makes takers want. */
int64_t price_path_demand(const struct price_path *path);

/* What the makers' price over the index is drawn to, in 10^-9 of it: demand alone ends when those
 * who want to buy have bought. */
int64_t price_path_premium_e9(const struct price_path *path);

#endif
