/* SPDX-License-Identifier: Apache-2.0 */
/*
 * supervision.c - see supervision.h: the sides of who asks and of who observes.
 */
#include <stdlib.h>
#include <string.h>

#include "keep/keep.h"
#include "supervision/supervision_parts.h"

static void wake_search(struct supervision *supervision)
{
    atomic_fetch_add(&supervision->word, 1);
    os_word_wake(&supervision->word);
}

/* --- starting and stopping -------------------------------------------------------------------- */

static enum journal_status report_memory(struct journal_error *error)
{
    return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for supervision");
}

static enum journal_status make_parts(struct supervision *supervision, struct journal_error *error)
{
    uint32_t products_max = supervision->config.products_max;
    if (!shelf_init(&supervision->shelf)) return report_memory(error);
    supervision->lookout = lookout_create(&supervision->shelf, &supervision->lock, products_max);
    if (supervision->lookout == NULL) return report_memory(error);
    enum os_result result =
        os_thread_start(&supervision->thread, "supervision", supervision_search, supervision);
    supervision->has_thread = result == OS_OK;
    if (result == OS_OK) return JOURNAL_OK;
    return journal_error_os(error, result, "start", "a thread for supervision");
}

enum journal_status supervision_start(struct supervision **started,
                                      const struct supervision_config *config,
                                      struct journal_error *error)
{
    struct supervision *supervision = calloc(1, sizeof *supervision);
    *started = supervision;
    if (supervision == NULL) return report_memory(error);
    supervision->config = *config;
    enum journal_status status = make_parts(supervision, error);
    if (status == JOURNAL_OK) return JOURNAL_OK;
    supervision_stop(supervision);
    *started = NULL;
    return status;
}

/* The search's thread is over. */
static void finish_all(struct supervision *supervision)
{
    supervision_turn(supervision);
    for (uint32_t i = 0; i < supervision->waiting_count; i++) {
        const struct supervision_question *question = &supervision->waiting[i];
        const struct supervision_answer answer = {.question = question,
                                                  .fault = "the venue is stopping"};
        question->done(question->context, &answer);
    }
    supervision->waiting_count = 0;
}

void supervision_stop(struct supervision *supervision)
{
    if (supervision == NULL) return;
    atomic_store(&supervision->is_stopping, 1);
    wake_search(supervision);
    if (supervision->has_thread) os_thread_join(&supervision->thread);
    finish_all(supervision);
    lookout_destroy(supervision->lookout);
    shelf_release(&supervision->shelf);
    free(supervision);
}

/* --- observing -------------------------------------------------------------------------------- */

void supervision_observe(void *context, const struct command *command, const struct event *events,
                         uint32_t event_count)
{
    struct supervision *supervision = context;
    if (atomic_load(&supervision->has_failed) != 0) return;
    if (!lookout_command(supervision->lookout, command, events, event_count)) {
        atomic_store(&supervision->has_failed, 1);
        return;
    }
    atomic_store(&supervision->change, supervision->shelf.change);
    atomic_store(&supervision->reached, command->sequence);
}

/* Others only read the shelf, so that it is written down without the lock. */
void supervision_keep(void *context, struct keep *keep)
{
    struct supervision *supervision = context;
    uint64_t reached = atomic_load(&supervision->reached);
    if (atomic_load(&supervision->has_failed) != 0) keep->is_good = false;
    keep_bytes(keep, &reached, sizeof reached);
    lookout_keep(supervision->lookout, keep);
    if (keep->is_loading) os_lock_take(&supervision->lock);
    shelf_keep(&supervision->shelf, keep);
    if (keep->is_loading) os_lock_give(&supervision->lock);
    if (!keep->is_loading || !keep->is_good) return;
    atomic_store(&supervision->taken_up, supervision->shelf.change);
    atomic_store(&supervision->change, supervision->shelf.change);
    atomic_store(&supervision->reached, reached);
}

/* --- what is kept ----------------------------------------------------------------------------- */

void supervision_durable(struct supervision *supervision, uint64_t sequence)
{
    atomic_store(&supervision->durable, sequence);
}

