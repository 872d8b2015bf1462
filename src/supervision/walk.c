/* SPDX-License-Identifier: Apache-2.0 */
/*
 * walk.c - see walk.h.
 *
 * Rules  R-TIME-6.
 */
#include "supervision/walk.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "os/os_clock.h"

/* What is durable may be hidden for a moment by a page of the file that was read before. */
#define LOOK_AGAIN_NS  INT64_C(5000000)
#define LOOK_AGAIN_MAX 400u

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct walk *walk = context;
    if (!walk->has_memory) return;
    if (count > walk->event_room - walk->event_count) {
        uint32_t room = (walk->event_count + count) * 2;
        struct event *events = realloc(walk->events, room * sizeof *events);
        walk->has_memory = events != NULL;
        if (events == NULL) return;
        walk->events = events;
        walk->event_room = room;
    }
    memcpy(walk->events + walk->event_count, list, count * sizeof *list);
    walk->event_count += count;
}

/* The reader begins behind what has been run. */
static enum journal_status open_reader(struct walk *walk, const struct journal_position *start)
{
    const struct journal_reader_config config = {
        .directory = walk->config.directory,
        .start = start,
        .has_thread = walk->config.has_thread,
        .checks = JOURNAL_CHECK_ALL,
    };
    enum journal_status status = journal_reader_open(&walk->reader, &config, &walk->error);
    walk->is_reading = status == JOURNAL_OK;
    return status;
}

enum journal_status walk_open(struct walk *walk, const struct walk_config *config)
{
    memset(walk, 0, sizeof *walk);
    walk->config = *config;
    walk->has_memory = true;
    enum journal_status status =
        recovery_begin(&walk->recovery, config->directory, config->from, &walk->error);
    if (status != JOURNAL_OK) return status;
    walk->recovery.rerun.listener = take_events;
    walk->recovery.rerun.listener_context = walk;
    walk->command.sequence = walk->recovery.snapshot_sequence;
    status = open_reader(walk, walk->recovery.has_start ? &walk->recovery.start : NULL);
    if (status != JOURNAL_OK) walk_close(walk);
    return status;
}

void walk_close(struct walk *walk)
{
    if (walk->is_reading) journal_reader_close(&walk->reader);
    walk->is_reading = false;
    recovery_release(&walk->recovery);
    free(walk->events);
    walk->events = NULL;
}

/* A journal that is known to go on is opened again where the reader came to its end. */
static bool read_on(struct walk *walk)
{
    struct journal_position position = walk->reader.position;
    journal_reader_close(&walk->reader);
    os_clock_sleep_ns(LOOK_AGAIN_NS);
    return open_reader(walk, &position) == JOURNAL_OK;
}

static enum journal_read read_record(struct walk *walk, struct journal_record *record)
{
    for (uint32_t i = 0; i < LOOK_AGAIN_MAX; i++) {
        enum journal_read read = journal_reader_next(&walk->reader, record, &walk->error);
        bool is_short = read == JOURNAL_READ_END && walk->config.through != 0;
        if (!is_short) return read;
        if (!read_on(walk)) return JOURNAL_READ_FAULT;
    }
    (void)journal_error_set(&walk->error, JOURNAL_CORRUPT,
                            "%s: the journal ends at sequence %" PRIu64 " and not at %" PRIu64,
                            walk->config.directory, walk->command.sequence, walk->config.through);
    return JOURNAL_READ_FAULT;
}

enum walk_next walk_next(struct walk *walk, struct journal_step *step)
{
    struct journal_record record = {0};
    struct rerun *rerun = &walk->recovery.rerun;
    uint64_t through = walk->config.through;
    if (through != 0 && walk->command.sequence >= through) return WALK_END;
    enum journal_read read = read_record(walk, &record);
    if (read == JOURNAL_READ_FAULT) return WALK_FAULT;
    if (read == JOURNAL_READ_END) return WALK_END;
    walk->event_count = 0;
    enum journal_status status = rerun_decode(&record, &walk->command, &walk->error);
    if (status == JOURNAL_OK) status = rerun_command(rerun, &walk->command, &walk->error);
    if (status != JOURNAL_OK) return WALK_FAULT;
    if (!walk->has_memory) {
        (void)journal_error_set(&walk->error, JOURNAL_NO_MEMORY, "out of memory for events");
        return WALK_FAULT;
    }
    *step = step_make(&walk->maker, &walk->command, walk->events, walk->event_count);
    return WALK_STEP;
}
