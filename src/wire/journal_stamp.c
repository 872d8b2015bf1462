/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_stamp.c - see journal_stamp.h.
 *
 * Role       Low half: the generation.  High half: 12 bits of index, 19 bits of checksum, one bit
 *            that is always set.  The checksum also covers the sector's number, so a sector that
 *            the disk wrote to the wrong place is not taken for the one that belongs there.
 * Invariant  As in the header.
 * Rules      none.
 */
#include "wire/journal_stamp.h"

#include "base/check.h"
#include "base/hash.h"
#include "wire/journal_bytes.h"

#define INDEX_BITS 12u
#define CHECK_BITS 19u
#define CHECK_MASK ((UINT32_C(1) << CHECK_BITS) - 1)
#define SET_BIT    (UINT32_C(1) << 31)

static_assert((UINT32_C(1) << INDEX_BITS) - 1 == JOURNAL_STAMP_INDEX_MAX, "the index has its bits");
static_assert(INDEX_BITS + CHECK_BITS == 31, "index, checksum and the set bit fill a word");

uint64_t journal_stamp_make(uint32_t generation, uint32_t sector, uint32_t index)
{
    ASSERT(generation > 0);
    ASSERT(index <= JOURNAL_STAMP_INDEX_MAX);

    uint8_t bytes[12];
    bytes_put_u32(bytes, generation);
    bytes_put_u32(bytes + 4, sector);
    bytes_put_u32(bytes + 8, index);
    uint32_t check = crc32c(0, bytes, sizeof bytes) & CHECK_MASK;
    uint32_t high = SET_BIT | check << INDEX_BITS | index;
    return (uint64_t)high << 32 | generation;
}

enum journal_stamp_kind journal_stamp_judge(uint64_t stamp, uint32_t generation, uint32_t sector,
                                            uint32_t *index)
{
    if (stamp == 0) return JOURNAL_STAMP_EMPTY;

    uint32_t written_generation = (uint32_t)stamp;
    uint32_t written_index = (uint32_t)(stamp >> 32) & JOURNAL_STAMP_INDEX_MAX;
    if (written_generation == 0 || written_generation > generation) return JOURNAL_STAMP_DAMAGED;
    if (stamp != journal_stamp_make(written_generation, sector, written_index)) {
        return JOURNAL_STAMP_DAMAGED;
    }
    *index = written_index;
    return written_generation == generation ? JOURNAL_STAMP_CURRENT : JOURNAL_STAMP_OLDER;
}
