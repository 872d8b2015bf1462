/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recovery.c - see recovery.h.
 *
 * Role       The first region of a snapshot is the running hash of all events; the core's own
 *            regions follow in its order.
 * Invariant  See recovery.h.
 * Rules      none.
 */
#include "node/recovery.h"

#include <inttypes.h>
#include <string.h>

#include "base/check.h"
#include "node/snapshot_store.h"

#define REGIONS_BEFORE_CORE 1u

static_assert(REGIONS_BEFORE_CORE + CORE_REGIONS_MAX <= SNAPSHOT_REGIONS_MAX,
              "a snapshot has room for all regions of the core");

/* --- saving --- */

enum journal_status recovery_save(struct rerun *rerun, const char *directory,
                                  const struct journal_id *id,
                                  const struct journal_position *position,
                                  struct journal_error *error)
{
    ASSERT(core_sequence(rerun->core) + 1 == position->sequence_next);
    struct core_region core_list[CORE_REGIONS_MAX];
    struct snapshot_region list[SNAPSHOT_REGIONS_MAX];
    uint32_t count = core_regions(rerun->core, core_list);
    list[0] = (struct snapshot_region){&rerun->output, sizeof rerun->output};
    for (uint32_t i = 0; i < count; i++) {
        list[REGIONS_BEFORE_CORE + i] =
            (struct snapshot_region){core_list[i].bytes, core_list[i].size};
    }
    struct snapshot_header header = {
        .id = *id,
        .sequence = core_sequence(rerun->core),
        .position = *position,
        .layout = CORE_STATE_LAYOUT,
        .state_hash = core_hash(rerun->core),
        .region_count = REGIONS_BEFORE_CORE + count,
    };
    return snapshot_store_write(directory, &header, list, error);
}

/* --- loading --- */

static enum journal_status refuse(const struct snapshot_file *snapshot, const char *reason,
                                  struct journal_error *error)
{
    return journal_error_set(error, JOURNAL_FOREIGN, "%s: %s", snapshot->path, reason);
}

/* Finds the core's memory for the regions of the snapshot. */
static enum journal_status place_regions(struct recovery *recovery,
                                         const struct snapshot_file *snapshot,
                                         struct snapshot_region *list, struct journal_error *error)
{
    const struct snapshot_header *header = &snapshot->header;
    struct core_region core_list[CORE_REGIONS_MAX];
    size_t sizes[SNAPSHOT_REGIONS_MAX];
    bool has_count = header->region_count >= REGIONS_BEFORE_CORE &&
                     header->region_count <= REGIONS_BEFORE_CORE + CORE_REGIONS_MAX;
    if (!has_count || header->region_sizes[0] != sizeof recovery->rerun.output) {
        return refuse(snapshot, "its regions are not those of this program", error);
    }
    uint32_t count = header->region_count - REGIONS_BEFORE_CORE;
    for (uint32_t i = 0; i < count; i++) {
        sizes[i] = (size_t)header->region_sizes[REGIONS_BEFORE_CORE + i];
    }
    if (!core_regions_restore(recovery->rerun.core, sizes, count, core_list)) {
        return refuse(snapshot, "its regions do not fit the capacities of the journal", error);
    }
    list[0] = (struct snapshot_region){&recovery->rerun.output, sizeof recovery->rerun.output};
    for (uint32_t i = 0; i < count; i++) {
        list[REGIONS_BEFORE_CORE + i] = (struct snapshot_region){core_list[i].bytes, sizes[i]};
    }
    return JOURNAL_OK;
}

