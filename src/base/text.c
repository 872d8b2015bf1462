/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text.c - reading and writing numbers digit by digit.
 *
 * Magnitudes are kept unsigned, so the smallest signed number needs no special case.
 */
#include "base/text.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"

/* The digits of a number, last digit first. */
struct digits {
    char reversed[TEXT_NUMBER_SIZE];
    size_t count;
};

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Appends one digit to the magnitude; false when it no longer fits. */
static bool magnitude_push(uint64_t *magnitude, char digit)
{
    uint64_t tenfold;
    if (u64_mul_overflows(*magnitude, 10, &tenfold)) return false;
    return !u64_add_overflows(tenfold, (uint64_t)(digit - '0'), magnitude);
}

static bool magnitude_apply_sign(uint64_t magnitude, bool is_negative, int64_t *value)
{
    uint64_t limit = is_negative ? UINT64_C(1) << 63 : (uint64_t)INT64_MAX;
    if (magnitude > limit) return false;
    *value = is_negative ? (int64_t)(0 - magnitude) : (int64_t)magnitude;
    return true;
}

static size_t digits_write(char *out, size_t size, const struct digits *digits)
{
    if (size == 0) return 0;
    if (digits->count >= size) {
        out[0] = '\0';
        return 0;
    }
    for (size_t i = 0; i < digits->count; i++) out[i] = digits->reversed[digits->count - 1 - i];
    out[digits->count] = '\0';
    return digits->count;
}

/* Two digits a division, which takes longer than both.  Whole numbers are what is written most. */
static size_t whole_write(char *out, size_t size, uint64_t magnitude, bool is_negative)
{
    static const char pairs[] =
        "00010203040506070809101112131415161718192021222324252627282930313233"
        "34353637383940414243444546474849505152535455565758596061626364656667"
        "6869707172737475767778798081828384858687888990919293949596979899";
    char bytes[TEXT_NUMBER_SIZE];
    size_t first = sizeof bytes;
    for (; magnitude >= 100; magnitude /= 100) {
        first -= 2;
        memcpy(bytes + first, &pairs[magnitude % 100 * 2], 2);
    }
    if (magnitude >= 10) {
        first -= 2;
        memcpy(bytes + first, &pairs[magnitude * 2], 2);
    } else {
        bytes[--first] = (char)('0' + magnitude);
    }
    if (is_negative) bytes[--first] = '-';
    size_t count = sizeof bytes - first;
    if (size == 0) return 0;
    if (count >= size) {
        out[0] = '\0';
        return 0;
    }
    memcpy(out, bytes + first, count);
    out[count] = '\0';
    return count;
}

bool text_read_decimal(const char *text, size_t size, unsigned scale, int64_t *value)
{
    ASSERT(scale <= TEXT_SCALE_MAX);

    size_t at = 0;
    bool is_negative = size > 0 && text[0] == '-';
    if (is_negative) at++;

    uint64_t magnitude = 0;
    size_t whole_start = at;
    for (; at < size && is_digit(text[at]); at++) {
        if (!magnitude_push(&magnitude, text[at])) return false;
    }
    if (at == whole_start) return false;

    unsigned decimals = 0;
    if (at < size) {
        if (text[at] != '.') return false;
        at++;
        if (at == size) return false;
        for (; at < size; at++) {
            if (!is_digit(text[at])) return false;
            if (decimals == scale) {
                if (text[at] != '0') return false;
                continue;
            }
            if (!magnitude_push(&magnitude, text[at])) return false;
            decimals++;
        }
    }
    for (; decimals < scale; decimals++) {
        if (!magnitude_push(&magnitude, '0')) return false;
    }
    return magnitude_apply_sign(magnitude, is_negative, value);
}

size_t text_write_decimal(char *out, size_t size, int64_t value, unsigned scale)
{
    ASSERT(scale <= TEXT_SCALE_MAX);

    uint64_t rest = i64_magnitude(value);
    if (scale == 0) return whole_write(out, size, rest, value < 0);
    struct digits digits = {.count = 0};
    for (unsigned place = 0; rest != 0 || place <= scale; place++) {
        if (place == scale) digits.reversed[digits.count++] = '.';
        digits.reversed[digits.count++] = (char)('0' + rest % 10);
        rest /= 10;
    }
    if (value < 0) digits.reversed[digits.count++] = '-';
    ASSERT(digits.count < sizeof digits.reversed);
    return digits_write(out, size, &digits);
}

bool text_read_u64(const char *text, size_t size, uint64_t *value)
{
    if (size == 0) return false;
    uint64_t magnitude = 0;
    for (size_t i = 0; i < size; i++) {
        if (!is_digit(text[i])) return false;
        if (!magnitude_push(&magnitude, text[i])) return false;
    }
    *value = magnitude;
    return true;
}

bool text_read_i64(const char *text, size_t size, int64_t *value)
{
    bool is_negative = size > 0 && text[0] == '-';
    size_t skip = is_negative ? 1 : 0;
    uint64_t magnitude;
    if (!text_read_u64(text + skip, size - skip, &magnitude)) return false;
    return magnitude_apply_sign(magnitude, is_negative, value);
}

size_t text_write_u64(char *out, size_t size, uint64_t value)
{
    return whole_write(out, size, value, false);
}
