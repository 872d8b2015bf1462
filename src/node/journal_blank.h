/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_blank.h - what was never written must be blank.
 *
 * Role       Behind the last frame of a segment nothing stands but zeros and, where the file is
 *            used again, sectors of an older generation.  No frame is read there, so damage there
 *            harms nobody; but it is damage, and verify finds it.  Recovery does not look.
 * Invariant  Nothing that the journal ever writes is called damage: a sector has a stamp, or it is
 *            zero (crash_states.c reads one state in four with this check).
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_BLANK_H
#define PERPETUA_NODE_JOURNAL_BLANK_H

#include "node/journal_scan.h"

struct journal_blank {
    char path[OS_PATH_SIZE_MAX];
    uint64_t damaged_offset; /* the first sector with a damaged stamp, in the file named by path */
    bool has_damaged;
};

/* Looks at the scan's segment from offset to its end.  A sector without a stamp that holds bytes is
 * a fault.  A damaged stamp is noted: whoever surveys the end of the journal names it better. */
enum journal_status journal_blank_check(struct journal_scan *scan, uint64_t offset,
                                        struct journal_blank *blank, struct journal_error *error);

/* The chain goes on in a later segment, so nobody will survey what was noted: a fault, if any. */
enum journal_status journal_blank_finish(const struct journal_scan *scan,
                                         const struct journal_blank *blank,
                                         struct journal_error *error);

#endif
