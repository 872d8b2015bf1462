/* SPDX-License-Identifier: Apache-2.0 */
/*
 * history.c - the queue between the venue's thread and the writer, and the writer's thread.
 */
#include "history/history.h"

#include <stdio.h>

#include "base/check.h"
#include "base/int_math.h"
#include "history/history_state.h"
#include "os/os_clock.h"

#define QUEUE_DEFAULT     262144u
#define COMMIT_DEFAULT_NS INT64_C(200000000)
#define DAY_NS            (1440 * MINUTE_NS)
#define BATCH_MAX         32768u /* events after which a transaction ends with its command */
#define SLEEP_NS          INT64_C(2000000)
#define CLOCK_EVENTS      64u

static_assert(sizeof(struct order_note) <= 64, "a note fits in the body of an item");

struct history_config history_config_default(const char *database, uint32_t products_max,
                                             uint32_t accounts_max)
{
    return (struct history_config){.database = database,
                                   .products_max = products_max,
                                   .accounts_max = accounts_max,
                                   .queue_events = QUEUE_DEFAULT,
                                   .commit_ns = COMMIT_DEFAULT_NS,
                                   .keep_unfilled_ns = DAY_NS,
                                   .keep_private_ns = DAY_NS};
}

/* --- the writer's thread ---------------------------------------------------------------------- */

static void writer_report_failure(struct history *history)
{
    (void)snprintf(history->error, sizeof history->error, "%s",
                   database_error(history->writer.database));
    atomic_store(&history->has_failed, 1);
    atomic_fetch_add(&history->queue.committed, 1);
    os_word_wake(&history->queue.committed);
}

static bool commit(struct history *history, uint32_t events)
{
    int64_t start_ns = os_clock_steady_ns();
    if (!writer_commit(&history->writer)) return false;
    atomic_store(&history->commit_ns, os_clock_steady_ns() - start_ns);
    atomic_fetch_add(&history->events_written, events);
    atomic_fetch_add(&history->commits, 1);
    atomic_store(&history->committed, history->writer.complete);
    atomic_fetch_add(&history->queue.committed, 1);
    os_word_wake(&history->queue.committed);
    return true;
}

static bool can_commit(const struct history *history)
{
    return history->writer.in_transaction && writer_is_between_commands(&history->writer);
}

/* Whatever the time is, and whether it goes on. */
static bool commit_is_asked(const struct history *history, uint32_t events)
{
    if (!can_commit(history)) return false;
    if (events >= BATCH_MAX) return true;
    uint64_t wanted = atomic_load(&history->queue.wanted);
    return wanted > history_committed(history) && wanted <= history->writer.complete;
}

static bool commit_is_due(const struct history *history, uint32_t events, int64_t since_ns)
{
    if (commit_is_asked(history, events)) return true;
    if (!can_commit(history)) return false;
    if (atomic_load(&history->queue.is_closing) != 0) return true;
    return os_clock_steady_ns() - since_ns >= history->config.commit_ns;
}

/* Is the item the first of its command?  Then all of the one before were taken. */
static bool begins_command(const struct history_writer *writer, const struct event *item)
{
    return item->kind != ITEM_ACCESS && item->sequence > writer->sequence;
}

/* Takes what is queued, up to where a commit is due, which is between commands.  The clock is read
 * now and then: to read it takes as long as some rows do. */
static bool batch_take(struct history *history, uint32_t *events, int64_t since_ns)
{
    struct history_queue *queue = &history->queue;
    struct history_writer *writer = &history->writer;
    /* Read before `put`: so what was given by now is among what is taken now. */
    uint64_t given = atomic_load_explicit(&queue->given, memory_order_acquire);
    uint32_t put = atomic_load_explicit(&queue->put, memory_order_acquire);
    uint32_t taken = atomic_load_explicit(&queue->taken, memory_order_relaxed);
    uint32_t seen = taken;
    for (; taken != put; taken++) {
        const struct event *item = &queue->items[taken & (queue->size - 1)];
        if (begins_command(writer, item)) {
            if (!writer_complete(writer, item->sequence - 1)) return false;
            bool looks = taken - seen >= CLOCK_EVENTS;
            if (looks) seen = taken;
            if (looks ? commit_is_due(history, *events, since_ns)
                      : commit_is_asked(history, *events)) {
                return true;
            }
        }
        if (!writer_take(writer, item)) return false;
        *events += item->kind < ITEM_ACCESS;
        atomic_store_explicit(&queue->taken, taken + 1, memory_order_release);
    }
    return writer_complete(writer, given);
}

