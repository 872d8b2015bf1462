/* SPDX-License-Identifier: Apache-2.0 */
/*
 * outbox.c - see outbox.h; and the shared texts of server.h.
 *
 * Role       See outbox.h.
 * Invariant  See outbox.h.
 */
#include "gateway/outbox.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "gateway/server.h"

#define SIZE_MIN 4u

/* Most answers are small and live for one turn: their memory is used again. */
#define SMALL_SIZE 2048u /* the struct and the room in front included */
#define KEPT_MAX   1024u

static _Thread_local struct shared_text *kept[KEPT_MAX];
static _Thread_local uint32_t kept_count;

struct shared_text *shared_text_new(size_t size)
{
    size_t needed = sizeof(struct shared_text) + SHARED_TEXT_HEADROOM + size + 1;
    bool is_small = needed <= SMALL_SIZE;
    bool has_kept = is_small && kept_count > 0;
    struct shared_text *text =
        has_kept ? kept[--kept_count] : malloc(is_small ? SMALL_SIZE : needed);
    if (text == NULL) return NULL;
    text->size = size;
    text->reference_count = 1;
    text->is_small = is_small;
    return text;
}

static void text_free(struct shared_text *text)
{
    if (text->is_small && kept_count < KEPT_MAX) {
        kept[kept_count++] = text;
    } else {
        free(text);
    }
}

struct shared_text *shared_text_make(const void *bytes, size_t size)
{
    struct shared_text *text = shared_text_new(size);
    if (text != NULL) memcpy(shared_text_bytes(text), bytes, size);
    return text;
}

struct shared_text *shared_text_keep(struct shared_text *text)
{
    if (text != NULL) text->reference_count++;
    return text;
}

void shared_text_drop(struct shared_text *text)
{
    if (text == NULL) return;
    ASSERT(text->reference_count > 0);
    if (--text->reference_count == 0) text_free(text);
}

static bool grow(struct outbox *outbox)
{
    uint32_t size = outbox->size == 0 ? SIZE_MIN : outbox->size * 2;
    struct outbox_item *list = calloc(size, sizeof *list);
    if (list == NULL) return false;
    uint32_t count = outbox->end - outbox->first;
    for (uint32_t i = 0; i < count; i++) {
        list[i] = outbox->list[(outbox->first + i) & (outbox->size - 1)];
    }
    free(outbox->list);
    outbox->list = list;
    outbox->size = size;
    outbox->first = 0;
    outbox->end = count;
    return true;
}

bool outbox_put(struct outbox *outbox, struct shared_text *text, uint64_t barrier)
{
    if (text == NULL) return false;
    bool is_full = outbox->end - outbox->first == outbox->size;
    if (is_full && !grow(outbox)) {
        shared_text_drop(text);
        return false;
    }
    outbox->list[outbox->end++ & (outbox->size - 1)] = (struct outbox_item){text, barrier};
    outbox->bytes += text->size;
    return true;
}

struct shared_text *outbox_next(const struct outbox *outbox, uint64_t durable)
{
    if (outbox_is_empty(outbox)) return NULL;
    const struct outbox_item *item = &outbox->list[outbox->first & (outbox->size - 1)];
    return item->barrier <= durable ? item->text : NULL;
}

void outbox_drop(struct outbox *outbox)
{
    ASSERT(!outbox_is_empty(outbox));
    struct shared_text *text = outbox->list[outbox->first++ & (outbox->size - 1)].text;
    outbox->bytes -= text->size;
    shared_text_drop(text);
}

void outbox_clear(struct outbox *outbox)
{
    while (!outbox_is_empty(outbox)) outbox_drop(outbox);
    free(outbox->list);
    *outbox = (struct outbox){0};
}
