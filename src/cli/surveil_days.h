/* SPDX-License-Identifier: Apache-2.0 */
/*
 * surveil_days.h - the days of perpetua surveil bench: what can be named, and how it is played.
 *
 * Role       A day is agents or a recording.  Agents with schemes are played in as many rounds as
 *            asked for, each a day of its own.  A recording is played clean once, and with schemes
 *            in each round, on the part of its day that the seed chooses, as it was made or as
 *            another market would have made it.
 */
#ifndef PERPETUA_CLI_SURVEIL_DAYS_H
#define PERPETUA_CLI_SURVEIL_DAYS_H

#include "surveil_bench/bench.h"

#define DAYS_SPEC_SIZE 1024u
#define DAYS_MAX       16u

struct days {
    char specs[DAYS_MAX][DAYS_SPEC_SIZE];
    uint32_t count;
};

/* NAME,NAME,...; false: too many, or one is too long. */
bool days_add_list(struct days *days, const char *list);

/* The recordings of the shared folder, known by how their names begin; false: too many. */
bool days_add_recordings(struct days *days);

/* Made-up participants: agents, clean or market, and after a colon their scenario. */
bool days_is_agents(const char *spec);

struct day_request {
    const char *spec;
    uint64_t seed;
    uint32_t rounds; /* of days with schemes */
    int64_t minutes;
    const struct variation *variation; /* of a recording; NULL: as it was made */
    FILE *tell;                        /* each miss and each false alert; NULL: nobody */
};

enum day_played { DAY_PLAYED, DAY_ABSENT, DAY_BAD };

/* Adds to the score.  BAD: standard error says why. */
enum day_played day_play(struct bench_score *score, const struct day_request *request);

/* Every kind of day, in a table with a line of each: perpetua surveil bench --other-days. */
struct other_days {
    const struct days *recordings;
    uint64_t seed;
    uint64_t seeds;
    uint32_t rounds;
    int64_t minutes;
    FILE *tell;
};

/* Prints the table, and what all of its days come to; writes the page's part if there is one.  An
 * exit status. */
int other_days_run(const struct other_days *other, FILE *out);

#endif
