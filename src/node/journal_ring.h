/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_ring.h - the records on their way from the sequencer to the disk.
 *
 * Role       One thread appends, one thread takes.  While a frame is being written, the records of
 *            the next one gather here: that is the group commit.
 * Invariant  taken <= published <= appended <= taken + size, counted in bytes since the beginning;
 *            a record is published whole or not at all.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_RING_H
#define PERPETUA_NODE_JOURNAL_RING_H

#include <stdalign.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "base/arena.h"
#include "wire/journal_record.h"

struct journal_ring {
    uint8_t *bytes;
    uint64_t size; /* a power of two */
    alignas(CACHE_LINE_SIZE) _Atomic uint64_t published;
    alignas(CACHE_LINE_SIZE) _Atomic uint64_t taken;
    alignas(CACHE_LINE_SIZE) uint64_t appended; /* the appending thread only, as the next */
    uint64_t taken_seen;
};

void journal_ring_init(struct journal_ring *ring, uint8_t *bytes, uint64_t size);

/* False while there is no room. */
bool journal_ring_append(struct journal_ring *ring, uint64_t sequence, struct journal_span record);

/* Shows the taking thread everything that was appended. */
void journal_ring_publish(struct journal_ring *ring);

/* Is anything appended and not yet published? */
bool journal_ring_has_hidden(const struct journal_ring *ring);

/* --- the taking thread --- */

bool journal_ring_is_empty(const struct journal_ring *ring);

struct journal_batch {
    size_t size;    /* of the records, heads included */
    uint32_t count; /* of records */
};

/* The most published records that fit into so many bytes; none when there are none. */
struct journal_batch journal_ring_peek(const struct journal_ring *ring, size_t capacity);

/* The bytes of the batch, in two pieces. */
void journal_ring_spans(const struct journal_ring *ring, size_t size, struct journal_span spans[2]);

void journal_ring_take(struct journal_ring *ring, size_t size);

#endif
