/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.h - numbers as text, exact or refused.
 *
 * Role       Decimal text to whole units and back.  "12.34" at scale 2 is 1234.  It never rounds,
 *            never guesses and never looks at the locale.
 * Invariant  What is written reads back as the same number; what cannot be held is refused.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TEXT_SCALE_MAX 18

/* Room for any number written here, with its terminating zero byte. */
#define TEXT_NUMBER_SIZE 24

/* Reads exactly size bytes of the form -?digits(.digits)?, each "digits" at least one digit.
 * Decimals beyond the scale must be zeros.  On refusal *value is unchanged. */
bool text_read_decimal(const char *text, size_t size, unsigned scale, int64_t *value);

/* Writes value with exactly `scale` decimals and a terminating zero byte.  Returns the length
 * without that byte, or 0 (and an empty text) when it does not fit. */
size_t text_write_decimal(char *out, size_t size, int64_t value, unsigned scale);

/* Reads exactly size bytes, all digits.  On refusal *value is unchanged. */
bool text_read_u64(const char *text, size_t size, uint64_t *value);

/* Reads exactly size bytes of the form -?digits.  On refusal *value is unchanged. */
bool text_read_i64(const char *text, size_t size, int64_t *value);

/* As text_write_decimal, for whole numbers. */
size_t text_write_u64(char *out, size_t size, uint64_t value);

#endif
