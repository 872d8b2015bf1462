/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_time.c - see import_time.h.
 *
 * Role       See import_time.h.
 * Invariant  None beyond the header's.
 * Rules      none.
 */
#include "wire/import_time.h"

#include <string.h>

#include "base/date.h"
#include "base/int_math.h"
#include "base/text.h"

#define DATE_DIGITS 8

/* What is left of a stamp that is being read. */
struct stamp {
    const char *at;
    const char *end;
};

static bool is_digit(char byte)
{
    return byte >= '0' && byte <= '9';
}

/* Takes exactly `count` digits. */
static bool take_digits(struct stamp *stamp, size_t count, uint32_t *value)
{
    if ((size_t)(stamp->end - stamp->at) < count) return false;
    uint32_t number = 0;
    for (size_t i = 0; i < count; i++) {
        if (!is_digit(stamp->at[i])) return false;
        number = number * 10 + (uint32_t)(stamp->at[i] - '0');
    }
    stamp->at += count;
    *value = number;
    return true;
}

static bool take_byte(struct stamp *stamp, const char *any_of)
{
    if (stamp->at == stamp->end || *stamp->at == '\0') return false;
    if (strchr(any_of, *stamp->at) == NULL) return false;
    stamp->at++;
    return true;
}

/* Year, month and day with a separator between, or with none. */
static bool take_date(struct stamp *stamp, bool has_separator, struct utc_time *utc)
{
    uint32_t year;
    uint32_t month;
    uint32_t day;
    if (!take_digits(stamp, 4, &year)) return false;
    if (has_separator && !take_byte(stamp, "-")) return false;
    if (!take_digits(stamp, 2, &month)) return false;
    if (has_separator && !take_byte(stamp, "-")) return false;
    if (!take_digits(stamp, 2, &day)) return false;
    utc->date = (struct date){(int32_t)year, (uint8_t)month, (uint8_t)day};
    return true;
}

/* Up to nine decimals of a second. */
static bool take_fraction(struct stamp *stamp, struct utc_time *utc)
{
    if (!take_byte(stamp, ".")) return true;
    uint32_t unit = 100000000;
    const char *start = stamp->at;
    for (; stamp->at < stamp->end && is_digit(*stamp->at); stamp->at++) {
        if (unit == 0) return false;
        utc->nanosecond += unit * (uint32_t)(*stamp->at - '0');
        unit /= 10;
    }
    return stamp->at > start;
}

static bool take_clock(struct stamp *stamp, struct utc_time *utc)
{
    uint32_t hour;
    uint32_t minute;
    uint32_t second = 0;
    if (!take_digits(stamp, 2, &hour) || !take_byte(stamp, ":")) return false;
    if (!take_digits(stamp, 2, &minute)) return false;
    if (take_byte(stamp, ":")) {
        if (!take_digits(stamp, 2, &second) || !take_fraction(stamp, utc)) return false;
    }
    utc->hour = (uint8_t)hour;
    utc->minute = (uint8_t)minute;
    utc->second = (uint8_t)second;
    return true;
}

static bool read_civil(struct import_slice slice, bool has_separator, int64_t *time_ns)
{
    struct stamp stamp = {slice.text, slice.text + slice.size};
    struct utc_time utc = {0};
    int64_t time;
    if (!take_date(&stamp, has_separator, &utc)) return false;
    if (take_byte(&stamp, "T ") && !take_clock(&stamp, &utc)) return false;
    (void)take_byte(&stamp, "Z");
    if (stamp.at != stamp.end || !utc_to_ns(&utc, &time) || time < 0) return false;
    *time_ns = time;
    return true;
}

/* Nanoseconds of one unit of a count with so many digits; 0 for no unit. */
static int64_t unit_of(size_t digits)
{
    if (digits < 9 || digits > 19) return 0;
    if (digits <= 10) return NS_PER_SECOND;
    if (digits <= 13) return NS_PER_MILLI;
    return digits <= 16 ? NS_PER_MICRO : 1;
}

bool import_time(struct import_slice slice, int64_t *time_ns)
{
    int64_t count;
    if (!text_read_i64(slice.text, slice.size, &count)) return read_civil(slice, true, time_ns);
    if (slice.size == DATE_DIGITS) return read_civil(slice, false, time_ns);
    int64_t unit = unit_of(slice.size);
    int64_t time;
    if (count < 0 || unit == 0 || i64_mul_overflows(count, unit, &time)) return false;
    *time_ns = time;
    return true;
}
