/* SPDX-License-Identifier: Apache-2.0 */
/*
 * event_text.h - an event as one readable line, and as one JSON object.
 *
 * Role       For people: scenarios, `journal dump`, logs.  docs/spec/events.md describes both
 *            forms. The line leaves out the sequence and the time, which are those of the command.
 * Ownership  Both write into the caller's buffer and allocate nothing.
 */
#ifndef PERPETUA_MODEL_EVENT_TEXT_H
#define PERPETUA_MODEL_EVENT_TEXT_H

#include <stddef.h>

#include "model/event.h"
#include "model/text_field.h"

/* Room for any event in either form, with its terminating zero byte. */
#define EVENT_TEXT_SIZE 1536

/* Both return the length, or 0 (and an empty text) when `size` does not suffice.  `names` NULL:
 * ids are numbers, prices are ticks and quantities are lots. */
size_t event_text(char *out, size_t size, const struct event *event,
                  const struct text_names *names);
size_t event_json(char *out, size_t size, const struct event *event);

/* The formats of the value given and of the nearest legal value in a reject of this code. */
struct reject_formats {
    struct text_field given;
    struct text_field legal;
};

struct reject_formats reject_formats_of(const struct event_reject *reject);

#endif
