/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_open.c - creating, opening with recovery, and closing; see journal.h.
 *
 * Role       Opening: lock; make durable what an earlier process left in caches; read and check all
 *            records; find the place to append.  Nothing is written before everything was checked.
 * Invariant  A journal that could not be opened holds nothing: no lock, no file, no thread.
 * Rules      none.
 */
#include "node/journal.h"

#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "node/journal_prepare.h"
#include "node/journal_threads.h"
#include "os/os_secret.h"

#define RING_SIZE (UINT64_C(8) * 1024 * 1024)

/* Writes reach at most the newest used segment and the one being made; one more for safety. */
#define UNSETTLED_SEGMENTS 3u

static enum journal_status take_lock(const char *directory, struct os_file *lock,
                                     struct journal_error *error)
{
    char path[OS_PATH_SIZE_MAX];
    if (!journal_path_join(path, directory, "lock")) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    enum os_result result = os_file_open(lock, path, OS_FILE_ENSURE);
    if (result != OS_OK) return journal_error_os(error, result, "open", path);
    result = os_file_lock(lock);
    if (result == OS_OK) return JOURNAL_OK;
    os_file_close(lock);
    return journal_error_os(error, result, "lock", path);
}

/* --- creating --- */

static enum journal_status ensure_directory(const char *directory, bool *is_new,
                                            struct journal_error *error)
{
    enum os_result result = os_directory_create(directory);
    *is_new = result == OS_OK;
    if (result == OS_EXISTS) return JOURNAL_OK;
    if (result != OS_OK) return journal_error_os(error, result, "create", directory);
    char parent[OS_PATH_SIZE_MAX];
    if (!journal_path_join(parent, directory, "..")) {
        return journal_error_set(error, JOURNAL_MISSING, "the path %s is too long", directory);
    }
    result = os_directory_sync(parent);
    return result == OS_OK ? JOURNAL_OK : journal_error_os(error, result, "sync", parent);
}

static bool id_is_zero(const struct journal_id *id)
{
    struct journal_id zero = {0};
    return journal_id_equal(id, &zero);
}

static enum journal_status found(const char *directory, const struct journal_founding *founding,
                                 struct journal_error *error)
{
    struct journal_listing listing;
    enum journal_status status = journal_list(directory, &listing, error);
    if (status != JOURNAL_OK) return status;
    if (listing.segment_count > 0) {
        return journal_error_set(error, JOURNAL_EXISTS, "%s: there is a journal already",
                                 directory);
    }
    struct journal_segment_header header = {
        .segment_size = founding->segment_size,
        .generation = 1,
        .id = founding->id,
        .charter = founding->charter,
    };
    if (id_is_zero(&header.id)) {
        enum os_result result = os_secret_bytes(header.id.bytes, sizeof header.id.bytes);
        if (result != OS_OK) return journal_error_os(error, result, "make", "an identity");
    }
    return journal_prepare(directory, &header, error);
}

/* What a creation that failed had made: the lock and the directory.  Nothing half made stays. */
static void remove_directory(const char *directory)
{
    char path[OS_PATH_SIZE_MAX];
    if (journal_path_join(path, directory, "lock")) (void)os_path_remove(path);
    (void)os_directory_remove(directory);
}

enum journal_status journal_create(const char *directory, const struct journal_founding *founding,
                                   struct journal_error *error)
{
    ASSERT(journal_segment_size_is_valid(founding->segment_size));
    struct os_file lock;
    bool is_new = false;
    enum journal_status status = ensure_directory(directory, &is_new, error);
    if (status != JOURNAL_OK) return status;
    status = take_lock(directory, &lock, error);
    if (status == JOURNAL_OK) {
        status = found(directory, founding, error);
        os_file_close(&lock);
    }
    if (status != JOURNAL_OK && is_new) remove_directory(directory);
    return status;
}

/* --- opening --- */

enum journal_status journal_read_header(const char *directory,
                                        struct journal_segment_header *header,
                                        struct journal_error *error)
{
    struct journal_listing listing;
    struct journal_source source;
    enum journal_status status = journal_list(directory, &listing, error);
    if (status != JOURNAL_OK) return status;
    if (listing.segment_count == 0) {
        return journal_error_set(error, JOURNAL_MISSING,
                                 "%s: there is no journal in this directory", directory);
    }
    status = journal_source_open(&source, directory, listing.segment_first, error);
    bool is_damage = status == JOURNAL_CORRUPT || status == JOURNAL_FOREIGN;
    if (is_damage && listing.segment_first == 1) error->sequence_first = 1;
    if (status != JOURNAL_OK) return status;
    *header = source.header;
    journal_source_close(&source);
    return JOURNAL_OK;
}

/* A process that was killed may have left bytes on their way to the disk.  They will be read, so
 * they must be durable first; and what is read must come from the disk, not from a cache that may
 * hold what a failed sync never wrote. */
static enum journal_status settle(const struct journal *journal, struct journal_error *error)
{
    struct journal_listing listing;
    enum journal_status status = journal_list(journal->directory, &listing, error);
    if (status != JOURNAL_OK) return status;
    uint32_t count = u32_min(listing.segment_count, UNSETTLED_SEGMENTS);
    for (uint32_t i = 0; i < count; i++) {
        char path[OS_PATH_SIZE_MAX];
        struct os_file file;
        (void)journal_path_make(path, journal->directory, JOURNAL_FILE_SEGMENT,
                                listing.segment_last - i);
        enum os_result result = os_file_open(&file, path, OS_FILE_WRITE);
        if (result == OS_NOT_FOUND) continue; /* the scan will say so */
        if (result != OS_OK) return journal_error_os(error, result, "open", path);
        result = os_file_sync(&file);
        if (result == OS_OK) os_file_forget_cache(&file);
        os_file_close(&file);
        if (result != OS_OK) return journal_error_os(error, result, "sync", path);
    }
    enum os_result result = os_directory_sync(journal->directory);
    if (result != OS_OK) return journal_error_os(error, result, "sync", journal->directory);
    return JOURNAL_OK;
}

