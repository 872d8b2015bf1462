/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_write.c - see journal_write.h.
 *
 * Role       See journal_write.h.
 * Invariant  See journal_write.h.
 * Rules      none.
 */
#include "node/journal_write.h"

#include <inttypes.h>

#include "base/check.h"
#include "base/int_math.h"
#include "node/journal_path.h"

enum journal_status journal_writer_open_segment(struct journal_writer *writer,
                                                struct journal_error *error)
{
    char path[OS_PATH_SIZE_MAX];
    if (!journal_path_make(path, writer->directory, JOURNAL_FILE_SEGMENT,
                           writer->position.generation)) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long",
                                 writer->directory);
    }
    if (writer->has_file) os_file_close(&writer->file);
    enum os_result result = os_file_open_direct(&writer->file, path, OS_FILE_WRITE);
    writer->has_file = result == OS_OK;
    return writer->has_file ? JOURNAL_OK : journal_error_os(error, result, "open", path);
}

static enum journal_status enter_next_segment(struct journal_writer *writer,
                                              struct journal_error *error)
{
    uint32_t generation = writer->position.generation + 1;
    enum journal_status status = writer->need_segment(writer->context, generation, error);
    if (status != JOURNAL_OK) return status;
    writer->position.generation = generation;
    writer->position.offset = JOURNAL_SEGMENT_HEADER_SIZE;
    return journal_writer_open_segment(writer, error);
}

/* What fits at the present place. */
static struct journal_batch next_batch(const struct journal_writer *writer)
{
    uint64_t left = writer->segment_size - writer->position.offset;
    size_t frame_size = u64_min(left, writer->frame_size_max);
    if (frame_size < JOURNAL_FRAME_GRID) return (struct journal_batch){0};
    return journal_ring_peek(writer->ring, journal_frame_capacity(frame_size));
}

/* Builds the frame in memory and returns its hash. */
static struct journal_hash build_frame(struct journal_writer *writer,
                                       const struct journal_frame_header *header)
{
    struct journal_span spans[2];
    journal_ring_spans(writer->ring, header->records_size, spans);
    journal_frame_build(writer->frame.bytes, header, writer->position.offset, spans);
    struct journal_hash hash =
        journal_frame_hash(&writer->hasher, writer->frame.bytes, header->frame_size);
    journal_frame_hash_put(writer->frame.bytes, &hash);
    return hash;
}

static enum journal_status write_frame(struct journal_writer *writer, struct journal_batch batch,
                                       struct journal_error *error)
{
    struct journal_position *position = &writer->position;
    struct journal_frame_header header = {
        .sequence_first = position->sequence_next,
        .record_count = batch.count,
        .frame_size = (uint32_t)journal_frame_size(batch.size),
        .records_size = (uint32_t)batch.size,
        .generation = position->generation,
        .id = writer->id,
        .previous = position->head,
    };
    ASSERT(header.frame_size <= writer->segment_size - position->offset);
    struct journal_hash hash = build_frame(writer, &header);
    enum os_result result = os_file_write_durable(&writer->file, writer->frame.bytes,
                                                  header.frame_size, position->offset);
    if (result != OS_OK) {
        return journal_error_set(error, result == OS_NO_SPACE ? JOURNAL_NO_SPACE : JOURNAL_FAILED,
                                 "cannot write sequences %" PRIu64 " to %" PRIu64
                                 " to the journal in %s: %s; "
                                 "stopping: what was not acknowledged may be lost",
                                 header.sequence_first, header.sequence_first + batch.count - 1,
                                 writer->directory, os_result_text(result));
    }
    position->sequence_next += batch.count;
    position->offset += header.frame_size;
    position->head = hash;
    writer->frame_count++;
    journal_ring_take(writer->ring, batch.size);
    return JOURNAL_OK;
}

enum journal_status journal_writer_step(struct journal_writer *writer, bool *is_idle,
                                        struct journal_error *error)
{
    struct journal_batch batch = next_batch(writer);
    *is_idle = false;
    if (batch.count == 0) {
        batch = journal_ring_peek(writer->ring, SIZE_MAX);
        *is_idle = batch.count == 0;
        if (*is_idle) return JOURNAL_OK;
        enum journal_status status = enter_next_segment(writer, error);
        if (status != JOURNAL_OK) return status;
        batch = next_batch(writer);
    }
    ASSERT(batch.count > 0);
    return write_frame(writer, batch, error);
}
