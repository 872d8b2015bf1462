/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_reader.h - the records of a journal, one after the other.
 *
 * Role       What recovery, verification, replay and the dump read.  With a thread of its own it
 *            reads and hashes ahead while the caller works on what came before.
 * Invariant  A record is given out only after its frame was checked in full; sequences have no gap.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_READER_H
#define PERPETUA_NODE_JOURNAL_READER_H

#include "node/journal_scan.h"
#include "os/os_thread.h"

#define JOURNAL_READER_SLOTS 4

struct journal_reader_config {
    const char *directory;
    const struct journal_position *start; /* NULL: the beginning of the journal */
    bool has_thread;                      /* read ahead */
    unsigned checks;                      /* JOURNAL_CHECK_ALL but for tests */
};

enum journal_read {
    JOURNAL_READ_RECORD, /* *record is set; its bytes stay until the next call */
    JOURNAL_READ_END,    /* reader->scan.end says where and how */
    JOURNAL_READ_FAULT   /* *error is set */
};

/* A chunk with the frames found in it, and what came after them. */
struct journal_slot {
    struct journal_chunk chunk;
    struct journal_frame *frames;
    uint32_t frame_count;
    bool is_prepared; /* stamps are out and records checked */
    enum journal_scan_step step;
    struct journal_error error;
};

struct journal_reader {
    struct journal_scan scan; /* with a thread: not to be touched before the end */
    struct journal_slot slots[JOURNAL_READER_SLOTS];
    uint32_t slot_count;
    struct os_memory memory;
    struct os_memory frames_memory;

    /* Used by the caller's side only. */
    struct journal_position position; /* behind the last frame that was used up */
    struct journal_records records;
    struct journal_frame *frame; /* the one that records walks over; NULL before the first */
    uint32_t frame_index;
    bool is_in_slot;

    struct os_thread thread;
    bool has_thread;
    _Atomic uint32_t filled_count; /* slots, ever; futex words both */
    _Atomic uint32_t used_count;
    _Atomic uint32_t is_stopped;
};

/* On failure nothing is left open. */
enum journal_status journal_reader_open(struct journal_reader *reader,
                                        const struct journal_reader_config *config,
                                        struct journal_error *error);

enum journal_read journal_reader_next(struct journal_reader *reader, struct journal_record *record,
                                      struct journal_error *error);

/* What every segment says about the journal; generation is that of the segment read first. */
const struct journal_segment_header *journal_reader_header(const struct journal_reader *reader);

void journal_reader_close(struct journal_reader *reader);

#endif
