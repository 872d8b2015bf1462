/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_segment.h - the first 4096 bytes of a segment file.
 *
 * Role       Says which journal the file belongs to, its generation and its size.  It is written
 *            and durable before the file gets its name, and never changes under that name.
 * Invariant  Every bit of the 4096 bytes is covered by the checksum.
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_JOURNAL_SEGMENT_H
#define PERPETUA_WIRE_JOURNAL_SEGMENT_H

#include "wire/journal_record.h"

#define JOURNAL_SEGMENT_HEADER_SIZE ((size_t)4096)
#define JOURNAL_SEGMENT_SIZE        (UINT64_C(64) * 1024 * 1024)

/* Room for the largest record; and a sector number must fit in the stamp's 32 bits. */
#define JOURNAL_SEGMENT_SIZE_MIN (UINT64_C(16) * 1024)
#define JOURNAL_SEGMENT_SIZE_MAX (UINT64_C(1024) * 1024 * 1024)

/* What the founder of the journal wrote into it for those who run it again, such as the capacities
 * of the core.  Opaque here; the same in every segment; part of what the chain begins with. */
#define JOURNAL_CHARTER_SIZE_MAX ((size_t)1024)

struct journal_charter {
    uint32_t size;
    uint8_t bytes[JOURNAL_CHARTER_SIZE_MAX]; /* zero from size on */
};

struct journal_segment_header {
    uint64_t segment_size;
    uint32_t generation;
    struct journal_id id;
    struct journal_charter charter;
};

enum journal_segment_fault {
    JOURNAL_SEGMENT_OK,
    JOURNAL_SEGMENT_MAGIC,    /* not a journal segment at all */
    JOURNAL_SEGMENT_VERSION,  /* a format that this program does not know */
    JOURNAL_SEGMENT_CHECKSUM, /* damaged */
    JOURNAL_SEGMENT_FIELDS    /* whole, yet impossible */
};

/* A phrase such as "the checksum of the segment's header is wrong". */
const char *journal_segment_fault_text(enum journal_segment_fault fault);

bool journal_segment_size_is_valid(uint64_t segment_size);

void journal_segment_put(uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE],
                         const struct journal_segment_header *header);

enum journal_segment_fault journal_segment_get(const uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE],
                                               struct journal_segment_header *header);

#endif