static enum journal_status refuse(const struct journal_record *record, const char *directory,
                                  struct journal_error *error)
{
    (void)journal_error_set(error, JOURNAL_REFUSED, "%s: the record cannot be replayed", directory);
    error->sequence_first = record->sequence;
    error->sequence_last = record->sequence;
    return error->status;
}

static enum journal_status replay_all(struct journal *journal, struct journal_reader *reader,
                                      const struct journal_replayer *replayer,
                                      struct journal_error *error)
{
    for (;;) {
        struct journal_record record;
        enum journal_read read = journal_reader_next(reader, &record, error);
        if (read == JOURNAL_READ_FAULT) return error->status;
        if (read == JOURNAL_READ_END) break;
        journal->recovery.record_count++;
        bool goes_on = replayer->replay == NULL || replayer->replay(replayer->context, &record);
        if (!goes_on) return refuse(&record, journal->directory, error);
    }
    journal->header = *journal_reader_header(reader);
    journal->recovery.end = reader->scan.end;
    journal->recovery.sequence_last = reader->scan.end.position.sequence_next - 1;
    return JOURNAL_OK;
}

static enum journal_status recover(struct journal *journal, const struct journal_config *config,
                                   const struct journal_replayer *replayer,
                                   struct journal_error *error)
{
    struct journal_reader_config reader_config = {
        .directory = journal->directory,
        .start = config->start,
        .has_thread = config->has_threads,
        .checks = config->checks,
    };
    struct journal_reader reader;
    enum journal_status status = journal_reader_open(&reader, &reader_config, error);
    if (status != JOURNAL_OK) return status;
    status = replay_all(journal, &reader, replayer, error);
    journal_reader_close(&reader);
    return status;
}

static enum journal_status make_writer(struct journal *journal, const struct journal_config *config,
                                       struct journal_error *error)
{
    struct journal_writer *writer = &journal->writer;
    const struct journal_end *end = &journal->recovery.end;
    size_t frame_size_max =
        config->frame_size_max == 0 ? JOURNAL_FRAME_SIZE_MAX : config->frame_size_max;
    uint64_t ring_size = config->ring_size == 0 ? RING_SIZE : config->ring_size;
    *writer = (struct journal_writer){
        .directory = journal->directory,
        .ring = &journal->ring,
        .need_segment = journal_need_segment_now,
        .context = journal,
        .position = end->position,
        .id = journal->header.id,
        .segment_size = journal->header.segment_size,
        .frame_size_max = u64_min(frame_size_max, journal->header.segment_size),
    };
    writer->position.generation = end->append_generation;
    writer->position.offset = end->append_offset;
    bool is_ready =
        journal_hasher_init(&writer->hasher) &&
        os_memory_take(&writer->frame, writer->frame_size_max, OS_MEMORY_PLAIN) == OS_OK &&
        os_memory_take(&journal->ring_memory, ring_size, OS_MEMORY_PLAIN) == OS_OK;
    if (!is_ready) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory for the journal");
    }
    journal_ring_init(&journal->ring, journal->ring_memory.bytes, ring_size);
    journal->sequence_next = end->position.sequence_next;
    atomic_store(&journal->durable, journal->sequence_next - 1);

    enum journal_status status =
        journal_need_segment_now(journal, writer->position.generation, error);
    return status == JOURNAL_OK ? journal_writer_open_segment(writer, error) : status;
}

static void give_everything_back(struct journal *journal)
{
    struct journal_writer *writer = &journal->writer;
    if (writer->has_file) os_file_close(&writer->file);
    journal_hasher_release(&writer->hasher);
    os_memory_give_back(&writer->frame);
    os_memory_give_back(&journal->ring_memory);
    os_file_close(&journal->lock);
}

enum journal_status journal_open(struct journal *journal, const struct journal_config *config,
                                 const struct journal_replayer *replayer,
                                 struct journal_error *error)
{
    *journal = (struct journal){.has_threads = config->has_threads,
                                .progress = config->progress,
                                .progress_context = config->progress_context};
    size_t size = strlen(config->directory);
    if (size >= sizeof journal->directory) {
        return journal_error_set(error, JOURNAL_MISSING, "the directory's path is too long");
    }
    memcpy(journal->directory, config->directory, size);
    enum journal_status status = take_lock(journal->directory, &journal->lock, error);
    if (status != JOURNAL_OK) return status;

    status = settle(journal, error);
    if (status == JOURNAL_OK) status = recover(journal, config, replayer, error);
    if (status == JOURNAL_OK) status = journal_prepare_clean(journal->directory, error);
    if (status == JOURNAL_OK) status = make_writer(journal, config, error);
    if (status == JOURNAL_OK && config->has_threads) {
        status = journal_threads_start(journal, error);
        if (status != JOURNAL_OK) journal_threads_stop(journal);
    }
    if (status != JOURNAL_OK) give_everything_back(journal);
    return status;
}

enum journal_status journal_close(struct journal *journal, struct journal_error *error)
{
    (void)journal_commit(journal);
    journal_threads_stop(journal);
    enum journal_status status = journal_status(journal, error);
    give_everything_back(journal);
    return status;
}
