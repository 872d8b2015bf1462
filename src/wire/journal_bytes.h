/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_bytes.h - integers in little-endian bytes at any address.
 *
 * Role       The journal's and the snapshot's files hold integers in this form, so that they mean
 *            the same on every machine.  Compilers turn each function into one instruction.
 * Invariant  What put wrote, get reads.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_JOURNAL_BYTES_H
#define PERPETUA_WIRE_JOURNAL_BYTES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

static inline void bytes_put_u16(uint8_t *bytes, uint16_t value)
{
    bytes[0] = (uint8_t)value;
    bytes[1] = (uint8_t)(value >> 8);
}

static inline void bytes_put_u32(uint8_t *bytes, uint32_t value)
{
    for (unsigned i = 0; i < 4; i++) bytes[i] = (uint8_t)(value >> (8 * i));
}

static inline void bytes_put_u64(uint8_t *bytes, uint64_t value)
{
    for (unsigned i = 0; i < 8; i++) bytes[i] = (uint8_t)(value >> (8 * i));
}

static inline uint16_t bytes_get_u16(const uint8_t *bytes)
{
    return (uint16_t)(bytes[0] | bytes[1] << 8);
}

static inline uint32_t bytes_get_u32(const uint8_t *bytes)
{
    return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 |
           (uint32_t)bytes[3] << 24;
}

static inline uint64_t bytes_get_u64(const uint8_t *bytes)
{
    return (uint64_t)bytes_get_u32(bytes) | (uint64_t)bytes_get_u32(bytes + 4) << 32;
}

/* Each byte equals the one before it and the first is zero. */
static inline bool bytes_are_zero(const uint8_t *bytes, size_t size)
{
    if (size == 0) return true;
    return bytes[0] == 0 && memcmp(bytes, bytes + 1, size - 1) == 0;
}

#endif
