/* SPDX-License-Identifier: Apache-2.0 */
/*
 * statistics.h - a list of whole numbers, and the quantiles of it.
 *
 * Role       Distances between what was recorded and what was computed are collected, sorted and
 *            read at a rank.  Growth is the only allocation.
 * Invariant  A quantile is a member of the list: the smallest that at least this share of the
 *            members does not exceed.
 */
#ifndef PERPETUA_CHECK_STATISTICS_H
#define PERPETUA_CHECK_STATISTICS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct number_list {
    int64_t *numbers;
    size_t count;
    size_t capacity;
};

/* Room for one more item of an array; false when memory is used up. */
bool array_grow(void **items, size_t *capacity, size_t count, size_t item_size);

/* False when memory is used up. */
bool number_list_add(struct number_list *list, int64_t number);

void number_list_free(struct number_list *list);

/* Ascending, so that quantiles can be read. */
void number_list_sort(struct number_list *list);

/* Of a sorted list; the share is in ppm, 1,000,000 for the largest.  0 for an empty list. */
int64_t number_list_quantile(const struct number_list *list, int64_t share_ppm);

#endif
