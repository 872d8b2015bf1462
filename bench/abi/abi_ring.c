/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_ring.c - see abi_ring.h.
 */
#include "abi_ring.h"

#include <stdlib.h>
#include <string.h>

static void *ring_create(uint32_t capacity)
{
    uint32_t size = ABI_RING_BATCH;
    while (size < capacity && size < 1u << 30) size *= 2;
    struct abi_ring *ring = aligned_alloc(64, sizeof *ring);
    struct abi_report *slots = aligned_alloc(64, (size_t)size * sizeof *slots);
    if (ring == NULL || slots == NULL) {
        free(ring);
        free(slots);
        return NULL;
    }
    memset(ring, 0, sizeof *ring);
    memset(slots, 0, (size_t)size * sizeof *slots); /* the pages are there before the clock runs */
    ring->slots = slots;
    ring->mask = size - 1;
    return ring;
}

static int ring_push(void *sink, const struct abi_report *report)
{
    struct abi_ring *ring = sink;
    struct abi_report *slot = abi_ring_slot(ring);
    if (slot == NULL) return 0;
    *slot = *report;
    abi_ring_advance(ring);
    return 1;
}

static uint32_t ring_drain(void *sink, struct abi_report *out, uint32_t max)
{
    struct abi_ring *ring = sink;
    uint64_t read = atomic_load_explicit(&ring->read, memory_order_relaxed);
    uint64_t ready = atomic_load_explicit(&ring->shown, memory_order_acquire) - read;
    uint32_t count = ready < max ? (uint32_t)ready : max;
    for (uint32_t i = 0; i < count; i++) out[i] = ring->slots[(read + i) & ring->mask];
    if (count > 0) atomic_store_explicit(&ring->read, read + count, memory_order_release);
    return count;
}

static void ring_flush(void *sink)
{
    abi_ring_show(sink);
}

static void ring_destroy(void *sink)
{
    struct abi_ring *ring = sink;
    free(ring->slots);
    free(ring);
}

const struct abi_transport *abi_ring_transport(void)
{
    static const struct abi_transport transport = {
        .create = ring_create,
        .push = ring_push,
        .drain = ring_drain,
        .flush = ring_flush,
        .destroy = ring_destroy,
    };
    return &transport;
}
