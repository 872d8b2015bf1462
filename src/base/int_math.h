/* SPDX-License-Identifier: Apache-2.0 */
/*
 * int_math.h - integer arithmetic that says what it does at the edges.
 *
 * Role       128-bit intermediates, divisions with a direction in their name, checked sums.  It
 *            knows no units: model gives them meaning.
 * Invariant  No function here overflows silently: it returns a flag or stops.
 */
#ifndef BASE_INT_MATH_H
#define BASE_INT_MATH_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

__extension__ typedef __int128 int128;
__extension__ typedef unsigned __int128 uint128;

#define INT128_MAX ((int128)(~(uint128)0 >> 1))

/* One whole in parts per million and in parts per thousand million. */
#define PPM_ONE INT64_C(1000000)
#define PPB_ONE INT64_C(1000000000)

/* Nearly every quotient here is of two numbers that fit in 64 bits, which the machine divides by
 * itself; 128 bits are divided by a library function, which takes several times as long. */

/* The quotient rounded towards minus infinity.  The operator / favours whoever owes: it moves debts
 * and credits alike towards zero, and no contract says that. */
static inline int128 div_floor(int128 numerator, int128 divisor)
{
    ASSERT(divisor > 0);
    if ((int64_t)numerator == numerator && (int64_t)divisor == divisor) {
        int64_t quotient = (int64_t)numerator / (int64_t)divisor;
        return (int64_t)numerator % (int64_t)divisor < 0 ? quotient - 1 : quotient;
    }
    int128 quotient = numerator / divisor;
    return quotient * divisor > numerator ? quotient - 1 : quotient;
}

/* The quotient rounded towards plus infinity. */
static inline int128 div_ceil(int128 numerator, int128 divisor)
{
    ASSERT(divisor > 0);
    if ((int64_t)numerator == numerator && (int64_t)divisor == divisor) {
        int64_t quotient = (int64_t)numerator / (int64_t)divisor;
        return (int64_t)numerator % (int64_t)divisor > 0 ? quotient + 1 : quotient;
    }
    int128 quotient = numerator / divisor;
    return quotient * divisor < numerator ? quotient + 1 : quotient;
}

/* The same number in 64 bits; the limits of the model are chosen so that it fits. */
static inline int64_t narrow_i64(int128 value)
{
    ASSERT(value >= INT64_MIN);
    ASSERT(value <= INT64_MAX);
    return (int64_t)value;
}

/* Each of these stores the wrapped result and returns true when the exact one did not fit. */
static inline bool i64_add_overflows(int64_t a, int64_t b, int64_t *result)
{
    return __builtin_add_overflow(a, b, result);
}

static inline bool i64_sub_overflows(int64_t a, int64_t b, int64_t *result)
{
    return __builtin_sub_overflow(a, b, result);
}

static inline bool i64_mul_overflows(int64_t a, int64_t b, int64_t *result)
{
    return __builtin_mul_overflow(a, b, result);
}

static inline bool u64_add_overflows(uint64_t a, uint64_t b, uint64_t *result)
{
    return __builtin_add_overflow(a, b, result);
}

static inline bool u64_mul_overflows(uint64_t a, uint64_t b, uint64_t *result)
{
    return __builtin_mul_overflow(a, b, result);
}

static inline int64_t i64_min(int64_t a, int64_t b)
{
    return a < b ? a : b;
}

static inline int64_t i64_max(int64_t a, int64_t b)
{
    return a > b ? a : b;
}

/* The nearest value that is in low..high. */
static inline int64_t i64_clamp(int64_t value, int64_t low, int64_t high)
{
    return i64_max(low, i64_min(value, high));
}

static inline uint64_t u64_min(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

static inline uint64_t u64_max(uint64_t a, uint64_t b)
{
    return a > b ? a : b;
}

static inline uint32_t u32_min(uint32_t a, uint32_t b)
{
    return a < b ? a : b;
}

static inline uint32_t u32_max(uint32_t a, uint32_t b)
{
    return a > b ? a : b;
}

/* The distance from zero, which for INT64_MIN only an unsigned number can hold. */
static inline uint64_t i64_magnitude(int64_t value)
{
    return value < 0 ? 0 - (uint64_t)value : (uint64_t)value;
}

#endif
