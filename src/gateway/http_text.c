/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_text.c - query strings, form bodies and percent-encoding; the pure part of server.h.
 *
 * Role       See server.h.
 * Invariant  Nothing is written behind the given size; what is written ends with a zero byte; a
 *            decoded zero byte is refused.
 */
#include <string.h>

#include "gateway/server.h"

static int digit_of(char letter)
{
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

bool http_decode(const char *text, size_t text_size, bool is_form, char *out, size_t out_size)
{
    if (out_size == 0) return false;
    size_t put = 0;
    for (size_t i = 0; i < text_size; i++) {
        char letter = text[i];
        if (letter == '+' && is_form) letter = ' ';
        if (letter == '%') {
            if (text_size - i < 3) return false;
            int high = digit_of(text[i + 1]);
            int low = digit_of(text[i + 2]);
            if (high < 0 || low < 0) return false;
            letter = (char)(unsigned char)(high * 16 + low);
            i += 2;
        }
        if (letter == '\0' || put + 1 >= out_size) return false;
        out[put++] = letter;
    }
    out[put] = '\0';
    return true;
}

/* The end of the parameter that begins at text. */
static const char *end_of(const char *text)
{
    while (*text != '\0' && *text != '&') text++;
    return text;
}

enum http_parameter_found http_next_parameter(const char **cursor, struct http_field *name,
                                              struct http_field *value)
{
    while (**cursor == '&') (*cursor)++;
    if (**cursor == '\0') return HTTP_PARAMETER_END;
    const char *begin = *cursor;
    const char *end = end_of(begin);
    const char *equal = memchr(begin, '=', (size_t)(end - begin));
    const char *name_end = equal == NULL ? end : equal;
    const char *value_begin = equal == NULL ? end : equal + 1;
    *cursor = end;
    bool is_good =
        http_decode(begin, (size_t)(name_end - begin), true, name->text, name->size) &&
        http_decode(value_begin, (size_t)(end - value_begin), true, value->text, value->size);
    return is_good ? HTTP_PARAMETER_GOOD : HTTP_PARAMETER_BAD;
}

bool http_parameter(const char *query, const char *name, char *value, size_t size)
{
    char found[64];
    struct http_field found_field = {found, sizeof found};
    struct http_field value_field = {.size = size};
    value_field.text = value;
    enum http_parameter_found answer = HTTP_PARAMETER_GOOD;
    while (answer != HTTP_PARAMETER_END) {
        found[0] = '\0';
        answer = http_next_parameter(&query, &found_field, &value_field);
        bool is_it = answer != HTTP_PARAMETER_END && strcmp(found, name) == 0;
        if (is_it) return answer == HTTP_PARAMETER_GOOD;
    }
    return false;
}
