/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_text.c - fields and rounded decimals of recorded market data.
 *
 * Role       See import_text.h.
 * Invariant  A decimal that is accepted is the nearest whole number of the scale, exactly.
 * Rules      none.
 */
#include "wire/import_text.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"

#define DIGITS_MAX   40
#define EXPONENT_MAX 400

enum import_result import_bad(struct import_fault *fault, const char *expected, const char *start,
                              const char *at)
{
    ASSERT(at >= start);
    fault->expected = expected;
    fault->column = (size_t)(at - start) + 1;
    return IMPORT_BAD;
}

size_t import_split(struct import_slice line, char separator, struct import_slice *fields,
                    size_t max)
{
    const char *at = line.text;
    const char *end = line.text + line.size;
    size_t count = 0;
    for (;;) {
        const char *cut = memchr(at, separator, (size_t)(end - at));
        const char *stop = cut == NULL ? end : cut;
        if (count < max) fields[count] = (struct import_slice){at, (size_t)(stop - at)};
        count++;
        if (cut == NULL) return count;
        at = cut + 1;
    }
}

bool import_is(struct import_slice slice, const char *word)
{
    size_t size = strlen(word);
    return slice.size == size && memcmp(slice.text, word, size) == 0;
}

bool import_begins(struct import_slice slice, const char *word)
{
    size_t size = strlen(word);
    return slice.size >= size && memcmp(slice.text, word, size) == 0;
}

/* A decimal as it is read: digits x 10^exponent. */
struct decimal {
    int128 digits;
    int exponent;
    int digit_count; /* significant ones */
    bool is_negative;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Takes the digits at `at`; each of them moves the exponent by `step`.  NULL: none, or too many. */
static const char *take_digits(struct decimal *decimal, const char *at, const char *end, int step)
{
    const char *start = at;
    for (; at < end && is_digit(*at); at++) {
        int digit = *at - '0';
        if (decimal->digit_count > 0 || digit > 0) decimal->digit_count++;
        if (decimal->digit_count > DIGITS_MAX) return NULL;
        if (decimal->digit_count <= DIGITS_MAX - 4) {
            decimal->digits = decimal->digits * 10 + digit;
            decimal->exponent += step;
        } else {
            decimal->exponent += step + 1; /* beyond what 128 bits hold, and far below any scale */
        }
        if (decimal->exponent < -EXPONENT_MAX) return NULL;
    }
    return at == start ? NULL : at;
}

static bool take_exponent(struct decimal *decimal, const char *at, const char *end)
{
    bool is_negative = at < end && *at == '-';
    if (at < end && (*at == '-' || *at == '+')) at++;
    if (at == end) return false;

    int exponent = 0;
    for (; at < end; at++) {
        if (!is_digit(*at) || exponent > EXPONENT_MAX) return false;
        exponent = exponent * 10 + (*at - '0');
    }
    decimal->exponent += is_negative ? -exponent : exponent;
    return true;
}

static bool decimal_read(struct import_slice slice, struct decimal *decimal)
{
    const char *at = slice.text;
    const char *end = slice.text + slice.size;
    *decimal = (struct decimal){.is_negative = at < end && *at == '-'};
    if (decimal->is_negative) at++;

    at = take_digits(decimal, at, end, 0);
    if (at == NULL) return false;
    if (at < end && *at == '.') {
        at = take_digits(decimal, at + 1, end, -1);
        if (at == NULL) return false;
    }
    if (at == end) return true;
    if (*at != 'e' && *at != 'E') return false;
    return take_exponent(decimal, at + 1, end);
}

/* digits x 10^exponent as a whole number, half away from zero; false if 64 bits cannot hold it. */
static bool decimal_round(const struct decimal *decimal, int exponent, int64_t *value)
{
    int128 whole = decimal->digits;
    for (; exponent > 0 && whole != 0; exponent--) {
        whole *= 10;
        if (whole > INT64_MAX) return false;
    }
    bool rounds_up = false;
    for (; exponent < 0; exponent++) {
        /* Only the last digit taken off decides: what was cut before lies below half of it. */
        rounds_up = whole % 10 >= 5;
        whole /= 10;
    }
    whole += rounds_up ? 1 : 0;
    if (whole > INT64_MAX) return false;
    *value = decimal->is_negative ? -(int64_t)whole : (int64_t)whole;
    return true;
}

bool import_round_decimal(struct import_slice slice, unsigned scale, int64_t *value)
{
    ASSERT(scale <= 18);
    struct decimal decimal;
    if (!decimal_read(slice, &decimal)) return false;
    return decimal_round(&decimal, decimal.exponent + (int)scale, value);
}

unsigned import_decimals(struct import_slice slice)
{
    const char *point = memchr(slice.text, '.', slice.size);
    if (point == NULL) return 0;
    const char *end = slice.text + slice.size;
    while (end > point + 1 && end[-1] == '0') end--;
    return (unsigned)(end - point - 1);
}
