/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_follow.c - see journal_follow.h.
 *
 * Role       See journal_follow.h.  The frame at hand lies in the scan's probe.
 * Invariant  scan.expect moves only past a frame that was checked in full.
 * Rules      none.
 */
#include "node/journal_follow.h"

#include "base/check.h"
#include "base/int_math.h"

enum found { FOUND_FRAME, FOUND_NONE, FOUND_FAULT };

enum journal_status journal_follow_open(struct journal_follow *follow, const char *directory,
                                        const struct journal_position *start,
                                        struct journal_error *error)
{
    const struct journal_scan_config config = {
        .directory = directory, .start = start, .checks = JOURNAL_CHECK_ALL};
    *follow = (struct journal_follow){.is_in_frame = false};
    return journal_scan_open(&follow->scan, &config, error);
}

/* Reads a frame's place: first its header, the rest only if there is one. */
static enum found look(struct journal_scan *scan, const struct journal_expect *expect,
                       struct journal_frame_header *header, struct journal_error *error)
{
    uint64_t offset = expect->position.offset;
    if (offset + JOURNAL_FRAME_GRID > expect->segment_size) return FOUND_NONE;
    uint8_t *bytes = scan->probe.bytes;
    if (journal_source_read(&scan->source, bytes, JOURNAL_FRAME_GRID, offset, error) !=
        JOURNAL_OK) {
        return FOUND_FAULT;
    }
    if (journal_frame_read_header(bytes, expect, header) != JOURNAL_FRAME_OK) return FOUND_NONE;
    size_t size = header->frame_size;
    if (size > scan->probe.size || offset + size > expect->segment_size) return FOUND_NONE;
    if (journal_source_read(&scan->source, bytes, size, offset, error) != JOURNAL_OK) {
        return FOUND_FAULT;
    }
    bool is_good = journal_scan_judge(scan, bytes, size, expect, header) == JOURNAL_FRAME_OK;
    return is_good ? FOUND_FRAME : FOUND_NONE;
}

/* The file of a generation, which may have gone to the archive since it was opened. */
static enum found enter(struct journal_scan *scan, uint32_t generation, struct journal_error *error)
{
    enum journal_status status = journal_scan_enter(scan, generation, error);
    if (status == JOURNAL_OK) return FOUND_FRAME;
    return status == JOURNAL_MISSING ? FOUND_NONE : FOUND_FAULT;
}

/* Does the chain go on in a later segment?  Those without a first frame were left behind by a
 * recovery and are passed over. */
static enum found look_further(struct journal_scan *scan, struct journal_frame_header *header,
                               struct journal_error *error)
{
    struct journal_expect expect = scan->expect;
    expect.position.offset = JOURNAL_SEGMENT_HEADER_SIZE;
    for (;;) {
        expect.position.generation++;
        enum found found = enter(scan, expect.position.generation, error);
        if (found != FOUND_FRAME) return found;
        found = look(scan, &expect, header, error);
        if (found == FOUND_FRAME) scan->expect = expect;
        if (found != FOUND_NONE) return found;
    }
}

static enum found find_frame(struct journal_scan *scan, struct journal_frame_header *header,
                             struct journal_error *error)
{
    uint32_t generation = scan->expect.position.generation;
    enum found found = look(scan, &scan->expect, header, error);
    if (found != FOUND_NONE) return found;
    found = look_further(scan, header, error);
    if (found != FOUND_NONE) return found;
    found = enter(scan, generation, error);
    return found == FOUND_FRAME ? look(scan, &scan->expect, header, error) : FOUND_FAULT;
}

static bool begin_frame(struct journal_follow *follow, const struct journal_frame_header *header,
                        struct journal_error *error)
{
    struct journal_scan *scan = &follow->scan;
    struct journal_position *place = &scan->expect.position;
    journal_frame_unstamp(scan->probe.bytes, header->frame_size);
    follow->records = journal_records_begin(scan->probe.bytes, header);
    struct journal_records checked = follow->records;
    if (journal_records_check(&checked) != JOURNAL_FRAME_OK) {
        (void)journal_error_set(error, JOURNAL_CORRUPT, "%s: %s although the frame's hash is right",
                                scan->directory, journal_frame_fault_text(JOURNAL_FRAME_RECORD));
        error->sequence_first = checked.sequence_next;
        error->sequence_last = checked.sequence_next;
        return false;
    }
    follow->records.is_checked = true;
    follow->is_in_frame = true;
    place->sequence_next += header->record_count;
    place->offset += header->frame_size;
    place->head = header->hash;
    return true;
}

enum journal_read journal_follow_next(struct journal_follow *follow, struct journal_record *record,
                                      struct journal_error *error)
{
    while (!follow->is_in_frame || !journal_records_next(&follow->records, record)) {
        struct journal_frame_header header = {.frame_size = 0};
        follow->is_in_frame = false;
        enum found found = find_frame(&follow->scan, &header, error);
        if (found == FOUND_NONE) return JOURNAL_READ_END;
        if (found == FOUND_FAULT) return JOURNAL_READ_FAULT;
        if (!begin_frame(follow, &header, error)) return JOURNAL_READ_FAULT;
    }
    return JOURNAL_READ_RECORD;
}

const struct journal_segment_header *journal_follow_header(const struct journal_follow *follow)
{
    return &follow->scan.first_header;
}

void journal_follow_close(struct journal_follow *follow)
{
    journal_scan_close(&follow->scan);
}
