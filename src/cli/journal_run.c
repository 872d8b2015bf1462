/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_run.c - see journal_run.h.
 *
 * Role   See journal_run.h.
 */
#include "cli/journal_run.h"

#include <stdio.h>

#include "base/check.h"
#include "cli/cli.h"
#include "supervision/walk.h"

static_assert(sizeof(((struct journal_run_result *)0)->output) == HASH_TEXT_SIZE,
              "room for a hash");

static int report_fault(const struct journal_visitor *visitor, const struct journal_error *error)
{
    char line[JOURNAL_ERROR_LINE_SIZE];
    journal_error_line(error, line);
    fprintf(stderr, "%s: %s\n", visitor->program, line);
    return journal_status_exit_code(error->status);
}

static int report_memory(const struct journal_visitor *visitor)
{
    fprintf(stderr, "%s: out of memory\n", visitor->program);
    return EXIT_UNUSABLE;
}

static int run_records(const struct journal_visitor *visitor, struct walk *walk)
{
    struct journal_step step;
    for (;;) {
        enum walk_next next = walk_next(walk, &step);
        if (next == WALK_FAULT) return report_fault(visitor, &walk->error);
        if (next == WALK_END) return EXIT_OK;
        if (!visitor->command(visitor->context, &step, walk_core(walk))) {
            return report_memory(visitor);
        }
    }
}

static int run_core(const struct journal_visitor *visitor, struct walk *walk,
                    struct journal_run_result *result)
{
    const struct rerun *rerun = &walk->recovery.rerun;
    bool is_ready = visitor->begin(visitor->context, &rerun->config);
    int exit_code = is_ready ? run_records(visitor, walk) : report_memory(visitor);
    bool is_over = exit_code == EXIT_OK;
    if (is_over && !visitor->end(visitor->context, rerun->core)) {
        exit_code = report_memory(visitor);
    }
    *result = (struct journal_run_result){
        .command_count = rerun->command_count,
        .event_count = rerun->event_count,
        .seal_count = rerun->seal_count,
        .sequence_last = core_sequence(rerun->core),
    };
    hash128_text(hash_end(&rerun->output), result->output);
    hash128_text(core_hash(rerun->core), result->state);
    return exit_code;
}

int journal_run(const struct journal_visitor *visitor, struct journal_run_result *result)
{
    static struct walk walk;
    const struct walk_config config = {.directory = visitor->directory, .has_thread = true};
    if (walk_open(&walk, &config) != JOURNAL_OK) return report_fault(visitor, &walk.error);
    int exit_code = run_core(visitor, &walk, result);
    walk_close(&walk);
    return exit_code;
}
