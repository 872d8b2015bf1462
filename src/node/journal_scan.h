/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_scan.h - walks over the frames of a journal and finds where it ends.
 *
 * Role       Reads chunk by chunk, checks every frame in full, goes from segment to segment.  It
 *            never writes.  Recovery, verification, replay and the dump all stand on it, so there
 *            is one answer to the question what the journal holds.
 * Invariant  Every frame given out follows the one before it: sequence, hash and generation.  The
 *            end is given out only when journal_tail.h has shown that nothing acknowledged can
 *            follow; otherwise the scan ends in a fault.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_SCAN_H
#define PERPETUA_NODE_JOURNAL_SCAN_H

#include "node/journal_hash.h"
#include "node/journal_path.h"
#include "node/journal_source.h"

struct journal_scan_config {
    const char *directory;                /* stays the caller's */
    const struct journal_position *start; /* NULL: the beginning of the journal */
    unsigned checks;                      /* JOURNAL_CHECK_ALL but for tests */
};

/* A run of whole frames in memory. */
struct journal_chunk {
    uint8_t *bytes;
    size_t capacity; /* at least JOURNAL_FRAME_SIZE_MAX or the segment's size */
    size_t filled;
    uint64_t offset;     /* in the segment */
    uint32_t generation; /* 0: nothing was read yet */
};

struct journal_frame {
    struct journal_frame_header header;
    uint8_t *bytes;                /* with stamps; the caller may take them out */
    struct journal_position after; /* the place behind the frame */
};

/* Where and how the journal ends. */
struct journal_end {
    struct journal_position position; /* behind the last whole frame */
    uint64_t append_offset;           /* where the next frame may be written */
    uint32_t append_generation;
    uint32_t torn_count; /* writes that did not finish; they were never acknowledged */
    uint32_t torn_generation;
    uint64_t torn_offset;
};

enum journal_scan_step {
    JOURNAL_SCAN_FRAME, /* *frame is set */
    JOURNAL_SCAN_MORE,  /* the chunk is used up: fill one */
    JOURNAL_SCAN_END,   /* scan->end is set */
    JOURNAL_SCAN_FAULT  /* *error is set */
};

struct journal_scan {
    struct journal_expect expect;               /* what the next frame must be */
    struct journal_source source;               /* the segment of expect.position */
    struct journal_segment_header first_header; /* of the segment read first */
    struct journal_hasher hasher;
    struct os_memory probe; /* to look at other frames without touching the chunk */
    struct journal_end end;
    uint32_t generation_first; /* of the segment files in the directory */
    uint32_t generation_last;
    char directory[OS_PATH_SIZE_MAX];
};

enum journal_status journal_scan_open(struct journal_scan *scan,
                                      const struct journal_scan_config *config,
                                      struct journal_error *error);
void journal_scan_close(struct journal_scan *scan);

/* Reads from the scan's place on as much as the chunk and the segment hold. */
enum journal_status journal_scan_fill(struct journal_scan *scan, struct journal_chunk *chunk,
                                      struct journal_error *error);

enum journal_scan_step journal_scan_next(struct journal_scan *scan,
                                         const struct journal_chunk *chunk,
                                         struct journal_frame *frame, struct journal_error *error);

/* Checks the frame at expect's place, of which size bytes are in memory.  *header is set as by
 * journal_frame_read_header.  A frame that does not fit in size bytes is FIELDS. */
enum journal_frame_fault journal_scan_judge(struct journal_scan *scan, const uint8_t *bytes,
                                            size_t size, const struct journal_expect *expect,
                                            struct journal_frame_header *header);

/* Makes another segment the scan's; its header must agree with the journal's. */
enum journal_status journal_scan_enter(struct journal_scan *scan, uint32_t generation,
                                       struct journal_error *error);

#endif
