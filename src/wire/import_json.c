/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_json.c - the JSON grammar, one token at a time.
 *
 * Role       See import_json.h.  The scanner's memory is one bit for each open object or array.
 * Invariant  `at` never passes the end of the document.
 * Rules      none.
 */
#include "wire/import_json.h"

#include <string.h>

#include "base/check.h"

void json_begin(struct json_scanner *scanner, struct import_slice document)
{
    *scanner = (struct json_scanner){.document = document, .expect = JSON_EXPECT_VALUE};
}

static bool is_at_end(const struct json_scanner *scanner)
{
    return scanner->at == scanner->document.size;
}

/* The byte at hand, or 0 at the end: 0 itself is nowhere legal outside of texts. */
static char peek(const struct json_scanner *scanner)
{
    return is_at_end(scanner) ? '\0' : scanner->document.text[scanner->at];
}

static void skip_space(struct json_scanner *scanner)
{
    for (;;) {
        char byte = peek(scanner);
        if (byte != ' ' && byte != '\t' && byte != '\n' && byte != '\r') return;
        scanner->at++;
    }
}

static enum json_token bad(struct json_scanner *scanner)
{
    scanner->is_bad = true;
    return JSON_BAD;
}

static bool in_object(const struct json_scanner *scanner)
{
    ASSERT(scanner->depth > 0);
    return (scanner->object_bits >> (scanner->depth - 1) & 1u) != 0;
}

/* A value is complete: what may follow depends on where it stands. */
static void value_done(struct json_scanner *scanner)
{
    scanner->expect = scanner->depth == 0 ? JSON_EXPECT_NOTHING : JSON_EXPECT_NEXT;
}

static enum json_token open_container(struct json_scanner *scanner, bool is_object)
{
    if (scanner->depth == JSON_DEPTH_MAX) return bad(scanner);
    uint32_t bit = 1u << scanner->depth;
    scanner->object_bits = is_object ? scanner->object_bits | bit : scanner->object_bits & ~bit;
    scanner->depth++;
    scanner->at++;
    scanner->expect = JSON_EXPECT_FIRST;
    return is_object ? JSON_OBJECT_BEGIN : JSON_ARRAY_BEGIN;
}

static enum json_token close_container(struct json_scanner *scanner)
{
    bool is_object = in_object(scanner);
    scanner->at++;
    scanner->depth--;
    value_done(scanner);
    return is_object ? JSON_OBJECT_END : JSON_ARRAY_END;
}

static bool is_hex(char byte)
{
    return (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'f') ||
           (byte >= 'A' && byte <= 'F');
}

/* Stands on the backslash; moves past the escape. */
static bool take_escape(struct json_scanner *scanner)
{
    scanner->at++;
    char kind = peek(scanner);
    if (kind == '\0' || strchr("\"\\/bfnrtu", kind) == NULL) return false;
    scanner->at++;
    for (int digits = kind == 'u' ? 4 : 0; digits > 0; digits--) {
        if (!is_hex(peek(scanner))) return false;
        scanner->at++;
    }
    return true;
}

/* Stands on the opening quote; moves past the closing one. */
static bool take_text(struct json_scanner *scanner, struct import_slice *value)
{
    scanner->at++;
    size_t start = scanner->at;
    while (!is_at_end(scanner)) {
        unsigned char byte = (unsigned char)peek(scanner);
        if (byte == '"') {
            *value = (struct import_slice){scanner->document.text + start, scanner->at - start};
            scanner->at++;
            return true;
        }
        if (byte < ' ') return false;
        if (byte != '\\') {
            scanner->at++;
        } else if (!take_escape(scanner)) {
            return false;
        }
    }
    return false;
}

static bool take_digits(struct json_scanner *scanner)
{
    size_t start = scanner->at;
    while (peek(scanner) >= '0' && peek(scanner) <= '9') scanner->at++;
    return scanner->at > start;
}

static bool take_number(struct json_scanner *scanner, struct import_slice *value)
{
    size_t start = scanner->at;
    if (peek(scanner) == '-') scanner->at++;
    if (peek(scanner) == '0') {
        scanner->at++; /* no digit may follow a leading zero */
    } else if (!take_digits(scanner)) {
        return false;
    }
    if (peek(scanner) == '.') {
        scanner->at++;
        if (!take_digits(scanner)) return false;
    }
    if (peek(scanner) == 'e' || peek(scanner) == 'E') {
        scanner->at++;
        if (peek(scanner) == '+' || peek(scanner) == '-') scanner->at++;
        if (!take_digits(scanner)) return false;
    }
    *value = (struct import_slice){scanner->document.text + start, scanner->at - start};
    return true;
}

static enum json_token take_word(struct json_scanner *scanner, const char *word,
                                 enum json_token token)
{
    size_t size = strlen(word);
    if (scanner->document.size - scanner->at < size) return bad(scanner);
    if (memcmp(scanner->document.text + scanner->at, word, size) != 0) return bad(scanner);
    scanner->at += size;
    value_done(scanner);
    return token;
}

static enum json_token take_value(struct json_scanner *scanner, struct import_slice *value)
{
    switch (peek(scanner)) {
    case '{': return open_container(scanner, true);
    case '[': return open_container(scanner, false);
    case '"':
        if (!take_text(scanner, value)) return bad(scanner);
        value_done(scanner);
        return JSON_TEXT;
    case 't': return take_word(scanner, "true", JSON_TRUE);
    case 'f': return take_word(scanner, "false", JSON_FALSE);
    case 'n': return take_word(scanner, "null", JSON_NULL);
    default: break;
    }
    if (!take_number(scanner, value)) return bad(scanner);
    value_done(scanner);
    return JSON_NUMBER;
}

/* A member's name and the colon behind it. */
static enum json_token take_name(struct json_scanner *scanner, struct import_slice *value)
{
    if (peek(scanner) != '"' || !take_text(scanner, value)) return bad(scanner);
    skip_space(scanner);
    if (peek(scanner) != ':') return bad(scanner);
    scanner->at++;
    scanner->expect = JSON_EXPECT_VALUE;
    return JSON_NAME;
}

/* Does another object or array begin a line behind the value that is complete? */
static bool begins_line(const struct json_scanner *scanner)
{
    char byte = peek(scanner);
    return scanner->has_many && scanner->document.text[scanner->at - 1] == '\n' &&
           (byte == '{' || byte == '[');
}

enum json_token json_next(struct json_scanner *scanner, struct import_slice *value)
{
    if (scanner->is_bad) return JSON_BAD;
    skip_space(scanner);
    if (scanner->expect == JSON_EXPECT_NOTHING) {
        if (is_at_end(scanner)) return JSON_END;
        return begins_line(scanner) ? take_value(scanner, value) : bad(scanner);
    }
    if (scanner->expect == JSON_EXPECT_VALUE) return take_value(scanner, value);

    if (peek(scanner) == (in_object(scanner) ? '}' : ']')) return close_container(scanner);
    if (scanner->expect == JSON_EXPECT_NEXT) {
        if (peek(scanner) != ',') return bad(scanner);
        scanner->at++;
        skip_space(scanner);
    }
    return in_object(scanner) ? take_name(scanner, value) : take_value(scanner, value);
}

enum json_token json_skip(struct json_scanner *scanner)
{
    struct import_slice value;
    unsigned depth = scanner->depth;
    enum json_token first = json_next(scanner, &value);
    enum json_token token = first;
    while (token != JSON_BAD && scanner->depth > depth) token = json_next(scanner, &value);
    return token == JSON_BAD ? JSON_BAD : first;
}
