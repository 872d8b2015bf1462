/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts_follow.c - the thread that keeps up with the journal.
 *
 * Role       See receipts.h.  Also the press, on which a receipt is printed before it is kept.
 *            Where it begins, and checkpoints: receipts_resume.c.
 * Invariant  It reads no further than what is durable, and before each command it serves what
 *            waited for the one before: an account is explained at exactly the sequence at which
 *            the venue's figures were taken.
 */
#include <stdlib.h>
#include <string.h>

#include "os/os_clock.h"
#include "receipts/receipts_parts.h"

/* What is durable may be hidden for a moment by a page of the file that was read before. */
#define LOOK_AGAIN_NS  INT64_C(5000000)
#define LOOK_AGAIN_MAX 2000u

/* Commands that a venue which stops waits for. */
#define STOP_BEHIND_MAX 20000u

/* --- the press -------------------------------------------------------------------------------- */

bool receipts_press_open(struct receipts_press *press, struct receipts *receipts)
{
    *press = (struct receipts_press){.receipts = receipts};
    press->bytes = malloc(RECEIPT_TEXT_SIZE);
    if (press->bytes != NULL) press->out = fmemopen(press->bytes, RECEIPT_TEXT_SIZE, "w");
    return press->out != NULL;
}

void receipts_press_close(struct receipts_press *press)
{
    if (press->out != NULL) (void)fclose(press->out);
    free(press->bytes);
}

/* What was printed since the last time, without its newline; 0 if it was too long. */
static size_t take_printed(struct receipts_press *press)
{
    bool is_good = fflush(press->out) == 0;
    long size = ftell(press->out);
    if (is_good && size > 0 && (size_t)size < RECEIPT_TEXT_SIZE) {
        rewind(press->out);
        return (size_t)size - 1;
    }
    (void)fclose(press->out);
    press->out = fmemopen(press->bytes, RECEIPT_TEXT_SIZE, "w");
    return 0;
}

/* What most of a long journal holds would be printed to be forgotten: it is only noted. */
static FILE *choose_newest(struct receipts_press *press, const struct store_key *key)
{
    struct receipts *receipts = press->receipts;
    if (key->account_id == EXPLAIN_VENUE_ONLY) return NULL;
    bool is_far = atomic_load(&receipts->durable) > key->sequence + RECEIPTS_BEHIND_MAX;
    if (!is_far) return press->out;
    os_lock_take(&receipts->lock);
    store_note(&receipts->store, key);
    os_lock_give(&receipts->lock);
    return NULL;
}

static FILE *choose(void *context, const struct event *event)
{
    struct receipts_press *press = context;
    struct store_key key = store_key_of(event);
    if (press->wish == NULL) return choose_newest(press, &key);
    return press->found_size == 0 && store_fits(press->wish, &key) ? press->out : NULL;
}

static void chosen(void *context, const struct event *event)
{
    struct receipts_press *press = context;
    struct receipts *receipts = press->receipts;
    struct store_key key = store_key_of(event);
    size_t size = take_printed(press);
    press->found_size = size;
    os_lock_take(&receipts->lock);
    if (size > 0) store_put(&receipts->store, &key, press->bytes, size);
    os_lock_give(&receipts->lock);
}

struct explain_request receipts_request(struct receipts_press *press)
{
    return (struct explain_request){
        .subject = EXPLAIN_SUBJECTS,
        .format = RECEIPT_LINES,
        .choose = choose,
        .chosen = chosen,
        .context = press,
    };
}

/* --- what waits for the follower -------------------------------------------------------------- */

static void answer_standing(struct follower *follower, const struct receipts_question *question)
{
    struct receipts_text answer = {NULL, 0, question->as_of};
    struct receipt_output output = {follower->press.out, RECEIPT_LINES};
    if (follower->retrace.explain.sequence == question->as_of) {
        (void)explain_standing(&follower->retrace.explain, question->wish.account_id,
                               &question->given, output);
        answer.size = take_printed(&follower->press);
        if (answer.size > 0) answer.text = follower->press.bytes;
    }
    receipts_finish(follower->receipts, question, &answer);
}

/* Everything that waited for what was reached; the others stay in their order. */
static void serve(struct follower *follower)
{
    struct receipts *receipts = follower->receipts;
    uint64_t reached = atomic_load(&receipts->reached);
    uint32_t left = 0;
    if (atomic_load(&receipts->waiting_count) == 0) return;
    os_lock_take(&receipts->lock);
    uint32_t count = atomic_load(&receipts->waiting_count);
    for (uint32_t i = 0; i < count; i++) {
        struct receipts_question question = receipts->waiting[i];
        if (question.as_of > reached) {
            receipts->waiting[left++] = question;
        } else if (question.is_standing) {
            answer_standing(follower, &question);
        } else {
            receipts_answer_wish(receipts, &question);
        }
    }
    atomic_store(&receipts->waiting_count, left);
    bool is_served = left < count;
    os_lock_give(&receipts->lock);
    if (is_served) receipts->config.wake(receipts->config.context);
}

/* --- the thread ------------------------------------------------------------------------------- */

