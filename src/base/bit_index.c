/* SPDX-License-Identifier: Apache-2.0 */
/*
 * bit_index.c - walking the summaries up to a non-empty word and down to its nearest bit.
 */
#include "base/bit_index.h"

static uint32_t lowest_bit(uint64_t word)
{
    return (uint32_t)__builtin_ctzll(word);
}

static uint32_t highest_bit(uint64_t word)
{
    return 63 - (uint32_t)__builtin_clzll(word);
}

struct bit_index bit_index_shape(uint32_t bit_count)
{
    ASSERT(bit_count > 0);
    ASSERT(bit_count < BIT_INDEX_NONE);

    struct bit_index shape = {.bit_count = bit_count};
    uint32_t bits = bit_count;
    do {
        ASSERT(shape.level_count < BIT_INDEX_LEVELS_MAX);
        uint32_t words = bits / 64 + (bits % 64 != 0);
        shape.start[shape.level_count] = shape.word_count;
        shape.level_count++;
        shape.word_count += words;
        bits = words;
    } while (bits > 1);
    return shape;
}

uint32_t bit_index_next(const struct bit_index *shape, const uint64_t *words, uint32_t bit)
{
    if (bit >= shape->bit_count) return BIT_INDEX_NONE;

    /* Up: from the second level on, the word that holds bit has been searched already. */
    uint32_t level = 0;
    uint64_t found = words[bit / 64] & (UINT64_MAX << (bit % 64));
    while (found == 0) {
        bit /= 64;
        level++;
        if (level == shape->level_count) return BIT_INDEX_NONE;
        uint64_t above = bit % 64 == 63 ? 0 : UINT64_MAX << (bit % 64 + 1);
        found = words[shape->start[level] + bit / 64] & above;
    }

    /* Down: every summary bit leads to a word that is not zero. */
    bit = bit / 64 * 64 + lowest_bit(found);
    while (level > 0) {
        level--;
        bit = bit * 64 + lowest_bit(words[shape->start[level] + bit]);
    }
    ASSERT(bit < shape->bit_count);
    return bit;
}

uint32_t bit_index_previous(const struct bit_index *shape, const uint64_t *words, uint32_t bit)
{
    if (bit >= shape->bit_count) bit = shape->bit_count - 1;

    uint32_t level = 0;
    uint64_t found = words[bit / 64] & (UINT64_MAX >> (63 - bit % 64));
    while (found == 0) {
        bit /= 64;
        level++;
        if (level == shape->level_count) return BIT_INDEX_NONE;
        uint64_t below = (UINT64_C(1) << (bit % 64)) - 1;
        found = words[shape->start[level] + bit / 64] & below;
    }

    bit = bit / 64 * 64 + highest_bit(found);
    while (level > 0) {
        level--;
        bit = bit * 64 + highest_bit(words[shape->start[level] + bit]);
    }
    ASSERT(bit < shape->bit_count);
    return bit;
}

bool bit_index_audit(const struct bit_index *shape, const uint64_t *words)
{
    uint32_t bits = shape->bit_count;
    for (uint32_t level = 0; level < shape->level_count; level++) {
        uint32_t word_count = bits / 64 + (bits % 64 != 0);
        uint64_t last = words[shape->start[level] + word_count - 1];
        if (bits % 64 != 0 && last >> (bits % 64) != 0) return false;
        bits = word_count;
        if (level + 1 == shape->level_count) break;

        const uint64_t *summary = &words[shape->start[level + 1]];
        for (uint32_t i = 0; i < word_count; i++) {
            bool is_marked = (summary[i / 64] >> (i % 64) & 1) != 0;
            if (is_marked != (words[shape->start[level] + i] != 0)) return false;
        }
    }
    return true;
}
