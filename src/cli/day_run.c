/* SPDX-License-Identifier: Apache-2.0 */
/*
 * day_run.c - see day_run.h.
 */
#include "cli/day_run.h"

static bool begin(void *context, const struct core_config *capacities)
{
    return day_feed_begin(context, capacities);
}

static bool take(void *context, const struct journal_step *step, const struct core *core)
{
    return day_feed_step(context, step, core);
}

static bool end(void *context, const struct core *core)
{
    return day_feed_end(context, core);
}

int day_run(struct day_feed *feed, const char *program, const char *directory,
            struct journal_run_result *result)
{
    const struct journal_visitor visitor = {
        .program = program,
        .directory = directory,
        .context = feed,
        .begin = begin,
        .command = take,
        .end = end,
    };
    return journal_run(&visitor, result);
}
