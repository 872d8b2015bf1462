/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_writer.c - JSON text, written value by value into a buffer that grows.
 */
#include "gateway/json_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

#define CAPACITY_FIRST 512u

void json_writer_clear(struct json_writer *writer)
{
    writer->size = 0;
    writer->needs_comma = false;
    writer->is_cut = false;
}

void json_writer_release(struct json_writer *writer)
{
    free(writer->bytes);
    memset(writer, 0, sizeof *writer);
}

static bool writer_reserve(struct json_writer *writer, size_t more)
{
    if (writer->is_cut) return false;
    if (more <= writer->capacity - writer->size) return true;

    size_t capacity = writer->capacity == 0 ? CAPACITY_FIRST : writer->capacity;
    while (capacity - writer->size < more && capacity < SIZE_MAX / 4) capacity *= 2;
    char *bytes = realloc(writer->bytes, capacity);
    if (bytes == NULL || capacity - writer->size < more) {
        writer->is_cut = true;
        writer->size = 0;
        if (bytes != NULL) writer->bytes = bytes;
        return false;
    }
    writer->bytes = bytes;
    writer->capacity = capacity;
    return true;
}

static void writer_append(struct json_writer *writer, const char *bytes, size_t size)
{
    if (!writer_reserve(writer, size)) return;
    if (size > 0) memcpy(writer->bytes + writer->size, bytes, size);
    writer->size += size;
}

static void writer_append_char(struct json_writer *writer, char letter)
{
    writer_append(writer, &letter, 1);
}

/* Every value starts here: a comma if another stood before it on the same level. */
static void value_begin(struct json_writer *writer)
{
    if (writer->needs_comma) writer_append_char(writer, ',');
    writer->needs_comma = true;
}

static void level_begin(struct json_writer *writer, char bracket)
{
    value_begin(writer);
    writer_append_char(writer, bracket);
    writer->needs_comma = false;
}

static void level_end(struct json_writer *writer, char bracket)
{
    writer_append_char(writer, bracket);
    writer->needs_comma = true;
}

void json_begin_object(struct json_writer *writer)
{
    level_begin(writer, '{');
}

void json_end_object(struct json_writer *writer)
{
    level_end(writer, '}');
}

void json_begin_array(struct json_writer *writer)
{
    level_begin(writer, '[');
}

void json_end_array(struct json_writer *writer)
{
    level_end(writer, ']');
}

static void put_escaped(struct json_writer *writer, unsigned char letter)
{
    static const char digits[] = "0123456789abcdef";
    if (letter == '"' || letter == '\\') {
        writer_append_char(writer, '\\');
        writer_append_char(writer, (char)letter);
        return;
    }
    const char escape[6] = {'\\', 'u', '0', '0', digits[letter >> 4], digits[letter & 15u]};
    writer_append(writer, escape, sizeof escape);
}

static bool needs_escape(unsigned char letter)
{
    return letter < 0x20 || letter == '"' || letter == '\\' || letter == 0x7f;
}

static void put_quoted(struct json_writer *writer, const char *bytes, size_t size)
{
    writer_append_char(writer, '"');
    size_t start = 0;
    for (size_t i = 0; i < size; i++) {
        if (!needs_escape((unsigned char)bytes[i])) continue;
        writer_append(writer, bytes + start, i - start);
        put_escaped(writer, (unsigned char)bytes[i]);
        start = i + 1;
    }
    writer_append(writer, bytes + start, size - start);
    writer_append_char(writer, '"');
}

void json_put_name(struct json_writer *writer, const char *name)
{
    value_begin(writer);
    put_quoted(writer, name, strlen(name));
    writer_append_char(writer, ':');
    writer->needs_comma = false;
}

void json_put_bytes(struct json_writer *writer, const char *bytes, size_t size)
{
    value_begin(writer);
    put_quoted(writer, bytes, size);
}

void json_put_text(struct json_writer *writer, const char *text)
{
    json_put_bytes(writer, text, strlen(text));
}

void json_put_raw(struct json_writer *writer, const char *bytes, size_t size)
{
    value_begin(writer);
    writer_append(writer, bytes, size);
}

void json_put_u64(struct json_writer *writer, uint64_t value)
{
    char digits[TEXT_NUMBER_SIZE];
    size_t size = text_write_u64(digits, sizeof digits, value);
    ASSERT(size > 0);
    json_put_raw(writer, digits, size);
}

void json_put_i64(struct json_writer *writer, int64_t value)
{
    json_put_decimal(writer, value, 0);
}

void json_put_decimal(struct json_writer *writer, int64_t value, unsigned scale)
{
    ASSERT(scale <= TEXT_SCALE_MAX);
    while (scale > 0 && value % 10 == 0) {
        value /= 10;
        scale--;
    }
    char digits[TEXT_NUMBER_SIZE];
    size_t size = text_write_decimal(digits, sizeof digits, value, scale);
    ASSERT(size > 0);
    json_put_raw(writer, digits, size);
}

void json_put_bool(struct json_writer *writer, bool value)
{
    json_put_raw(writer, value ? "true" : "false", value ? 4 : 5);
}

void json_put_null(struct json_writer *writer)
{
    json_put_raw(writer, "null", 4);
}

void json_add_text(struct json_writer *writer, const char *name, const char *text)
{
    json_put_name(writer, name);
    json_put_text(writer, text);
}

void json_add_u64(struct json_writer *writer, const char *name, uint64_t value)
{
    json_put_name(writer, name);
    json_put_u64(writer, value);
}

void json_add_i64(struct json_writer *writer, const char *name, int64_t value)
{
    json_put_name(writer, name);
    json_put_i64(writer, value);
}

void json_add_decimal(struct json_writer *writer, const char *name, int64_t value, unsigned scale)
{
    json_put_name(writer, name);
    json_put_decimal(writer, value, scale);
}

void json_add_bool(struct json_writer *writer, const char *name, bool value)
{
    json_put_name(writer, name);
    json_put_bool(writer, value);
}

void json_add_null(struct json_writer *writer, const char *name)
{
    json_put_name(writer, name);
    json_put_null(writer);
}
