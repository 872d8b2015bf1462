/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_archive.c - see journal_archive.h.
 *
 * Role       Order of the steps of archiving, each durable before the next: the copy under another
 *            name; its own name; the segment renamed to a spare.  A crash between any two leaves
 *            the segment or the copy or both, and the first is preferred.
 * Invariant  See journal_archive.h.
 * Rules      none.
 */
#include "node/journal_archive.h"

#include <inttypes.h>
#include <string.h>
#include <zstd.h>

#include "base/check.h"
#include "node/journal_path.h"
#include "wire/journal_bytes.h"
#include "wire/journal_segment.h"

#define ARCHIVE_NAME      "archive"
#define COMPRESSION_LEVEL 3

struct paths {
    char archive[OS_PATH_SIZE_MAX]; /* the folder */
    char segment[OS_PATH_SIZE_MAX];
    char spare[OS_PATH_SIZE_MAX];
    char packed[OS_PATH_SIZE_MAX];
    char part[OS_PATH_SIZE_MAX];
};

static enum journal_status make_paths(struct paths *paths, const char *directory,
                                      uint32_t generation, struct journal_error *error)
{
    bool fits =
        journal_path_join(paths->archive, directory, ARCHIVE_NAME) &&
        journal_path_make(paths->segment, directory, JOURNAL_FILE_SEGMENT, generation) &&
        journal_path_make(paths->spare, directory, JOURNAL_FILE_SPARE, generation) &&
        journal_path_make(paths->packed, paths->archive, JOURNAL_FILE_ARCHIVED, generation) &&
        journal_path_join(paths->part, paths->archive, "segment.zst.part");
    if (fits) return JOURNAL_OK;
    return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
}

/* Reads a whole file into memory; memory->size is then exactly the file's size or more, and the
 * file's size is returned. */
static enum journal_status load(const char *path, struct os_memory *memory, size_t *size,
                                struct journal_error *error)
{
    struct os_file file;
    uint64_t file_size = 0;
    enum os_result result = os_file_open(&file, path, OS_FILE_READ);
    if (result != OS_OK) return journal_error_os(error, result, "open", path);
    result = os_file_size(&file, &file_size);
    if (result == OS_OK && file_size == 0) file_size = 1; /* the read below will fall short */
    if (result == OS_OK) result = os_memory_take(memory, (size_t)file_size, OS_MEMORY_PLAIN);
    if (result == OS_OK) result = os_file_read(&file, memory->bytes, (size_t)file_size, 0, size);
    os_file_close(&file);
    if (result == OS_OK && *size == file_size) return JOURNAL_OK;
    os_memory_give_back(memory);
    if (result != OS_OK) return journal_error_os(error, result, "read", path);
    return journal_error_set(error, JOURNAL_FOREIGN, "%s: offset %zu: the file ends too early",
                             path, *size);
}

static enum journal_status refuse_packed(const char *path, const char *reason,
                                         struct journal_error *error)
{
    return journal_error_set(error, JOURNAL_CORRUPT,
                             "%s: offset 0: %s; expected one zstd frame with a whole segment: "
                             "restore this file from a copy",
                             path, reason);
}

static enum journal_status unpack(const char *path, const struct os_memory *packed, size_t size,
                                  struct os_memory *unpacked, struct journal_error *error)
{
    unsigned long long content_size = ZSTD_getFrameContentSize(packed->bytes, size);
    bool is_known =
        content_size != ZSTD_CONTENTSIZE_UNKNOWN && content_size != ZSTD_CONTENTSIZE_ERROR;
    if (!is_known || !journal_segment_size_is_valid(content_size)) {
        return refuse_packed(path, "the frame names no possible size", error);
    }
    if (os_memory_take(unpacked, (size_t)content_size, OS_MEMORY_PLAIN) != OS_OK) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for %s", path);
    }
    size_t done = ZSTD_decompress(unpacked->bytes, (size_t)content_size, packed->bytes, size);
    if (!ZSTD_isError(done) && done == content_size) {
        unpacked->size = done;
        return JOURNAL_OK;
    }
    os_memory_give_back(unpacked);
    return refuse_packed(path, ZSTD_isError(done) ? ZSTD_getErrorName(done) : "it is too short",
                         error);
}

enum journal_status journal_archive_unpack(const char *directory, uint32_t generation,
                                           char path[OS_PATH_SIZE_MAX], struct os_memory *unpacked,
                                           struct journal_error *error)
{
    struct paths paths;
    enum journal_status status = make_paths(&paths, directory, generation, error);
    if (status != JOURNAL_OK) return status;
    memcpy(path, paths.packed, sizeof paths.packed);

    struct os_memory packed = {0};
    size_t size = 0;
    status = load(path, &packed, &size, error);
    if (status != JOURNAL_OK) return status;
    status = unpack(path, &packed, size, unpacked, error);
    os_memory_give_back(&packed);
    return status;
}

/* A spare may only hold zero stamps and whole older ones: anything else would one day be taken for
 * damage to the journal that is then written into it. */
