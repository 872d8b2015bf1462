/* SPDX-License-Identifier: Apache-2.0 */
/*
 * snapshot_store.c - see snapshot_store.h.
 *
 * Role       See snapshot_store.h.
 * Invariant  See snapshot_store.h.
 * Rules      none.
 */
#include "node/snapshot_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "base/text.h"
#include "node/journal_path.h"
#include "os/os_memory.h"

#define NAME_BEFORE     "snapshot-"
#define NAME_AFTER      ".snap"
#define SEQUENCE_DIGITS 20
#define PART_NAME       "snapshot.part"

/* Pieces in which regions are written and read, so that hashing finds them in the cache. */
#define PIECE_SIZE ((size_t)256 * 1024)

static bool make_path(char out[OS_PATH_SIZE_MAX], const char *directory, uint64_t sequence)
{
    char name[JOURNAL_NAME_SIZE];
    (void)snprintf(name, sizeof name, "%s%020" PRIu64 "%s", NAME_BEFORE, sequence, NAME_AFTER);
    return journal_path_join(out, directory, name);
}

static bool read_name(const char *name, uint64_t *sequence)
{
    size_t before_size = sizeof NAME_BEFORE - 1;
    size_t name_size = before_size + SEQUENCE_DIGITS + sizeof NAME_AFTER - 1;
    if (strlen(name) != name_size || strncmp(name, NAME_BEFORE, before_size) != 0) return false;
    if (strcmp(name + before_size + SEQUENCE_DIGITS, NAME_AFTER) != 0) return false;
    return text_read_u64(name + before_size, SEQUENCE_DIGITS, sequence) && *sequence > 0;
}

/* --- writing --- */

struct writing {
    struct os_file file;
    struct journal_hasher hasher;
    uint64_t offset;
};

static enum os_result write_region(struct writing *writing, const struct snapshot_region *region)
{
    const uint8_t *bytes = region->bytes;
    for (size_t at = 0; at < region->size; at += PIECE_SIZE) {
        size_t size = u64_min(PIECE_SIZE, region->size - at);
        journal_hasher_add(&writing->hasher, (struct journal_span){bytes + at, size});
        enum os_result result = os_file_write(&writing->file, bytes + at, size, writing->offset);
        if (result != OS_OK) return result;
        writing->offset += size;
    }
    return OS_OK;
}

static enum os_result write_all(struct writing *writing, struct snapshot_header *header,
                                const struct snapshot_region *regions)
{
    uint8_t bytes[SNAPSHOT_HEADER_SIZE];
    header->payload_size = 0;
    for (uint32_t i = 0; i < header->region_count; i++) {
        header->region_sizes[i] = regions[i].size;
        header->payload_size += regions[i].size;
    }
    writing->offset = SNAPSHOT_HEADER_SIZE;
    enum os_result result =
        os_file_allocate(&writing->file, SNAPSHOT_HEADER_SIZE + header->payload_size);
    journal_hasher_begin(&writing->hasher);
    for (uint32_t i = 0; i < header->region_count && result == OS_OK; i++) {
        result = write_region(writing, &regions[i]);
    }
    header->payload_hash = journal_hasher_end(&writing->hasher);
    if (result != OS_OK) return result;
    snapshot_header_put(bytes, header, &writing->hasher);
    result = os_file_write(&writing->file, bytes, sizeof bytes, 0);
    return result == OS_OK ? os_file_sync(&writing->file) : result;
}

static enum journal_status write_part(const char *path, struct snapshot_header *header,
                                      const struct snapshot_region *regions,
                                      struct journal_error *error)
{
    struct writing writing = {0};
    if (!journal_hasher_init(&writing.hasher)) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "OpenSSL offers no SHA-256");
    }
    enum os_result result = os_path_remove(path);
    if (result == OS_OK || result == OS_NOT_FOUND) {
        result = os_file_open(&writing.file, path, OS_FILE_CREATE);
    }
    if (result == OS_OK) {
        result = write_all(&writing, header, regions);
        os_file_close(&writing.file);
        if (result != OS_OK) (void)os_path_remove(path);
    }
    journal_hasher_release(&writing.hasher);
    return result == OS_OK ? JOURNAL_OK : journal_error_os(error, result, "write", path);
}

