/* SPDX-License-Identifier: Apache-2.0 */
/*
 * metrics.h - the venue in numbers, as Prometheus text of version 0.0.4.
 *
 * Role       Every figure has its HELP and TYPE, counters end in _total, times are in seconds.
 * Invariant  The text passes `promtool check metrics` (test/venue/metrics.py).
 */
#ifndef PERPETUA_VENUE_METRICS_H
#define PERPETUA_VENUE_METRICS_H

#include <stddef.h>

#include "venue/venue.h"

struct text_buffer {
    char *bytes;
    size_t size;
    size_t capacity;
    bool has_failed;
};

/* Fills the buffer, which the caller frees with free(buffer->bytes).  False: out of memory. */
bool metrics_write(struct venue *venue, struct text_buffer *buffer);

__attribute__((format(printf, 2, 3))) void text_add(struct text_buffer *buffer, const char *format,
                                                    ...);

#endif
