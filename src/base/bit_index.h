/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bit_index.h - a set of numbers in which the nearest member is found in a few steps.
 *
 * Role       A bitmap with summaries: bit i of a word one level up says that word i below is not
 *            zero.  64 to the power of levels covers the range, so six levels cover 32 bits.  The
 *            words belong to the caller and the shape holds no pointer, so both can live in a
 *            state that is copied byte by byte.
 *
 *              level 2   [ . . . x . . . ]            one word
 *              level 1   [ . . x ... ] [ x . ... ]    a bit for each word of level 0
 *              level 0   [ members ] [ members ] ...  words[0] is its first word
 *
 * Invariant  A summary bit is set exactly when its word is not zero (bit_index_audit).
 */
#ifndef BASE_BIT_INDEX_H
#define BASE_BIT_INDEX_H

#include <stdbool.h>
#include <stdint.h>

#include "base/check.h"

#define BIT_INDEX_LEVELS_MAX 6
#define BIT_INDEX_NONE       UINT32_MAX

struct bit_index {
    uint32_t bit_count;                   /* members are 0 .. bit_count - 1 */
    uint32_t level_count;                 /* the top level is one word */
    uint32_t start[BIT_INDEX_LEVELS_MAX]; /* where a level begins in the caller's words */
    uint32_t word_count;                  /* of all levels together */
    uint32_t reserved;
};

static_assert(sizeof(struct bit_index) == 40, "no padding");

/* The shape for bit_count numbers; the caller then supplies shape.word_count words, all zero. */
struct bit_index bit_index_shape(uint32_t bit_count);

/* The nearest member at or above bit, or BIT_INDEX_NONE; bit may lie beyond the range. */
uint32_t bit_index_next(const struct bit_index *shape, const uint64_t *words, uint32_t bit);

/* The nearest member at or below bit, or BIT_INDEX_NONE; bit may lie beyond the range. */
uint32_t bit_index_previous(const struct bit_index *shape, const uint64_t *words, uint32_t bit);

/* Whether every summary agrees with the words below it and no bit lies beyond the range. */
bool bit_index_audit(const struct bit_index *shape, const uint64_t *words);

static inline bool bit_index_has(const struct bit_index *shape, const uint64_t *words, uint32_t bit)
{
    ASSERT(bit < shape->bit_count);
    return (words[bit / 64] >> (bit % 64) & 1) != 0;
}

/* Adds bit to the set; adding a member again changes nothing. */
static inline void bit_index_set(const struct bit_index *shape, uint64_t *words, uint32_t bit)
{
    ASSERT(bit < shape->bit_count);
    for (uint32_t level = 0; level < shape->level_count; level++) {
        uint64_t *word = &words[shape->start[level] + bit / 64];
        bool was_empty = *word == 0;
        *word |= UINT64_C(1) << (bit % 64);
        if (!was_empty) return;
        bit /= 64;
    }
}

/* Takes bit out of the set; taking out a stranger changes nothing. */
static inline void bit_index_clear(const struct bit_index *shape, uint64_t *words, uint32_t bit)
{
    ASSERT(bit < shape->bit_count);
    for (uint32_t level = 0; level < shape->level_count; level++) {
        uint64_t *word = &words[shape->start[level] + bit / 64];
        *word &= ~(UINT64_C(1) << (bit % 64));
        if (*word != 0) return;
        bit /= 64;
    }
}

#endif
