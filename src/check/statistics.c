/* SPDX-License-Identifier: Apache-2.0 */
/*
 * statistics.c - see statistics.h.
 *
 * Role       See statistics.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "check/statistics.h"

#include <stdlib.h>

#include "base/check.h"
#include "base/int_math.h"

bool array_grow(void **items, size_t *capacity, size_t count, size_t item_size)
{
    if (count < *capacity) return true;
    size_t wider = *capacity == 0 ? 256 : *capacity * 2;
    void *grown = realloc(*items, wider * item_size);
    if (grown == NULL) return false;
    *items = grown;
    *capacity = wider;
    return true;
}

bool number_list_add(struct number_list *list, int64_t number)
{
    void *items = list->numbers;
    if (!array_grow(&items, &list->capacity, list->count, sizeof *list->numbers)) return false;
    list->numbers = items;
    list->numbers[list->count++] = number;
    return true;
}

void number_list_free(struct number_list *list)
{
    free(list->numbers);
    *list = (struct number_list){0};
}

static int by_value(const void *a, const void *b)
{
    int64_t left = *(const int64_t *)a;
    int64_t right = *(const int64_t *)b;
    return (left > right) - (left < right);
}

void number_list_sort(struct number_list *list)
{
    if (list->count > 1) qsort(list->numbers, list->count, sizeof *list->numbers, by_value);
}

int64_t number_list_quantile(const struct number_list *list, int64_t share_ppm)
{
    ASSERT(share_ppm >= 0);
    ASSERT(share_ppm <= PPM_ONE);
    if (list->count == 0) return 0;
    int128 rank = div_ceil((int128)list->count * share_ppm, PPM_ONE);
    return list->numbers[rank == 0 ? 0 : (size_t)rank - 1];
}
