/* SPDX-License-Identifier: Apache-2.0 */
/*
 * shrink.c - see shrink.h.
 *
 * Role   The number of questions is bounded, so a long run is left a little longer than it must be
 *        rather than never told.
 */
#include "sim/shrink.h"

#include <stdlib.h>
#include <string.h>

static uint32_t count_kept(const struct shrink *shrink)
{
    uint32_t count = 0;
    for (uint32_t i = 0; i < shrink->count; i++) count += shrink->keeps[i] ? 1 : 0;
    return count;
}

/* Leaves out `size` steps from `first` on, and puts them back if it fails no more.  Returns the
 * step after them. */
static uint32_t try_without(struct shrink *shrink, uint32_t first, uint32_t size)
{
    uint32_t last = shrink->count - 1;
    bool *saved = malloc(sizeof *saved * shrink->count);
    if (saved == NULL) abort();
    memcpy(saved, shrink->keeps, sizeof *saved * shrink->count);
    uint32_t at = first;
    uint32_t dropped = 0;
    for (; at < last && dropped < size; at++) {
        if (!shrink->keeps[at]) continue;
        shrink->keeps[at] = false;
        dropped++;
    }
    if (dropped > 0) {
        shrink->questions++;
        if (!shrink->fails(shrink->context, shrink->keeps, shrink->count))
            memcpy(shrink->keeps, saved, sizeof *saved * shrink->count);
    }
    free(saved);
    return at;
}

uint32_t shrink_steps(struct shrink *shrink)
{
    uint32_t size = count_kept(shrink) / 2;
    while (size > 0 && shrink->questions < shrink->questions_max) {
        uint32_t before = count_kept(shrink);
        uint32_t at = 0;
        while (at + 1 < shrink->count && shrink->questions < shrink->questions_max)
            at = try_without(shrink, at, size);
        bool has_helped = count_kept(shrink) < before;
        if (size > 1) {
            size /= 2;
        } else if (!has_helped) {
            size = 0;
        }
    }
    return count_kept(shrink);
}
