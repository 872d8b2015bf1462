/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keep.c - see keep.h.
 *
 * Role       See keep.h.  Memory of more than a piece is told in runs: pieces of zeros are counted,
 *            the others follow as they are.  Rings and tables that are mostly empty cost little.
 */
#include "keep/keep.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"

#define PIECE_SIZE ((size_t)256)
#define LISTS_MAX  16u

/* Pieces of zeros, then pieces that follow. */
struct run {
    uint32_t zeros;
    uint32_t pieces;
};

static void move(struct keep *keep, void *bytes, size_t size)
{
    keep->is_good = keep->is_good && keep->move(keep->context, bytes, size);
}

/* --- bytes ------------------------------------------------------------------------------------ */

static bool is_zero(const unsigned char *bytes, size_t at, size_t size)
{
    static const unsigned char zeros[PIECE_SIZE];
    size_t left = size - at;
    return memcmp(bytes + at, zeros, left < PIECE_SIZE ? left : PIECE_SIZE) == 0;
}

static struct run run_at(const unsigned char *bytes, size_t at, size_t size)
{
    struct run run = {0};
    for (; at < size && is_zero(bytes, at, size); at += PIECE_SIZE) run.zeros++;
    for (; at < size && !is_zero(bytes, at, size); at += PIECE_SIZE) run.pieces++;
    return run;
}

/* The bytes that so many pieces from here on have: the last one may be short. */
static size_t pieces_size(size_t at, size_t size, uint32_t pieces)
{
    size_t left = size - at;
    return pieces > left / PIECE_SIZE ? left : pieces * PIECE_SIZE;
}

void keep_bytes(struct keep *keep, void *bytes, size_t size)
{
    unsigned char *place = bytes;
    if (size <= PIECE_SIZE) {
        move(keep, bytes, size);
        return;
    }
    ASSERT(size / PIECE_SIZE < UINT32_MAX);
    for (size_t at = 0; keep->is_good && at < size;) {
        struct run run = {0};
        if (!keep->is_loading) run = run_at(place, at, size);
        move(keep, &run, sizeof run);
        if (run.zeros == 0 && run.pieces == 0) keep->is_good = false; /* it would never end */
        if (!keep->is_good) return;
        size_t zeros_size = pieces_size(at, size, run.zeros);
        if (keep->is_loading) memset(place + at, 0, zeros_size);
        at += zeros_size;
        size_t run_size = pieces_size(at, size, run.pieces);
        move(keep, place + at, run_size);
        at += run_size;
    }
}

bool keep_flag(struct keep *keep, bool is_there)
{
    uint8_t flag = is_there ? 1 : 0;
    move(keep, &flag, sizeof flag);
    return keep->is_good && flag != 0;
}

/* --- what a struct points at ------------------------------------------------------------------ */

static void *pointer_of(const void *place)
{
    void *pointer = NULL;
    memcpy(&pointer, place, sizeof pointer);
    return pointer;
}

static void pointer_set(void *place, void *pointer)
{
    memcpy(place, &pointer, sizeof pointer);
}

bool keep_thing(struct keep *keep, void *place, size_t size)
{
    void *old = pointer_of(place);
    bool is_there = keep_flag(keep, old != NULL);
    if (!keep->is_loading || !keep->is_good) return is_there;
    free(old);
    void *made = is_there ? calloc(1, size > 0 ? size : 1) : NULL;
    pointer_set(place, made);
    keep->is_good = !is_there || made != NULL;
    return made != NULL;
}

void keep_items(struct keep *keep, const struct keep_list *list)
{
    if (!keep->is_good) return;
    ASSERT(keep->is_loading || *list->used <= *list->room || pointer_of(list->place) == NULL);
    size_t room = *list->room;
    size_t used = *list->used;
    if (!keep_thing(keep, list->place, room * list->item_size)) return;
    keep->is_good = keep->is_good && used <= room;
    if (keep->is_good) keep_bytes(keep, pointer_of(list->place), used * list->item_size);
}

void keep_struct(struct keep *keep, void *bytes, size_t size, const struct keep_list *lists,
                 uint32_t list_count)
{
    void *pointers[LISTS_MAX];
    ASSERT(list_count <= LISTS_MAX);
    for (uint32_t i = 0; i < list_count; i++) {
        pointers[i] = pointer_of(lists[i].place);
        pointer_set(lists[i].place, NULL);
    }
    keep_bytes(keep, bytes, size);
    for (uint32_t i = 0; i < list_count; i++) pointer_set(lists[i].place, pointers[i]);
    for (uint32_t i = 0; i < list_count; i++) keep_items(keep, &lists[i]);
}
