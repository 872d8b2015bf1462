/* SPDX-License-Identifier: Apache-2.0 */
/*
 * publisher.c - see publisher.h.
 *
 * Role       See publisher.h.
 * Invariant  sent_count <= put_count <= filled_count <= sent_count + size, modulo 2^32.
 * Rules      none.
 */
#include "node/publisher.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"

#define RING_EVENTS (UINT32_C(1) << 16)

/* The events from `sent` on whose commands are durable and which stand in one piece. */
static uint32_t count_durable(const struct publisher *publisher, uint32_t sent, uint32_t put)
{
    uint64_t durable = journal_durable(publisher->journal);
    uint32_t place = sent & (publisher->size - 1);
    uint32_t most = u32_min(put - sent, publisher->size - place);
    uint32_t count = 0;
    while (count < most && publisher->ring[place + count].sequence <= durable) count++;
    return count;
}

/* Sends what may go.  False when there is nothing. */
static bool send_some(struct publisher *publisher)
{
    uint32_t sent = atomic_load_explicit(&publisher->sent_count, memory_order_relaxed);
    uint32_t put = atomic_load(&publisher->put_count);
    uint32_t count = count_durable(publisher, sent, put);
    if (count == 0) return false;
    publisher->publish(publisher->context, &publisher->ring[sent & (publisher->size - 1)], count);
    atomic_store(&publisher->sent_count, sent + count);
    if (atomic_load(&publisher->core_sleeps) != 0) os_word_wake(&publisher->sent_count);
    return true;
}

static void sleep_until_put(struct publisher *publisher, uint32_t sent)
{
    uint32_t word = atomic_load(&publisher->put_word);
    atomic_store(&publisher->thread_sleeps, 1);
    bool is_idle =
        atomic_load(&publisher->put_count) == sent && atomic_load(&publisher->is_closing) == 0;
    if (is_idle) os_word_wait(&publisher->put_word, word);
    atomic_store(&publisher->thread_sleeps, 0);
}

static void wake_thread(struct publisher *publisher)
{
    if (!publisher->has_thread || atomic_load(&publisher->thread_sleeps) == 0) return;
    atomic_fetch_add(&publisher->put_word, 1);
    os_word_wake(&publisher->put_word);
}

static void publisher_main(void *context)
{
    struct publisher *publisher = context;
    for (;;) {
        if (send_some(publisher)) continue;
        uint32_t sent = atomic_load_explicit(&publisher->sent_count, memory_order_relaxed);
        uint32_t put = atomic_load(&publisher->put_count);
        if (put == sent) {
            if (atomic_load(&publisher->is_closing) != 0) return;
            sleep_until_put(publisher, sent);
            continue;
        }
        uint64_t sequence = publisher->ring[sent & (publisher->size - 1)].sequence;
        if (journal_wait(publisher->journal, sequence) != JOURNAL_OK) return;
    }
}

enum journal_status publisher_start(struct publisher *publisher, bool has_thread,
                                    struct journal_error *error)
{
    ASSERT(publisher->publish != NULL);
    publisher->size = RING_EVENTS;
    size_t size = publisher->size * sizeof(struct event);
    if (os_memory_take(&publisher->memory, size, OS_MEMORY_PLAIN) != OS_OK) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for events");
    }
    publisher->ring = (void *)publisher->memory.bytes;
    if (!has_thread) return JOURNAL_OK;
    enum os_result result =
        os_thread_start(&publisher->thread, "publisher", publisher_main, publisher);
    publisher->has_thread = result == OS_OK;
    if (result == OS_OK) return JOURNAL_OK;
    os_memory_give_back(&publisher->memory);
    return journal_error_os(error, result, "start", "the publisher's thread");
}

void publisher_flush(struct publisher *publisher)
{
    bool has_new = atomic_load_explicit(&publisher->put_count, memory_order_relaxed) !=
                   publisher->filled_count;
    if (has_new) {
        atomic_store(&publisher->put_count, publisher->filled_count);
        wake_thread(publisher);
    }
    if (publisher->has_thread) return;
    while (send_some(publisher)) continue;
}

/* Until there is room for one event, or nothing can leave any more. */
static bool wait_for_room(struct publisher *publisher)
{
    for (;;) {
        uint32_t sent = atomic_load(&publisher->sent_count);
        if (publisher->filled_count - sent < publisher->size) return true;
        if (journal_commit(publisher->journal) != JOURNAL_OK) return false;
        publisher_flush(publisher);
        bool has_sent = !publisher->has_thread && atomic_load(&publisher->sent_count) != sent;
        if (has_sent) continue;
        uint64_t sequence = publisher->ring[sent & (publisher->size - 1)].sequence;
        if (journal_wait(publisher->journal, sequence) != JOURNAL_OK) return false;
        if (!publisher->has_thread) continue;
        atomic_store(&publisher->core_sleeps, 1);
        if (atomic_load(&publisher->sent_count) == sent) {
            os_word_wait(&publisher->sent_count, sent);
        }
        atomic_store(&publisher->core_sleeps, 0);
    }
}

void publisher_put(struct publisher *publisher, const struct event *list, uint32_t count)
{
    for (uint32_t done = 0; done < count;) {
        if (!wait_for_room(publisher)) return;
        uint32_t sent = atomic_load(&publisher->sent_count);
        uint32_t place = publisher->filled_count & (publisher->size - 1);
        uint32_t room = publisher->size - (publisher->filled_count - sent);
        uint32_t piece = u32_min(count - done, u32_min(room, publisher->size - place));
        memcpy(&publisher->ring[place], list + done, piece * sizeof *list);
        publisher->filled_count += piece;
        done += piece;
    }
}

void publisher_stop(struct publisher *publisher)
{
    publisher_flush(publisher);
    if (publisher->has_thread) {
        atomic_store(&publisher->is_closing, 1);
        wake_thread(publisher);
        os_thread_join(&publisher->thread);
        publisher->has_thread = false;
    }
    os_memory_give_back(&publisher->memory);
}
