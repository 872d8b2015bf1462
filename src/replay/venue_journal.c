/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_journal.c - the journal of a replay.
 *
 * Role       Writes each command of the replay's venue to a journal before the core works it, and
 *            seals: the hash of all events now and then, that of the state at the end.  So a
 *            journal of a replay is verified like any other.
 * Invariant  The journal's numbers are the core's.
 * Rules      R-TIME-6.
 */
#include <stdlib.h>

#include "base/check.h"
#include "node/charter.h"
#include "node/journal.h"
#include "node/seal.h"
#include "replay/venue_internal.h"
#include "wire/command_codec.h"

#define COMMIT_EVERY 256u   /* commands; nothing waits for them one by one */
#define SEAL_EVERY   65536u /* commands */

struct venue_journal {
    struct journal journal;
    struct hash_state output; /* of all events so far */
    bool is_finished;         /* the last seal is durable */
};

static bool journal_fault(struct venue *venue, const struct journal_error *error)
{
    return fault_set(venue->fault, "%s", error->text);
}

bool venue_journal_open(struct venue *venue, const char *path, const struct core_config *config)
{
    if (path == NULL) return true;
    struct journal_error error = {0};
    struct journal_founding founding = {.segment_size = JOURNAL_SEGMENT_SIZE};
    struct journal_config opening = {
        .directory = path, .has_threads = true, .checks = JOURNAL_CHECK_ALL};
    struct journal_replayer nothing = {0};
    struct venue_journal *journal =
        aligned_alloc(CACHE_LINE_SIZE,
                      (sizeof *journal + CACHE_LINE_SIZE - 1) / CACHE_LINE_SIZE * CACHE_LINE_SIZE);
    if (journal == NULL) return fault_memory(venue->fault);
    *journal = (struct venue_journal){0};
    hash_begin(&journal->output);
    charter_write(&founding.charter, config);
    if (journal_create(path, &founding, &error) == JOURNAL_OK &&
        journal_open(&journal->journal, &opening, &nothing, &error) == JOURNAL_OK) {
        venue->journal = journal;
        return true;
    }
    free(journal);
    return journal_fault(venue, &error);
}

/* What went wrong with the journal, as the venue's fault. */
static bool take_fault(struct venue *venue)
{
    struct journal_error error = {0};
    (void)journal_status(&venue->journal->journal, &error);
    return journal_fault(venue, &error);
}

bool venue_journal_append(struct venue *venue, const struct command *command)
{
    if (venue->journal == NULL) return true;
    struct journal *journal = &venue->journal->journal;
    uint8_t bytes[COMMAND_BYTES_MAX];
    size_t size = 0;
    uint64_t sequence = 0;
    enum command_fault wrong = command_write(command, bytes, &size);
    ASSERT(wrong == COMMAND_GOOD);
    enum journal_status status =
        journal_append(journal, (struct journal_span){bytes, size}, &sequence);
    if (status != JOURNAL_OK) return take_fault(venue);
    ASSERT(sequence == command->sequence);
    if (sequence % COMMIT_EVERY != 0) return true;
    return journal_commit(journal) == JOURNAL_OK || take_fault(venue);
}

void venue_journal_events(struct venue *venue, const struct event *list, uint32_t count)
{
    if (venue->journal != NULL) seal_add_events(&venue->journal->output, list, count);
}

static bool append_seal(struct venue *venue, enum seal_scope scope)
{
    struct command seal = {0};
    seal_make(&seal, venue->core, &venue->journal->output, scope);
    seal.time_ns = core_time_ns(venue->core);
    return venue_step_plain(venue, &seal);
}

bool venue_journal_seal(struct venue *venue)
{
    if (venue->journal == NULL || core_sequence(venue->core) % SEAL_EVERY != 0) return true;
    return append_seal(venue, SEAL_OUTPUT);
}

bool venue_finish(struct venue *venue)
{
    if (fault_is_set(venue->fault)) return false;
    if (venue->journal == NULL || venue->journal->is_finished) return true;
    struct journal *journal = &venue->journal->journal;
    if (!append_seal(venue, SEAL_STATE)) return false;
    if (journal_commit(journal) != JOURNAL_OK) return take_fault(venue);
    if (journal_wait(journal, core_sequence(venue->core)) != JOURNAL_OK) return take_fault(venue);
    venue->journal->is_finished = true;
    return true;
}

bool venue_journal_close(struct venue *venue)
{
    if (venue->journal == NULL) return true;
    struct journal_error error = {0};
    enum journal_status status = journal_close(&venue->journal->journal, &error);
    free(venue->journal);
    venue->journal = NULL;
    return status == JOURNAL_OK || journal_fault(venue, &error);
}