static bool queue_is_empty(const struct history_queue *queue)
{
    return atomic_load(&queue->put) == atomic_load(&queue->taken);
}

static bool writer_work(struct history *history)
{
    uint32_t events = 0;
    int64_t since_ns = os_clock_steady_ns();
    for (;;) {
        uint32_t wake = atomic_load(&history->queue.wake);
        bool is_closing = atomic_load(&history->queue.is_closing) != 0;
        if (!history->writer.in_transaction) since_ns = os_clock_steady_ns();
        if (!batch_take(history, &events, since_ns)) return false;
        if (commit_is_due(history, events, since_ns)) {
            if (!commit(history, events)) return false;
            events = 0;
        }
        if (!queue_is_empty(&history->queue)) continue;
        if (is_closing) return true;
        if (history->writer.in_transaction) {
            os_clock_sleep_ns(SLEEP_NS);
        } else {
            atomic_store(&history->queue.is_asleep, 1);
            os_word_wait(&history->queue.wake, wake);
            atomic_store(&history->queue.is_asleep, 0);
        }
    }
}

static void writer_main(void *context)
{
    struct history *history = context;
    if (!writer_work(history)) writer_report_failure(history);
}

/* --- opening and closing ---------------------------------------------------------------------- */

static bool queue_make(struct history_queue *queue, uint32_t events)
{
    queue->size = 1024;
    while (queue->size < events && queue->size < UINT32_MAX / 4) queue->size *= 2;
    queue->items = calloc(queue->size, sizeof *queue->items);
    return queue->items != NULL;
}

static enum history_status start(struct history *history, char *error, size_t error_size)
{
    const struct history_config *config = &history->config;
    if (!queue_make(&history->queue, config->queue_events)) {
        (void)snprintf(error, error_size, "history: no memory");
        return HISTORY_FAILED;
    }
    if (!writer_open(&history->writer, config, error, error_size)) return HISTORY_FAILED;
    history->committed = history->writer.complete;
    history->reader = database_open(config->database, error, error_size);
    if (history->reader == NULL) return HISTORY_FAILED;
    if (os_thread_start(&history->thread, "history", writer_main, history) != OS_OK) {
        (void)snprintf(error, error_size, "history: no thread");
        return HISTORY_FAILED;
    }
    history->has_thread = true;
    return HISTORY_OK;
}

enum history_status history_open(struct history **opened, const struct history_config *config,
                                 char *error, size_t error_size)
{
    *opened = NULL;
    struct history *history = calloc(1, sizeof *history);
    if (history == NULL) {
        (void)snprintf(error, error_size, "history: no memory");
        return HISTORY_FAILED;
    }
    history->config = *config;
    if (config->queue_events == 0) history->config.queue_events = QUEUE_DEFAULT;
    if (config->commit_ns == 0) history->config.commit_ns = COMMIT_DEFAULT_NS;
    enum history_status status = start(history, error, error_size);
    if (status == HISTORY_OK) {
        *opened = history;
    } else {
        (void)history_close(history);
    }
    return status;
}

/* A writer that is about to sleep sees the new word and does not; one that works is not called. */
static void writer_wake(struct history *history)
{
    atomic_fetch_add(&history->queue.wake, 1);
    if (atomic_load(&history->queue.is_asleep) != 0) os_word_wake(&history->queue.wake);
}

enum history_status history_close(struct history *history)
{
    if (history->has_thread) {
        atomic_store(&history->queue.is_closing, 1);
        writer_wake(history);
        os_thread_join(&history->thread);
    }
    bool has_failed = atomic_load(&history->has_failed) != 0;
    writer_close(&history->writer);
    database_close(history->reader);
    free(history->queue.items);
    free(history);
    return has_failed ? HISTORY_FAILED : HISTORY_OK;
}

