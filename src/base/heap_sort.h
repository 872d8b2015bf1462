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

#define HEAP_SORT_ITEM_MAX 128u

/* Does `a` come before `b`? */
typedef bool heap_before(const void *a, const void *b);

/* Sorts `count` items of `size` bytes, at most HEAP_SORT_ITEM_MAX each. */
void heap_sort(void *items, size_t size, uint32_t count, heap_before *before);

#endif
