/* SPDX-License-Identifier: Apache-2.0 */
/*
 * recovery.h - the state as it was, from the newest good snapshot and the journal behind it.
 *
 * Role       Picks the snapshot, loads it into a core, says where the journal goes on.  Running the
 *            rest of the journal is the caller's: the node does it while it opens the journal for
 *            writing, `perpetua recover` while it only reads.
 * Invariant  A snapshot is used only if its bytes hash to what its header says, the state in it
 *            hashes to what the header says, and it belongs to this journal and this layout.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_RECOVERY_H
#define PERPETUA_NODE_RECOVERY_H

#include "node/journal.h"
#include "node/rerun.h"

struct recovery {
    struct rerun rerun;
    struct journal_segment_header header; /* of the journal */
    struct journal_position start;
    bool has_start; /* a snapshot was used */
    uint64_t snapshot_sequence;
    uint32_t refused_count;              /* snapshots passed over */
    struct journal_error refused_newest; /* why the newest of them was */
};

/* Makes a core that holds the newest good snapshot of at most `sequence_max`, or an empty one. */
enum journal_status recovery_begin(struct recovery *recovery, const char *directory,
                                   uint64_t sequence_max, struct journal_error *error);
void recovery_release(struct recovery *recovery);

/* Runs one record. */
enum journal_status recovery_record(struct recovery *recovery, const struct journal_record *record,
                                    struct journal_error *error);

/* Runs the rest of the journal without touching it; *end says where it ends. */
enum journal_status recovery_read_rest(struct recovery *recovery, const char *directory,
                                       struct journal_end *end, struct journal_error *error);

/* Writes a snapshot of a core that has stepped everything before `position`. */
enum journal_status recovery_save(struct rerun *rerun, const char *directory,
                                  const struct journal_id *id,
                                  const struct journal_position *position,
                                  struct journal_error *error);

#endif
