/* SPDX-License-Identifier: Apache-2.0 */
/*
 * log.c - see log.h.
 */
#include "venue/log.h"

#include <stdarg.h>
#include <stdio.h>

#include "base/date.h"
#include "os/os_clock.h"

#define TEXT_SIZE 1024u

size_t log_escape(char *out, size_t out_size, const char *text)
{
    static const char digits[] = "0123456789abcdef";
    size_t put = 0;
    for (; *text != '\0' && put + 7 < out_size; text++) {
        unsigned char letter = (unsigned char)*text;
        if (letter == '"' || letter == '\\') {
            out[put++] = '\\';
            out[put++] = (char)letter;
        } else if (letter < 0x20 || letter >= 0x7f) {
            out[put++] = '\\';
            out[put++] = 'u';
            out[put++] = '0';
            out[put++] = '0';
            out[put++] = digits[letter >> 4];
            out[put++] = digits[letter & 15];
        } else {
            out[put++] = (char)letter;
        }
    }
    out[put] = '\0';
    return put;
}

void log_line(enum log_level level, const char *part, const char *format, ...)
{
    static const char *const names[] = {"info", "warn", "error"};
    char text[TEXT_SIZE];
    char escaped[6 * TEXT_SIZE];
    char time[DATE_TEXT_SIZE];
    va_list arguments;
    va_start(arguments, format);
    (void)vsnprintf(text, sizeof text, format, arguments);
    va_end(arguments);
    (void)log_escape(escaped, sizeof escaped, text);
    (void)utc_write_text(time, os_clock_wall_ns());
    fprintf(stderr, "{\"ts\":\"%s\",\"level\":\"%s\",\"part\":\"%s\",\"msg\":\"%s\"}\n", time,
            names[level], part, escaped);
}
