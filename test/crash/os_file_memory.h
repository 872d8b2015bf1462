/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_file_memory.h - a disk in memory that can show what a power cut would leave of it.
 *
 * Role       os_file_memory.c implements os/os_file.h on it; linking it instead of os_file_linux.c
 *            puts the real journal on this disk.  Everything that is not yet synced is kept as a
 *            list of units: a sector of a file, the size of a file, one change of names.  A crash
 *            keeps any subset of the units, each whole or not at all, in their order.
 * Invariant  What was synced is in every crash state; a disk after a crash has no units.
 * Rules      none.
 */
#ifndef PERPETUA_CRASH_OS_FILE_MEMORY_H
#define PERPETUA_CRASH_OS_FILE_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define DISK_FILES_MAX 64
#define DISK_UNITS_MAX 4096
#define DISK_NAME_SIZE 96
#define DISK_OPEN_MAX  32

struct disk_file {
    uint8_t *live;    /* what reads see */
    uint8_t *durable; /* what certainly survives */
    size_t capacity;  /* of both */
    uint64_t live_size;
    uint64_t durable_size;
};

struct disk_name {
    char path[DISK_NAME_SIZE];
    uint32_t file; /* index; DISK_DIRECTORY for a directory */
};

#define DISK_DIRECTORY UINT32_MAX
#define DISK_NOTHING   (UINT32_MAX - 1)

struct disk_names {
    struct disk_name list[DISK_FILES_MAX];
    uint32_t count;
};

enum disk_unit_kind { DISK_UNIT_SECTOR, DISK_UNIT_SIZE, DISK_UNIT_NAME };

struct disk_unit {
    enum disk_unit_kind kind;
    uint32_t file;             /* SECTOR, SIZE; NAME: what `to` then names, or DISK_NOTHING */
    uint64_t place;            /* SECTOR: offset in the file; SIZE: the size */
    size_t content;            /* SECTOR: where its bytes stand in the log */
    char from[DISK_NAME_SIZE]; /* NAME: this name ends, if not empty */
    char to[DISK_NAME_SIZE];   /* NAME: this name begins, if not empty */
};

/* A sector of a file. */
struct disk_place {
    uint32_t file;
    uint64_t place;
};

struct disk {
    uint32_t sector_size; /* 512 or 4096 */
    struct disk_file files[DISK_FILES_MAX];
    uint32_t file_count;
    struct disk_names live;
    struct disk_names durable;
    struct disk_unit *units;
    uint32_t unit_count;
    uint8_t *log;
    size_t log_size;
    size_t log_capacity;
    uint32_t open_files[DISK_OPEN_MAX]; /* file index plus one; 0 is free */
    bool open_locked[DISK_OPEN_MAX];

    /* Of a disk that only shows what a crash left: the disk and the version that its files were
     * copied from, and the sectors in which they now differ. */
    const struct disk *shown_of;
    uint64_t shown_version;
    struct disk_place *changed;
    size_t changed_count;
    size_t changed_capacity;
    uint64_t version; /* another number whenever what is durable has changed */

    /* Called at the beginning of every sync, when all units are still open. */
    void (*on_sync)(void *context);
    void *context;

    uint64_t space_max;        /* bytes that all files together may have; 0: no limit */
    uint64_t syncs_until_fail; /* 0: none fails; 1: the next one and all after it; and so on */
    uint64_t sync_count;
};

struct disk *disk_create(uint32_t sector_size);
void disk_destroy(struct disk *disk);

/* The disk that os_file.h works on from now on; returns the one before. */
struct disk *disk_use(struct disk *disk);

/* Makes `crashed` the disk that a power cut leaves when exactly the units with a one in `kept` (one
 * byte a unit) reached it.  `crashed` is overwritten; its memory is used again. */
void disk_crash(const struct disk *disk, const uint8_t *kept, struct disk *crashed);

/* The same for a disk that will not itself be crashed: much faster when `shown` last showed another
 * crash at the same moment, because only the sectors that differ are copied. */
void disk_show_crash(const struct disk *disk, const uint8_t *kept, struct disk *shown);

/* Do both have the same names, and behind each the same bytes? */
bool disk_equals(const struct disk *a, const struct disk *b);

/* The live bytes of a file, to damage or to read; NULL when there is none. */
uint8_t *disk_bytes(struct disk *disk, const char *path, uint64_t *size);

/* Nothing is pending any more: all that is live is durable. */
void disk_settle(struct disk *disk);

#endif
