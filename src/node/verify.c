/* SPDX-License-Identifier: Apache-2.0 */
/*
 * verify.c - see verify.h.
 *
 * Role       Commands are decoded a few ahead of the core, so that the memory they will touch can
 *            be asked for in time (core_prefetch).
 * Invariant  See verify.h.
 * Rules      R-TIME-6.
 */
#include "node/verify.h"

#include <inttypes.h>

#include "base/check.h"
#include "node/snapshot_store.h"
#include "os/os_clock.h"

#define AHEAD       32u   /* a power of two */
#define AHEAD_STAGE 1u    /* commands between two stages */
#define PASS_EVERY  1024u /* commands between two words to who waits */

struct verifier {
    struct journal_reader reader;
    struct journal_heads heads;
    struct rerun rerun;
    struct command window[AHEAD];
    uint64_t decoded_count;
    uint64_t stepped_count;
    uint64_t sequence_sealed;
    const char *directory;
    struct verify_bound bound;
    bool is_stopped;        /* who waits wants no more */
    uint64_t snapshot_next; /* the sequence of the next snapshot; 0: no more */
    uint64_t snapshot_count;
};

static const struct command *at(const struct verifier *verifier, uint64_t index)
{
    return &verifier->window[index % AHEAD];
}

/* The oldest snapshot that covers more than `sequence`. */
static enum journal_status find_snapshot(struct verifier *verifier, uint64_t sequence,
                                         struct journal_error *error)
{
    uint64_t below = UINT64_MAX;
    verifier->snapshot_next = 0;
    for (;;) {
        uint64_t found = 0;
        enum journal_status status =
            snapshot_store_newest(verifier->directory, below, &found, error);
        if (status != JOURNAL_OK || found <= sequence) return status;
        verifier->snapshot_next = found;
        below = found;
    }
}

static enum journal_status judge_snapshot(const struct verifier *verifier,
                                          const struct snapshot_file *snapshot,
                                          struct journal_error *error)
{
    const struct journal_segment_header *journal = journal_reader_header(&verifier->reader);
    const struct snapshot_header *header = &snapshot->header;
    if (!journal_id_equal(&header->id, &journal->id)) {
        return journal_error_set(error, JOURNAL_FOREIGN,
                                 "%s: offset 16: the snapshot belongs to another journal",
                                 snapshot->path);
    }
    enum journal_status status = snapshot_store_prove(snapshot, error);
    if (status != JOURNAL_OK || header->layout != CORE_STATE_LAYOUT) return status;
    if (hash128_equal(header->state_hash, core_hash(verifier->rerun.core))) return JOURNAL_OK;
    return journal_error_set(error, JOURNAL_MISMATCH,
                             "%s: offset 104: the hash of the state differs from this run's",
                             snapshot->path);
}

/* The run stands where a snapshot was made: it must be whole and hold the state of the run. */
static enum journal_status check_snapshot(struct verifier *verifier, struct journal_error *error)
{
    struct snapshot_file snapshot;
    uint64_t sequence = verifier->snapshot_next;
    enum journal_status status =
        snapshot_store_open(&snapshot, verifier->directory, sequence, error);
    if (status == JOURNAL_OK) {
        status = judge_snapshot(verifier, &snapshot, error);
        snapshot_store_close(&snapshot);
    }
    if (status != JOURNAL_OK) {
        error->sequence_first = sequence;
        error->sequence_last = sequence;
        return status;
    }
    verifier->snapshot_count++;
    return find_snapshot(verifier, sequence, error);
}

static enum journal_status check_none_beyond(const struct verifier *verifier,
                                             struct journal_error *error)
{
    if (verifier->snapshot_next == 0) return JOURNAL_OK;
    (void)journal_error_set(error, JOURNAL_CORRUPT,
                            "%s: a snapshot covers sequence %" PRIu64
                            ", where the journal has ended: records are lost",
                            verifier->directory, verifier->snapshot_next);
    error->sequence_first = core_sequence(verifier->rerun.core) + 1;
    error->sequence_last = verifier->snapshot_next;
    return error->status;
}

static enum journal_status step_one(struct verifier *verifier, struct journal_error *error)
{
    uint64_t index = verifier->stepped_count;
    uint64_t end = verifier->decoded_count;
    const struct core *core = verifier->rerun.core;
    for (uint64_t stage = 0; stage < CORE_PREFETCH_STAGES; stage++) {
        uint64_t ahead = index + AHEAD_STAGE * (CORE_PREFETCH_STAGES - stage);
        if (ahead < end) core_prefetch(core, at(verifier, ahead), (uint32_t)stage);
    }
    const struct command *command = at(verifier, index);
    enum journal_status status = rerun_command(&verifier->rerun, command, error);
    if (command->kind == COMMAND_SEAL) verifier->sequence_sealed = command->seal.covered_sequence;
    verifier->stepped_count++;
    const struct verify_bound *bound = &verifier->bound;
    if (bound->passed != NULL && verifier->stepped_count % PASS_EVERY == 0) {
        verifier->is_stopped = !bound->passed(bound->context, command->sequence);
    }
    bool has_snapshot = status == JOURNAL_OK && command->sequence == verifier->snapshot_next;
    return has_snapshot ? check_snapshot(verifier, error) : status;
}

static enum journal_status step_rest(struct verifier *verifier, struct journal_error *error)
{
    while (verifier->stepped_count < verifier->decoded_count) {
        enum journal_status status = step_one(verifier, error);
        if (status != JOURNAL_OK) return status;
    }
    return JOURNAL_OK;
}

