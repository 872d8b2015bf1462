/* SPDX-License-Identifier: Apache-2.0 */
/*
 * receipts_resume.c - where the follower begins, and what it writes down to begin there.
 *
 * Role       See receipts.h.  Beside each snapshot of the venue the follower writes a checkpoint:
 *            what lab, the store and the observers know there.  A start takes up the newest one
 *            that was written by this program in this journal, with the core of its snapshot.
 * Invariant  Nothing is taken up in part: a checkpoint is judged before it is read, and one that
 *            cannot be read all the same is removed and ends the follower, because its observers
 *            cannot be made new.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "os/os_clock.h"
#include "receipts/receipts_parts.h"

/* --- writing ---------------------------------------------------------------------------------- */

bool receipts_checkpoint_is_due(const struct receipts *receipts)
{
    uint64_t reached = atomic_load(&receipts->reached);
    if (reached == 0 || reached == atomic_load(&receipts->checkpoint_tried)) return false;
    for (uint32_t i = 0; i < RECEIPTS_SNAPSHOTS_MAX; i++) {
        if (atomic_load(&receipts->snapshots[i]) == reached) return true;
    }
    return false;
}

/* All that is known after the latest command but the core, which is in the snapshot. */
static void move_all(void *context, struct keep *keep)
{
    struct follower *follower = context;
    struct receipts *receipts = follower->receipts;
    explain_keep(&follower->retrace.explain, keep);
    os_lock_take(&receipts->lock);
    store_keep(&receipts->store, keep);
    os_lock_give(&receipts->lock);
    for (uint32_t i = 0; i < receipts->config.observer_count; i++) {
        const struct receipts_observer *observer = &receipts->config.observers[i];
        observer->keep(observer->context, keep);
    }
}

/* One that cannot be written is not there: the next start takes longer, and the figures show it. */
void receipts_checkpoint(struct follower *follower)
{
    struct receipts *receipts = follower->receipts;
    uint64_t sequence = atomic_load(&receipts->reached);
    struct journal_error error = {0};
    int64_t begin_ns = os_clock_steady_ns();
    const struct checkpoint_head head = {
        .id = follower->journal.scan.expect.id,
        .sequence = sequence,
        .position = follower->journal.scan.expect.position,
        .observer_count = receipts->config.observer_count,
    };
    atomic_store(&receipts->checkpoint_tried, sequence);
    /* A snapshot is taken between two frames. */
    if (head.position.sequence_next != sequence + 1) return;
    enum journal_status status =
        checkpoint_write(receipts->config.directory, &head, move_all, follower, &error);
    if (status != JOURNAL_OK) return;
    atomic_store(&receipts->checkpoint_ns, os_clock_steady_ns() - begin_ns);
    atomic_store(&receipts->checkpoint, sequence);
}

/* --- beginning -------------------------------------------------------------------------------- */

/* The same frame stands before both.  Where the next one is written may differ: at the end of a
 * segment, or at the beginning of another one. */
static bool is_same_place(const struct journal_position *a, const struct journal_position *b)
{
    return a->sequence_next == b->sequence_next &&
           memcmp(a->head.bytes, b->head.bytes, sizeof a->head.bytes) == 0;
}

/* Does the checkpoint stand beside the snapshot that was loaded, with the same observers? */
static bool fits(const struct follower *follower, const struct checkpoint_head *head,
                 const struct recovery *recovery)
{
    return recovery->snapshot_sequence == head->sequence &&
           journal_id_equal(&head->id, &recovery->header.id) &&
           is_same_place(&head->position, &recovery->start) &&
           head->observer_count == follower->receipts->config.observer_count;
}

enum begun { BEGUN, BEGUN_NOT, BEGUN_FAULT };

/* The core of the snapshot is the follower's; what the others know is taken up. */
static enum begun take_up(struct follower *follower, struct checkpoint_file *file,
                          const struct recovery *recovery)
{
    struct receipts *receipts = follower->receipts;
    const struct explain_request request = receipts_request(&follower->press);
    if (retrace_resume(&follower->retrace, &recovery->rerun, &request, &receipts->error) !=
        JOURNAL_OK) {
        return BEGUN_FAULT;
    }
    if (journal_follow_open(&follower->journal, receipts->config.directory, &recovery->start,
                            &receipts->error) != JOURNAL_OK) {
        retrace_release(&follower->retrace);
        return BEGUN_NOT;
    }
    if (checkpoint_take_up(file, move_all, follower)) return BEGUN;
    checkpoint_remove(receipts->config.directory, file->head.sequence);
    (void)journal_error_set(&receipts->error, JOURNAL_NO_MEMORY,
                            "the checkpoint at sequence %" PRIu64 " cannot be taken up",
                            file->head.sequence);
    receipts_resume_end(follower);
    return BEGUN_FAULT;
}

static enum begun begin_behind(struct follower *follower, struct checkpoint_file *file)
{
    struct journal_error error = {0};
    struct recovery *recovery = calloc(1, sizeof *recovery);
    const char *directory = follower->receipts->config.directory;
    if (recovery == NULL) return BEGUN_NOT;
    enum begun begun = BEGUN_NOT;
    if (recovery_begin(recovery, directory, file->head.sequence, &error) == JOURNAL_OK) {
        if (fits(follower, &file->head, recovery)) {
            begun = take_up(follower, file, recovery);
        } else {
            recovery_release(recovery);
        }
    }
    free(recovery);
    return begun;
}

static enum begun begin_at(struct follower *follower, uint64_t sequence)
{
    struct receipts *receipts = follower->receipts;
    struct checkpoint_file file;
    if (!checkpoint_open(&file, receipts->config.directory, sequence)) return BEGUN_NOT;
    enum begun begun = begin_behind(follower, &file);
    checkpoint_close(&file);
    if (begun != BEGUN) return begun;
    atomic_store(&receipts->began, sequence);
    atomic_store(&receipts->checkpoint, sequence);
    atomic_store(&receipts->checkpoint_tried, sequence);
    atomic_store(&receipts->reached, sequence);
    return begun;
}

static bool begin_anew(struct follower *follower)
{
    struct receipts *receipts = follower->receipts;
    const struct explain_request request = receipts_request(&follower->press);
    enum journal_status status =
        journal_follow_open(&follower->journal, receipts->config.directory, NULL, &receipts->error);
    if (status != JOURNAL_OK) return false;
    const struct journal_charter *charter = &journal_follow_header(&follower->journal)->charter;
    status = retrace_init(&follower->retrace, charter, &request, &receipts->error);
    if (status != JOURNAL_OK) journal_follow_close(&follower->journal);
    return status == JOURNAL_OK;
}

bool receipts_resume(struct follower *follower)
{
    const char *directory = follower->receipts->config.directory;
    uint64_t sequence = checkpoint_newest(directory, UINT64_MAX);
    for (; sequence != 0; sequence = checkpoint_newest(directory, sequence)) {
        enum begun begun = begin_at(follower, sequence);
        if (begun != BEGUN_NOT) return begun == BEGUN;
    }
    return begin_anew(follower);
}

void receipts_resume_end(struct follower *follower)
{
    retrace_release(&follower->retrace);
    journal_follow_close(&follower->journal);
}
