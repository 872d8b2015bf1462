/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.h - what the venue says of itself: one JSON object a line on standard error.
 *
 * Role       {"ts":"...","level":"info","part":"venue","msg":"..."}.  No secret and no content of
 *            a client's message is ever given to it.
 * Invariant  Whatever the text, a line is valid JSON and one line.
 */
#ifndef PERPETUA_VENUE_LOG_H
#define PERPETUA_VENUE_LOG_H

#include <stddef.h>

enum log_level { LOG_INFO = 0, LOG_WARN = 1, LOG_ERROR = 2 };

/* Formats as printf does. */
__attribute__((format(printf, 3, 4))) void log_line(enum log_level level, const char *part,
                                                    const char *format, ...);

/* Text as the inside of a JSON string; what does not fit is left off.  Returns the length. */
size_t log_escape(char *out, size_t out_size, const char *text);

#endif