enum journal_status snapshot_store_write(const char *directory, struct snapshot_header *header,
                                         const struct snapshot_region *regions,
                                         struct journal_error *error)
{
    ASSERT(header->region_count <= SNAPSHOT_REGIONS_MAX);
    ASSERT(header->position.sequence_next == header->sequence + 1);
    char part[OS_PATH_SIZE_MAX];
    char path[OS_PATH_SIZE_MAX];
    if (!journal_path_join(part, directory, PART_NAME) ||
        !make_path(path, directory, header->sequence)) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    enum journal_status status = write_part(part, header, regions, error);
    if (status != JOURNAL_OK) return status;
    enum os_result result = os_path_rename(part, path);
    if (result == OS_OK) result = os_directory_sync(directory);
    return result == OS_OK ? JOURNAL_OK : journal_error_os(error, result, "name", path);
}

/* --- finding and keeping --- */

struct search {
    uint64_t below;
    uint64_t best;
};

static void note_name(void *context, const char *name)
{
    struct search *search = context;
    uint64_t sequence = 0;
    if (!read_name(name, &sequence) || sequence >= search->below) return;
    search->best = u64_max(search->best, sequence);
}

enum journal_status snapshot_store_newest(const char *directory, uint64_t below, uint64_t *sequence,
                                          struct journal_error *error)
{
    struct search search = {.below = below};
    enum os_result result = os_directory_list(directory, note_name, &search);
    if (result != OS_OK) return journal_error_os(error, result, "list", directory);
    *sequence = search.best;
    return JOURNAL_OK;
}

enum journal_status snapshot_store_clean(const char *directory, uint32_t keep_count,
                                         struct journal_error *error)
{
    char path[OS_PATH_SIZE_MAX];
    if (journal_path_join(path, directory, PART_NAME)) (void)os_path_remove(path);
    uint64_t below = UINT64_MAX;
    for (uint32_t i = 0;; i++) {
        uint64_t sequence = 0;
        enum journal_status status = snapshot_store_newest(directory, below, &sequence, error);
        if (status != JOURNAL_OK || sequence == 0) return status;
        below = sequence;
        if (i < keep_count || !make_path(path, directory, sequence)) continue;
        enum os_result result = os_path_remove(path);
        if (result != OS_OK) return journal_error_os(error, result, "remove", path);
    }
}

/* --- loading --- */

static enum journal_status refuse(const struct snapshot_file *snapshot, enum journal_status status,
                                  const char *reason, struct journal_error *error)
{
    return journal_error_set(error, status, "%s: offset 0: %s; expected a snapshot of version %u",
                             snapshot->path, reason, SNAPSHOT_VERSION);
}

static enum journal_status check_header(struct snapshot_file *snapshot, const uint8_t *bytes,
                                        uint64_t sequence, struct journal_error *error)
{
    struct journal_hasher hasher;
    if (!journal_hasher_init(&hasher)) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "OpenSSL offers no SHA-256");
    }
    enum snapshot_fault fault = snapshot_header_get(bytes, &snapshot->header, &hasher);
    journal_hasher_release(&hasher);
    bool is_damage = fault == SNAPSHOT_HASH;
    if (fault != SNAPSHOT_OK) {
        return refuse(snapshot, is_damage ? JOURNAL_CORRUPT : JOURNAL_FOREIGN,
                      snapshot_fault_text(fault), error);
    }
    if (snapshot->header.sequence != sequence) {
        return refuse(snapshot, JOURNAL_CORRUPT, "the file's name and its header disagree", error);
    }
    uint64_t size = 0;
    enum os_result result = os_file_size(&snapshot->file, &size);
    if (result != OS_OK) return journal_error_os(error, result, "measure", snapshot->path);
    if (size == SNAPSHOT_HEADER_SIZE + snapshot->header.payload_size) return JOURNAL_OK;
    return journal_error_set(
        error, JOURNAL_FOREIGN, "%s: offset %" PRIu64 ": the file ends, expected %" PRIu64 " bytes",
        snapshot->path, size, SNAPSHOT_HEADER_SIZE + snapshot->header.payload_size);
}