const char *history_error(const struct history *history)
{
    return history == NULL ? "the venue keeps no history" : history->error;
}

enum history_status history_attach(struct history *history, struct market_data *market,
                                   struct read_model *model)
{
    ASSERT(history->market == NULL);
    static const struct restore_amounts amounts = {
        .trades = 1000, .minutes = 2880, .fundings = 1000};
    if (!history_restore(history->reader, market, model, &amounts)) {
        (void)snprintf(history->error, sizeof history->error, "%s",
                       database_error(history->reader));
        return HISTORY_FAILED;
    }
    history->market = market;
    history->model = model;
    return HISTORY_OK;
}

/* --- appending -------------------------------------------------------------------------------- */

/* Looks at what the writer has taken only when there seems to be no room. */
static bool queue_has_room(struct history_queue *queue, uint32_t count)
{
    uint32_t put = atomic_load_explicit(&queue->put, memory_order_relaxed);
    if (queue->size - (put - queue->taken_seen) >= count) return true;
    queue->taken_seen = atomic_load_explicit(&queue->taken, memory_order_acquire);
    return queue->size - (put - queue->taken_seen) >= count;
}

/* The caller has seen that there is room. */
static void queue_put(struct history_queue *queue, const struct event *list, uint32_t count)
{
    uint32_t put = atomic_load_explicit(&queue->put, memory_order_relaxed);
    for (uint32_t i = 0; i < count; i++) queue->items[(put + i) & (queue->size - 1)] = list[i];
    atomic_store_explicit(&queue->put, put + count, memory_order_release);
}

enum history_status history_item_add(struct history *history, const struct event *item)
{
    if (!queue_has_room(&history->queue, 1)) return HISTORY_FULL;
    queue_put(&history->queue, item, 1);
    writer_wake(history);
    return HISTORY_OK;
}

enum history_status history_command(struct history *history, const struct command *command)
{
    struct order_note notes[LIST_LEGS_MAX];
    if (atomic_load(&history->has_failed) != 0) return HISTORY_FAILED;
    uint32_t count = order_notes(command, notes);
    if (!queue_has_room(&history->queue, count)) return HISTORY_FULL;
    for (uint32_t i = 0; i < count; i++) {
        struct event item = {.sequence = notes[i].sequence, .kind = ITEM_NOTE};
        memcpy(&item.order, &notes[i], sizeof notes[i]);
        queue_put(&history->queue, &item, 1);
    }
    return HISTORY_OK;
}

enum history_status history_append(struct history *history, const struct event *list,
                                   uint32_t count, uint64_t through)
{
    if (atomic_load(&history->has_failed) != 0) return HISTORY_FAILED;
    ASSERT(count < history->queue.size);
    if (!queue_has_room(&history->queue, count)) return HISTORY_FULL;
    queue_put(&history->queue, list, count);
    if (through != 0) {
        atomic_store_explicit(&history->queue.given, through, memory_order_release);
    }
    writer_wake(history);
    return HISTORY_OK;
}

uint64_t history_committed(const struct history *history)
{
    return atomic_load(&history->committed);
}

enum history_status history_wait(struct history *history, uint64_t sequence)
{
    for (;;) {
        uint32_t word = atomic_load(&history->queue.committed);
        if (atomic_load(&history->has_failed) != 0) return HISTORY_FAILED;
        if (history_committed(history) >= sequence) return HISTORY_OK;
        atomic_store(&history->queue.wanted, sequence);
        writer_wake(history);
        os_word_wait(&history->queue.committed, word);
    }
}

void history_figures(const struct history *history, struct history_figures *figures)
{
    const struct history_queue *queue = &history->queue;
    *figures = (struct history_figures){
        .events_written = atomic_load(&history->events_written),
        .commits = atomic_load(&history->commits),
        .events_queued = atomic_load(&queue->put) - atomic_load(&queue->taken),
        .commit_ns = atomic_load(&history->commit_ns),
    };
}
