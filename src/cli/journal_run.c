/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_run.c - see journal_run.h.
 *
 * Role   See journal_run.h.
 */
#include "cli/journal_run.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "cli/cli.h"
#include "node/journal_reader.h"
#include "node/rerun.h"

static_assert(sizeof(((struct journal_run_result *)0)->output) == HASH_TEXT_SIZE,
              "room for a hash");

/* The events of the command at hand, however many there are. */
struct gathered {
    struct event *events;
    uint32_t count;
    uint32_t room;
    bool has_memory;
};

/* Commands that wait for a second person, by the number of their action. */
#define KEPT_MAX 64u /* R-ACTION-1 */

struct kept_command {
    uint64_t action_id; /* 0: the place is free */
    struct command command;
};

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

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct gathered *gathered = context;
    if (!gathered->has_memory) return;
    if (count > gathered->room - gathered->count) {
        uint32_t room = (gathered->count + count) * 2;
        struct event *events = realloc(gathered->events, room * sizeof *events);
        gathered->has_memory = events != NULL;
        if (events == NULL) return;
        gathered->events = events;
        gathered->room = room;
    }
    memcpy(gathered->events + gathered->count, list, count * sizeof *list);
    gathered->count += count;
}

/* The place of an action; a free one, or else the oldest, for one that is not there. */
static struct kept_command *kept_place(uint64_t action_id)
{
    static struct kept_command kept[KEPT_MAX];
    struct kept_command *place = &kept[0];
    for (uint32_t i = 0; i < KEPT_MAX; i++) {
        if (kept[i].action_id == action_id) return &kept[i];
        if (kept[i].action_id < place->action_id) place = &kept[i];
    }
    return place;
}

/* R-ACTION-2, R-ACTION-3 */
static const struct command *worked_of(const struct command *command,
                                       const struct gathered *gathered)
{
    const struct command *worked = command;
    for (uint32_t i = 0; i < gathered->count; i++) {
        const struct event *event = &gathered->events[i];
        if (event->kind == EVENT_REJECTED || event->kind == EVENT_DUPLICATE) return NULL;
        if (event->kind != EVENT_ACTION) continue;
        struct kept_command *place = kept_place(event->action.action_id);
        if (event->action.step == ACTION_PROPOSED) {
            *place = (struct kept_command){event->action.action_id, *command};
            worked = NULL;
        }
        if (event->action.step != ACTION_APPROVED) continue;
        if (place->action_id == event->action.action_id) worked = &place->command;
    }
    return worked;
}

static int run_records(const struct journal_visitor *visitor, struct journal_reader *reader,
                       struct rerun *rerun, struct gathered *gathered)
{
    static struct command command;
    struct journal_error error = {0};
    struct journal_record record = {0};
    for (;;) {
        enum journal_read read = journal_reader_next(reader, &record, &error);
        if (read == JOURNAL_READ_FAULT) return report_fault(visitor, &error);
        if (read == JOURNAL_READ_END) return EXIT_OK;
        gathered->count = 0;
        if (rerun_decode(&record, &command, &error) != JOURNAL_OK ||
            rerun_command(rerun, &command, &error) != JOURNAL_OK) {
            return report_fault(visitor, &error);
        }
        struct journal_step step = {.command = &command,
                                    .worked = worked_of(&command, gathered),
                                    .events = gathered->events,
                                    .event_count = gathered->count};
        if (!gathered->has_memory || !visitor->command(visitor->context, &step, rerun->core)) {
            return report_memory(visitor);
        }
    }
}

static int run_core(const struct journal_visitor *visitor, struct journal_reader *reader,
                    struct rerun *rerun, struct journal_run_result *result)
{
    struct gathered gathered = {.has_memory = true};
    rerun->listener = take_events;
    rerun->listener_context = &gathered;
    bool is_ready = visitor->begin(visitor->context, &rerun->config);
    int exit_code =
        is_ready ? run_records(visitor, reader, rerun, &gathered) : report_memory(visitor);
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
    free(gathered.events);
    return exit_code;
}

int journal_run(const struct journal_visitor *visitor, struct journal_run_result *result)
{
    static struct journal_reader reader;
    static struct rerun rerun;
    struct journal_error error = {0};
    struct journal_reader_config config = {
        .directory = visitor->directory, .has_thread = true, .checks = JOURNAL_CHECK_ALL};
    if (journal_reader_open(&reader, &config, &error) != JOURNAL_OK) {
        return report_fault(visitor, &error);
    }
    int exit_code = EXIT_OK;
    if (rerun_init(&rerun, &journal_reader_header(&reader)->charter, &error) == JOURNAL_OK) {
        exit_code = run_core(visitor, &reader, &rerun, result);
        rerun_release(&rerun);
    } else {
        exit_code = report_fault(visitor, &error);
    }
    journal_reader_close(&reader);
    return exit_code;
}
