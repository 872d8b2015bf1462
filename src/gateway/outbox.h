/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outbox.h - what one connection still has to get, in order.
 *
 * Role       A queue of texts, each with the sequence that must be durable before it may leave.
 *            Texts are counted references, so that one text can stand in many outboxes.
 * Invariant  `bytes` is the sum of the sizes of the texts in the queue.
 */
#ifndef PERPETUA_GATEWAY_OUTBOX_H
#define PERPETUA_GATEWAY_OUTBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Room before the bytes for the frame header of the library; server.c asserts that it suffices. */
#define SHARED_TEXT_HEADROOM 32u

struct shared_text {
    size_t size;
    uint32_t reference_count;
    uint32_t is_small;     /* of the kept ones */
    unsigned char bytes[]; /* headroom, then size bytes */
};

static inline unsigned char *shared_text_bytes(struct shared_text *text)
{
    return text->bytes + SHARED_TEXT_HEADROOM;
}

/* A text of this size to be filled; NULL: out of memory. */
struct shared_text *shared_text_new(size_t size);

struct outbox_item {
    struct shared_text *text;
    uint64_t barrier;
};

struct outbox {
    struct outbox_item *list; /* a ring */
    uint32_t size;            /* a power of two, or 0 */
    uint32_t first;           /* ever, wrapping, as the next */
    uint32_t end;
    size_t bytes;
};

/* Takes over one reference.  False: out of memory; the reference is dropped. */
bool outbox_put(struct outbox *outbox, struct shared_text *text, uint64_t barrier);

static inline bool outbox_is_empty(const struct outbox *outbox)
{
    return outbox->first == outbox->end;
}

/* The next text if its barrier is at most `durable`, else NULL.  It stays in the queue. */
struct shared_text *outbox_next(const struct outbox *outbox, uint64_t durable);

/* Drops the next text. */
void outbox_drop(struct outbox *outbox);

void outbox_clear(struct outbox *outbox); /* the queue is empty, its memory given back */

#endif
