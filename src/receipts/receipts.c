/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts.c - see receipts.h: the side of the thread that asks.
 *
 * Role       See receipts.h.  A question whose answer is kept, and as of which the follower is far
 *            enough, is answered at once; the others wait for the follower, then for the searcher.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"
#include "os/os_clock.h"
#include "receipts/receipts_parts.h"

void receipts_wake(_Atomic uint32_t *word)
{
    atomic_fetch_add(word, 1);
    os_word_wake(word);
}

static enum journal_status report_memory(struct journal_error *error)
{
    return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for receipts");
}

static enum journal_status start_threads(struct receipts *receipts, struct journal_error *error)
{
    enum os_result result =
        os_thread_start(&receipts->follow_thread, "receipts", receipts_follow, receipts);
    receipts->has_follow_thread = result == OS_OK;
    if (result == OS_OK) {
        result =
            os_thread_start(&receipts->search_thread, "receipts-find", receipts_search, receipts);
        receipts->has_search_thread = result == OS_OK;
    }
    if (result == OS_OK) return JOURNAL_OK;
    return journal_error_os(error, result, "start", "a thread for receipts");
}

enum journal_status receipts_start(struct receipts **started, const struct receipts_config *config,
                                   struct journal_error *error)
{
    struct receipts *receipts = calloc(1, sizeof *receipts);
    *started = receipts;
    if (receipts == NULL) return report_memory(error);
    receipts->config = *config;
    receipts->snapshots[0] = config->snapshot;
    receipts->snapshot_count = config->snapshot == 0 ? 0 : 1;
    enum journal_status status = JOURNAL_OK;
    if (!store_init(&receipts->store, config->room)) status = report_memory(error);
    if (status == JOURNAL_OK) status = start_threads(receipts, error);
    if (status == JOURNAL_OK) return JOURNAL_OK;
    receipts_stop(receipts);
    *started = NULL;
    return status;
}

/* The receipts' own threads are over. */
static void finish_all(struct receipts *receipts)
{
    const struct receipts_text none = {NULL, 0, 0};
    for (uint32_t i = 0; i < atomic_load(&receipts->waiting_count); i++) {
        receipts_finish(receipts, &receipts->waiting[i], &none);
    }
    for (uint32_t i = 0; i < receipts->search_count; i++) {
        receipts_finish(receipts, &receipts->searches[i], &none);
    }
    atomic_store(&receipts->waiting_count, 0);
    receipts->search_count = 0;
    receipts_turn(receipts);
}

void receipts_stop(struct receipts *receipts)
{
    if (receipts == NULL) return;
    atomic_store(&receipts->is_stopping, 1);
    receipts_wake(&receipts->follow_word);
    receipts_wake(&receipts->search_word);
    if (receipts->has_follow_thread) os_thread_join(&receipts->follow_thread);
    if (receipts->has_search_thread) os_thread_join(&receipts->search_thread);
    finish_all(receipts);
    store_release(&receipts->store);
    free(receipts);
}

void receipts_durable(struct receipts *receipts, uint64_t sequence)
{
    atomic_store(&receipts->durable, sequence);
    if (atomic_load(&receipts->follow_sleeps) != 0) receipts_wake(&receipts->follow_word);
}

void receipts_snapshot(struct receipts *receipts, uint64_t sequence)
{
    uint32_t count = atomic_load(&receipts->snapshot_count);
    atomic_store(&receipts->snapshots[count % RECEIPTS_SNAPSHOTS_MAX], sequence);
    atomic_store(&receipts->snapshot_count, count + 1);
    atomic_store(&receipts->durable, sequence);
    receipts_wake(&receipts->follow_word);
}

/* --- questions -------------------------------------------------------------------------------- */

/* Questions that were taken and whose askers were not told, of all or of one. */
static uint32_t count_open(const struct receipts *receipts, const uint64_t *asker)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < atomic_load(&receipts->waiting_count); i++) {
        count += asker == NULL || receipts->waiting[i].asker == *asker;
    }
    for (uint32_t i = 0; i < receipts->search_count; i++) {
        count += asker == NULL || receipts->searches[i].asker == *asker;
    }
    for (uint32_t i = 0; i < atomic_load(&receipts->finished_count); i++) {
        count += asker == NULL || receipts->finished[i].asker == *asker;
    }
    return count;
}

/* While an asker rests, what would have to be searched for is refused. */
static bool must_rest(const struct receipts *receipts, uint64_t asker)
{
    int64_t now_ns = os_clock_steady_ns();
    for (uint32_t i = 0; i < RECEIPTS_SEARCHES_MAX; i++) {
        const struct rest *rest = &receipts->rests[i];
        if (rest->asker == asker && rest->until_ns > now_ns) return true;
    }
    return false;
}

/* Under the lock: what is asked for is not kept, and may be found.  *wish gets its number. */
static bool is_searched_for(const struct receipts *receipts,
                            const struct receipts_question *question, struct store_wish *wish)
{
    *wish = question->wish;
    if (!question->may_search || store_find(&receipts->store, wish) != NULL) return false;
    if (wish->sequence == 0 && !store_newest(&receipts->store, wish)) return false;
    return wish->sequence <= atomic_load(&receipts->reached) &&
           store_has_forgotten(&receipts->store, wish->sequence);
}

