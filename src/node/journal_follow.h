/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_follow.h - the records of a journal that is being written, as far as they are durable.
 *
 * Role       For a reader that keeps up with a running node, in its process or beside it: frame by
 *            frame, without looking at what stands behind the last one.  Who knows that more is
 *            durable asks again.
 * Invariant  A record is given out only after its frame was checked in full; sequences have no gap.
 *            It says nothing of where a journal ends: that is journal_reader.h.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_FOLLOW_H
#define PERPETUA_NODE_JOURNAL_FOLLOW_H

#include "node/journal_reader.h"

struct journal_follow {
    struct journal_scan scan;
    struct journal_records records;
    bool is_in_frame;
};

/* Begins with the first record, or behind a frame: `start` NULL or its place.  On failure nothing
 * is left open. */
enum journal_status journal_follow_open(struct journal_follow *follow, const char *directory,
                                        const struct journal_position *start,
                                        struct journal_error *error);

/* JOURNAL_READ_END: no whole frame stands behind the last one yet. */
enum journal_read journal_follow_next(struct journal_follow *follow, struct journal_record *record,
                                      struct journal_error *error);

const struct journal_segment_header *journal_follow_header(const struct journal_follow *follow);

void journal_follow_close(struct journal_follow *follow);

#endif
