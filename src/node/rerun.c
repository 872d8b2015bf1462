/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rerun.c - see rerun.h.
 *
 * Role       See rerun.h.
 * Invariant  See rerun.h.
 * Rules      R-TIME-6.
 */
#include "node/rerun.h"

#include <inttypes.h>

#include "base/check.h"
#include "node/charter.h"
#include "wire/command_codec.h"

enum journal_status rerun_init(struct rerun *rerun, const struct journal_charter *charter,
                               struct journal_error *error)
{
    *rerun = (struct rerun){0};
    if (!charter_read(charter, &rerun->config)) {
        return journal_error_set(error, JOURNAL_FOREIGN,
                                 "the journal's charter names no capacities of this version");
    }
    size_t size = core_size(&rerun->config);
    size_t event_size = RERUN_EVENTS * sizeof(struct event);
    bool taken = os_memory_take(&rerun->core_memory, size, OS_MEMORY_HUGE) == OS_OK &&
                 os_memory_take(&rerun->event_memory, event_size, OS_MEMORY_PLAIN) == OS_OK;
    if (!taken) {
        rerun_release(rerun);
        return journal_error_set(error, JOURNAL_NO_MEMORY,
                                 "out of memory: the core of this journal takes %zu bytes", size);
    }
    rerun->core = core_init(rerun->core_memory.bytes, rerun->core_memory.size, &rerun->config);
    hash_begin(&rerun->output);
    return JOURNAL_OK;
}

void rerun_release(struct rerun *rerun)
{
    os_memory_give_back(&rerun->core_memory);
    os_memory_give_back(&rerun->event_memory);
    rerun->core = NULL;
}

static enum journal_status name_record(struct journal_error *error, uint64_t sequence)
{
    error->sequence_first = sequence;
    error->sequence_last = sequence;
    return error->status;
}

enum journal_status rerun_decode(const struct journal_record *record, struct command *command,
                                 struct journal_error *error)
{
    enum command_fault fault = command_read(record->payload.bytes, record->payload.size, command);
    if (fault != COMMAND_GOOD) {
        (void)journal_error_set(error, JOURNAL_CORRUPT, "the record is no command: %s",
                                command_fault_text(fault));
        return name_record(error, record->sequence);
    }
    if (command->sequence == record->sequence) return JOURNAL_OK;
    (void)journal_error_set(error, JOURNAL_CORRUPT,
                            "the record holds the command with sequence %" PRIu64,
                            command->sequence);
    return name_record(error, record->sequence);
}

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct rerun *rerun = context;
    seal_add_events(&rerun->output, list, count);
    rerun->event_count += count;
    if (rerun->listener != NULL) rerun->listener(rerun->listener_context, list, count);
}

static enum journal_status compare_seal(struct rerun *rerun, const struct command *seal,
                                        struct journal_error *error)
{
    bool has_state = false;
    enum seal_fault fault = seal_check(seal, rerun->core, &rerun->output, &has_state);
    rerun->seal_count++;
    rerun->state_seal_count += has_state;
    rerun->foreign_seal_count += seal->seal.state_layout != CORE_STATE_LAYOUT;
    if (fault == SEAL_GOOD) return JOURNAL_OK;

    char mine[HASH_TEXT_SIZE];
    char stored[HASH_TEXT_SIZE];
    bool is_state = fault == SEAL_STATE_DIFFERS;
    hash128_text(is_state ? core_hash(rerun->core) : hash_end(&rerun->output), mine);
    hash128_text(is_state ? seal->seal.state_hash : seal->seal.output_hash, stored);
    (void)journal_error_set(error, JOURNAL_MISMATCH,
                            "%s: stored %s, computed %s; something since the seal before it came "
                            "out differently",
                            seal_fault_text(fault), stored, mine);
    return name_record(error, seal->sequence);
}

enum journal_status rerun_command(struct rerun *rerun, const struct command *command,
                                  struct journal_error *error)
{
    ASSERT(command->sequence == core_sequence(rerun->core) + 1);
    if (command->kind == COMMAND_SEAL) {
        enum journal_status status = compare_seal(rerun, command, error);
        if (status != JOURNAL_OK) return status;
    }
    if (rerun->command_listener != NULL) {
        rerun->command_listener(rerun->listener_context, command);
    }
    void *memory = rerun->event_memory.bytes;
    struct events events = {
        .list = memory, .capacity = RERUN_EVENTS, .drain = take_events, .context = rerun};
    (void)core_step(rerun->core, command, &events);
    take_events(rerun, events.list, events.count);
    rerun->command_count++;
    ASSERT(core_sequence(rerun->core) == command->sequence);
    return JOURNAL_OK;
}
