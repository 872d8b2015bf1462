/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_ring.c - see journal_ring.h.
 *
 * Role       See journal_ring.h.
 * Invariant  See journal_ring.h.
 * Rules      none.
 */
#include "node/journal_ring.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "wire/journal_bytes.h"

void journal_ring_init(struct journal_ring *ring, uint8_t *bytes, uint64_t size)
{
    ASSERT((size & (size - 1)) == 0);
    ASSERT(size > JOURNAL_RECORD_SIZE_MAX + JOURNAL_RECORD_HEAD_SIZE);
    ring->bytes = bytes;
    ring->size = size;
    ring->appended = 0;
    ring->taken_seen = 0;
    atomic_init(&ring->published, 0);
    atomic_init(&ring->taken, 0);
}

static void put(struct journal_ring *ring, uint64_t at, struct journal_span span)
{
    uint64_t place = at & (ring->size - 1);
    size_t first = u64_min(span.size, ring->size - place);
    memcpy(ring->bytes + place, span.bytes, first);
    if (first < span.size) memcpy(ring->bytes, span.bytes + first, span.size - first);
}

bool journal_ring_append(struct journal_ring *ring, uint64_t sequence, struct journal_span record)
{
    uint64_t size = JOURNAL_RECORD_HEAD_SIZE + record.size;
    if (ring->appended + size - ring->taken_seen > ring->size) {
        ring->taken_seen = atomic_load_explicit(&ring->taken, memory_order_acquire);
        if (ring->appended + size - ring->taken_seen > ring->size) return false;
    }
    uint8_t head[JOURNAL_RECORD_HEAD_SIZE];
    journal_record_head_put(head, sequence, record);
    put(ring, ring->appended, (struct journal_span){head, sizeof head});
    put(ring, ring->appended + sizeof head, record);
    ring->appended += size;
    return true;
}

void journal_ring_publish(struct journal_ring *ring)
{
    atomic_store(&ring->published, ring->appended);
}

bool journal_ring_has_hidden(const struct journal_ring *ring)
{
    return ring->appended != atomic_load_explicit(&ring->published, memory_order_relaxed);
}

bool journal_ring_is_empty(const struct journal_ring *ring)
{
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    return atomic_load(&ring->published) == taken;
}

/* The size of the record whose head stands here; the head may lie over the ring's edge. */
static size_t record_size(const struct journal_ring *ring, uint64_t at)
{
    uint8_t bytes[4];
    for (uint64_t i = 0; i < sizeof bytes; i++) bytes[i] = ring->bytes[(at + i) & (ring->size - 1)];
    return JOURNAL_RECORD_HEAD_SIZE + bytes_get_u32(bytes);
}

struct journal_batch journal_ring_peek(const struct journal_ring *ring, size_t capacity)
{
    struct journal_batch batch = {0};
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    uint64_t waiting = atomic_load(&ring->published) - taken;
    while (batch.size < waiting) {
        size_t size = record_size(ring, taken + batch.size);
        if (batch.size + size > capacity) break;
        batch.size += size;
        batch.count++;
    }
    ASSERT(batch.size <= waiting);
    return batch;
}

void journal_ring_spans(const struct journal_ring *ring, size_t size, struct journal_span spans[2])
{
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    uint64_t place = taken & (ring->size - 1);
    size_t first = u64_min(size, ring->size - place);
    spans[0] = (struct journal_span){ring->bytes + place, first};
    spans[1] = (struct journal_span){ring->bytes, size - first};
}

void journal_ring_take(struct journal_ring *ring, size_t size)
{
    uint64_t taken = atomic_load_explicit(&ring->taken, memory_order_relaxed);
    ASSERT(size <= atomic_load(&ring->published) - taken);
    atomic_store_explicit(&ring->taken, taken + size, memory_order_release);
}
