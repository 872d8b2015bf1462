/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expiry.h - which live order expires next.
 *
 * Role       A binary heap of order slots by (expiry, order id), with each order's place in the
 *            heap kept in the order, so that ending one early costs the logarithm of the count.
 * Rules      R-TIME-2 order of expiry, R-TIF-5.
 */
#ifndef PERPETUA_CORE_BOOK_EXPIRY_H
#define PERPETUA_CORE_BOOK_EXPIRY_H

#include "core/book/order.h"

struct expiry_heap {
    struct order_store *store;
    uint32_t *slots; /* order slots; 1..count in use */
    uint32_t *count; /* part of the state */
};

void expiry_add(struct expiry_heap *heap, struct order *order);
void expiry_remove(struct expiry_heap *heap, struct order *order);

/* The order that expires first if that is at or before `time_ns`, else NULL. */
struct order *expiry_due(const struct expiry_heap *heap, int64_t time_ns);

#endif
