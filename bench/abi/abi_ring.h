/* SPDX-License-Identifier: Apache-2.0 */
/*
 * abi_ring.h - a queue of reports from one thread to another.
 *
 * Role       The transport of all engines in this folder, and of the driver for engines that bring
 *            none.  The writer shows its reports in batches, because a cache line that changes
 *            hands for each report costs more than matching does.
 * Invariant  written - read <= capacity; the reader sees only whole reports, in order.
 */
#ifndef PERPETUA_BENCH_ABI_RING_H
#define PERPETUA_BENCH_ABI_RING_H

#include <stdatomic.h>
#include <stdbool.h>

#include "abi.h"

#define ABI_RING_BATCH 32u

struct abi_ring {
    struct abi_report *slots;
    uint32_t mask;
    _Alignas(64) _Atomic uint64_t shown; /* reports that the reader may take */
    _Alignas(64) uint64_t written;       /* the writer's own */
    uint64_t read_known;                 /* the writer's last look at `read` */
    _Alignas(64) _Atomic uint64_t read;
};

/* The vtable over the functions below. */
const struct abi_transport *abi_ring_transport(void);

/* Shows everything written so far. */
static inline void abi_ring_show(struct abi_ring *ring)
{
    atomic_store_explicit(&ring->shown, ring->written, memory_order_release);
}

/* The slot for the next report, or NULL if there is none; then everything written is shown. */
static inline struct abi_report *abi_ring_slot(struct abi_ring *ring)
{
    if (__builtin_expect(ring->written - ring->read_known > ring->mask, 0)) {
        abi_ring_show(ring);
        ring->read_known = atomic_load_explicit(&ring->read, memory_order_acquire);
        if (ring->written - ring->read_known > ring->mask) return NULL;
    }
    return &ring->slots[ring->written & ring->mask];
}

/* The slot has been filled. */
static inline void abi_ring_advance(struct abi_ring *ring)
{
    ring->written++;
    if (ring->written % ABI_RING_BATCH == 0) abi_ring_show(ring);
}

#endif
