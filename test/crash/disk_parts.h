/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_parts.h - what the two files of the disk in memory share.
 *
 * Role       Changes of names, sizes and sectors, as os_file_memory.c makes them while the machine
 *            runs and disk_crash.c when it looks what is left.
 * Invariant  See os_file_memory.h.
 * Rules      none.
 */
#ifndef PERPETUA_CRASH_DISK_PARTS_H
#define PERPETUA_CRASH_DISK_PARTS_H

#include <string.h>

#include "os_file_memory.h"

/* Makes the change of a NAME unit. */
void disk_name_apply(struct disk_names *names, const struct disk_unit *unit);

/* Makes the change of a SECTOR or SIZE unit to what is durable of the file. */
void disk_unit_apply(const struct disk *disk, struct disk_file *file, const struct disk_unit *unit);

/* Gives the file room for so many bytes; new ones are zero. */
void disk_file_reserve(struct disk_file *file, uint64_t size);

/* A disk that shows a crash remembers where it differs from what it shows. */
void disk_note_changed(struct disk *disk, uint32_t file, uint64_t from, uint64_t to);

static inline void disk_names_copy(const struct disk_names *from, struct disk_names *to)
{
    to->count = from->count;
    memcpy(to->list, from->list, from->count * sizeof from->list[0]);
}

#endif
