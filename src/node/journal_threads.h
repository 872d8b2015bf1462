/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_threads.h - what journal.c offers to journal_open.c and to nobody else.
 *
 * Role       Starting and stopping the two threads of a journal.
 * Invariant  After journal_threads_stop no thread of the journal runs.
 * Rules      none.
 */
#ifndef PERPETUA_NODE_JOURNAL_THREADS_H
#define PERPETUA_NODE_JOURNAL_THREADS_H

#include "node/journal.h"

enum journal_status journal_threads_start(struct journal *journal, struct journal_error *error);

/* The writer finishes what is published; the maker finishes what it is doing. */
void journal_threads_stop(struct journal *journal);

/* What the writer asks for a segment; the context is the journal. */
enum journal_status journal_need_segment_now(void *context, uint32_t generation,
                                             struct journal_error *error);

#endif