enum journal_status snapshot_store_open(struct snapshot_file *snapshot, const char *directory,
                                        uint64_t sequence, struct journal_error *error)
{
    uint8_t bytes[SNAPSHOT_HEADER_SIZE];
    size_t read_size = 0;
    if (!make_path(snapshot->path, directory, sequence)) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    enum os_result result = os_file_open(&snapshot->file, snapshot->path, OS_FILE_READ);
    if (result != OS_OK) return journal_error_os(error, result, "open", snapshot->path);
    result = os_file_read(&snapshot->file, bytes, sizeof bytes, 0, &read_size);
    enum journal_status status = JOURNAL_OK;
    if (result != OS_OK) {
        status = journal_error_os(error, result, "read", snapshot->path);
    } else if (read_size != sizeof bytes) {
        status = refuse(snapshot, JOURNAL_FOREIGN, "the file is shorter than a header", error);
    } else {
        status = check_header(snapshot, bytes, sequence, error);
    }
    if (status != JOURNAL_OK) os_file_close(&snapshot->file);
    return status;
}

static enum journal_status load_region(const struct snapshot_file *snapshot,
                                       struct journal_hasher *hasher, uint64_t offset,
                                       const struct snapshot_region *region,
                                       struct journal_error *error)
{
    uint8_t *bytes = region->bytes;
    for (size_t at = 0; at < region->size; at += PIECE_SIZE) {
        size_t size = u64_min(PIECE_SIZE, region->size - at);
        size_t read_size = 0;
        enum os_result result =
            os_file_read(&snapshot->file, bytes + at, size, offset + at, &read_size);
        if (result != OS_OK) return journal_error_os(error, result, "read", snapshot->path);
        if (read_size != size) {
            return journal_error_set(error, JOURNAL_FOREIGN, "%s: the file ends too early",
                                     snapshot->path);
        }
        journal_hasher_add(hasher, (struct journal_span){bytes + at, size});
    }
    return JOURNAL_OK;
}

static enum journal_status check_payload_hash(const struct snapshot_file *snapshot,
                                              const struct journal_hash *hash,
                                              struct journal_error *error)
{
    if (journal_hash_equal(hash, &snapshot->header.payload_hash)) return JOURNAL_OK;
    return journal_error_set(error, JOURNAL_CORRUPT,
                             "%s: offset %zu: the hash of the snapshot's bytes is wrong",
                             snapshot->path, SNAPSHOT_HEADER_SIZE);
}

enum journal_status snapshot_store_load(const struct snapshot_file *snapshot,
                                        const struct snapshot_region *regions,
                                        struct journal_error *error)
{
    const struct snapshot_header *header = &snapshot->header;
    struct journal_hasher hasher;
    if (!journal_hasher_init(&hasher)) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "OpenSSL offers no SHA-256");
    }
    journal_hasher_begin(&hasher);
    uint64_t offset = SNAPSHOT_HEADER_SIZE;
    enum journal_status status = JOURNAL_OK;
    for (uint32_t i = 0; i < header->region_count && status == JOURNAL_OK; i++) {
        ASSERT(regions[i].size == header->region_sizes[i]);
        status = load_region(snapshot, &hasher, offset, &regions[i], error);
        offset += regions[i].size;
    }
    struct journal_hash hash = journal_hasher_end(&hasher);
    journal_hasher_release(&hasher);
    if (status != JOURNAL_OK) return status;
    return check_payload_hash(snapshot, &hash, error);
}

enum journal_status snapshot_store_prove(const struct snapshot_file *snapshot,
                                         struct journal_error *error)
{
    struct os_memory piece;
    struct journal_hasher hasher;
    if (os_memory_take(&piece, PIECE_SIZE, OS_MEMORY_PLAIN) != OS_OK ||
        !journal_hasher_init(&hasher)) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory to read a snapshot");
    }
    journal_hasher_begin(&hasher);
    uint64_t left = snapshot->header.payload_size;
    enum journal_status status = JOURNAL_OK;
    while (left > 0 && status == JOURNAL_OK) {
        struct snapshot_region region = {piece.bytes, (size_t)u64_min(PIECE_SIZE, left)};
        uint64_t offset = SNAPSHOT_HEADER_SIZE + snapshot->header.payload_size - left;
        status = load_region(snapshot, &hasher, offset, &region, error);
        left -= region.size;
    }
    struct journal_hash hash = journal_hasher_end(&hasher);
    journal_hasher_release(&hasher);
    os_memory_give_back(&piece);
    if (status != JOURNAL_OK) return status;
    return check_payload_hash(snapshot, &hash, error);
}

void snapshot_store_close(struct snapshot_file *snapshot)
{
    os_file_close(&snapshot->file);
}
