/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_stamp.h - the first eight bytes of every sector of a journal frame.
 *
 * Role       A disk writes a sector of 512 bytes whole or not at all.  The stamp tells, for each
 *            sector by itself, whether the last write reached it.  So recovery can tell a frame
 *            that was torn by a power cut (a sector still holds what was there before) from a
 *            frame that was written whole and damaged later (every sector is stamped, yet the
 *            hash is wrong): the first was never acknowledged and may be dropped, the second must
 *            not be.
 * Invariant  A stamp is never zero; changing any one bit of a stamp, or of eight zero bytes, never
 *            gives a valid stamp (journal_stamp_test.c tries all).
 * Rules      none.
 */
#ifndef PERPETUA_WIRE_JOURNAL_STAMP_H
#define PERPETUA_WIRE_JOURNAL_STAMP_H

#include <stddef.h>
#include <stdint.h>

#define JOURNAL_SECTOR_SIZE      ((size_t)512)
#define JOURNAL_STAMP_SIZE       ((size_t)8)
#define JOURNAL_SECTOR_BODY_SIZE (JOURNAL_SECTOR_SIZE - JOURNAL_STAMP_SIZE)

/* An index in a frame has 12 bits. */
#define JOURNAL_STAMP_INDEX_MAX 4095u

enum journal_stamp_kind {
    JOURNAL_STAMP_EMPTY,   /* eight zero bytes: never written */
    JOURNAL_STAMP_OLDER,   /* written under an earlier generation of the file */
    JOURNAL_STAMP_CURRENT, /* written under the generation asked for */
    JOURNAL_STAMP_DAMAGED  /* nothing that this program ever wrote there */
};

/* generation: of the segment, from 1.  sector: its number in the file.  index: in its frame. */
uint64_t journal_stamp_make(uint32_t generation, uint32_t sector, uint32_t index);

/* Judges the stamp that stands at a sector.  *index is set for older and current stamps. */
enum journal_stamp_kind journal_stamp_judge(uint64_t stamp, uint32_t generation, uint32_t sector,
                                            uint32_t *index);

#endif
