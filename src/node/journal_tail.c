/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_tail.c - see journal_tail.h.
 *
 * Role       See journal_tail.h.  A region is the part of one segment in which, if anything, only a
 *            single unfinished frame may stand, and that at its beginning.
 * Invariant  See journal_tail.h.
 * Rules      none.
 */
#include "node/journal_tail.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/int_math.h"
#include "node/journal_blank.h"
#include "wire/journal_bytes.h"

#define OFFSET_NONE UINT64_MAX

struct region {
    struct journal_expect expect; /* of a frame at its beginning */
    uint32_t arrived_count;       /* sectors of that frame which were written */
    uint32_t arrived_index_max;
    bool has_first;          /* its first sector is among them */
    uint64_t damaged_offset; /* the first damaged stamp */
    uint64_t other_offset;   /* the first sector of any other frame */
    uint64_t other_sequence; /* the first record of another frame, 0 when its header is lost */
};

static size_t probe_size_at(const struct journal_scan *scan, uint64_t offset)
{
    return (size_t)u64_min(scan->probe.size, scan->expect.segment_size - offset);
}

/* Reads a frame's place into the probe: first its header, the rest only if that can be one. */
static enum journal_status judge_place(struct journal_scan *scan,
                                       const struct journal_expect *expect,
                                       struct journal_frame_header *header,
                                       enum journal_frame_fault *fault, struct journal_error *error)
{
    uint64_t offset = expect->position.offset;
    enum journal_status status =
        journal_source_read(&scan->source, scan->probe.bytes, JOURNAL_FRAME_GRID, offset, error);
    if (status != JOURNAL_OK) return status;
    *fault = journal_frame_read_header(scan->probe.bytes, expect, header);
    if (*fault != JOURNAL_FRAME_OK) return JOURNAL_OK;
    size_t size = probe_size_at(scan, offset);
    status = journal_source_read(&scan->source, scan->probe.bytes, size, offset, error);
    if (status != JOURNAL_OK) return status;
    *fault = journal_scan_judge(scan, scan->probe.bytes, size, expect, header);
    return JOURNAL_OK;
}

/* Does the chain go on in a later segment?  Segments whose first frame is not there or torn were
 * left behind by a recovery and are passed over; any other is looked at by the caller. */
static enum journal_status find_next_segment(struct journal_scan *scan, bool *found,
                                             struct journal_error *error)
{
    struct journal_blank blank = {.has_damaged = false};
    bool checks_blank = (scan->expect.checks & JOURNAL_CHECK_BLANK) != 0;
    *found = false;
    if (checks_blank) {
        enum journal_status status =
            journal_blank_check(scan, scan->expect.position.offset, &blank, error);
        if (status != JOURNAL_OK) return status;
    }
    uint32_t first = scan->expect.position.generation + 1;
    for (uint32_t g = first; g <= scan->generation_last; g++) {
        enum journal_status status = journal_scan_enter(scan, g, error);
        if (status != JOURNAL_OK) return status;
        struct journal_expect expect = scan->expect;
        expect.position.generation = g;
        expect.position.offset = JOURNAL_SEGMENT_HEADER_SIZE;
        struct journal_frame_header header;
        enum journal_frame_fault fault;
        status = judge_place(scan, &expect, &header, &fault, error);
        if (status != JOURNAL_OK) return status;
        if (fault == JOURNAL_FRAME_OK) {
            scan->expect = expect;
            *found = true;
            return journal_blank_finish(scan, &blank, error);
        }
        if (fault != JOURNAL_FRAME_ABSENT && fault != JOURNAL_FRAME_TORN) break;
        if (!checks_blank) continue;
        status = journal_blank_check(scan, JOURNAL_SEGMENT_HEADER_SIZE, &blank, error);
        if (status != JOURNAL_OK) return status;
    }
    return JOURNAL_OK;
}

