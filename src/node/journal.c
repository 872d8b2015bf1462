/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal.c - appending, committing and waiting; see journal.h.
 *
 * Role       Which thread does what, and how they wake each other.  Creating and opening are in
 *            journal_open.c.
 * Invariant  journal->error is written once, before the status that announces it.
 * Rules      none.
 */
#include "node/journal.h"

#include "base/check.h"
#include "node/journal_prepare.h"
#include "node/journal_threads.h"

/* How often a waiting thread looks before it sleeps: waking costs more than a few looks. */
#define LOOKS_BEFORE_SLEEP 64

#define FRAMES_BETWEEN_TRIES 1024

static void announce(struct journal *journal)
{
    atomic_fetch_add(&journal->durable_word, 1);
    if (atomic_load(&journal->waiter_count) > 0) os_word_wake(&journal->durable_word);
    if (journal->progress != NULL) journal->progress(journal->progress_context);
}

/* The first failure is the one that is kept. */
static void fail(struct journal *journal, const struct journal_error *error)
{
    ASSERT(atomic_load(&journal->status) == JOURNAL_OK);
    journal->error = *error;
    atomic_store(&journal->status, (uint32_t)error->status);
    announce(journal);
}

static enum journal_status status_of(const struct journal *journal)
{
    return (enum journal_status)atomic_load(&journal->status);
}

/* One frame, if there are records.  False when there is nothing to do or nothing more can be. */
static bool write_one(struct journal *journal)
{
    if (status_of(journal) != JOURNAL_OK) return false;
    struct journal_error error;
    bool is_idle = false;
    enum journal_status status = journal_writer_step(&journal->writer, &is_idle, &error);
    if (status != JOURNAL_OK) {
        fail(journal, &error);
        return false;
    }
    if (is_idle) return false;
    atomic_store(&journal->durable, journal->writer.position.sequence_next - 1);
    announce(journal);
    return true;
}

/* --- the thread that makes segments --- */

static void make_wanted(struct journal *journal, uint32_t generation)
{
    struct journal_segment_header header = journal->header;
    header.generation = generation;
    struct journal_error error;
    enum journal_status status = journal_prepare(journal->directory, &header, &error);
    if (status == JOURNAL_OK) {
        atomic_store(&journal->made_generation, generation);
    } else {
        journal->maker_error = error;
        atomic_store(&journal->wanted_generation, 0);
    }
    atomic_store(&journal->maker_status, (uint32_t)status);
    atomic_fetch_add(&journal->maker_word, 1);
    os_word_wake(&journal->maker_word);
}

static void maker_main(void *context)
{
    struct journal *journal = context;
    for (;;) {
        uint32_t word = atomic_load(&journal->maker_word);
        if (atomic_load(&journal->is_closing) != 0) return;
        uint32_t wanted = atomic_load(&journal->wanted_generation);
        if (wanted > atomic_load(&journal->made_generation)) {
            make_wanted(journal, wanted);
        } else {
            os_word_wait(&journal->maker_word, word);
        }
    }
}

static enum journal_status maker_status_of(const struct journal *journal)
{
    return (enum journal_status)atomic_load(&journal->maker_status);
}

static void order_segment(struct journal *journal, uint32_t generation)
{
    atomic_store(&journal->maker_status, JOURNAL_OK);
    atomic_store(&journal->wanted_generation, generation);
    atomic_fetch_add(&journal->maker_word, 1);
    os_word_wake(&journal->maker_word);
}

/* While the disk is too full for the next segment the maker tries again, now and then: until the
 * present segment ends, somebody may make room.  Nothing else is tried again. */
static void try_making_again(struct journal *journal)
{
    if (!journal_space_is_low(journal)) return;
    if (journal->writer.frame_count % FRAMES_BETWEEN_TRIES != 0) return;
    order_segment(journal, journal->writer.position.generation + 1);
}

/* The writer's question: waits for the maker, or makes the segment itself. */
enum journal_status journal_need_segment_now(void *context, uint32_t generation,
                                             struct journal_error *error)
{
    struct journal *journal = context;
    if (!journal->has_maker_thread) {
        struct journal_segment_header header = journal->header;
        header.generation = generation;
        return journal_prepare(journal->directory, &header, error);
    }
    bool may_try = maker_status_of(journal) == JOURNAL_OK || journal_space_is_low(journal);
    bool is_ordered = atomic_load(&journal->wanted_generation) == generation;
    if (may_try && !is_ordered) order_segment(journal, generation);
    while (atomic_load(&journal->made_generation) < generation) {
        uint32_t word = atomic_load(&journal->maker_word);
        enum journal_status status = maker_status_of(journal);
        if (status != JOURNAL_OK) {
            *error = journal->maker_error;
            return status;
        }
        if (atomic_load(&journal->made_generation) >= generation) break;
        os_word_wait(&journal->maker_word, word);
    }
    order_segment(journal, generation + 1);
    return JOURNAL_OK;
}

/* --- the thread that writes --- */

static bool has_work(const struct journal *journal)
{
    return !journal_ring_is_empty(&journal->ring);
}

