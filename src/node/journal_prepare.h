/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_prepare.h - makes the next segment, ahead of the time when it is needed.
 *
 * Role       A segment file appears under its name only when it is ready: its space reserved and
 *            written once (so that later writes change no metadata), its header durable.  A spare
 *            file that was archived is used again under the new generation; else a new one is
 *            filled with zeros.
 * Invariant  A file named journal-N.segment is always whole, whatever crash came in between.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_PREPARE_H
#define PERPETUA_NODE_JOURNAL_PREPARE_H

#include "node/journal_error.h"
#include "wire/journal_segment.h"

/* Returns when the segment that the header describes exists and is durable.  When the disk is full
 * (JOURNAL_NO_SPACE) what was begun is removed, and a later call may try again. */
enum journal_status journal_prepare(const char *directory,
                                    const struct journal_segment_header *header,
                                    struct journal_error *error);

/* Removes what a crash left of a file that was being made. */
enum journal_status journal_prepare_clean(const char *directory, struct journal_error *error);

#endif
