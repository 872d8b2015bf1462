/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_line.c - appending to a line.
 *
 * Role       See text_line.h.  Numbers are written by base/text, instants by base/date.
 * Invariant  See text_line.h.
 */
#include "model/text_line.h"

#include <string.h>

#include "base/check.h"
#include "base/date.h"
#include "base/text.h"

/* Length of 2026-01-05T09:00:00 in front of the decimals of a second. */
#define SECONDS_TEXT_SIZE 19

void text_line_begin(struct text_line *line, char *out, size_t size)
{
    ASSERT(size > 0);
    *line = (struct text_line){.out = out, .size = size};
    out[0] = '\0';
}

static void put_bytes(struct text_line *line, const char *bytes, size_t count)
{
    ASSERT(line->length < line->size);
    if (count >= line->size - line->length) {
        line->is_cut = true;
        return;
    }
    memcpy(line->out + line->length, bytes, count);
    line->length += count;
    line->out[line->length] = '\0';
}

void text_line_put(struct text_line *line, const char *text)
{
    put_bytes(line, text, strlen(text));
}

void text_line_put_char(struct text_line *line, char letter)
{
    put_bytes(line, &letter, 1);
}

void text_line_put_lower(struct text_line *line, const char *text)
{
    for (; *text != '\0'; text++) {
        bool is_capital = *text >= 'A' && *text <= 'Z';
        text_line_put_char(line, (char)(is_capital ? *text - 'A' + 'a' : *text));
    }
}

void text_line_put_u64(struct text_line *line, uint64_t value)
{
    char number[TEXT_NUMBER_SIZE];
    put_bytes(line, number, text_write_u64(number, sizeof number, value));
}

void text_line_put_i64(struct text_line *line, int64_t value)
{
    text_line_put_decimal(line, value, 0, 0);
}

void text_line_put_hex(struct text_line *line, uint64_t value, unsigned digits)
{
    ASSERT(digits >= 1);
    ASSERT(digits <= 16);
    for (unsigned i = digits; i > 0; i--) {
        text_line_put_char(line, "0123456789abcdef"[value >> (4 * (i - 1)) & 15]);
    }
}

void text_line_put_decimal(struct text_line *line, int64_t value, unsigned scale,
                           unsigned decimals_min)
{
    ASSERT(decimals_min <= scale);
    char number[TEXT_NUMBER_SIZE];
    size_t length = text_write_decimal(number, sizeof number, value, scale);
    for (unsigned decimals = scale; decimals > decimals_min; decimals--) {
        if (number[length - 1] != '0') break;
        length--;
    }
    if (number[length - 1] == '.') length--;
    put_bytes(line, number, length);
}

void text_line_put_time(struct text_line *line, int64_t time_ns)
{
    char text[DATE_TEXT_SIZE];
    size_t length = utc_write_text(text, time_ns) - 1; /* without the Z */
    ASSERT(text[length] == 'Z');
    while (length > SECONDS_TEXT_SIZE && text[length - 1] == '0') length--;
    if (text[length - 1] == '.') length--;
    put_bytes(line, text, length);
    text_line_put_char(line, 'Z');
}

void text_line_put_duration(struct text_line *line, int64_t duration_ns)
{
    static const struct {
        int64_t ns;
        const char *name;
    } units[] = {{NS_PER_SECOND, "s"}, {NS_PER_MILLI, "ms"}, {NS_PER_MICRO, "us"}};

    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (duration_ns % units[i].ns == 0) {
            text_line_put_i64(line, duration_ns / units[i].ns);
            text_line_put(line, units[i].name);
            return;
        }
    }
    text_line_put_i64(line, duration_ns);
    text_line_put(line, "ns");
}

size_t text_line_end(struct text_line *line)
{
    if (line->is_cut) {
        line->length = 0;
        line->out[0] = '\0';
    }
    return line->length;
}