static void sleep_until_work(struct journal *journal)
{
    for (int i = 0; i < LOOKS_BEFORE_SLEEP; i++) {
        if (has_work(journal)) return;
        os_spin_pause();
    }
    uint32_t word = atomic_load(&journal->work_word);
    atomic_store(&journal->writer_sleeps, 1);
    bool must_stay = !has_work(journal) && atomic_load(&journal->is_closing) == 0;
    if (must_stay) os_word_wait(&journal->work_word, word);
    atomic_store(&journal->writer_sleeps, 0);
}

static void writer_main(void *context)
{
    struct journal *journal = context;
    for (;;) {
        if (write_one(journal)) {
            try_making_again(journal);
            continue;
        }
        bool is_over = atomic_load(&journal->is_closing) != 0 && !has_work(journal);
        if (is_over || status_of(journal) != JOURNAL_OK) return;
        sleep_until_work(journal);
    }
}

enum journal_status journal_threads_start(struct journal *journal, struct journal_error *error)
{
    atomic_store(&journal->made_generation, journal->writer.position.generation);
    enum os_result result =
        os_thread_start(&journal->maker_thread, "journal-make", maker_main, journal);
    if (result != OS_OK) return journal_error_os(error, result, "start", "the journal's threads");
    journal->has_maker_thread = true;
    order_segment(journal, journal->writer.position.generation + 1);
    result = os_thread_start(&journal->writer_thread, "journal-write", writer_main, journal);
    if (result != OS_OK) return journal_error_os(error, result, "start", "the journal's threads");
    journal->has_writer_thread = true;
    return JOURNAL_OK;
}

void journal_threads_stop(struct journal *journal)
{
    atomic_store(&journal->is_closing, 1);
    if (journal->has_writer_thread) {
        atomic_fetch_add(&journal->work_word, 1);
        os_word_wake(&journal->work_word);
        os_thread_join(&journal->writer_thread);
        journal->has_writer_thread = false;
    }
    if (journal->has_maker_thread) {
        atomic_fetch_add(&journal->maker_word, 1);
        os_word_wake(&journal->maker_word);
        os_thread_join(&journal->maker_thread);
        journal->has_maker_thread = false;
    }
}

/* --- the appending thread --- */

/* Sleeps until something became durable or failed, unless *word changed since. */
static void wait_for_progress(struct journal *journal, uint32_t word)
{
    atomic_fetch_add(&journal->waiter_count, 1);
    if (atomic_load(&journal->durable_word) == word) os_word_wait(&journal->durable_word, word);
    atomic_fetch_sub(&journal->waiter_count, 1);
}

enum journal_status journal_commit(struct journal *journal)
{
    if (journal_ring_has_hidden(&journal->ring)) {
        journal_ring_publish(&journal->ring);
        if (!journal->has_writer_thread) {
            while (write_one(journal)) continue;
        } else if (atomic_load(&journal->writer_sleeps) != 0) {
            atomic_fetch_add(&journal->work_word, 1);
            os_word_wake(&journal->work_word);
        }
    }
    return status_of(journal);
}

enum journal_status journal_append(struct journal *journal, struct journal_span record,
                                   uint64_t *sequence)
{
    while (!journal_ring_append(&journal->ring, journal->sequence_next, record)) {
        uint32_t word = atomic_load(&journal->durable_word);
        enum journal_status status = journal_commit(journal);
        if (status != JOURNAL_OK) return status;
        if (journal_ring_append(&journal->ring, journal->sequence_next, record)) break;
        wait_for_progress(journal, word);
    }
    *sequence = journal->sequence_next++;
    return status_of(journal);
}

uint64_t journal_durable(const struct journal *journal)
{
    return atomic_load_explicit(&journal->durable, memory_order_acquire);
}

enum journal_status journal_wait(struct journal *journal, uint64_t sequence)
{
    for (int i = 0; i < LOOKS_BEFORE_SLEEP; i++) {
        if (journal_durable(journal) >= sequence) return JOURNAL_OK;
        os_spin_pause();
    }
    for (;;) {
        uint32_t word = atomic_load(&journal->durable_word);
        if (journal_durable(journal) >= sequence) return JOURNAL_OK;
        enum journal_status status = status_of(journal);
        if (status != JOURNAL_OK) return status;
        wait_for_progress(journal, word);
    }
}

enum journal_status journal_status(const struct journal *journal, struct journal_error *error)
{
    enum journal_status status = status_of(journal);
    if (status != JOURNAL_OK) *error = journal->error;
    return status;
}

bool journal_space_is_low(const struct journal *journal)
{
    return atomic_load(&journal->maker_status) == JOURNAL_NO_SPACE;
}

struct journal_position journal_position(const struct journal *journal)
{
    ASSERT(journal_durable(journal) + 1 == journal->sequence_next);
    return journal->writer.position;
}

enum journal_status journal_make_next_segment(struct journal *journal)
{
    ASSERT(!journal->has_maker_thread);
    struct journal_error error;
    uint32_t generation = journal->writer.position.generation + 1;
    enum journal_status status = journal_need_segment_now(journal, generation, &error);
    if (status != JOURNAL_OK && status_of(journal) == JOURNAL_OK) fail(journal, &error);
    return status;
}
