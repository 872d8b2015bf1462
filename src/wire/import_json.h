/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_json.h - a strict JSON scanner that pulls one token at a time.
 *
 * Role       Walks a document in memory without copying it and without allocation: names, texts and
 *            numbers are given as slices of the document, numbers as text, so nothing passes
 *            through binary floating point.  Escapes in texts are checked and left as they are.
 * Invariant  After JSON_END the whole document was one well-formed value; after JSON_BAD nothing
 *            more is given and `at` stands where the document went wrong.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_JSON_H
#define PERPETUA_WIRE_IMPORT_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "wire/import_text.h"

#define JSON_DEPTH_MAX 32

enum json_token {
    JSON_END = 0,
    JSON_BAD,
    JSON_OBJECT_BEGIN,
    JSON_OBJECT_END,
    JSON_ARRAY_BEGIN,
    JSON_ARRAY_END,
    JSON_NAME, /* of a member of an object; its value follows */
    JSON_TEXT,
    JSON_NUMBER,
    JSON_TRUE,
    JSON_FALSE,
    JSON_NULL
};

enum json_expect { JSON_EXPECT_VALUE, JSON_EXPECT_FIRST, JSON_EXPECT_NEXT, JSON_EXPECT_NOTHING };

struct json_scanner {
    struct import_slice document;
    size_t at;
    uint32_t object_bits; /* bit n: the value at depth n + 1 is an object */
    unsigned depth;
    enum json_expect expect;
    bool is_bad;
    bool has_many; /* set behind json_begin: lines of objects or arrays */
};

void json_begin(struct json_scanner *scanner, struct import_slice document);

/* The next token; `value` is filled for JSON_NAME, JSON_TEXT (without quotes) and JSON_NUMBER. */
enum json_token json_next(struct json_scanner *scanner, struct import_slice *value);

/*
 * After a JSON_NAME or inside an array: passes over one whole value.  Returns the token that it
 * began with, or JSON_BAD.
 */
enum json_token json_skip(struct json_scanner *scanner);

#endif