/* A sector with a sound stamp that does not belong to the frame at the region's beginning. */
static void note_other(struct region *region, const uint8_t *sector, uint64_t offset,
                       uint32_t index)
{
    if (region->other_offset == OFFSET_NONE) region->other_offset = offset;
    if (index != 0 || region->other_sequence != 0) return;
    struct journal_expect expect = region->expect;
    expect.position.offset = offset;
    struct journal_frame_header header;
    enum journal_frame_fault fault = journal_frame_read_header(sector, &expect, &header);
    bool has_header = fault == JOURNAL_FRAME_OK || fault == JOURNAL_FRAME_SEQUENCE ||
                      fault == JOURNAL_FRAME_CHAIN;
    if (has_header) region->other_sequence = header.sequence_first;
}

static void note_sector(struct region *region, const uint8_t *sector, uint64_t offset)
{
    uint64_t start = region->expect.position.offset;
    uint32_t index = 0;
    enum journal_stamp_kind kind =
        journal_stamp_judge(bytes_get_u64(sector), region->expect.position.generation,
                            (uint32_t)(offset / JOURNAL_SECTOR_SIZE), &index);
    if (kind == JOURNAL_STAMP_DAMAGED && region->damaged_offset == OFFSET_NONE) {
        region->damaged_offset = offset;
    }
    if (kind != JOURNAL_STAMP_CURRENT) return;
    if ((uint64_t)index * JOURNAL_SECTOR_SIZE != offset - start) {
        note_other(region, sector, offset, index);
        return;
    }
    region->arrived_count++;
    region->arrived_index_max = index;
    if (index == 0) region->has_first = true;
}

/* Looks at the stamp of every sector from the region's beginning to the segment's end. */
static enum journal_status survey(struct journal_scan *scan, struct region *region,
                                  struct journal_error *error)
{
    uint64_t offset = region->expect.position.offset;
    while (offset < scan->expect.segment_size) {
        size_t size = probe_size_at(scan, offset);
        enum journal_status status =
            journal_source_read(&scan->source, scan->probe.bytes, size, offset, error);
        if (status != JOURNAL_OK) return status;
        for (size_t at = 0; at < size; at += JOURNAL_SECTOR_SIZE) {
            note_sector(region, scan->probe.bytes + at, offset + at);
        }
        offset += size;
    }
    return JOURNAL_OK;
}

static enum journal_status fail(const struct journal_scan *scan, uint64_t offset,
                                const char *reason, uint64_t sequence_last,
                                struct journal_error *error)
{
    (void)journal_error_set(error, JOURNAL_CORRUPT,
                            "%s: offset %" PRIu64 ": %s; the records before are whole; "
                            "restore this file from a copy",
                            scan->source.path, offset, reason);
    error->sequence_first = scan->expect.position.sequence_next;
    error->sequence_last = sequence_last;
    return error->status;
}

/* The frame in the probe has a whole header and stamps: which record is it? */
static enum journal_status fail_in_records(struct journal_scan *scan, uint64_t offset,
                                           const struct journal_frame_header *header,
                                           struct journal_error *error)
{
    journal_frame_unstamp(scan->probe.bytes, header->frame_size);
    struct journal_records records = journal_records_begin(scan->probe.bytes, header);
    (void)journal_records_check(&records);
    uint64_t last = header->sequence_first + header->record_count - 1;
    if (records.left == 0) {
        return fail(scan, offset, "the hash of the frame that holds them is wrong", last, error);
    }
    (void)fail(scan, offset, "the record's checksum is wrong", last, error);
    error->sequence_first = records.sequence_next;
    error->sequence_last = records.sequence_next;
    return error->status;
}

/* The region's first sector arrived, so its frame must be whole or torn. */
static enum journal_status judge_arrived(struct journal_scan *scan, const struct region *region,
                                         struct journal_error *error)
{
    uint64_t start = region->expect.position.offset;
    uint64_t last = region->other_sequence == 0 ? 0 : region->other_sequence - 1;
    struct journal_frame_header header;
    enum journal_frame_fault fault;
    enum journal_status status = judge_place(scan, &region->expect, &header, &fault, error);
    if (status != JOURNAL_OK) return status;

