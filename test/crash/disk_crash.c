/* SPDX-License-Identifier: Apache-2.0 */
/*
 * disk_crash.c - what a power cut leaves of the disk in memory; see os_file_memory.h.
 *
 * Role       disk_crash makes a disk that lives on.  disk_show_crash makes the same one to be
 *            looked at, by changing only what differs from the crash shown before; crash_states.c
 *            compares the two from time to time.
 * Invariant  A unit is there whole or not at all, and units apply in their order.
 * Rules      none.
 */
#include <stdlib.h>
#include <string.h>

#include "base/int_math.h"
#include "disk_parts.h"

static void copy_file(const struct disk_file *from, struct disk_file *to)
{
    disk_file_reserve(to, from->capacity);
    if (from->capacity > 0) memcpy(to->durable, from->durable, from->capacity);
    if (to->capacity > from->capacity) {
        memset(to->durable + from->capacity, 0, to->capacity - from->capacity);
    }
    to->durable_size = from->durable_size;
}

/* A file that no name will lead to after the crash need not be copied. */
static bool may_be_named(const struct disk *disk, uint32_t file)
{
    for (uint32_t i = 0; i < disk->durable.count; i++) {
        if (disk->durable.list[i].file == file) return true;
    }
    for (uint32_t i = 0; i < disk->unit_count; i++) {
        const struct disk_unit *unit = &disk->units[i];
        if (unit->kind == DISK_UNIT_NAME && unit->file == file) return true;
    }
    return false;
}

/* Bytes beyond the size that survived are not there. */
static void show_durable(struct disk_file *file)
{
    uint64_t size = u64_min(file->durable_size, file->capacity);
    if (file->capacity > size) memset(file->durable + size, 0, file->capacity - size);
    if (file->capacity > 0) memcpy(file->live, file->durable, file->capacity);
    file->live_size = file->durable_size;
}

/* A machine that was switched on again: nothing is open, nothing is on its way. */
static void switch_on(const struct disk *disk, struct disk *crashed)
{
    crashed->sector_size = disk->sector_size;
    crashed->file_count = disk->file_count;
    crashed->unit_count = 0;
    crashed->log_size = 0;
    crashed->on_sync = NULL;
    crashed->space_max = 0;
    crashed->syncs_until_fail = 0;
    memset(crashed->open_files, 0, sizeof crashed->open_files);
    memset(crashed->open_locked, 0, sizeof crashed->open_locked);
}

void disk_crash(const struct disk *disk, const uint8_t *kept, struct disk *crashed)
{
    switch_on(disk, crashed);
    crashed->shown_of = NULL;
    crashed->version++;
    disk_names_copy(&disk->durable, &crashed->durable);
    bool is_copied[DISK_FILES_MAX] = {false};
    for (uint32_t i = 0; i < disk->file_count; i++) {
        is_copied[i] = may_be_named(disk, i);
        if (is_copied[i]) copy_file(&disk->files[i], &crashed->files[i]);
    }
    for (uint32_t i = 0; i < disk->unit_count; i++) {
        const struct disk_unit *unit = &disk->units[i];
        if (kept[i] == 0) continue;
        if (unit->kind == DISK_UNIT_NAME) {
            disk_name_apply(&crashed->durable, unit);
        } else if (is_copied[unit->file]) {
            disk_unit_apply(disk, &crashed->files[unit->file], unit);
        }
    }
    disk_names_copy(&crashed->durable, &crashed->live);
    for (uint32_t i = 0; i < crashed->file_count; i++) {
        if (is_copied[i]) show_durable(&crashed->files[i]);
    }
}

/* Every file as it certainly survives; bytes behind its size too, for a size may yet be kept. */
static void show_all(const struct disk *disk, struct disk *shown)
{
    for (uint32_t i = 0; i < disk->file_count; i++) {
        const struct disk_file *from = &disk->files[i];
        struct disk_file *to = &shown->files[i];
        if (!may_be_named(disk, i)) continue;
        disk_file_reserve(to, from->capacity);
        if (from->capacity > 0) memcpy(to->live, from->durable, from->capacity);
        if (to->capacity > from->capacity) {
            memset(to->live + from->capacity, 0, to->capacity - from->capacity);
        }
    }
    shown->shown_of = disk;
    shown->shown_version = disk->version;
}

static void show_sector_again(const struct disk *disk, struct disk *shown,
                              const struct disk_place *at)
{
    if (at->file >= disk->file_count) return;
    const struct disk_file *from = &disk->files[at->file];
    uint8_t *to = shown->files[at->file].live + at->place;
    if (at->place < from->capacity) {
        memcpy(to, from->durable + at->place, disk->sector_size);
    } else {
        memset(to, 0, disk->sector_size);
    }
}

static void show_unit(const struct disk *disk, struct disk *shown, const struct disk_unit *unit)
{
    struct disk_file *file = &shown->files[unit->file];
    if (unit->kind == DISK_UNIT_SIZE) {
        file->live_size = unit->place;
        return;
    }
    disk_file_reserve(file, unit->place + disk->sector_size);
    memcpy(file->live + unit->place, disk->log + unit->content, disk->sector_size);
    disk_note_changed(shown, unit->file, unit->place, unit->place + disk->sector_size);
}

void disk_show_crash(const struct disk *disk, const uint8_t *kept, struct disk *shown)
{
    switch_on(disk, shown);
    if (shown->shown_of == disk && shown->shown_version == disk->version) {
        for (size_t i = 0; i < shown->changed_count; i++) {
            show_sector_again(disk, shown, &shown->changed[i]);
        }
    } else {
        show_all(disk, shown);
    }
    shown->changed_count = 0;
    disk_names_copy(&disk->durable, &shown->live);
    for (uint32_t i = 0; i < disk->file_count; i++) {
        shown->files[i].live_size = disk->files[i].durable_size;
    }
    for (uint32_t i = 0; i < disk->unit_count; i++) {
        const struct disk_unit *unit = &disk->units[i];
        if (kept[i] == 0) continue;
        if (unit->kind == DISK_UNIT_NAME) {
            disk_name_apply(&shown->live, unit);
        } else {
            show_unit(disk, shown, unit);
        }
    }
}

static bool file_equals(const struct disk *a, const struct disk *b, uint32_t index)
{
    const struct disk_file *first = &a->files[index];
    const struct disk_file *second = &b->files[index];
    if (first->live_size != second->live_size) return false;
    if (first->live_size == 0) return true;
    return memcmp(first->live, second->live, first->live_size) == 0;
}

bool disk_equals(const struct disk *a, const struct disk *b)
{
    if (a->live.count != b->live.count) return false;
    for (uint32_t i = 0; i < a->live.count; i++) {
        const struct disk_name *first = &a->live.list[i];
        const struct disk_name *second = &b->live.list[i];
        if (strcmp(first->path, second->path) != 0 || first->file != second->file) return false;
        if (first->file == DISK_DIRECTORY) continue;
        if (!file_equals(a, b, first->file)) return false;
    }
    return true;
}
