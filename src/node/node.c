/* SPDX-License-Identifier: Apache-2.0 */
/*
 * node.c - see node.h.
 *
 * Role       See node.h.
 * Invariant  core_sequence + 1 == journal.sequence_next between two calls.
 * Rules      R-TIME-1, R-TIME-4, R-TIME-6.
 */
#include "node/node.h"

#include "base/check.h"
#include "base/int_math.h"
#include "node/charter.h"
#include "node/snapshot_store.h"
#include "os/os_clock.h"
#include "wire/command_codec.h"

#define COMMIT_INTERVAL UINT64_C(32)
#define SEAL_INTERVAL   UINT64_C(65536)
#define STATE_INTERVAL  UINT64_C(16777216)
#define SNAPSHOTS_KEPT  3u

struct node_config node_config_default(const char *directory, publisher_function *publish,
                                       void *context)
{
    return (struct node_config){
        .directory = directory,
        .has_threads = true,
        .publish = publish,
        .context = context,
        .clock_ns = os_clock_wall_ns,
        .commit_interval = COMMIT_INTERVAL,
        .seal_interval = SEAL_INTERVAL,
        .state_interval = STATE_INTERVAL,
        .snapshots_kept = SNAPSHOTS_KEPT,
        .snapshot_sequence_max = UINT64_MAX,
    };
}

enum journal_status node_create(const char *directory, const struct core_config *capacities,
                                struct journal_error *error)
{
    struct journal_founding founding = {.segment_size = JOURNAL_SEGMENT_SIZE};
    charter_write(&founding.charter, capacities);
    return journal_create(directory, &founding, error);
}

/* --- recovery --- */

struct replaying {
    struct recovery *recovery;
    struct journal_error *error;
};

static bool replay_record(void *context, const struct journal_record *record)
{
    struct replaying *replaying = context;
    return recovery_record(replaying->recovery, record, replaying->error) == JOURNAL_OK;
}

static enum journal_status open_journal(struct node *node, struct journal_error *error)
{
    struct journal_error record_error = {0};
    struct replaying replaying = {&node->recovery, &record_error};
    struct journal_replayer replayer = {replay_record, &replaying};
    struct journal_config config = {
        .directory = node->config.directory,
        .start = node->recovery.has_start ? &node->recovery.start : NULL,
        .has_threads = node->config.has_threads,
        .checks = JOURNAL_CHECK_ALL,
        .progress = node->config.progress,
        .progress_context = node->config.context,
    };
    enum journal_status status = journal_open(&node->journal, &config, &replayer, error);
    bool is_by_record = status == JOURNAL_REFUSED && record_error.status != JOURNAL_OK;
    if (is_by_record) *error = record_error;
    return error->status;
}

static void fill_report(struct node *node, int64_t begin_ns)
{
    const struct recovery *recovery = &node->recovery;
    node->report = (struct node_report){
        .snapshot_sequence = recovery->snapshot_sequence,
        .snapshots_refused = recovery->refused_count,
        .replayed_count = recovery->rerun.command_count,
        .sequence_last = node->journal.recovery.sequence_last,
        .torn_count = node->journal.recovery.end.torn_count,
        .duration_ns = os_clock_steady_ns() - begin_ns,
        .refused_newest = recovery->refused_newest,
    };
}

enum journal_status node_open(struct node *node, const struct node_config *config,
                              struct journal_error *error)
{
    ASSERT(config->snapshots_kept > 0);
    ASSERT(config->commit_interval > 0);
    int64_t begin_ns = os_clock_steady_ns();
    *node = (struct node){.config = *config};
    *error = (struct journal_error){0};
    enum journal_status status =
        recovery_begin(&node->recovery, config->directory, config->snapshot_sequence_max, error);
    if (status != JOURNAL_OK) return status;
    struct rerun *rerun = &node->recovery.rerun;
    rerun->command_listener = config->replayed_command;
    rerun->listener = config->replayed_events;
    rerun->listener_context = config->context;
    status = open_journal(node, error);
    if (status != JOURNAL_OK) {
        recovery_release(&node->recovery);
        return status;
    }
    node->publisher = (struct publisher){
        .journal = &node->journal, .publish = config->publish, .context = config->context};
    bool has_publisher = config->has_threads && config->progress == NULL;
    status = publisher_start(&node->publisher, has_publisher, error);
    if (status != JOURNAL_OK) {
        struct journal_error close_error;
        (void)journal_close(&node->journal, &close_error);
        recovery_release(&node->recovery);
        return status;
    }
    uint64_t sequence = core_sequence(node->recovery.rerun.core);
    ASSERT(sequence + 1 == node->journal.sequence_next);
    node->time_ns = core_time_ns(node->recovery.rerun.core);
    node->sequence_snapshot = node->recovery.snapshot_sequence;
    node->sequence_sealed = sequence;
    node->sequence_state_sealed = sequence;
    fill_report(node, begin_ns);
    return JOURNAL_OK;
}

/* --- one command --- */

