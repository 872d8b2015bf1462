/* SPDX-License-Identifier: Apache-2.0 */
/*
 * trade_pairs.c - sort by price, size and time, then walk both lists side by side.
 *
 * Role       See trade_pairs.h.  Among equal prices and sizes the earliest of both lists either
 *            pair or the earlier one pairs with nobody: taking the earliest pair first loses none.
 * Invariant  None.
 * Rules      none.
 */
#include "replay/trade_pairs.h"

#include <stdlib.h>

bool trade_list_add(struct trade_list *list, const struct trade_mark *mark)
{
    if (list->count == list->capacity) {
        size_t wider = list->capacity == 0 ? 1024 : list->capacity * 2;
        struct trade_mark *marks = realloc(list->marks, wider * sizeof *marks);
        if (marks == NULL) return false;
        list->marks = marks;
        list->capacity = wider;
    }
    list->marks[list->count++] = *mark;
    return true;
}

void trade_list_free(struct trade_list *list)
{
    free(list->marks);
    *list = (struct trade_list){0};
}

static int compare(int64_t a, int64_t b)
{
    return (a > b) - (a < b);
}

static int by_kind(const struct trade_mark *a, const struct trade_mark *b)
{
    int price = compare(a->price, b->price);
    return price != 0 ? price : compare(a->qty, b->qty);
}

static int by_kind_and_time(const void *a, const void *b)
{
    const struct trade_mark *first = a;
    const struct trade_mark *second = b;
    int kind = by_kind(first, second);
    return kind != 0 ? kind : compare(first->time_ns, second->time_ns);
}

static void sort(struct trade_list *list)
{
    if (list->count > 0) qsort(list->marks, list->count, sizeof *list->marks, by_kind_and_time);
}

uint64_t trade_pairs_count(struct trade_list *first, struct trade_list *second, int64_t slack_ns)
{
    uint64_t pairs = 0;
    size_t i = 0;
    size_t j = 0;
    sort(first);
    sort(second);
    while (i < first->count && j < second->count) {
        const struct trade_mark *a = &first->marks[i];
        const struct trade_mark *b = &second->marks[j];
        int kind = by_kind(a, b);
        int64_t apart = a->time_ns - b->time_ns;
        if (kind < 0 || (kind == 0 && apart < -slack_ns)) {
            i++;
        } else if (kind > 0 || apart > slack_ns) {
            j++;
        } else {
            pairs++;
            i++;
            j++;
        }
    }
    return pairs;
}
