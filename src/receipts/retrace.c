/* SPDX-License-Identifier: Apache-2.0 */
/*
 * retrace.c - see retrace.h.
 *
 * Role   See retrace.h.
 */
#include "receipts/retrace.h"

#include <stdlib.h>
#include <string.h>

static enum journal_status report_memory(struct journal_error *error)
{
    return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for receipts");
}

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct retrace *retrace = context;
    if (!retrace->has_memory || count == 0) return;
    if (count > retrace->event_room - retrace->event_count) {
        uint32_t room = (retrace->event_count + count) * 2;
        struct event *events = realloc(retrace->events, room * sizeof *events);
        retrace->has_memory = events != NULL;
        if (events == NULL) return;
        retrace->events = events;
        retrace->event_room = room;
    }
    memcpy(retrace->events + retrace->event_count, list, count * sizeof *list);
    retrace->event_count += count;
}

enum journal_status retrace_init(struct retrace *retrace, const struct journal_charter *charter,
                                 const struct explain_request *request, struct journal_error *error)
{
    struct rerun rerun;
    enum journal_status status = rerun_init(&rerun, charter, error);
    return status == JOURNAL_OK ? retrace_resume(retrace, &rerun, request, error) : status;
}

enum journal_status retrace_resume(struct retrace *retrace, const struct rerun *rerun,
                                   const struct explain_request *request,
                                   struct journal_error *error)
{
    *retrace = (struct retrace){.rerun = *rerun, .has_memory = true};
    retrace->rerun.listener = take_events;
    retrace->rerun.listener_context = retrace;
    if (explain_init(&retrace->explain, request)) return JOURNAL_OK;
    retrace_release(retrace);
    return report_memory(error);
}

void retrace_release(struct retrace *retrace)
{
    rerun_release(&retrace->rerun);
    explain_release(&retrace->explain);
    free(retrace->events);
    retrace->events = NULL;
}

enum journal_status retrace_run(struct retrace *retrace, const struct journal_record *record,
                                struct journal_error *error)
{
    retrace->event_count = 0;
    enum journal_status status = rerun_decode(record, &retrace->command, error);
    if (status == JOURNAL_OK) status = rerun_command(&retrace->rerun, &retrace->command, error);
    if (status == JOURNAL_OK && !retrace->has_memory) return report_memory(error);
    return status;
}

enum journal_status retrace_explain(struct retrace *retrace, struct journal_error *error)
{
    bool is_good = explain_command(&retrace->explain, &retrace->command, retrace->events,
                                   retrace->event_count);
    return is_good ? JOURNAL_OK : report_memory(error);
}
