/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_write.h - from the ring to the disk, one frame at a time.
 *
 * Role       Makes a frame of all records that wait, writes it durably, moves the journal's place
 *            behind it.  It decides nothing about threads: journal.c calls it from one.
 * Invariant  Only one frame is on its way to the disk at any time; nothing is taken from the ring
 *            before it is durable; after a failure the writer is not used again.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_WRITE_H
#define PERPETUA_NODE_JOURNAL_WRITE_H

#include "node/journal_hash.h"
#include "node/journal_ring.h"
#include "node/journal_source.h"

struct journal_writer {
    const char *directory;
    struct journal_ring *ring;
    /* Returns when the segment of this generation exists. */
    enum journal_status (*need_segment)(void *context, uint32_t generation,
                                        struct journal_error *error);
    void *context;                    /* of need_segment */
    struct journal_position position; /* behind the last durable frame */
    struct journal_id id;
    uint64_t segment_size;
    size_t frame_size_max;
    struct journal_hasher hasher;
    struct os_memory frame;
    struct os_file file;
    bool has_file;
    uint64_t frame_count; /* written so far */
};

/* Opens the segment of the position for writing. */
enum journal_status journal_writer_open_segment(struct journal_writer *writer,
                                                struct journal_error *error);

/* Writes one frame if records wait; *is_idle tells that there were none. */
enum journal_status journal_writer_step(struct journal_writer *writer, bool *is_idle,
                                        struct journal_error *error);

#endif
