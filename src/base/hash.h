/* SPDX-License-Identifier: Apache-2.0 */
/*
 * hash.h - checksums: CRC32C for records, a fast 128-bit hash for the state.
 *
 * Role       CRC32C (Castagnoli) finds damaged bytes on disk and on the wire.  The 128-bit hash
 *            tells whether two states are the same.  Neither resists someone who wants a collision:
 *            the journal's chain uses SHA-256 for that.
 * Invariant  Both depend on the bytes alone: not on the machine, on alignment, or on how the bytes
 *            were divided into calls.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>
#include <stdint.h>

#define HASH_BLOCK_SIZE 64
#define HASH_LANES      4
#define HASH_TEXT_SIZE  33 /* 32 hexadecimal digits and a zero byte */

struct hash128 {
    uint64_t low;
    uint64_t high;
};

/* Two words of memory for each lane; a lane takes 16 bytes of every block. */
struct hash_state {
    uint64_t low[HASH_LANES];
    uint64_t high[HASH_LANES];
    uint64_t size;                       /* bytes taken so far */
    unsigned char rest[HASH_BLOCK_SIZE]; /* bytes that do not fill a block yet */
};

/* The checksum of bytes that follow those summed up in seed; seed 0 begins. */
uint32_t crc32c(uint32_t seed, const void *bytes, size_t size);

/* The same without special instructions; crc32c falls back to it.  Public so that tests compare. */
uint32_t crc32c_by_table(uint32_t seed, const void *bytes, size_t size);

void hash_begin(struct hash_state *state);
void hash_bytes(struct hash_state *state, const void *bytes, size_t size);
struct hash128 hash_end(const struct hash_state *state);

/* Writes 32 lower-case digits, high word first. */
void hash128_text(struct hash128 hash, char out[HASH_TEXT_SIZE]);

static inline _Bool hash128_equal(struct hash128 a, struct hash128 b)
{
    return a.low == b.low && a.high == b.high;
}

#endif