/* The next record; where a frame ended before it, a signed head may stand. */
static enum journal_status read_one(struct verifier *verifier, struct journal_record *record,
                                    enum journal_read *read, struct journal_error *error)
{
    const struct journal_position *position = &verifier->reader.position;
    *read = journal_reader_next(&verifier->reader, record, error);
    if (*read == JOURNAL_READ_FAULT) return error->status;
    enum journal_status status = journal_heads_pass(&verifier->heads, position, error);
    bool is_part = verifier->bound.through != 0;
    if (status != JOURNAL_OK || *read == JOURNAL_READ_RECORD || is_part) return status;
    return journal_heads_finish(&verifier->heads, position->sequence_next - 1, error);
}

/* Everything that was to be looked at has been read. */
static bool is_through(const struct verifier *verifier)
{
    uint64_t through = verifier->bound.through;
    if (verifier->is_stopped) return true;
    if (through == 0 || verifier->decoded_count == 0) return false;
    return at(verifier, verifier->decoded_count - 1)->sequence >= through;
}

/* What is before a fault of the file is still run: a difference found there comes first. */
static enum journal_status run_all(struct verifier *verifier, struct journal_error *error)
{
    for (;;) {
        struct journal_record record;
        struct journal_error read_error;
        enum journal_read read = JOURNAL_READ_FAULT;
        if (is_through(verifier)) return step_rest(verifier, error);
        enum journal_status status = read_one(verifier, &record, &read, &read_error);
        if (read == JOURNAL_READ_RECORD && status == JOURNAL_OK) {
            struct command *command = &verifier->window[verifier->decoded_count % AHEAD];
            status = rerun_decode(&record, command, &read_error);
            if (status == JOURNAL_OK) verifier->decoded_count++;
        }
        if (read != JOURNAL_READ_RECORD || status != JOURNAL_OK) {
            enum journal_status rest = step_rest(verifier, error);
            if (rest != JOURNAL_OK) return rest;
            bool is_part = verifier->bound.through != 0;
            if (status == JOURNAL_OK && is_part) return JOURNAL_OK;
            if (status == JOURNAL_OK) return check_none_beyond(verifier, error);
            *error = read_error;
            return status;
        }
        if (verifier->decoded_count - verifier->stepped_count < AHEAD) continue;
        status = step_one(verifier, error);
        if (status != JOURNAL_OK) return status;
    }
}

static void fill_result(const struct verifier *verifier, struct verify_result *result)
{
    const struct rerun *rerun = &verifier->rerun;
    *result = (struct verify_result){
        .command_count = rerun->command_count,
        .event_count = rerun->event_count,
        .seal_count = rerun->seal_count,
        .state_seal_count = rerun->state_seal_count,
        .foreign_seal_count = rerun->foreign_seal_count,
        .head_count = verifier->heads.checked_count,
        .snapshot_count = verifier->snapshot_count,
        .sequence_last = core_sequence(rerun->core),
        .sequence_sealed = verifier->sequence_sealed,
        .output_hash = hash_end(&rerun->output),
        .state_hash = core_hash(rerun->core),
        .head = verifier->reader.position.head,
        .end = verifier->reader.scan.end,
    };
}

static enum journal_status run_open(struct verifier *verifier, const char *directory,
                                    const struct journal_key *trusted, struct journal_error *error)
{
    const struct journal_segment_header *header = journal_reader_header(&verifier->reader);
    enum journal_status status =
        journal_heads_open(&verifier->heads, directory, &header->id, trusted, error);
    if (status != JOURNAL_OK) return status;
    status = find_snapshot(verifier, 0, error);
    if (status != JOURNAL_OK) return status;
    status = rerun_init(&verifier->rerun, &header->charter, error);
    return status == JOURNAL_OK ? run_all(verifier, error) : status;
}

enum journal_status verify_journal(const char *directory, const struct journal_key *trusted,
                                   struct verify_result *result, struct journal_error *error)
{
    const struct verify_bound all = {0};
    return verify_journal_through(directory, trusted, &all, result, error);
}

enum journal_status verify_journal_through(const char *directory, const struct journal_key *trusted,
                                           const struct verify_bound *bound,
                                           struct verify_result *result,
                                           struct journal_error *error)
{
    struct os_memory memory;
    *result = (struct verify_result){0};
    if (os_memory_take(&memory, sizeof(struct verifier), OS_MEMORY_PLAIN) != OS_OK) {
        return journal_error_set(error, JOURNAL_NO_MEMORY, "out of memory to verify a journal");
    }
    struct verifier *verifier = (void *)memory.bytes;
    verifier->directory = directory;
    verifier->bound = *bound;
    struct journal_reader_config config = {
        .directory = directory, .has_thread = true, .checks = JOURNAL_CHECK_VERIFY};
    int64_t begin_ns = os_clock_steady_ns();
    enum journal_status status = journal_reader_open(&verifier->reader, &config, error);
    if (status == JOURNAL_OK) {
        status = run_open(verifier, directory, trusted, error);
        if (verifier->rerun.core != NULL) fill_result(verifier, result);
        result->duration_ns = os_clock_steady_ns() - begin_ns;
        rerun_release(&verifier->rerun);
        journal_heads_close(&verifier->heads);
        journal_reader_close(&verifier->reader);
    }
    os_memory_give_back(&memory);
    return status;
}
