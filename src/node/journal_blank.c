/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_blank.c - see journal_blank.h.
 *
 * Role       See journal_blank.h.
 * Invariant  See journal_blank.h.
 * Rules      none.
 */
#include "node/journal_blank.h"

#include <inttypes.h>
#include <string.h>

#include "base/int_math.h"
#include "wire/journal_bytes.h"

static bool sector_is_zero(const uint8_t *sector)
{
    return sector[0] == 0 && memcmp(sector, sector + 1, JOURNAL_SECTOR_SIZE - 1) == 0;
}

static enum journal_status fail(const struct journal_scan *scan, const char *path, uint64_t offset,
                                const char *reason, struct journal_error *error)
{
    (void)journal_error_set(error, JOURNAL_CORRUPT,
                            "%s: offset %" PRIu64 ": %s; expected zeros, or what an older "
                            "generation left; the records before are whole; "
                            "restore this file from a copy",
                            path, offset, reason);
    error->sequence_first = scan->expect.position.sequence_next;
    return error->status;
}

static void note_damaged(struct journal_blank *blank, const struct journal_scan *scan,
                         uint64_t offset)
{
    if (blank->has_damaged) return;
    blank->has_damaged = true;
    blank->damaged_offset = offset;
    memcpy(blank->path, scan->source.path, sizeof blank->path);
}

/* False at a sector that has no stamp and is not zero. */
static bool sector_is_sound(const struct journal_scan *scan, const uint8_t *sector, uint64_t offset,
                            struct journal_blank *blank)
{
    uint32_t index = 0;
    enum journal_stamp_kind kind =
        journal_stamp_judge(bytes_get_u64(sector), scan->source.header.generation,
                            (uint32_t)(offset / JOURNAL_SECTOR_SIZE), &index);
    if (kind == JOURNAL_STAMP_DAMAGED) note_damaged(blank, scan, offset);
    return kind != JOURNAL_STAMP_EMPTY || sector_is_zero(sector);
}

enum journal_status journal_blank_check(struct journal_scan *scan, uint64_t offset,
                                        struct journal_blank *blank, struct journal_error *error)
{
    while (offset < scan->expect.segment_size) {
        size_t size = (size_t)u64_min(scan->probe.size, scan->expect.segment_size - offset);
        enum journal_status status =
            journal_source_read(&scan->source, scan->probe.bytes, size, offset, error);
        if (status != JOURNAL_OK) return status;
        for (size_t at = 0; at < size; at += JOURNAL_SECTOR_SIZE) {
            if (sector_is_sound(scan, scan->probe.bytes + at, offset + at, blank)) continue;
            return fail(scan, scan->source.path, offset + at,
                        "bytes stand in a sector that was never written", error);
        }
        offset += size;
    }
    return JOURNAL_OK;
}

enum journal_status journal_blank_finish(const struct journal_scan *scan,
                                         const struct journal_blank *blank,
                                         struct journal_error *error)
{
    if (!blank->has_damaged) return JOURNAL_OK;
    return fail(scan, blank->path, blank->damaged_offset, "a sector's stamp is damaged", error);
}
