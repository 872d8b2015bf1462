/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.c - the 128-bit hash of the state.
 *
 * Four independent lanes, so that four multiplications are in flight at once.  A lane meets two
 * input words with its two words of memory, multiplies them to 128 bits, and adds the input to the
 * product again: a factor that happens to be zero loses nothing.  The end folds the lanes together
 * with the size and stirs until every input bit reaches every output bit.
 */
#include "base/hash.h"

#include <string.h>

#include "base/int_math.h"

/* Digits of pi: words that nobody chose. */
static const uint64_t pi_words[2 * HASH_LANES] = {
    UINT64_C(0x243f6a8885a308d3), UINT64_C(0x13198a2e03707344), UINT64_C(0xa4093822299f31d0),
    UINT64_C(0x082efa98ec4e6c89), UINT64_C(0x452821e638d01377), UINT64_C(0xbe5466cf34e90c6c),
    UINT64_C(0xc0ac29b7c97c50dd), UINT64_C(0x3f84d5b5b5470917),
};

static uint64_t load_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
    word = __builtin_bswap64(word);
#endif
    return word;
}

static uint64_t rotate_left(uint64_t word, unsigned count)
{
    return word << count | word >> (64 - count);
}

/* Takes whole blocks only.  The lanes are copied out and back, so that they live in registers. */
static void take_blocks(struct hash_state *state, const unsigned char *bytes, size_t block_count)
{
    uint64_t low[HASH_LANES];
    uint64_t high[HASH_LANES];
    memcpy(low, state->low, sizeof low);
    memcpy(high, state->high, sizeof high);

    for (; block_count > 0; block_count--, bytes += HASH_BLOCK_SIZE) {
        for (unsigned lane = 0; lane < HASH_LANES; lane++) {
            uint64_t first = load_word(bytes + 16 * (size_t)lane);
            uint64_t second = load_word(bytes + 16 * (size_t)lane + 8);
            uint128 product = (uint128)(low[lane] ^ first) * (high[lane] ^ second);
            low[lane] = (uint64_t)product + rotate_left(second, 31) + pi_words[lane];
            high[lane] = (uint64_t)(product >> 64) + rotate_left(first, 23) + high[lane];
        }
    }
    memcpy(state->low, low, sizeof low);
    memcpy(state->high, high, sizeof high);
}

/* A permutation of the word in which every bit depends on every bit. */
static uint64_t stir(uint64_t word)
{
    word = (word ^ word >> 31) * UINT64_C(0x9e3779b97f4a7c15);
    word = (word ^ word >> 29) * UINT64_C(0xd6e8feb86659fd93);
    return word ^ word >> 32;
}

void hash_begin(struct hash_state *state)
{
    memset(state, 0, sizeof *state);
    memcpy(state->low, pi_words, sizeof state->low);
    memcpy(state->high, pi_words + HASH_LANES, sizeof state->high);
}

void hash_bytes(struct hash_state *state, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    size_t filled = state->size % HASH_BLOCK_SIZE;
    state->size += size;

    if (filled > 0) {
        size_t part = HASH_BLOCK_SIZE - filled < size ? HASH_BLOCK_SIZE - filled : size;
        memcpy(state->rest + filled, at, part);
        if (filled + part < HASH_BLOCK_SIZE) return;
        take_blocks(state, state->rest, 1);
        at += part;
        size -= part;
    }
    take_blocks(state, at, size / HASH_BLOCK_SIZE);
    if (size % HASH_BLOCK_SIZE == 0) return;
    memcpy(state->rest, at + size / HASH_BLOCK_SIZE * HASH_BLOCK_SIZE, size % HASH_BLOCK_SIZE);
}

struct hash128 hash_end(const struct hash_state *state)
{
    struct hash_state last = *state;
    size_t filled = last.size % HASH_BLOCK_SIZE;
    memset(last.rest + filled, 0, HASH_BLOCK_SIZE - filled);
    take_blocks(&last, last.rest, 1); /* always: the size below tells padding from zeros */

    uint64_t low = stir(last.size);
    uint64_t high = stir(~last.size);
    for (unsigned lane = 0; lane < HASH_LANES; lane++) {
        low = stir(low + last.low[lane]) ^ high;
        high = stir(high + last.high[lane]) + low;
    }
    return (struct hash128){.low = stir(low ^ rotate_left(high, 32)), .high = stir(high + low)};
}

void hash128_text(struct hash128 hash, char out[HASH_TEXT_SIZE])
{
    static const char digits[] = "0123456789abcdef";
    for (unsigned i = 0; i < 16; i++) {
        out[i] = digits[hash.high >> (60 - 4 * i) & 15];
        out[16 + i] = digits[hash.low >> (60 - 4 * i) & 15];
    }
    out[32] = '\0';
}