    const char *reason = journal_frame_fault_text(fault);
    if (fault == JOURNAL_FRAME_SEQUENCE) {
        bool is_gap = header.sequence_first > region->expect.position.sequence_next;
        return fail(scan, start, reason, is_gap ? header.sequence_first - 1 : 0, error);
    }
    if (fault == JOURNAL_FRAME_HASH) return fail_in_records(scan, start, &header, error);
    bool has_header = fault == JOURNAL_FRAME_TORN || fault == JOURNAL_FRAME_STAMP ||
                      fault == JOURNAL_FRAME_PLACE || fault == JOURNAL_FRAME_OK;
    if (has_header) last = header.sequence_first + header.record_count - 1;
    if (fault != JOURNAL_FRAME_TORN) return fail(scan, start, reason, last, error);

    bool is_beyond = region->arrived_index_max >= header.frame_size / JOURNAL_SECTOR_SIZE;
    if (!is_beyond && region->other_offset == OFFSET_NONE) return JOURNAL_OK;
    return fail(scan, start, "a sector of the frame is lost although later ones were written", last,
                error);
}

static enum journal_status judge_region(struct journal_scan *scan, const struct region *region,
                                        struct journal_error *error)
{
    uint64_t start = region->expect.position.offset;
    uint64_t last = region->other_sequence == 0 ? 0 : region->other_sequence - 1;
    enum journal_status status = JOURNAL_OK;
    if (region->has_first) status = judge_arrived(scan, region, error);
    if (status != JOURNAL_OK) return status;
    if (region->damaged_offset != OFFSET_NONE) {
        const char *reason = journal_frame_fault_text(JOURNAL_FRAME_STAMP);
        return fail(scan, region->damaged_offset, reason, last, error);
    }
    if (region->other_offset == OFFSET_NONE) return JOURNAL_OK;
    ASSERT(!region->has_first);
    return fail(scan, start, "the frame is lost although later ones were written", last, error);
}

/* Surveys one segment behind the end; an unfinished write in it moves the place to append. */
static enum journal_status examine(struct journal_scan *scan, uint32_t generation, uint64_t offset,
                                   struct journal_error *error)
{
    if (offset == scan->expect.segment_size) return JOURNAL_OK;
    enum journal_status status = journal_scan_enter(scan, generation, error);
    if (status != JOURNAL_OK) return status;
    struct region region = {
        .expect = scan->expect, .damaged_offset = OFFSET_NONE, .other_offset = OFFSET_NONE};
    region.expect.position.generation = generation;
    region.expect.position.offset = offset;
    status = survey(scan, &region, error);
    if (status != JOURNAL_OK) return status;
    status = judge_region(scan, &region, error);
    if (status != JOURNAL_OK || region.arrived_count == 0) return status;

    struct journal_end *end = &scan->end;
    end->torn_count++;
    end->torn_generation = generation;
    end->torn_offset = offset;
    end->append_generation = generation + 1;
    end->append_offset = JOURNAL_SEGMENT_HEADER_SIZE;
    return JOURNAL_OK;
}

enum journal_scan_step journal_tail_step(struct journal_scan *scan, struct journal_error *error)
{
    const struct journal_position *place = &scan->expect.position;
    bool found = false;
    if (find_next_segment(scan, &found, error) != JOURNAL_OK) return JOURNAL_SCAN_FAULT;
    if (found) return JOURNAL_SCAN_MORE;

    scan->end = (struct journal_end){
        .position = *place, .append_generation = place->generation, .append_offset = place->offset};
    enum journal_status status = examine(scan, place->generation, place->offset, error);
    for (uint32_t g = place->generation + 1; g <= scan->generation_last; g++) {
        if (status != JOURNAL_OK) break;
        status = examine(scan, g, JOURNAL_SEGMENT_HEADER_SIZE, error);
    }
    return status == JOURNAL_OK ? JOURNAL_SCAN_END : JOURNAL_SCAN_FAULT;
}
