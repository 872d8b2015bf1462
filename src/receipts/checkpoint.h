/* SPDX-License-Identifier: Apache-2.0 */
/*
 * checkpoint.h - what the follower and its observers know, beside a snapshot of the venue.
 *
 * Role       A checkpoint stands beside the snapshot of the same sequence: the core is in the
 *            snapshot, the memory of those who look on is here.  docs/spec/checkpoint.md gives
 *            every byte of its head.
 * Invariant  A checkpoint is taken up only by the program that wrote it, in the journal that it is
 *            of, behind the frame that it names, and if its bytes hash to what its head says.  All
 *            others are passed over: the journal is the truth, a checkpoint only saves time.  It is
 *            not synced for the same reason.
 * Rules      none.
 */
#ifndef PERPETUA_RECEIPTS_CHECKPOINT_H
#define PERPETUA_RECEIPTS_CHECKPOINT_H

#include "keep/keep.h"
#include "node/journal_error.h"
#include "node/journal_hash.h"
#include "os/os_file.h"

#define CHECKPOINT_VERSION 1u
#define CHECKPOINTS_KEPT   2u

/* What must be the same for a checkpoint to be taken up. */
struct checkpoint_head {
    struct journal_id id;
    uint64_t sequence;                /* everything up to this record is in it */
    struct journal_position position; /* behind that record */
    uint32_t observer_count;
};

/* Moves all that is kept, in one order. */
typedef void checkpoint_mover(void *context, struct keep *keep);

/* Writes one, and removes all but the newest. */
enum journal_status checkpoint_write(const char *directory, const struct checkpoint_head *head,
                                     checkpoint_mover *mover, void *context,
                                     struct journal_error *error);

/* The sequence of the newest one below; 0: there is none. */
uint64_t checkpoint_newest(const char *directory, uint64_t below);

void checkpoint_remove(const char *directory, uint64_t sequence);

/* One that is being taken up. */
struct checkpoint_file {
    struct os_file file;
    struct journal_hasher hasher;
    struct checkpoint_head head;
    uint64_t payload_size;
    uint8_t *piece; /* at hand */
    size_t piece_size;
    size_t at;
    uint64_t offset;
};

/* Checks everything but whether it belongs to the journal at hand.  False: it is passed over. */
bool checkpoint_open(struct checkpoint_file *file, const char *directory, uint64_t sequence);
/* False: no memory, or it does not hold what this program moves; what was moved means nothing. */
bool checkpoint_take_up(struct checkpoint_file *file, checkpoint_mover *mover, void *context);
void checkpoint_close(struct checkpoint_file *file);

#endif
