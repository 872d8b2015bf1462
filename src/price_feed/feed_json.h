/* SPDX-License-Identifier: Apache-2.0 */
/*
 * feed_json.h - members of one object and elements of one array, as slices of a message.
 *
 * Role       What the readers of the protocols need of JSON, over the scanner of wire/import_json:
 *            nothing is copied or allocated, and a number stays the text that the source sent.
 * Invariant  A value that is given out is one whole well-formed value.  An object is given out only
 *            if all of it is well formed and no wanted name stands in it twice.
 * Rules      none.
 */
#ifndef PERPETUA_PRICE_FEED_FEED_JSON_H
#define PERPETUA_PRICE_FEED_FEED_JSON_H

#include "wire/import_json.h"

/* Texts without their quotes; objects and arrays with their brackets. */
struct feed_value {
    enum json_token token; /* JSON_END: there is none */
    struct import_slice slice;
};

/* Fills values[i] with the member called names[i].  False: this is no object. */
bool feed_object_read(struct import_slice object, const char *const *names,
                      struct feed_value *values, size_t count);

struct feed_array {
    struct json_scanner scanner;
};

/* False: this is no array. */
bool feed_array_begin(struct feed_array *array, struct import_slice text);

/* The next element.  JSON_END in value->token: there is none any more.  False: malformed. */
bool feed_array_next(struct feed_array *array, struct feed_value *value);

bool feed_is_text(const struct feed_value *value, const char *text);

/* A whole number that is not negative, as a number or as a text. */
bool feed_read_count(const struct feed_value *value, uint64_t *count);

#endif