static enum journal_status load_open(struct recovery *recovery,
                                     const struct snapshot_file *snapshot,
                                     struct journal_error *error)
{
    const struct snapshot_header *header = &snapshot->header;
    struct snapshot_region list[SNAPSHOT_REGIONS_MAX];
    if (!journal_id_equal(&header->id, &recovery->header.id)) {
        return refuse(snapshot, "it belongs to another journal", error);
    }
    if (header->layout != CORE_STATE_LAYOUT) {
        return refuse(snapshot, "its state has the layout of another build", error);
    }
    enum journal_status status = place_regions(recovery, snapshot, list, error);
    if (status != JOURNAL_OK) return status;
    status = snapshot_store_load(snapshot, list, error);
    if (status != JOURNAL_OK) return status;
    bool is_same = hash128_equal(core_hash(recovery->rerun.core), header->state_hash) &&
                   core_sequence(recovery->rerun.core) == header->sequence;
    if (!is_same) return refuse(snapshot, "the state in it is not the one that it names", error);
    recovery->start = header->position;
    recovery->snapshot_sequence = header->sequence;
    recovery->has_start = true;
    return JOURNAL_OK;
}

static enum journal_status load(struct recovery *recovery, const char *directory, uint64_t sequence,
                                struct journal_error *error)
{
    struct snapshot_file snapshot;
    enum journal_status status = snapshot_store_open(&snapshot, directory, sequence, error);
    if (status != JOURNAL_OK) return status;
    status = load_open(recovery, &snapshot, error);
    snapshot_store_close(&snapshot);
    return status;
}

/* A core into which a bad snapshot was loaded is thrown away with all its memory. */
static enum journal_status start_anew(struct recovery *recovery, struct journal_error *error)
{
    rerun_release(&recovery->rerun);
    return rerun_init(&recovery->rerun, &recovery->header.charter, error);
}

enum journal_status recovery_begin(struct recovery *recovery, const char *directory,
                                   uint64_t sequence_max, struct journal_error *error)
{
    *recovery = (struct recovery){0};
    enum journal_status status = journal_read_header(directory, &recovery->header, error);
    if (status != JOURNAL_OK) return status;
    status = rerun_init(&recovery->rerun, &recovery->header.charter, error);
    uint64_t sequence = sequence_max == UINT64_MAX ? UINT64_MAX : sequence_max + 1;
    while (status == JOURNAL_OK) {
        status = snapshot_store_newest(directory, sequence, &sequence, error);
        if (status != JOURNAL_OK || sequence == 0) break;
        struct journal_error refusal;
        if (load(recovery, directory, sequence, &refusal) == JOURNAL_OK) break;
        if (recovery->refused_count++ == 0) recovery->refused_newest = refusal;
        status = start_anew(recovery, error);
    }
    if (status != JOURNAL_OK) recovery_release(recovery);
    return status;
}

void recovery_release(struct recovery *recovery)
{
    rerun_release(&recovery->rerun);
}

enum journal_status recovery_record(struct recovery *recovery, const struct journal_record *record,
                                    struct journal_error *error)
{
    struct command command;
    enum journal_status status = rerun_decode(record, &command, error);
    if (status != JOURNAL_OK) return status;
    return rerun_command(&recovery->rerun, &command, error);
}

static enum journal_status read_all(struct recovery *recovery, struct journal_reader *reader,
                                    struct journal_error *error)
{
    for (;;) {
        struct journal_record record;
        enum journal_read read = journal_reader_next(reader, &record, error);
        if (read == JOURNAL_READ_FAULT) return error->status;
        if (read == JOURNAL_READ_END) return JOURNAL_OK;
        enum journal_status status = recovery_record(recovery, &record, error);
        if (status != JOURNAL_OK) return status;
    }
}

enum journal_status recovery_read_rest(struct recovery *recovery, const char *directory,
                                       struct journal_end *end, struct journal_error *error)
{
    struct os_memory memory;
    if (os_memory_take(&memory, sizeof(struct journal_reader), OS_MEMORY_PLAIN) != OS_OK) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory to read a journal");
    }
    struct journal_reader *reader = (void *)memory.bytes;
    struct journal_reader_config config = {
        .directory = directory,
        .start = recovery->has_start ? &recovery->start : NULL,
        .has_thread = true,
        .checks = JOURNAL_CHECK_ALL,
    };
    enum journal_status status = journal_reader_open(reader, &config, error);
    if (status == JOURNAL_OK) {
        status = read_all(recovery, reader, error);
        *end = reader->scan.end;
        journal_reader_close(reader);
    }
    os_memory_give_back(&memory);
    return status;
}
