/* SPDX-License-Identifier: Apache-2.0 */
/*
 * heap_sort.c - see heap_sort.h.
 */
#include "base/heap_sort.h"

#include <string.h>

#include "base/check.h"

struct heap {
    unsigned char *items;
    size_t size;
    heap_before *before;
};

static unsigned char *item_at(const struct heap *heap, uint32_t index)
{
    return heap->items + heap->size * index;
}

/* Lets `item` sink from `hole` to its place among the first `count`; the last in order is on top.
 */
static void sink(const struct heap *heap, uint32_t hole, uint32_t count, const void *item)
{
    while (hole < count / 2) {
        uint32_t child = 2 * hole + 1;
        if (child + 1 < count && heap->before(item_at(heap, child), item_at(heap, child + 1))) {
            child++;
        }
        if (!heap->before(item, item_at(heap, child))) break;
        memcpy(item_at(heap, hole), item_at(heap, child), heap->size);
        hole = child;
    }
    memcpy(item_at(heap, hole), item, heap->size);
}

void heap_sort(void *items, size_t size, uint32_t count, heap_before *before)
{
    ASSERT(size > 0 && size <= HEAP_SORT_ITEM_MAX);
    struct heap heap = {items, size, before};
    unsigned char item[HEAP_SORT_ITEM_MAX];
    for (uint32_t i = count / 2; i > 0; i--) {
        memcpy(item, item_at(&heap, i - 1), size);
        sink(&heap, i - 1, count, item);
    }
    for (uint32_t end = count; end > 1; end--) {
        memcpy(item, item_at(&heap, end - 1), size);
        memcpy(item_at(&heap, end - 1), item_at(&heap, 0), size);
        sink(&heap, 0, end - 1, item);
    }
}
