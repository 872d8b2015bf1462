/* SPDX-License-Identifier: Apache-2.0 */
/*
 * expiry.c - see expiry.h.
 */
#include "core/book/expiry.h"

static bool comes_before(const struct order_store *store, uint32_t a, uint32_t b)
{
    const struct order *first = order_at(store, a);
    const struct order *second = order_at(store, b);
    int64_t first_ns = order_extra(store, first)->expiry_ns;
    int64_t second_ns = order_extra(store, second)->expiry_ns;
    return first_ns != second_ns ? first_ns < second_ns : first->id < second->id;
}

static void heap_put(struct expiry_heap *heap, uint32_t index, uint32_t slot)
{
    heap->slots[index] = slot;
    order_extra(heap->store, order_at(heap->store, slot))->heap_index = index;
}

static void heap_rise(struct expiry_heap *heap, uint32_t index, uint32_t slot)
{
    while (index > 1 && comes_before(heap->store, slot, heap->slots[index / 2])) {
        heap_put(heap, index, heap->slots[index / 2]);
        index /= 2;
    }
    heap_put(heap, index, slot);
}

static void heap_sink(struct expiry_heap *heap, uint32_t index, uint32_t slot)
{
    uint32_t count = *heap->count;
    for (;;) {
        uint32_t child = index * 2;
        if (child > count) break;
        if (child < count &&
            comes_before(heap->store, heap->slots[child + 1], heap->slots[child])) {
            child++;
        }
        if (!comes_before(heap->store, heap->slots[child], slot)) break;
        heap_put(heap, index, heap->slots[child]);
        index = child;
    }
    heap_put(heap, index, slot);
}

void expiry_add(struct expiry_heap *heap, struct order *order)
{
    ASSERT(order_extra(heap->store, order)->expiry_ns > 0);
    ASSERT(order_extra(heap->store, order)->heap_index == 0);

    ++*heap->count;
    heap_rise(heap, *heap->count, order_slot(heap->store, order));
}

void expiry_remove(struct expiry_heap *heap, struct order *order)
{
    struct order_extra *extra = order_extra(heap->store, order);
    uint32_t index = extra->heap_index;
    ASSERT(index > 0 && index <= *heap->count);
    ASSERT(heap->slots[index] == order_slot(heap->store, order));

    extra->heap_index = 0;
    uint32_t last = heap->slots[*heap->count];
    heap->slots[*heap->count] = 0;
    --*heap->count;
    if (index > *heap->count) return;
    if (index > 1 && comes_before(heap->store, last, heap->slots[index / 2])) {
        heap_rise(heap, index, last);
    } else {
        heap_sink(heap, index, last);
    }
}

struct order *expiry_due(const struct expiry_heap *heap, int64_t time_ns)
{
    if (*heap->count == 0) return NULL;
    struct order *order = order_at(heap->store, heap->slots[1]);
    return order_extra(heap->store, order)->expiry_ns <= time_ns ? order : NULL;
}
