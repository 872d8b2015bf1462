/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heap_sort.h - sorts items in place, without recursion, memory or luck.
 *
 * Role       For lists of a step that are sorted by a total order: the same on every machine, and
 *            never slower than count x log(count).
 * Invariant  The order is total, so equal inputs in any order give one result.
 */
#ifndef BASE_HEAP_SORT_H
#define BASE_HEAP_SORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/check.h"

#define HEAP_SORT_ITEM_MAX 128u

/* Does `a` come before `b`? */
typedef bool heap_before(const void *a, const void *b);

/* Size and order are known where it is called and items are small, so that a call for each copy and
 * each comparison would be most of the work. */
#define HEAP_SORT_INLINE static inline __attribute__((always_inline))

struct heap {
    unsigned char *items;
    size_t size;
    heap_before *before;
};

static inline unsigned char *heap_item_at(const struct heap *heap, uint32_t index)
{
    return heap->items + heap->size * index;
}

/* Lets `item` sink from `hole` to its place among the first `count`; the last in order is on top.
 */
HEAP_SORT_INLINE void heap_sink(const struct heap *heap, uint32_t hole, uint32_t count,
                                const void *item)
{
    while (hole < count / 2) {
        uint32_t child = 2 * hole + 1;
        if (child + 1 < count &&
            heap->before(heap_item_at(heap, child), heap_item_at(heap, child + 1))) {
            child++;
        }
        if (!heap->before(item, heap_item_at(heap, child))) break;
        memcpy(heap_item_at(heap, hole), heap_item_at(heap, child), heap->size);
        hole = child;
    }
    memcpy(heap_item_at(heap, hole), item, heap->size);
}

/* Sorts `count` items of `size` bytes, at most HEAP_SORT_ITEM_MAX each. */
HEAP_SORT_INLINE void heap_sort(void *items, size_t size, uint32_t count, heap_before *before)
{
    ASSERT(size > 0 && size <= HEAP_SORT_ITEM_MAX);
    struct heap heap = {items, size, before};
    _Alignas(16) unsigned char item[HEAP_SORT_ITEM_MAX];
    for (uint32_t i = count / 2; i > 0; i--) {
        memcpy(item, heap_item_at(&heap, i - 1), size);
        heap_sink(&heap, i - 1, count, item);
    }
    for (uint32_t end = count; end > 1; end--) {
        memcpy(item, heap_item_at(&heap, end - 1), size);
        memcpy(heap_item_at(&heap, end - 1), heap_item_at(&heap, 0), size);
        heap_sink(&heap, 0, end - 1, item);
    }
}

#endif
