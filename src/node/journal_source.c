/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_source.c - see journal_source.h.
 *
 * Role       See journal_source.h.
 * Invariant  A source that could not be opened holds nothing: no file, no memory.
 * Rules      none.
 */
#include "node/journal_source.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "node/journal_archive.h"
#include "node/journal_path.h"

static enum journal_status open_file(struct journal_source *source, struct journal_error *error)
{
    enum os_result result = os_file_open(&source->file, source->path, OS_FILE_READ);
    if (result != OS_OK) return journal_error_os(error, result, "open", source->path);
    source->is_open = true;
    return JOURNAL_OK;
}

static enum journal_status open_archived(struct journal_source *source, const char *directory,
                                         uint32_t generation, struct journal_error *error)
{
    enum journal_status status =
        journal_archive_unpack(directory, generation, source->path, &source->unpacked, error);
    if (status != JOURNAL_OK) return status;
    source->is_open = true;
    source->is_archived = true;
    return JOURNAL_OK;
}

static enum journal_status source_size(const struct journal_source *source, uint64_t *size,
                                       struct journal_error *error)
{
    if (source->is_archived) {
        *size = source->unpacked.size;
        return JOURNAL_OK;
    }
    enum os_result result = os_file_size(&source->file, size);
    if (result != OS_OK) return journal_error_os(error, result, "measure", source->path);
    return JOURNAL_OK;
}

static enum journal_status refuse(const struct journal_source *source, enum journal_status status,
                                  const char *reason, struct journal_error *error)
{
    return journal_error_set(error, status,
                             "%s: offset 0: %s; expected a journal segment of version %u: "
                             "restore this file from a copy",
                             source->path, reason, JOURNAL_VERSION);
}

static enum journal_status check_header(struct journal_source *source, uint32_t generation,
                                        struct journal_error *error)
{
    uint64_t size = 0;
    enum journal_status status = source_size(source, &size, error);
    if (status != JOURNAL_OK) return status;
    if (size < JOURNAL_SEGMENT_HEADER_SIZE) {
        return refuse(source, JOURNAL_FOREIGN, "the file is shorter than a header", error);
    }
    uint8_t bytes[JOURNAL_SEGMENT_HEADER_SIZE];
    status = journal_source_read(source, bytes, sizeof bytes, 0, error);
    if (status != JOURNAL_OK) return status;

    enum journal_segment_fault fault = journal_segment_get(bytes, &source->header);
    bool is_damage = fault == JOURNAL_SEGMENT_CHECKSUM;
    if (fault != JOURNAL_SEGMENT_OK) {
        return refuse(source, is_damage ? JOURNAL_CORRUPT : JOURNAL_FOREIGN,
                      journal_segment_fault_text(fault), error);
    }
    if (source->header.generation != generation) {
        return refuse(source, JOURNAL_CORRUPT, "the file's name and its header disagree", error);
    }
    if (size == source->header.segment_size) return JOURNAL_OK;
    return journal_error_set(error, JOURNAL_FOREIGN,
                             "%s: offset %" PRIu64 ": the file ends, expected %" PRIu64
                             " bytes: restore this file from a copy",
                             source->path, size, source->header.segment_size);
}

enum journal_status journal_source_open(struct journal_source *source, const char *directory,
                                        uint32_t generation, struct journal_error *error)
{
    *source = (struct journal_source){0};
    if (!journal_path_make(source->path, directory, JOURNAL_FILE_SEGMENT, generation)) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    bool is_file = os_path_exists(source->path);
    enum journal_status status =
        is_file ? open_file(source, error) : open_archived(source, directory, generation, error);
    if (status != JOURNAL_OK) return status;
    status = check_header(source, generation, error);
    if (status != JOURNAL_OK) journal_source_close(source);
    return status;
}

void journal_source_close(struct journal_source *source)
{
    if (!source->is_open) return;
    if (source->is_archived) {
        os_memory_give_back(&source->unpacked);
    } else {
        os_file_close(&source->file);
    }
    source->is_open = false;
}

enum journal_status journal_source_read(const struct journal_source *source, void *bytes,
                                        size_t size, uint64_t offset, struct journal_error *error)
{
    ASSERT(source->is_open);
    if (source->is_archived) {
        ASSERT(offset + size <= source->unpacked.size);
        memcpy(bytes, source->unpacked.bytes + offset, size);
        return JOURNAL_OK;
    }
    size_t read_size = 0;
    enum os_result result = os_file_read(&source->file, bytes, size, offset, &read_size);
    if (result != OS_OK) return journal_error_os(error, result, "read", source->path);
    if (read_size == size) return JOURNAL_OK;
    return journal_error_set(error, JOURNAL_FOREIGN,
                             "%s: offset %" PRIu64 ": the file ends, expected %zu bytes more",
                             source->path, offset + read_size, size - read_size);
}

void journal_source_will_read(const struct journal_source *source, uint64_t offset, size_t size)
{
    ASSERT(source->is_open);
    if (source->is_archived) return;
    uint64_t end = u64_min(offset + size, source->header.segment_size);
    if (offset < end) os_file_will_read(&source->file, offset, (size_t)(end - offset));
}
