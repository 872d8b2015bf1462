/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_json.c - see feed_json.h.
 */
#include "price_feed/feed_json.h"

#include <string.h>

#include "base/text.h"

/* Between two elements stands a comma, before a member's value there can be white space. */
static bool is_between(char byte)
{
    return byte == ' ' || byte == '\t' || byte == '\n' || byte == '\r' || byte == ',';
}

/* One whole value; the end of an array is a token of its own. */
static bool take_value(struct json_scanner *scanner, struct feed_value *value)
{
    size_t from = scanner->at;
    value->token = json_skip(scanner);
    if (value->token == JSON_BAD) return false;
    const char *text = scanner->document.text;
    while (from < scanner->at && is_between(text[from])) from++;
    size_t to = scanner->at;
    if (value->token == JSON_TEXT) {
        from++;
        to--;
    }
    value->slice = (struct import_slice){text + from, to - from};
    return true;
}

static struct feed_value *find(struct import_slice name, const char *const *names,
                               struct feed_value *values, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (import_is(name, names[i])) return &values[i];
    }
    return NULL;
}

bool feed_object_read(struct import_slice object, const char *const *names,
                      struct feed_value *values, size_t count)
{
    struct json_scanner scanner;
    struct import_slice name;
    for (size_t i = 0; i < count; i++) values[i] = (struct feed_value){0};
    json_begin(&scanner, object);
    if (json_next(&scanner, &name) != JSON_OBJECT_BEGIN) return false;
    enum json_token token = json_next(&scanner, &name);
    for (; token == JSON_NAME; token = json_next(&scanner, &name)) {
        struct feed_value read;
        struct feed_value *value = find(name, names, values, count);
        if (!take_value(&scanner, &read)) return false;
        if (value == NULL) continue;
        if (value->token != JSON_END) return false;
        *value = read;
    }
    return token == JSON_OBJECT_END && json_next(&scanner, &name) == JSON_END;
}

bool feed_array_begin(struct feed_array *array, struct import_slice text)
{
    struct import_slice none;
    json_begin(&array->scanner, text);
    return json_next(&array->scanner, &none) == JSON_ARRAY_BEGIN;
}

bool feed_array_next(struct feed_array *array, struct feed_value *value)
{
    struct import_slice none;
    if (!take_value(&array->scanner, value)) return false;
    if (value->token != JSON_ARRAY_END) return true;
    value->token = JSON_END;
    return json_next(&array->scanner, &none) == JSON_END;
}

bool feed_is_text(const struct feed_value *value, const char *text)
{
    return value->token == JSON_TEXT && import_is(value->slice, text);
}

bool feed_read_count(const struct feed_value *value, uint64_t *count)
{
    if (value->token != JSON_TEXT && value->token != JSON_NUMBER) return false;
    return text_read_u64(value->slice.text, value->slice.size, count);
}
