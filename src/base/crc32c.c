/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crc32c.c - the Castagnoli checksum by the processor's own instruction, where it has one.
 *
 * Role       The instruction gives a result after three cycles but can start one each cycle, so a
 *            long input is cut into three streams of equal length that run side by side.  To join
 *            them, the sum of a stream is moved past the bytes of the streams behind it: a
 *            carryless multiplication by a power of x, reduced by the same instruction.
 *            The purity check leaves this file out, because it needs the vector registers.
 * Invariant  Equal to crc32c_by_table for every input (crc32c_test.c).
 */
#include "base/hash.h"

#if defined(__x86_64__)

#include <nmmintrin.h>
#include <string.h>
#include <wmmintrin.h>

#define TARGET __attribute__((target("sse4.2,pclmul")))

/* Bytes of one stream, and x^(8 size - 33) modulo the polynomial, bits reflected. */
#define LONG_SIZE         ((size_t)512)
#define LONG_SHIFT        UINT32_C(0xdd7e3b0c)
#define LONG_DOUBLE_SHIFT UINT32_C(0x170076fa)

#define SHORT_SIZE         ((size_t)64)
#define SHORT_SHIFT        UINT32_C(0x9e4addf8)
#define SHORT_DOUBLE_SHIFT UINT32_C(0x0d3b6092)

static inline uint64_t load_word(const unsigned char *bytes)
{
    uint64_t word;
    memcpy(&word, bytes, sizeof word);
    return word;
}

TARGET static inline uint64_t carryless_product(uint64_t sum, uint32_t shift)
{
    __m128i product =
        _mm_clmulepi64_si128(_mm_cvtsi64_si128((long long)sum), _mm_cvtsi32_si128((int)shift), 0);
    return (uint64_t)_mm_cvtsi128_si64(product);
}

/* Three streams of `size` bytes each; the shifts belong to that size. */
TARGET static inline uint64_t take_streams(uint64_t sum, const unsigned char *bytes, size_t size,
                                           const uint32_t shifts[2])
{
    uint64_t second = 0;
    uint64_t third = 0;
    for (size_t i = 0; i < size; i += 8) {
        sum = _mm_crc32_u64(sum, load_word(bytes + i));
        second = _mm_crc32_u64(second, load_word(bytes + size + i));
        third = _mm_crc32_u64(third, load_word(bytes + 2 * size + i));
    }
    uint64_t moved = carryless_product(sum, shifts[1]) ^ carryless_product(second, shifts[0]);
    return _mm_crc32_u64(0, moved) ^ third;
}

TARGET static uint32_t crc32c_by_instruction(uint32_t seed, const void *bytes, size_t size)
{
    static const uint32_t long_shifts[2] = {LONG_SHIFT, LONG_DOUBLE_SHIFT};
    static const uint32_t short_shifts[2] = {SHORT_SHIFT, SHORT_DOUBLE_SHIFT};
    const unsigned char *at = bytes;
    uint64_t sum = ~seed;

    for (; size >= 3 * LONG_SIZE; size -= 3 * LONG_SIZE, at += 3 * LONG_SIZE) {
        sum = take_streams(sum, at, LONG_SIZE, long_shifts);
    }
    for (; size >= 3 * SHORT_SIZE; size -= 3 * SHORT_SIZE, at += 3 * SHORT_SIZE) {
        sum = take_streams(sum, at, SHORT_SIZE, short_shifts);
    }
    for (; size >= 8; size -= 8, at += 8) sum = _mm_crc32_u64(sum, load_word(at));
    for (; size > 0; size--, at++) sum = _mm_crc32_u8((uint32_t)sum, *at);
    return ~(uint32_t)sum;
}

uint32_t crc32c(uint32_t seed, const void *bytes, size_t size)
{
    if (__builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("pclmul")) {
        return crc32c_by_instruction(seed, bytes, size);
    }
    return crc32c_by_table(seed, bytes, size);
}

#else

uint32_t crc32c(uint32_t seed, const void *bytes, size_t size)
{
    return crc32c_by_table(seed, bytes, size);
}

#endif