uint64_t supervision_reached(const struct supervision *supervision)
{
    return atomic_load(&supervision->reached);
}

uint64_t supervision_change(const struct supervision *supervision)
{
    return atomic_load(&supervision->change);
}

uint64_t supervision_taken_up(const struct supervision *supervision)
{
    return atomic_load(&supervision->taken_up);
}

const struct shelf *supervision_take(struct supervision *supervision)
{
    os_lock_take(&supervision->lock);
    return &supervision->shelf;
}

void supervision_give(struct supervision *supervision)
{
    os_lock_give(&supervision->lock);
}

struct supervision_figures supervision_figures(struct supervision *supervision)
{
    const struct shelf *shelf = supervision_take(supervision);
    struct supervision_figures figures = {.sequence = atomic_load(&supervision->reached),
                                          .alert_count = shelf->alert_count,
                                          .case_count = shelf->cases.case_count,
                                          .search_count = atomic_load(&supervision->search_count),
                                          .has_failed = atomic_load(&supervision->has_failed) != 0};
    supervision_give(supervision);
    return figures;
}

/* --- questions -------------------------------------------------------------------------------- */

/* Under the lock. */
static uint32_t count_of(const struct supervision *supervision, uint64_t asker)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < supervision->waiting_count; i++) {
        count += supervision->waiting[i].asker == asker;
    }
    return count;
}

enum supervision_took supervision_ask(struct supervision *supervision,
                                      const struct supervision_question *question)
{
    if (atomic_load(&supervision->has_failed) != 0) return SUPERVISION_FAILED;
    os_lock_take(&supervision->lock);
    uint32_t open = supervision->waiting_count + atomic_load(&supervision->finished_count);
    /* Members ask about their programmes; half of the room is kept for the venue's people. */
    bool is_member = question->kind == SUPERVISION_PROGRAMMES;
    uint32_t most = is_member ? SUPERVISION_WAITING_MAX / 2 : SUPERVISION_WAITING_MAX;
    uint32_t each = is_member ? 1 : SUPERVISION_PER_ASKER;
    bool is_taken = open < most && count_of(supervision, question->asker) < each;
    if (is_taken) supervision->waiting[supervision->waiting_count++] = *question;
    os_lock_give(&supervision->lock);
    if (is_taken) wake_search(supervision);
    return is_taken ? SUPERVISION_TAKEN : SUPERVISION_BUSY;
}

void supervision_turn(struct supervision *supervision)
{
    struct finding *list[SUPERVISION_WAITING_MAX];
    if (atomic_load(&supervision->finished_count) == 0) return;
    os_lock_take(&supervision->lock);
    uint32_t count = atomic_load(&supervision->finished_count);
    memcpy(list, supervision->finished, sizeof list);
    atomic_store(&supervision->finished_count, 0);
    os_lock_give(&supervision->lock);
    for (uint32_t i = 0; i < count; i++) {
        list[i]->question.done(list[i]->question.context, &list[i]->answer);
        finding_destroy(list[i]);
    }
}

/* --- verification ----------------------------------------------------------------------------- */

bool supervision_verify(struct supervision *supervision, int64_t now_ns)
{
    os_lock_take(&supervision->lock);
    bool is_free = supervision->verify.state != VERIFY_RUNNING;
    if (is_free) {
        supervision->verify = (struct verify_report){
            .state = VERIFY_RUNNING, .of = atomic_load(&supervision->durable), .begin_ns = now_ns};
        atomic_store(&supervision->verify_through, 0);
        supervision->wants_verify = true;
    }
    os_lock_give(&supervision->lock);
    if (is_free) wake_search(supervision);
    return is_free;
}

struct verify_report supervision_verified(struct supervision *supervision)
{
    os_lock_take(&supervision->lock);
    struct verify_report report = supervision->verify;
    os_lock_give(&supervision->lock);
    if (report.state == VERIFY_RUNNING) report.through = atomic_load(&supervision->verify_through);
    return report;
}
