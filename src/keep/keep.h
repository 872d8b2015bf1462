/* SPDX-License-Identifier: Apache-2.0 */
/*
 * keep.h - what a reader of events knows, written down and taken up again by one function.
 *
 * Role       A reader that is to go on after a restart without the journal's beginning moves its
 *            memory through a keep: out to a file, or in from one.  One function does both, so that
 *            the two cannot differ.  What is moved is memory as this program lays it out: whoever
 *            owns the file sees to it that no other program reads it.
 * Invariant  What is taken up is what was written, byte for byte; no pointer is ever written.
 *            Zeros take no room.  After the first failure nothing is moved any more.
 * Ownership  Memory that is made while loading belongs to the struct that points at it.
 * Rules      none.
 */
#ifndef PERPETUA_KEEP_KEEP_H
#define PERPETUA_KEEP_KEEP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct keep {
    bool is_loading;
    bool is_good; /* false: no memory, no file, or what was read does not fit */
    /* Writes the bytes, or fills them. */
    bool (*move)(void *context, void *bytes, size_t size);
    void *context;
};

/* Memory that a struct points at.  A null pointer stays one. */
struct keep_list {
    void *place; /* of the pointer */
    size_t item_size;
    const uint32_t *room; /* items that there is memory for: in the struct itself, or a constant */
    const uint32_t *used; /* items that mean something */
};

#define KEEP_LIST(pointer, room)                                                                   \
    {                                                                                              \
        &(pointer), sizeof *(pointer), &(room), &(room)                                            \
    }
#define KEEP_USED(pointer, room, used)                                                             \
    {                                                                                              \
        &(pointer), sizeof *(pointer), &(room), &(used)                                            \
    }

void keep_bytes(struct keep *keep, void *bytes, size_t size);

/* Says whether something follows: what was said when it was written. */
bool keep_flag(struct keep *keep, bool is_there);

/* A struct and its lists, which are made anew while loading. */
void keep_struct(struct keep *keep, void *bytes, size_t size, const struct keep_list *lists,
                 uint32_t list_count);

/* The memory of one list, whose numbers were moved before. */
void keep_items(struct keep *keep, const struct keep_list *list);

/* One thing that may not be there: made while loading, zeroed.  False: it is not there. */
bool keep_thing(struct keep *keep, void *place, size_t size);

#endif