static void fail(struct receipts *receipts)
{
    const struct receipts_text none = {NULL, 0, 0};
    atomic_store(&receipts->has_failed, 1);
    os_lock_take(&receipts->lock);
    for (uint32_t i = 0; i < atomic_load(&receipts->waiting_count); i++) {
        receipts_finish(receipts, &receipts->waiting[i], &none);
    }
    atomic_store(&receipts->waiting_count, 0);
    os_lock_give(&receipts->lock);
    receipts->config.wake(receipts->config.context);
}

static void wait_for_work(struct receipts *receipts)
{
    uint32_t word = atomic_load(&receipts->follow_word);
    atomic_store(&receipts->follow_sleeps, 1);
    bool has_more = atomic_load(&receipts->durable) > atomic_load(&receipts->reached);
    bool is_over = atomic_load(&receipts->is_stopping) != 0;
    bool is_due = receipts_checkpoint_is_due(receipts);
    if (!has_more && !is_over && !is_due) os_word_wait(&receipts->follow_word, word);
    atomic_store(&receipts->follow_sleeps, 0);
}

/* The next record, which is known to be durable. */
static bool read_next(struct follower *follower, struct journal_record *record)
{
    struct receipts *receipts = follower->receipts;
    for (uint32_t i = 0; i < LOOK_AGAIN_MAX; i++) {
        enum journal_read read = journal_follow_next(&follower->journal, record, &receipts->error);
        if (read != JOURNAL_READ_END) return read == JOURNAL_READ_RECORD;
        if (atomic_load(&receipts->is_stopping) != 0) return false;
        os_clock_sleep_ns(LOOK_AGAIN_NS);
    }
    (void)journal_error_set(&receipts->error, JOURNAL_CORRUPT,
                            "%s: receipts cannot read what is durable", receipts->config.directory);
    return false;
}

static void count_receipts(struct follower *follower)
{
    uint64_t count = 0;
    uint64_t verified = 0;
    for (uint32_t i = 0; i < EXPLAIN_SUBJECTS; i++) {
        count += follower->retrace.explain.totals[i].receipts;
        verified += follower->retrace.explain.totals[i].verified;
    }
    atomic_store(&follower->receipts->receipt_count, count);
    atomic_store(&follower->receipts->unverified_count, count - verified);
}

static void show_observers(const struct follower *follower)
{
    const struct receipts_config *config = &follower->receipts->config;
    const struct retrace *retrace = &follower->retrace;
    for (uint32_t i = 0; i < config->observer_count; i++) {
        const struct receipts_observer *observer = &config->observers[i];
        observer->observe(observer->context, &retrace->command, retrace->events,
                          retrace->event_count);
    }
}

static bool follow_one(struct follower *follower)
{
    struct receipts *receipts = follower->receipts;
    struct journal_record record;
    bool is_good = read_next(follower, &record) &&
                   retrace_run(&follower->retrace, &record, &receipts->error) == JOURNAL_OK &&
                   retrace_explain(&follower->retrace, &receipts->error) == JOURNAL_OK;
    if (!is_good) return false;
    if (follower->retrace.event_count > 0) count_receipts(follower);
    show_observers(follower);
    atomic_store(&receipts->reached, record.sequence);
    return true;
}

/* A venue that stops has written a snapshot: the follower comes to it if that is near. */
static bool goes_on(const struct receipts *receipts)
{
    if (atomic_load(&receipts->is_stopping) == 0) return true;
    uint64_t reached = atomic_load(&receipts->reached);
    uint32_t count = atomic_load(&receipts->snapshot_count);
    if (count == 0 || receipts_checkpoint_is_due(receipts)) return count != 0;
    uint64_t last = atomic_load(&receipts->snapshots[(count - 1) % RECEIPTS_SNAPSHOTS_MAX]);
    return last > reached && last - reached <= STOP_BEHIND_MAX;
}

static void follow_all(struct follower *follower)
{
    struct receipts *receipts = follower->receipts;
    while (goes_on(receipts)) {
        serve(follower);
        if (receipts_checkpoint_is_due(receipts)) {
            receipts_checkpoint(follower);
        } else if (atomic_load(&receipts->reached) >= atomic_load(&receipts->durable)) {
            wait_for_work(receipts);
        } else if (!follow_one(follower)) {
            if (atomic_load(&receipts->is_stopping) == 0) fail(receipts);
            return;
        }
    }
}

static void run_follower(struct follower *follower)
{
    struct receipts *receipts = follower->receipts;
    bool has_press = receipts_press_open(&follower->press, receipts);
    if (has_press && receipts_resume(follower)) {
        if (atomic_load(&receipts->reached) > 0) count_receipts(follower);
        follow_all(follower);
        receipts_resume_end(follower);
    } else {
        fail(receipts);
    }
    receipts_press_close(&follower->press);
}

void receipts_follow(void *context)
{
    struct receipts *receipts = context;
    struct follower *follower = calloc(1, sizeof *follower);
    os_thread_stand_back();
    if (follower == NULL) {
        fail(receipts);
        return;
    }
    follower->receipts = receipts;
    run_follower(follower);
    free(follower);
}
