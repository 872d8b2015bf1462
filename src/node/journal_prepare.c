/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_prepare.c - see journal_prepare.h.
 *
 * Role       The steps, each durable before the next: bytes of the file (or the name that it has
 *            as a spare); its header; its new name.
 * Invariant  A spare's content is not trusted: its header is written anew before it gets a name.
 * Rules      none.
 */
#include "node/journal_prepare.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "node/journal_path.h"
#include "node/journal_source.h"

/* Small pieces, so that the journal's own writes never wait long behind one of them. */
#define ZERO_CHUNK_SIZE ((size_t)256 * 1024)

#define PART_NAME "segment.part"

struct making {
    const char *directory;
    const struct journal_segment_header *header;
    char path[OS_PATH_SIZE_MAX]; /* of the file while it is made */
    struct os_memory buffer;
};

static enum os_result fill_with_zeros(const struct making *making, const struct os_file *file)
{
    uint64_t size = making->header->segment_size;
    enum os_result result = os_file_allocate(file, size);
    for (uint64_t at = 0; result == OS_OK && at < size; at += making->buffer.size) {
        size_t count = u64_min(making->buffer.size, size - at);
        result = os_file_write(file, making->buffer.bytes, count, at);
    }
    return result == OS_OK ? os_file_sync(file) : result;
}

static enum os_result write_header(const struct making *making, struct os_file *file)
{
    uint8_t *bytes = making->buffer.bytes;
    journal_segment_put(bytes, making->header);
    enum os_result result = os_file_write_durable(file, bytes, JOURNAL_SEGMENT_HEADER_SIZE, 0);
    memset(bytes, 0, JOURNAL_SEGMENT_HEADER_SIZE);
    return result;
}

static enum journal_status make_new(struct making *making, struct journal_error *error)
{
    struct os_file file;
    enum os_result result = os_file_open_direct(&file, making->path, OS_FILE_CREATE);
    if (result != OS_OK) return journal_error_os(error, result, "create", making->path);
    result = fill_with_zeros(making, &file);
    if (result == OS_OK) result = write_header(making, &file);
    os_file_close(&file);
    if (result == OS_OK) return JOURNAL_OK;
    (void)os_path_remove(making->path);
    return journal_error_os(error, result, "write a new segment in", making->directory);
}

/* Whoever archived the segment may not yet have synced the directory.  The name of a spare must be
 * durable before its bytes change, or a crash could bring the old name back to the new bytes.
 * A spare of another size is left alone: it belongs to a journal with other settings. */
static enum journal_status renew_spare(struct making *making, bool *is_renewed,
                                       struct journal_error *error)
{
    struct os_file file;
    uint64_t size = 0;
    *is_renewed = false;
    enum os_result result = os_directory_sync(making->directory);
    if (result != OS_OK) return journal_error_os(error, result, "sync", making->directory);
    result = os_file_open_direct(&file, making->path, OS_FILE_WRITE);
    if (result != OS_OK) return journal_error_os(error, result, "open", making->path);
    result = os_file_size(&file, &size);
    bool fits = result == OS_OK && size == making->header->segment_size;
    if (fits) result = write_header(making, &file);
    os_file_close(&file);
    if (result != OS_OK) return journal_error_os(error, result, "write", making->path);
    *is_renewed = fits;
    return JOURNAL_OK;
}

static enum journal_status name_it(const struct making *making, const char *final_path,
                                   struct journal_error *error)
{
    enum os_result result = os_path_rename(making->path, final_path);
    if (result != OS_OK) return journal_error_os(error, result, "rename", making->path);
    result = os_directory_sync(making->directory);
    if (result == OS_OK) return JOURNAL_OK;
    return journal_error_os(error, result, "sync", making->directory);
}

static enum journal_status make(struct making *making, const char *final_path,
                                struct journal_error *error)
{
    struct journal_listing listing;
    enum journal_status status = journal_list(making->directory, &listing, error);
    if (status != JOURNAL_OK) return status;
    bool is_renewed = false;
    if (listing.spare_count > 0) {
        (void)journal_path_make(making->path, making->directory, JOURNAL_FILE_SPARE,
                                listing.spare_first);
        status = renew_spare(making, &is_renewed, error);
    }
    if (status == JOURNAL_OK && !is_renewed) {
        (void)journal_path_join(making->path, making->directory, PART_NAME);
        status = journal_prepare_clean(making->directory, error);
        if (status == JOURNAL_OK) status = make_new(making, error);
    }
    return status == JOURNAL_OK ? name_it(making, final_path, error) : status;
}

/* One that was made before must be what is wanted now. */
static enum journal_status check_existing(const char *directory,
                                          const struct journal_segment_header *header,
                                          struct journal_error *error)
{
    struct journal_source source;
    enum journal_status status = journal_source_open(&source, directory, header->generation, error);
    if (status != JOURNAL_OK) return status;
    bool is_same = source.header.segment_size == header->segment_size &&
                   journal_id_equal(&source.header.id, &header->id);
    if (!is_same) {
        status =
            journal_error_set(error, JOURNAL_FOREIGN,
                              "%s: offset 16: the segment belongs to another journal", source.path);
    }
    journal_source_close(&source);
    return status;
}

enum journal_status journal_prepare(const char *directory,
                                    const struct journal_segment_header *header,
                                    struct journal_error *error)
{
    char final_path[OS_PATH_SIZE_MAX];
    if (!journal_path_make(final_path, directory, JOURNAL_FILE_SEGMENT, header->generation)) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    if (os_path_exists(final_path)) return check_existing(directory, header, error);

    struct making making = {.directory = directory, .header = header};
    size_t buffer_size = u64_min(ZERO_CHUNK_SIZE, header->segment_size);
    if (os_memory_take(&making.buffer, buffer_size, OS_MEMORY_PLAIN) != OS_OK) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for a segment");
    }
    enum journal_status status = make(&making, final_path, error);
    os_memory_give_back(&making.buffer);
    return status;
}

enum journal_status journal_prepare_clean(const char *directory, struct journal_error *error)
{
    char path[OS_PATH_SIZE_MAX];
    if (!journal_path_join(path, directory, PART_NAME)) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    enum os_result result = os_path_remove(path);
    if (result == OS_OK || result == OS_NOT_FOUND) return JOURNAL_OK;
    return journal_error_os(error, result, "remove", path);
}
