/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_scan.c - see journal_scan.h.
 *
 * Role       See journal_scan.h.
 * Invariant  expect.position moves only past a frame that was checked in full.
 * Rules      none.
 */
#include "node/journal_scan.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "node/journal_tail.h"

/* How far the disk is asked to read ahead of the chunk. */
#define READ_AHEAD_SIZE ((size_t)8 * 1024 * 1024)

/* Damage to a file that must be there is damage to the records it holds. */
static enum journal_status name_records(const struct journal_scan *scan,
                                        struct journal_error *error)
{
    bool is_damage = error->status == JOURNAL_CORRUPT || error->status == JOURNAL_FOREIGN;
    if (is_damage) error->sequence_first = scan->expect.position.sequence_next;
    return error->status;
}

/* A segment between others, or the one that the start names, cannot be missing by itself. */
static enum journal_status report_missing(const struct journal_scan *scan, uint32_t generation,
                                          struct journal_error *error)
{
    bool is_inside = generation <= scan->generation_last;
    if (error->status != JOURNAL_MISSING || !is_inside) return name_records(scan, error);
    char name[JOURNAL_NAME_SIZE];
    journal_name_make(name, JOURNAL_FILE_SEGMENT, generation);
    (void)journal_error_set(error, JOURNAL_CORRUPT,
                            "%s: the file %s is missing, also from the archive; "
                            "restore it from a copy",
                            scan->directory, name);
    return name_records(scan, error);
}

enum journal_status journal_scan_enter(struct journal_scan *scan, uint32_t generation,
                                       struct journal_error *error)
{
    journal_source_close(&scan->source);
    enum journal_status status =
        journal_source_open(&scan->source, scan->directory, generation, error);
    if (status != JOURNAL_OK) return report_missing(scan, generation, error);

    const struct journal_segment_header *header = &scan->source.header;
    bool is_first = scan->expect.segment_size == 0;
    if (is_first) {
        scan->expect.segment_size = header->segment_size;
        scan->expect.id = header->id;
        scan->first_header = *header;
    }
    bool is_same =
        header->segment_size == scan->expect.segment_size &&
        journal_id_equal(&header->id, &scan->expect.id) &&
        memcmp(&header->charter, &scan->first_header.charter, sizeof header->charter) == 0;
    if (is_same) return JOURNAL_OK;
    (void)journal_error_set(error, JOURNAL_FOREIGN,
                            "%s: offset 24: the segment belongs to another journal; "
                            "put the right file in its place",
                            scan->source.path);
    return name_records(scan, error);
}

/* The chain begins with the hash of the first segment's header, and so with the journal's id. */
static struct journal_position genesis(struct journal_scan *scan)
{
    uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE];
    journal_segment_put(bytes, &scan->source.header);
    struct journal_span span = {bytes, sizeof bytes};
    return (struct journal_position){
        .sequence_next = 1,
        .offset = JOURNAL_SEGMENT_HEADER_SIZE,
        .head = journal_bytes_hash(&scan->hasher, span),
        .generation = 1,
    };
}

static enum journal_status check_start(const struct journal_scan *scan, struct journal_error *error)
{
    const struct journal_position *start = &scan->expect.position;
    bool is_on_grid = start->offset % JOURNAL_FRAME_GRID == 0;
    bool is_inside =
        start->offset >= JOURNAL_SEGMENT_HEADER_SIZE && start->offset <= scan->expect.segment_size;
    if (is_on_grid && is_inside && start->sequence_next > 0) return JOURNAL_OK;
    return journal_error_set(error, JOURNAL_FOREIGN,
                             "%s: offset %" PRIu64 " is no place where a frame can begin",
                             scan->source.path, start->offset);
}

static enum journal_status begin(struct journal_scan *scan, const struct journal_position *start,
                                 struct journal_error *error)
{
    struct journal_listing listing;
    enum journal_status status = journal_list(scan->directory, &listing, error);
    if (status != JOURNAL_OK) return status;
    if (listing.segment_count == 0) {
        return journal_error_set(error, JOURNAL_MISSING,
                                 "%s: there is no journal in this directory", scan->directory);
    }
    scan->generation_first = listing.segment_first;
    scan->generation_last = listing.segment_last;
    scan->expect.position.sequence_next = start == NULL ? 1 : start->sequence_next;
    status = journal_scan_enter(scan, start == NULL ? 1 : start->generation, error);
    if (status != JOURNAL_OK) return status;

    size_t probe_size = u64_min(JOURNAL_FRAME_SIZE_MAX, scan->expect.segment_size);
    if (os_memory_take(&scan->probe, probe_size, OS_MEMORY_PLAIN) != OS_OK) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for a journal's frame");
    }
    scan->expect.position = start == NULL ? genesis(scan) : *start;
    return check_start(scan, error);
}

