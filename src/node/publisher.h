/* SPDX-License-Identifier: Apache-2.0 */
/*
 * publisher.h - lets events go only when the command that caused them is durable.
 *
 * Role       A ring between the core and everything that listens.  The core runs ahead of the disk;
 *            the publisher waits for it, on a thread of its own or whenever it is flushed.
 * Invariant  Every event handed to `publish` has a sequence that the journal has reported durable.
 *            Events go out in order, each once.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_PUBLISHER_H
#define PERPETUA_NODE_PUBLISHER_H

#include "model/event.h"
#include "node/journal.h"

/* Called from the publisher's thread, or without threads from the one that commits. */
typedef void publisher_function(void *context, const struct event *list, uint32_t count);

struct publisher {
    struct journal *journal;
    publisher_function *publish;
    void *context;
    struct os_memory memory;
    struct event *ring;
    uint32_t size; /* events, a power of two */
    bool has_thread;
    struct os_thread thread;
    alignas(CACHE_LINE_SIZE) _Atomic uint32_t put_count; /* ever, wrapping, as the next two */
    _Atomic uint32_t put_word;                           /* changes when there is work */
    _Atomic uint32_t thread_sleeps;
    _Atomic uint32_t is_closing;
    alignas(CACHE_LINE_SIZE) _Atomic uint32_t sent_count; /* the core may sleep on it */
    _Atomic uint32_t core_sleeps;
    alignas(CACHE_LINE_SIZE) uint32_t filled_count; /* put by the core, not shown yet */
};

enum journal_status publisher_start(struct publisher *publisher, bool has_thread,
                                    struct journal_error *error);

/* Adds events; waits, and commits the journal, while the ring is full.  After the journal failed
 * nothing can leave any more, and the events are dropped. */
void publisher_put(struct publisher *publisher, const struct event *list, uint32_t count);

/* Shows what was put to the thread; without a thread sends what is durable. */
void publisher_flush(struct publisher *publisher);

/* Sends what is durable and ends the thread. */
void publisher_stop(struct publisher *publisher);

#endif
