/* SPDX-License-Identifier: Apache-2.0 */
/*
 * crc32c_table.c - the Castagnoli checksum byte by byte, from a table.
 *
 * Role       Works on every machine; crc32c.c uses the processor's instruction where there is one.
 *            A checksum is linear, so the entry of a byte is the sum of the entries of its single
 *            bits, and only those eight numbers are written down; the test compares the result with
 *            the polynomial itself.
 * Invariant  crc32c_by_table(crc32c_by_table(0, a), b) is the checksum of a followed by b.
 */
#include "base/hash.h"

/* Bit k of a byte, sent through the polynomial 0x82f63b78 for eight steps. */
#define ENTRY(byte)                                                                                \
    (((byte) >> 0 & 1u ? 0xf26b8303u : 0u) ^ ((byte) >> 1 & 1u ? 0xe13b70f7u : 0u) ^               \
     ((byte) >> 2 & 1u ? 0xc79a971fu : 0u) ^ ((byte) >> 3 & 1u ? 0x8ad958cfu : 0u) ^               \
     ((byte) >> 4 & 1u ? 0x105ec76fu : 0u) ^ ((byte) >> 5 & 1u ? 0x20bd8edeu : 0u) ^               \
     ((byte) >> 6 & 1u ? 0x417b1dbcu : 0u) ^ ((byte) >> 7 & 1u ? 0x82f63b78u : 0u))

#define ENTRIES_4(byte) ENTRY(byte), ENTRY((byte) + 1), ENTRY((byte) + 2), ENTRY((byte) + 3)

#define ENTRIES_16(byte)                                                                           \
    ENTRIES_4(byte), ENTRIES_4((byte) + 4), ENTRIES_4((byte) + 8), ENTRIES_4((byte) + 12)

#define ENTRIES_64(byte)                                                                           \
    ENTRIES_16(byte), ENTRIES_16((byte) + 16), ENTRIES_16((byte) + 32), ENTRIES_16((byte) + 48)

static const uint32_t table[256] = {ENTRIES_64(0), ENTRIES_64(64), ENTRIES_64(128),
                                    ENTRIES_64(192)};

uint32_t crc32c_by_table(uint32_t seed, const void *bytes, size_t size)
{
    const unsigned char *at = bytes;
    uint32_t sum = ~seed;
    for (size_t i = 0; i < size; i++) sum = sum >> 8 ^ table[(sum ^ at[i]) & 255];
    return ~sum;
}
