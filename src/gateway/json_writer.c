/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_writer.c - JSON text, written value by value into a buffer that grows.
 */
#include "gateway/json_writer.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/text.h"

#define CAPACITY_FIRST 1024u /* most answers fit */
#define ESCAPED_MAX    6u    /* letters of an escape */
#define QUOTED_MORE    3u    /* two quotes and a colon */
#define EACH_BYTE      UINT64_C(0x0101010101010101)

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
    if (writer->bytes != NULL && more <= writer->capacity - writer->size) return true;

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

/* Every value starts here: a comma if another stood before it on the same level, and room for
 * `more` bytes behind that.  NULL: cut. */
static char *value_begin(struct json_writer *writer, size_t more)
{
    if (!writer_reserve(writer, more + 1)) return NULL;
    char *out = writer->bytes + writer->size;
    if (writer->needs_comma) *out++ = ',';
    writer->needs_comma = true;
    return out;
}

static void value_end(struct json_writer *writer, const char *out)
{
    writer->size = (size_t)(out - writer->bytes);
}

static void level_begin(struct json_writer *writer, char bracket)
{
    char *out = value_begin(writer, 1);
    if (out == NULL) return;
    *out++ = bracket;
    value_end(writer, out);
    writer->needs_comma = false;
}

static void level_end(struct json_writer *writer, char bracket)
{
    writer_append(writer, &bracket, 1);
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

static bool needs_escape(unsigned char letter)
{
    return letter < 0x20 || letter == '"' || letter == '\\' || letter == 0x7f;
}

static char *put_escaped(char *out, unsigned char letter)
{
    static const char digits[] = "0123456789abcdef";
    if (letter == '"' || letter == '\\') {
        *out++ = '\\';
        *out++ = (char)letter;
        return out;
    }
    const char escape[ESCAPED_MAX] = {
        '\\', 'u', '0', '0', digits[letter >> 4], digits[letter & 15u]};
    memcpy(out, escape, sizeof escape);
    return out + sizeof escape;
}

/* Has one of eight letters to be escaped?  Each test leaves the highest bit of such a letter's byte
 * set; letters of more than 7 bits never are, and are left out at the end. */
static bool word_needs_escape(uint64_t word)
{
    uint64_t controls = word - EACH_BYTE * 0x20;
    uint64_t quotes = (word ^ EACH_BYTE * '"') - EACH_BYTE;
    uint64_t slashes = (word ^ EACH_BYTE * '\\') - EACH_BYTE;
    uint64_t deletes = (word ^ EACH_BYTE * 0x7f) - EACH_BYTE;
    return ((controls | quotes | slashes | deletes) & ~word & EACH_BYTE * 0x80) != 0;
}

/* At most seven letters. */
static bool copy_short(char *out, const char *bytes, size_t size)
{
    uint32_t first;
    uint32_t last;
    if (size >= sizeof first) {
        memcpy(&first, bytes, sizeof first);
        memcpy(&last, bytes + size - sizeof last, sizeof last);
        if (word_needs_escape((uint64_t)last << 32 | first)) return false;
        memcpy(out, &first, sizeof first);
        memcpy(out + size - sizeof last, &last, sizeof last);
        return true;
    }
    for (size_t i = 0; i < size; i++) {
        if (needs_escape((unsigned char)bytes[i])) return false;
        out[i] = bytes[i];
    }
    return true;
}

/* Copies as long as nothing has to be escaped; false: something has.  The last letters are copied
 * with some before them, for the second time: that is one word, not up to seven letters. */
static bool copy_plain(char *out, const char *bytes, size_t size)
{
    uint64_t word;
    if (size < sizeof word) return copy_short(out, bytes, size);
    for (size_t at = 0; at + sizeof word < size; at += sizeof word) {
        memcpy(&word, bytes + at, sizeof word);
        if (word_needs_escape(word)) return false;
        memcpy(out + at, &word, sizeof word);
    }
    memcpy(&word, bytes + size - sizeof word, sizeof word);
    if (word_needs_escape(word)) return false;
    memcpy(out + size - sizeof word, &word, sizeof word);
    return true;
}

static char *copy_escaped(char *out, const char *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        unsigned char letter = (unsigned char)bytes[i];
        if (needs_escape(letter)) {
            out = put_escaped(out, letter);
        } else {
            *out++ = (char)letter;
        }
    }
    return out;
}

/* The value in quotes and, behind a name, what follows it. */
static void put_quoted(struct json_writer *writer, const char *bytes, size_t size, bool is_name)
{
    char *out = value_begin(writer, size + QUOTED_MORE);
    if (out == NULL) return;
    *out++ = '"';
    if (copy_plain(out, bytes, size)) {
        out += size;
    } else {
        value_end(writer, out);
        if (!writer_reserve(writer, size * ESCAPED_MAX + QUOTED_MORE)) return;
        out = copy_escaped(writer->bytes + writer->size, bytes, size);
    }
    *out++ = '"';
    if (is_name) *out++ = ':';
    value_end(writer, out);
    if (is_name) writer->needs_comma = false;
}

char *json_name_place(struct json_writer *writer, size_t size)
{
    char *out = value_begin(writer, size + QUOTED_MORE);
    if (out == NULL) return NULL;
    out[0] = '"';
    out[size + 1] = '"';
    out[size + 2] = ':';
    value_end(writer, out + size + QUOTED_MORE);
    writer->needs_comma = false;
    return out + 1;
}

void json_put_name_bytes(struct json_writer *writer, const char *name, size_t size)
{
    put_quoted(writer, name, size, true);
}

void json_put_bytes(struct json_writer *writer, const char *bytes, size_t size)
{
    put_quoted(writer, bytes, size, false);
}

void json_put_raw(struct json_writer *writer, const char *bytes, size_t size)
{
    char *out = value_begin(writer, size);
    if (out == NULL) return;
    if (size > 0) memcpy(out, bytes, size);
    value_end(writer, out + size);
}

void json_put_u64(struct json_writer *writer, uint64_t value)
{
    char *out = value_begin(writer, TEXT_NUMBER_SIZE);
    if (out == NULL) return;
    size_t size = text_write_u64(out, TEXT_NUMBER_SIZE, value);
    ASSERT(size > 0);
    value_end(writer, out + size);
}

void json_put_i64(struct json_writer *writer, int64_t value)
{
    json_put_decimal(writer, value, 0);
}

void json_put_decimal(struct json_writer *writer, int64_t value, unsigned scale)
{
    ASSERT(scale <= TEXT_SCALE_MAX);
    if (value == 0) scale = 0;
    while (scale > 0 && value % 10 == 0) {
        value /= 10;
        scale--;
    }
    char *out = value_begin(writer, TEXT_NUMBER_SIZE);
    if (out == NULL) return;
    size_t size = text_write_decimal(out, TEXT_NUMBER_SIZE, value, scale);
    ASSERT(size > 0);
    value_end(writer, out + size);
}

void json_put_bool(struct json_writer *writer, bool value)
{
    static const char words[2][5] = {{'f', 'a', 'l', 's', 'e'}, {'t', 'r', 'u', 'e', ' '}};
    char *out = value_begin(writer, sizeof words[0]);
    if (out == NULL) return;
    memcpy(out, words[value], sizeof words[0]);
    value_end(writer, out + sizeof words[0] - value);
}

void json_put_null(struct json_writer *writer)
{
    json_put_raw(writer, "null", 4);
}
