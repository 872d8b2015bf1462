/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_tail.h - decides whether the journal ends here or is damaged here.
 *
 * Role       At the first place without a good frame there are three possibilities, told apart by
 *            the stamps of the sectors from there on.
 *              the chain goes on at the beginning of a later segment: follow it;
 *              nothing was written here, or a write that did not finish: the journal ends;
 *              anything else: a frame that was written whole is damaged, or lost: a fault.
 *            Only one frame is ever on its way to the disk, so a frame that is followed by another,
 *            or of which every sector arrived, was acknowledged and must never be dropped.
 * Invariant  The end is reported only if no sector behind it, in any later segment, shows that a
 *            frame was completed there.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_TAIL_H
#define PERPETUA_NODE_JOURNAL_TAIL_H

#include "node/journal_scan.h"

/* Called at a place where the next frame is not whole.  MORE: the scan goes on in another segment;
 * END: scan->end is set; FAULT: *error names the records. */
enum journal_scan_step journal_tail_step(struct journal_scan *scan, struct journal_error *error);

#endif