enum journal_status journal_scan_open(struct journal_scan *scan,
                                      const struct journal_scan_config *config,
                                      struct journal_error *error)
{
    *scan = (struct journal_scan){.expect.checks = config->checks};
    size_t size = strlen(config->directory);
    if (size >= sizeof scan->directory) {
        return journal_error_set(error, JOURNAL_MISSING, "the directory's path is too long");
    }
    memcpy(scan->directory, config->directory, size);
    if (!journal_hasher_init(&scan->hasher)) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "OpenSSL offers no SHA-256");
    }
    enum journal_status status = begin(scan, config->start, error);
    if (status != JOURNAL_OK) journal_scan_close(scan);
    return status;
}

void journal_scan_close(struct journal_scan *scan)
{
    journal_source_close(&scan->source);
    os_memory_give_back(&scan->probe);
    journal_hasher_release(&scan->hasher);
}

enum journal_status journal_scan_fill(struct journal_scan *scan, struct journal_chunk *chunk,
                                      struct journal_error *error)
{
    const struct journal_position *place = &scan->expect.position;
    uint64_t left = scan->expect.segment_size - place->offset;
    ASSERT(chunk->capacity >= u64_min(JOURNAL_FRAME_SIZE_MAX, scan->expect.segment_size));

    size_t size = u64_min(chunk->capacity, left);
    enum journal_status status =
        journal_source_read(&scan->source, chunk->bytes, size, place->offset, error);
    if (status != JOURNAL_OK) return name_records(scan, error);
    journal_source_will_read(&scan->source, place->offset + size, READ_AHEAD_SIZE);
    chunk->filled = size;
    chunk->offset = place->offset;
    chunk->generation = place->generation;
    return JOURNAL_OK;
}

enum journal_frame_fault journal_scan_judge(struct journal_scan *scan, const uint8_t *bytes,
                                            size_t size, const struct journal_expect *expect,
                                            struct journal_frame_header *header)
{
    ASSERT(size >= JOURNAL_FRAME_GRID);
    enum journal_frame_fault fault = journal_frame_read_header(bytes, expect, header);
    if (fault != JOURNAL_FRAME_OK) return fault;
    if (header->frame_size > size) return JOURNAL_FRAME_FIELDS;
    uint32_t bad_index = 0;
    fault = journal_frame_check_sectors(bytes, header, expect, &bad_index);
    if (fault != JOURNAL_FRAME_OK) return fault;
    struct journal_hash hash = journal_frame_hash(&scan->hasher, bytes, header->frame_size);
    return journal_hash_equal(&hash, &header->hash) ? JOURNAL_FRAME_OK : JOURNAL_FRAME_HASH;
}

/* How many bytes of the chunk stand at the scan's place. */
static size_t bytes_at_place(const struct journal_scan *scan, const struct journal_chunk *chunk)
{
    const struct journal_position *place = &scan->expect.position;
    if (chunk->generation != place->generation) return 0;
    if (place->offset < chunk->offset) return 0;
    uint64_t into = place->offset - chunk->offset;
    return into >= chunk->filled ? 0 : chunk->filled - (size_t)into;
}

/* A frame of which the chunk holds only the beginning; a fresh chunk would hold all of it. */
static bool is_cut(const struct journal_scan *scan, const struct journal_chunk *chunk, size_t size,
                   const uint8_t *bytes)
{
    uint64_t left = scan->expect.segment_size - scan->expect.position.offset;
    if (size == chunk->filled || size == left) return false;
    struct journal_frame_header header;
    enum journal_frame_fault fault = journal_frame_read_header(bytes, &scan->expect, &header);
    return fault == JOURNAL_FRAME_OK && header.frame_size > size;
}

enum journal_scan_step journal_scan_next(struct journal_scan *scan,
                                         const struct journal_chunk *chunk,
                                         struct journal_frame *frame, struct journal_error *error)
{
    struct journal_position *place = &scan->expect.position;
    if (place->offset == scan->expect.segment_size) return journal_tail_step(scan, error);
    size_t size = bytes_at_place(scan, chunk);
    if (size == 0) return JOURNAL_SCAN_MORE;

    uint8_t *bytes = chunk->bytes + (place->offset - chunk->offset);
    if (is_cut(scan, chunk, size, bytes)) return JOURNAL_SCAN_MORE;
    enum journal_frame_fault fault =
        journal_scan_judge(scan, bytes, size, &scan->expect, &frame->header);
    if (fault != JOURNAL_FRAME_OK) return journal_tail_step(scan, error);

    place->sequence_next += frame->header.record_count;
    place->offset += frame->header.frame_size;
    place->head = frame->header.hash;
    frame->bytes = bytes;
    frame->after = *place;
    return JOURNAL_SCAN_FRAME;
}
