/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts_search.c - the thread that finds what is not kept any more.
 *
 * Role       See receipts.h.  One search at a time runs the journal from its beginning up to the
 *            sequence asked for.  What it finds is kept, so that it is not searched for twice.
 * Invariant  Whoever had a search run for a time t is refused another for REST_FACTOR x t.
 */
#include <stdlib.h>

#include "os/os_clock.h"
#include "receipts/receipts_parts.h"

#define REST_FACTOR 3

struct search {
    struct receipts *receipts;
    struct receipts_question question;
    struct journal_reader reader;
    struct retrace retrace;
    struct receipts_press press;
};

static void run_records(struct search *search)
{
    struct journal_error error = {0};
    struct journal_record record;
    uint64_t wanted = search->question.wish.sequence;
    struct retrace *retrace = &search->retrace;
    while (search->press.found_size == 0 && retrace->explain.sequence < wanted &&
           atomic_load(&search->receipts->is_stopping) == 0 &&
           journal_reader_next(&search->reader, &record, &error) == JOURNAL_READ_RECORD) {
        if (retrace_run(retrace, &record, &error) != JOURNAL_OK) return;
        if (retrace_explain(retrace, &error) != JOURNAL_OK) return;
    }
}

static void run_search(struct search *search)
{
    struct journal_error error = {0};
    const struct journal_reader_config config = {.directory = search->receipts->config.directory,
                                                 .checks = JOURNAL_CHECK_ALL};
    if (journal_reader_open(&search->reader, &config, &error) != JOURNAL_OK) return;
    struct explain_request request = receipts_request(&search->press);
    const struct journal_charter *charter = &journal_reader_header(&search->reader)->charter;
    if (retrace_init(&search->retrace, charter, &request, &error) == JOURNAL_OK) {
        run_records(search);
        retrace_release(&search->retrace);
    }
    journal_reader_close(&search->reader);
}

static void note_rest(struct receipts *receipts, uint64_t asker, int64_t begin_ns)
{
    int64_t now_ns = os_clock_steady_ns();
    struct rest *oldest = &receipts->rests[0];
    for (uint32_t i = 1; i < RECEIPTS_SEARCHES_MAX; i++) {
        if (receipts->rests[i].until_ns < oldest->until_ns) oldest = &receipts->rests[i];
    }
    *oldest = (struct rest){asker, now_ns + REST_FACTOR * (now_ns - begin_ns)};
}

/* Under the lock: the search is over. */
static void end_search(struct search *search, int64_t begin_ns)
{
    struct receipts *receipts = search->receipts;
    struct receipts_text answer = {NULL, 0, search->question.wish.sequence};
    if (search->press.found_size > 0) {
        answer.text = search->press.bytes;
        answer.size = search->press.found_size;
    }
    receipts_finish(receipts, &search->question, &answer);
    receipts->search_count--;
    for (uint32_t i = 0; i < receipts->search_count; i++) {
        receipts->searches[i] = receipts->searches[i + 1];
    }
    note_rest(receipts, search->question.asker, begin_ns);
}

/* False: there is none to be run. */
static bool search_next(struct receipts *receipts, struct search *search)
{
    os_lock_take(&receipts->lock);
    bool has_one = receipts->search_count > 0;
    if (has_one) search->question = receipts->searches[0];
    os_lock_give(&receipts->lock);
    if (!has_one) return false;

    int64_t begin_ns = os_clock_steady_ns();
    search->receipts = receipts;
    if (receipts_press_open(&search->press, receipts)) {
        search->press.wish = &search->question.wish;
        run_search(search);
    }
    if (atomic_load(&receipts->is_stopping) == 0) {
        os_lock_take(&receipts->lock);
        end_search(search, begin_ns);
        os_lock_give(&receipts->lock);
        atomic_fetch_add(&receipts->searched_count, 1);
        receipts->config.wake(receipts->config.context);
    }
    receipts_press_close(&search->press);
    return true;
}

void receipts_search(void *context)
{
    struct receipts *receipts = context;
    struct search *search = calloc(1, sizeof *search);
    os_thread_stand_back();
    while (search != NULL && atomic_load(&receipts->is_stopping) == 0) {
        uint32_t word = atomic_load(&receipts->search_word);
        if (search_next(receipts, search)) continue;
        if (atomic_load(&receipts->is_stopping) == 0) os_word_wait(&receipts->search_word, word);
    }
    free(search);
}
