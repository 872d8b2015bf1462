/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_text.h - what the readers of recorded market data share: slices of text, fields, faults.
 *
 * Role       A slice names bytes that the caller owns; nothing here copies or allocates.  A reader
 *            that refuses a line says what it expected and in which column.
 * Invariant  No reader looks at a byte outside the slice that it was given.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_IMPORT_TEXT_H
#define PERPETUA_WIRE_IMPORT_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct import_slice {
    const char *text;
    size_t size;
};

enum import_result {
    IMPORT_SKIP = 0, /* well formed, and of no interest to the reader */
    IMPORT_TAKEN = 1,
    IMPORT_BAD = 2 /* see the fault */
};

struct import_fault {
    const char *expected; /* constant text: what should have stood there */
    size_t column;        /* of the line, from 1; of a document, its byte from 1 */
};

/* Fills the fault; `at` points into the line that begins at `start`.  Returns IMPORT_BAD. */
enum import_result import_bad(struct import_fault *fault, const char *expected, const char *start,
                              const char *at);

/*
 * Cuts a line at each separator.  Returns the number of fields, empty ones included; at most `max`
 * are stored, so a result above `max` means that there were more.
 */
size_t import_split(struct import_slice line, char separator, struct import_slice *fields,
                    size_t max);

/* Is the slice exactly this word? */
bool import_is(struct import_slice slice, const char *word);

/* Does the slice begin with this word? */
bool import_begins(struct import_slice slice, const char *word);

/*
 * Reads a JSON number (also with more zeros in front) as value x 10^scale, rounded half away from
 * zero: recorders that went through binary floating point wrote 0.3 as 0.29999999999999999.
 * Refuses other forms, more than 40 digits and what 64 bits cannot hold; then *value is unchanged.
 */
bool import_round_decimal(struct import_slice slice, unsigned scale, int64_t *value);

/* Digits after the point, trailing zeros not counted; 0 without a point. */
unsigned import_decimals(struct import_slice slice);

#endif