static void take_events(void *context, const struct event *list, uint32_t count)
{
    struct node *node = context;
    seal_add_events(&node->recovery.rerun.output, list, count);
    publisher_put(&node->publisher, list, count);
}

static void step(struct node *node, const struct command *command)
{
    void *memory = node->recovery.rerun.event_memory.bytes;
    struct events events = {
        .list = memory, .capacity = RERUN_EVENTS, .drain = take_events, .context = node};
    node->event_count = core_step(node->recovery.rerun.core, command, &events);
    take_events(node, events.list, events.count);
    if (node->config.progress == NULL) publisher_flush(&node->publisher);
}

/* The record goes into the ring before the core steps, so that disk and core work side by side. */
static enum journal_status record_and_step(struct node *node, struct command *command)
{
    uint8_t bytes[COMMAND_BYTES_MAX];
    size_t size = 0;
    uint64_t sequence = 0;
    int64_t now_ns = node->config.clock_ns == NULL ? command->time_ns : node->config.clock_ns();
    command->sequence = node->journal.sequence_next;
    command->time_ns = i64_max(now_ns, node->time_ns); /* R-TIME-1 */
    if (command_write(command, bytes, &size) != COMMAND_GOOD) return JOURNAL_REFUSED;

    enum journal_status status =
        journal_append(&node->journal, (struct journal_span){bytes, size}, &sequence);
    if (status != JOURNAL_OK) return status;
    ASSERT(sequence == command->sequence);
    node->time_ns = command->time_ns;
    step(node, command);
    if (++node->uncommitted_count < node->config.commit_interval) return JOURNAL_OK;
    return node_commit(node);
}

static bool is_due(uint64_t interval, uint64_t since, uint64_t now)
{
    return interval != 0 && now - since >= interval;
}

enum journal_status node_submit(struct node *node, struct command *command)
{
    enum journal_status status = record_and_step(node, command);
    if (status != JOURNAL_OK) return status;
    uint64_t now = command->sequence;
    if (is_due(node->config.state_interval, node->sequence_state_sealed, now)) {
        status = node_seal(node, SEAL_STATE);
    } else if (is_due(node->config.seal_interval, node->sequence_sealed, now)) {
        status = node_seal(node, SEAL_OUTPUT);
    }
    if (status != JOURNAL_OK) return status;
    if (!is_due(node->config.snapshot_interval, node->sequence_snapshot, now)) return JOURNAL_OK;
    struct journal_error error;
    return node_snapshot(node, &error);
}

enum journal_status node_seal(struct node *node, enum seal_scope scope)
{
    struct command seal;
    const struct rerun *rerun = &node->recovery.rerun;
    seal_make(&seal, rerun->core, &rerun->output, scope);
    seal.time_ns = node->time_ns;
    uint32_t event_count = node->event_count;
    enum journal_status status = record_and_step(node, &seal);
    node->event_count = event_count;
    ASSERT(status != JOURNAL_REFUSED);
    node->sequence_sealed = seal.sequence;
    if (scope == SEAL_STATE) node->sequence_state_sealed = seal.sequence;
    return status;
}

enum journal_status node_commit(struct node *node)
{
    node->uncommitted_count = 0;
    enum journal_status status = journal_commit(&node->journal);
    if (!node->config.has_threads) publisher_flush(&node->publisher);
    return status;
}

uint32_t node_event_count(const struct node *node)
{
    return node->event_count;
}

void node_publish(struct node *node)
{
    publisher_flush(&node->publisher);
}

bool node_space_is_low(const struct node *node)
{
    return journal_space_is_low(&node->journal);
}

enum journal_status node_status(const struct node *node, struct journal_error *error)
{
    return journal_status(&node->journal, error);
}

enum journal_status node_settle(struct node *node)
{
    enum journal_status status = node_commit(node);
    if (status != JOURNAL_OK) return status;
    return journal_wait(&node->journal, node->journal.sequence_next - 1);
}

uint64_t node_durable(const struct node *node)
{
    return journal_durable(&node->journal);
}

const struct core *node_core(const struct node *node)
{
    return node->recovery.rerun.core;
}

enum journal_status node_snapshot(struct node *node, struct journal_error *error)
{
    *error = (struct journal_error){0};
    if (node_settle(node) != JOURNAL_OK) return journal_status(&node->journal, error);
    struct journal_position position = journal_position(&node->journal);
    enum journal_status status = recovery_save(&node->recovery.rerun, node->config.directory,
                                               &node->journal.header.id, &position, error);
    if (status != JOURNAL_OK) return status;
    node->sequence_snapshot = core_sequence(node->recovery.rerun.core);
    return snapshot_store_clean(node->config.directory, node->config.snapshots_kept, error);
}

enum journal_status node_close(struct node *node, struct journal_error *error)
{
    *error = (struct journal_error){0};
    (void)node_settle(node);
    publisher_stop(&node->publisher);
    enum journal_status status = journal_close(&node->journal, error);
    recovery_release(&node->recovery);
    return status;
}
