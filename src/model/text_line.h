/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_line.h - one line of text, built piece by piece in the caller's buffer.
 *
 * Role       What event_text, command_text and reject_text write with.  It allocates nothing and
 *            knows nothing of what it writes.
 * Invariant  The buffer always holds a text with its terminating zero byte.  A piece that does not
 *            fit marks the line as cut, and a cut line ends as an empty text.
 */
#ifndef PERPETUA_MODEL_TEXT_LINE_H
#define PERPETUA_MODEL_TEXT_LINE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct text_line {
    char *out;
    size_t size;
    size_t length;
    bool is_cut;
};

/* `out` has `size` bytes, at least 1, and stays the caller's. */
void text_line_begin(struct text_line *line, char *out, size_t size);

void text_line_put(struct text_line *line, const char *text);
void text_line_put_char(struct text_line *line, char letter);
void text_line_put_lower(struct text_line *line, const char *text); /* A-Z become a-z */
void text_line_put_u64(struct text_line *line, uint64_t value);
void text_line_put_i64(struct text_line *line, int64_t value);
void text_line_put_hex(struct text_line *line, uint64_t value, unsigned digits);

/* `value` with `scale` decimals, of which zeros at the end are left out down to `decimals_min`. */
void text_line_put_decimal(struct text_line *line, int64_t value, unsigned scale,
                           unsigned decimals_min);

/* UTC instant: 2026-01-05T09:00:00Z, with as many decimals of the second as are not zero. */
void text_line_put_time(struct text_line *line, int64_t time_ns);

/* In the largest of s, ms, us, ns of which it is a whole number: 15s, 250ms. */
void text_line_put_duration(struct text_line *line, int64_t duration_ns);

/* Returns the length, or 0 (and an empty text) when something did not fit. */
size_t text_line_end(struct text_line *line);

#endif