static enum receipts_answer take(struct receipts *receipts,
                                 const struct receipts_question *question)
{
    struct store_wish wish;
    uint32_t count = atomic_load(&receipts->waiting_count);
    bool is_near = atomic_load(&receipts->reached) >= question->as_of;
    bool is_full = count_open(receipts, NULL) >= RECEIPTS_WAITING_MAX;
    if (is_full || count_open(receipts, &question->asker) >= RECEIPTS_WAITING_PER_ASKER) {
        return RECEIPTS_BUSY;
    }
    if (!is_near || question->is_standing) {
        receipts->waiting[count] = *question;
        atomic_store(&receipts->waiting_count, count + 1);
        receipts_wake(&receipts->follow_word);
        return RECEIPTS_TAKEN;
    }
    bool is_refused =
        is_searched_for(receipts, question, &wish) &&
        (must_rest(receipts, question->asker) || receipts->search_count == RECEIPTS_SEARCHES_MAX);
    if (is_refused) return RECEIPTS_BUSY;
    receipts_answer_wish(receipts, question);
    return RECEIPTS_TAKEN;
}

enum receipts_answer receipts_ask(struct receipts *receipts,
                                  const struct receipts_question *question)
{
    uint64_t reached = atomic_load(&receipts->reached);
    if (atomic_load(&receipts->has_failed) != 0) return RECEIPTS_FAILED;
    bool is_far = question->as_of > reached && question->as_of - reached > RECEIPTS_BEHIND_MAX;
    if (is_far) return RECEIPTS_BEHIND;
    os_lock_take(&receipts->lock);
    enum receipts_answer answer = take(receipts, question);
    os_lock_give(&receipts->lock);
    receipts_turn(receipts);
    return answer;
}

/* --- answers ---------------------------------------------------------------------------------- */

void receipts_finish(struct receipts *receipts, const struct receipts_question *question,
                     const struct receipts_text *answer)
{
    uint32_t count = atomic_load(&receipts->finished_count);
    ASSERT(count < RECEIPTS_WAITING_MAX);
    struct finished *one = &receipts->finished[count];
    *one = (struct finished){
        .done = question->done,
        .context = question->context,
        .asker = question->asker,
        .sequence = answer->sequence,
    };
    if (answer->text != NULL) one->text = malloc(answer->size);
    if (one->text != NULL) {
        memcpy(one->text, answer->text, answer->size);
        one->size = answer->size;
    }
    atomic_store(&receipts->finished_count, count + 1);
}

void receipts_answer_wish(struct receipts *receipts, const struct receipts_question *question)
{
    struct receipts_text answer = {NULL, 0, 0};
    struct receipts_question search = *question;
    bool is_searched = is_searched_for(receipts, question, &search.wish) &&
                       receipts->search_count < RECEIPTS_SEARCHES_MAX;
    if (is_searched) {
        receipts->searches[receipts->search_count++] = search;
        receipts_wake(&receipts->search_word);
        return;
    }
    const struct store_entry *kept = store_find(&receipts->store, &question->wish);
    if (kept != NULL) {
        answer = (struct receipts_text){kept->text, kept->size, kept->key.sequence};
    }
    receipts_finish(receipts, question, &answer);
}

void receipts_turn(struct receipts *receipts)
{
    struct finished list[RECEIPTS_WAITING_MAX];
    if (atomic_load(&receipts->finished_count) == 0) return;
    os_lock_take(&receipts->lock);
    uint32_t count = atomic_load(&receipts->finished_count);
    memcpy(list, receipts->finished, count * sizeof *list);
    atomic_store(&receipts->finished_count, 0);
    os_lock_give(&receipts->lock);
    for (uint32_t i = 0; i < count; i++) {
        const struct receipts_text answer = {list[i].text, list[i].size, list[i].sequence};
        list[i].done(list[i].context, &answer);
        free(list[i].text);
    }
}

struct receipts_figures receipts_figures(struct receipts *receipts)
{
    os_lock_take(&receipts->lock);
    size_t kept_bytes = store_size(&receipts->store);
    os_lock_give(&receipts->lock);
    return (struct receipts_figures){
        .sequence = atomic_load(&receipts->reached),
        .began = atomic_load(&receipts->began),
        .checkpoint = atomic_load(&receipts->checkpoint),
        .checkpoint_ns = atomic_load(&receipts->checkpoint_ns),
        .receipt_count = atomic_load(&receipts->receipt_count),
        .unverified_count = atomic_load(&receipts->unverified_count),
        .search_count = atomic_load(&receipts->searched_count),
        .kept_bytes = kept_bytes,
        .has_failed = atomic_load(&receipts->has_failed) != 0,
    };
}

const char *receipts_fault(const struct receipts *receipts)
{
    return atomic_load(&receipts->has_failed) == 0 ? "" : receipts->error.text;
}

bool receipts_read_id(const char *text, struct store_wish *wish)
{
    uint64_t index = EXPLAIN_ANY_INDEX;
    size_t size = strcspn(text, ".");
    bool has_index = text[size] == '.';
    bool is_good = text_read_u64(text, size, &wish->sequence) && wish->sequence != 0;
    if (is_good && has_index) {
        const char *rest = text + size + 1;
        is_good = text_read_u64(rest, strlen(rest), &index) && index < EXPLAIN_ANY_INDEX;
    }
    wish->event_index = (uint32_t)index;
    return is_good;
}