static enum journal_status check_stamps(const char *path, const struct os_memory *segment,
                                        size_t size, struct journal_error *error)
{
    struct journal_segment_header header;
    enum journal_segment_fault fault = size < JOURNAL_SEGMENT_HEADER_SIZE
                                           ? JOURNAL_SEGMENT_MAGIC
                                           : journal_segment_get(segment->bytes, &header);
    if (fault != JOURNAL_SEGMENT_OK || header.segment_size != size) {
        return journal_error_set(error, JOURNAL_CORRUPT,
                                 "%s: offset 0: the segment's header is damaged: "
                                 "restore this file from a copy",
                                 path);
    }
    for (size_t at = JOURNAL_SEGMENT_HEADER_SIZE; at < size; at += JOURNAL_SECTOR_SIZE) {
        uint32_t index = 0;
        enum journal_stamp_kind kind =
            journal_stamp_judge(bytes_get_u64(segment->bytes + at), header.generation,
                                (uint32_t)(at / JOURNAL_SECTOR_SIZE), &index);
        if (kind != JOURNAL_STAMP_DAMAGED) continue;
        return journal_error_set(error, JOURNAL_CORRUPT,
                                 "%s: offset %zu: a sector's stamp is damaged: "
                                 "restore this file from a copy",
                                 path, at);
    }
    return JOURNAL_OK;
}

static enum journal_status write_part(const char *path, const uint8_t *bytes, size_t size,
                                      struct journal_error *error)
{
    struct os_file file;
    enum os_result result = os_file_open(&file, path, OS_FILE_ENSURE);
    if (result != OS_OK) return journal_error_os(error, result, "create", path);
    result = os_file_truncate(&file, 0);
    if (result == OS_OK) result = os_file_write(&file, bytes, size, 0);
    if (result == OS_OK) result = os_file_sync(&file);
    if (result == OS_OK) os_file_forget_cache(&file);
    os_file_close(&file);
    if (result == OS_OK) return JOURNAL_OK;
    (void)os_path_remove(path);
    return journal_error_os(error, result, "write", path);
}

static bool span_equals(const struct os_memory *memory, struct journal_span span)
{
    if (memory->bytes == NULL || span.bytes == NULL || memory->size != span.size) return false;
    return memcmp(memory->bytes, span.bytes, span.size) == 0;
}

/* What was written is read back before anything is given up. */
static enum journal_status compare_part(const char *path, const struct os_memory *segment,
                                        size_t size, struct journal_error *error)
{
    struct os_memory packed = {0};
    struct os_memory unpacked = {0};
    size_t packed_size = 0;
    enum journal_status status = load(path, &packed, &packed_size, error);
    if (status != JOURNAL_OK) return status;
    status = unpack(path, &packed, packed_size, &unpacked, error);
    os_memory_give_back(&packed);
    if (status != JOURNAL_OK) return status;
    struct journal_span was = {segment->bytes, size};
    bool is_equal = span_equals(&unpacked, was);
    os_memory_give_back(&unpacked);
    return is_equal ? JOURNAL_OK : refuse_packed(path, "it reads back differently", error);
}

static enum journal_status pack(const struct paths *paths, const struct os_memory *segment,
                                size_t size, struct journal_error *error)
{
    struct os_memory packed = {0};
    size_t bound = ZSTD_compressBound(size);
    if (os_memory_take(&packed, bound, OS_MEMORY_PLAIN) != OS_OK) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for %s", paths->part);
    }
    ZSTD_CCtx *context = ZSTD_createCCtx();
    size_t packed_size = 0;
    bool is_packed = context != NULL;
    if (is_packed) {
        (void)ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, COMPRESSION_LEVEL);
        (void)ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1);
        packed_size = ZSTD_compress2(context, packed.bytes, bound, segment->bytes, size);
        is_packed = !ZSTD_isError(packed_size);
    }
    (void)ZSTD_freeCCtx(context);
    enum journal_status status = is_packed
                                     ? write_part(paths->part, packed.bytes, packed_size, error)
                                     : journal_error_set(error, JOURNAL_NO_MEMORY,
                                                         "zstd cannot compress %s", paths->segment);
    os_memory_give_back(&packed);
    return status;
}

static enum journal_status move(const char *from, const char *to, const char *directory,
                                struct journal_error *error)
{
    enum os_result result = os_path_rename(from, to);
    if (result != OS_OK) return journal_error_os(error, result, "rename", from);
    result = os_directory_sync(directory);
    return result == OS_OK ? JOURNAL_OK : journal_error_os(error, result, "sync", directory);
}

static enum journal_status ensure_archive(const struct paths *paths, const char *directory,
                                          struct journal_error *error)
{
    enum os_result result = os_directory_create(paths->archive);
    if (result == OS_EXISTS) return JOURNAL_OK;
    if (result == OS_OK) result = os_directory_sync(directory);
    return result == OS_OK ? JOURNAL_OK : journal_error_os(error, result, "create", paths->archive);
}

enum journal_status journal_archive_segment(const char *directory, uint32_t generation,
                                            struct journal_error *error)
{
    struct paths paths;
    struct os_memory segment = {0};
    size_t size = 0;
    enum journal_status status = make_paths(&paths, directory, generation, error);
    if (status != JOURNAL_OK) return status;
    status = ensure_archive(&paths, directory, error);
    if (status != JOURNAL_OK) return status;
    status = load(paths.segment, &segment, &size, error);
    if (status != JOURNAL_OK) return status;

    status = check_stamps(paths.segment, &segment, size, error);
    if (status == JOURNAL_OK) status = pack(&paths, &segment, size, error);
    if (status == JOURNAL_OK) status = compare_part(paths.part, &segment, size, error);
    if (status == JOURNAL_OK) status = move(paths.part, paths.packed, paths.archive, error);
    if (status == JOURNAL_OK) status = move(paths.segment, paths.spare, directory, error);
    os_memory_give_back(&segment);
    return status;
}
