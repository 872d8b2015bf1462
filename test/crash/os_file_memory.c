/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_file_memory.c - os/os_file.h on a disk in memory; see os_file_memory.h.
 *
 * Role       See os_file_memory.h.  Direct files check the alignment that a real disk demands.
 * Invariant  live is durable plus all units, applied in their order.
 * Rules      none.
 */
#include "os_file_memory.h"

#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "disk_parts.h"
#include "os/os_file.h"

static struct disk *active;

struct disk *disk_create(uint32_t sector_size)
{
    ASSERT(sector_size == 512 || sector_size == 4096);
    struct disk *disk = calloc(1, sizeof *disk);
    if (disk == NULL) check_failed("memory for a disk", __FILE__, __LINE__);
    disk->sector_size = sector_size;
    disk->units = calloc(DISK_UNITS_MAX, sizeof *disk->units);
    ASSERT(disk->units != NULL);
    return disk;
}

void disk_destroy(struct disk *disk)
{
    for (uint32_t i = 0; i < DISK_FILES_MAX; i++) {
        free(disk->files[i].live);
        free(disk->files[i].durable);
    }
    free(disk->units);
    free(disk->changed);
    free(disk->log);
    free(disk);
}

struct disk *disk_use(struct disk *disk)
{
    struct disk *before = active;
    active = disk;
    return before;
}

/* --- names --- */

static struct disk_name *find_name(struct disk_names *names, const char *path)
{
    for (uint32_t i = 0; i < names->count; i++) {
        if (strcmp(names->list[i].path, path) == 0) return &names->list[i];
    }
    return NULL;
}

static void copy_path(char out[DISK_NAME_SIZE], const char *path)
{
    size_t size = strlen(path);
    ASSERT(size < DISK_NAME_SIZE);
    memset(out, 0, DISK_NAME_SIZE);
    memcpy(out, path, size);
}

static void drop_name(struct disk_names *names, const char *path)
{
    struct disk_name *name = find_name(names, path);
    if (name != NULL) *name = names->list[--names->count];
}

static void set_name(struct disk_names *names, const char *path, uint32_t file)
{
    struct disk_name *name = find_name(names, path);
    if (name == NULL) {
        ASSERT(names->count < DISK_FILES_MAX);
        name = &names->list[names->count++];
        copy_path(name->path, path);
    }
    name->file = file;
}

void disk_name_apply(struct disk_names *names, const struct disk_unit *unit)
{
    if (unit->from[0] != '\0') drop_name(names, unit->from);
    if (unit->to[0] != '\0') set_name(names, unit->to, unit->file);
}

/* Is the name an entry of this directory itself? */
static bool is_in_directory(const char *name, const char *directory)
{
    size_t size = strlen(directory);
    if (strncmp(name, directory, size) != 0 || name[size] != '/') return false;
    return strchr(name + size + 1, '/') == NULL;
}

/* --- units --- */

/* A disk that shows a crash keeps no units: it remembers where it differs from what it shows. */
void disk_note_changed(struct disk *disk, uint32_t file, uint64_t from, uint64_t to)
{
    uint64_t size = disk->sector_size;
    for (uint64_t at = from / size * size; at < to; at += size) {
        if (disk->changed_count == disk->changed_capacity) {
            disk->changed_capacity = 2 * disk->changed_capacity + 256;
            disk->changed =
                realloc(disk->changed, disk->changed_capacity * sizeof disk->changed[0]);
            if (disk->changed == NULL) abort();
        }
        disk->changed[disk->changed_count++] = (struct disk_place){file, at};
    }
}

static struct disk_unit *add_unit(enum disk_unit_kind kind, uint32_t file)
{
    ASSERT(active->unit_count < DISK_UNITS_MAX);
    active->version++;
    struct disk_unit *unit = &active->units[active->unit_count++];
    *unit = (struct disk_unit){.kind = kind, .file = file};
    return unit;
}

static void change_names(const char *from, const char *to, uint32_t file)
{
    struct disk_unit plain = {.kind = DISK_UNIT_NAME, .file = file};
    struct disk_unit *unit = active->shown_of != NULL ? &plain : add_unit(DISK_UNIT_NAME, file);
    copy_path(unit->from, from);
    copy_path(unit->to, to);
    disk_name_apply(&active->live, unit);
}

void disk_file_reserve(struct disk_file *file, uint64_t size)
{
    if (size <= file->capacity) return;
    size_t capacity = u64_max(size, 2 * file->capacity);
    file->live = realloc(file->live, capacity);
    file->durable = realloc(file->durable, capacity);
    if (file->live == NULL || file->durable == NULL) abort();
    memset(file->live + file->capacity, 0, capacity - file->capacity);
    memset(file->durable + file->capacity, 0, capacity - file->capacity);
    file->capacity = capacity;
}

void disk_unit_apply(const struct disk *disk, struct disk_file *file, const struct disk_unit *unit)
{
    if (unit->kind == DISK_UNIT_SIZE) {
        file->durable_size = unit->place;
        return;
    }
    disk_file_reserve(file, unit->place + disk->sector_size);
    memcpy(file->durable + unit->place, disk->log + unit->content, disk->sector_size);
}

/* Units whose `index` is marked become durable; the others stay, in their order. */
static void make_durable(bool (*is_meant)(const struct disk_unit *unit, const void *context),
                         const void *context)
{
    uint32_t left = 0;
    active->version++;
    for (uint32_t i = 0; i < active->unit_count; i++) {
        const struct disk_unit *unit = &active->units[i];
        if (!is_meant(unit, context)) {
            if (left != i) active->units[left] = *unit;
            left++;
        } else if (unit->kind == DISK_UNIT_NAME) {
            disk_name_apply(&active->durable, unit);
        } else {
            disk_unit_apply(active, &active->files[unit->file], unit);
        }
    }
    active->unit_count = left;
    if (left == 0) active->log_size = 0;
}

static bool is_of_file(const struct disk_unit *unit, const void *context)
{
    const uint32_t *file = context;
    return unit->kind != DISK_UNIT_NAME && unit->file == *file;
}

struct range {
    uint32_t file;
    uint64_t from;
    uint64_t to;
};

/* A write that syncs itself makes its own sectors durable, and the size of the file. */
static bool is_in_range(const struct disk_unit *unit, const void *context)
{
    const struct range *range = context;
    if (unit->kind == DISK_UNIT_NAME || unit->file != range->file) return false;
    if (unit->kind == DISK_UNIT_SIZE) return true;
    return unit->place >= range->from && unit->place < range->to;
}

static bool is_name_in(const struct disk_unit *unit, const void *context)
{
    const char *directory = context;
    if (unit->kind != DISK_UNIT_NAME) return false;
    return is_in_directory(unit->to, directory) || is_in_directory(unit->from, directory);
}

static bool is_any(const struct disk_unit *unit, const void *context)
{
    (void)unit;
    (void)context;
    return true;
}

void disk_settle(struct disk *disk)
{
    struct disk *before = disk_use(disk);
    make_durable(is_any, NULL);
    (void)disk_use(before);
}

/* Every sync begins here: a crash may come, or the sync may fail. */
static enum os_result begin_sync(void)
{
    active->sync_count++;
    if (active->on_sync != NULL) active->on_sync(active->context);
    if (active->syncs_until_fail == 0) return OS_OK;
    if (active->syncs_until_fail > 1) {
        active->syncs_until_fail--;
        return OS_OK;
    }
    return OS_FAILED;
}

uint8_t *disk_bytes(struct disk *disk, const char *path, uint64_t *size)
{
    const struct disk_name *name = find_name(&disk->live, path);
    if (name == NULL || name->file == DISK_DIRECTORY) return NULL;
    *size = disk->files[name->file].live_size;
    return disk->files[name->file].live;
}

/* --- os_file.h --- */

static struct disk_file *file_of(const struct os_file *file)
{
    ASSERT(file->descriptor >= 0);
    ASSERT(file->descriptor < DISK_OPEN_MAX);
    ASSERT(active->open_files[file->descriptor] != 0);
    return &active->files[active->open_files[file->descriptor] - 1];
}

static uint32_t index_of(const struct os_file *file)
{
    return (uint32_t)(file_of(file) - active->files);
}

static enum os_result create_file(const char *path, uint32_t *index)
{
    if (active->space_max != 0 && active->live.count == DISK_FILES_MAX) return OS_NO_SPACE;
    ASSERT(active->file_count < DISK_FILES_MAX);
    *index = active->file_count++;
    struct disk_file *file = &active->files[*index];
    file->live_size = 0;
    file->durable_size = 0;
    if (file->capacity > 0) {
        memset(file->live, 0, file->capacity);
        memset(file->durable, 0, file->capacity);
    }
    change_names("", path, *index);
    return OS_OK;
}

enum os_result os_file_open(struct os_file *file, const char *path, enum os_file_mode mode)
{
    const struct disk_name *name = find_name(&active->live, path);
    bool may_create = mode == OS_FILE_CREATE || mode == OS_FILE_ENSURE;
    if (name != NULL && mode == OS_FILE_CREATE) return OS_EXISTS;
    if (name != NULL && name->file == DISK_DIRECTORY) return OS_WRONG_KIND;
    if (name == NULL && !may_create) return OS_NOT_FOUND;

    uint32_t index = name == NULL ? 0 : name->file;
    if (name == NULL) {
        enum os_result result = create_file(path, &index);
        if (result != OS_OK) return result;
    }
    for (int i = 0; i < DISK_OPEN_MAX; i++) {
        if (active->open_files[i] != 0) continue;
        active->open_files[i] = index + 1;
        *file = (struct os_file){.descriptor = i, .has_dsync = true};
        return OS_OK;
    }
    return OS_LIMIT;
}

enum os_result os_file_open_direct(struct os_file *file, const char *path, enum os_file_mode mode)
{
    enum os_result result = os_file_open(file, path, mode);
    file->is_direct = true;
    return result;
}

void os_file_close(struct os_file *file)
{
    (void)file_of(file);
    active->open_files[file->descriptor] = 0;
    active->open_locked[file->descriptor] = false;
    file->descriptor = -1;
}

enum os_result os_file_size(const struct os_file *file, uint64_t *size)
{
    *size = file_of(file)->live_size;
    return OS_OK;
}

static void check_alignment(const struct os_file *file, const void *bytes, size_t size,
                            uint64_t offset)
{
    if (!file->is_direct) return;
    ASSERT((uintptr_t)bytes % OS_FILE_ALIGNMENT == 0);
    ASSERT(size % OS_FILE_ALIGNMENT == 0);
    ASSERT(offset % OS_FILE_ALIGNMENT == 0);
}

enum os_result os_file_read(const struct os_file *file, void *bytes, size_t size, uint64_t offset,
                            size_t *read_size)
{
    check_alignment(file, bytes, size, offset);
    const struct disk_file *source = file_of(file);
    *read_size = 0;
    if (offset >= source->live_size) return OS_OK;
    *read_size = u64_min(size, source->live_size - offset);
    memcpy(bytes, source->live + offset, *read_size);
    return OS_OK;
}

static uint64_t space_used(void)
{
    uint64_t used = 0;
    for (uint32_t i = 0; i < active->live.count; i++) {
        uint32_t file = active->live.list[i].file;
        if (file != DISK_DIRECTORY) used += active->files[file].live_size;
    }
    return used;
}

static enum os_result resize(struct disk_file *file, uint64_t size)
{
    if (size == file->live_size) return OS_OK;
    if (size > file->live_size && active->space_max != 0 &&
        space_used() + (size - file->live_size) > active->space_max) {
        return OS_NO_SPACE;
    }
    disk_file_reserve(file, size);
    uint64_t from = u64_min(size, file->live_size);
    uint64_t to = u64_max(size, file->live_size);
    uint32_t index = (uint32_t)(file - active->files);
    bool is_shown = active->shown_of != NULL;
    /* Behind the end of a shown file bytes may stand whose size was not kept. */
    if (is_shown || size < file->live_size) memset(file->live + from, 0, to - from);
    file->live_size = size;
    if (is_shown) {
        disk_note_changed(active, index, from, to);
    } else {
        add_unit(DISK_UNIT_SIZE, index)->place = size;
    }
    return OS_OK;
}

/* Remembers the sector as it now stands. */
static void add_sector(struct disk_file *file, uint64_t place)
{
    uint32_t size = active->sector_size;
    disk_file_reserve(file, place + size);
    if (active->log_size + size > active->log_capacity) {
        active->log_capacity = 2 * active->log_capacity + 64 * (size_t)size;
        active->log = realloc(active->log, active->log_capacity);
        if (active->log == NULL) abort();
    }
    memcpy(active->log + active->log_size, file->live + place, size);
    struct disk_unit *unit = add_unit(DISK_UNIT_SECTOR, (uint32_t)(file - active->files));
    unit->place = place;
    unit->content = active->log_size;
    active->log_size += size;
}

enum os_result os_file_write(const struct os_file *file, const void *bytes, size_t size,
                             uint64_t offset)
{
    check_alignment(file, bytes, size, offset);
    struct disk_file *target = file_of(file);
    if (size == 0) return OS_OK;
    if (offset + size > target->live_size) {
        enum os_result result = resize(target, offset + size);
        if (result != OS_OK) return result;
    }
    memcpy(target->live + offset, bytes, size);
    if (active->shown_of != NULL) {
        disk_note_changed(active, index_of(file), offset, offset + size);
        return OS_OK;
    }
    uint64_t sector_size = active->sector_size;
    for (uint64_t at = offset / sector_size * sector_size; at < offset + size; at += sector_size) {
        add_sector(target, at);
    }
    return OS_OK;
}

enum os_result os_file_write_durable(struct os_file *file, const void *bytes, size_t size,
                                     uint64_t offset)
{
    enum os_result result = os_file_write(file, bytes, size, offset);
    if (result == OS_OK) result = begin_sync();
    if (result != OS_OK) return result;
    struct range range = {index_of(file), offset, offset + size};
    make_durable(is_in_range, &range);
    return OS_OK;
}

enum os_result os_file_sync(const struct os_file *file)
{
    enum os_result result = begin_sync();
    if (result != OS_OK) return result;
    uint32_t index = index_of(file);
    make_durable(is_of_file, &index);
    return OS_OK;
}

enum os_result os_file_allocate(const struct os_file *file, uint64_t size)
{
    struct disk_file *target = file_of(file);
    return size > target->live_size ? resize(target, size) : OS_OK;
}

enum os_result os_file_truncate(const struct os_file *file, uint64_t size)
{
    return resize(file_of(file), size);
}

enum os_result os_file_lock(const struct os_file *file)
{
    uint32_t mine = active->open_files[file->descriptor];
    for (int i = 0; i < DISK_OPEN_MAX; i++) {
        bool is_other = i != file->descriptor && active->open_files[i] == mine;
        if (is_other && active->open_locked[i]) return OS_LOCKED;
    }
    active->open_locked[file->descriptor] = true;
    return OS_OK;
}

void os_file_will_read(const struct os_file *file, uint64_t offset, size_t size)
{
    (void)file;
    (void)offset;
    (void)size;
}

void os_file_forget_cache(const struct os_file *file)
{
    (void)file;
}

enum os_result os_path_rename(const char *from, const char *to)
{
    const struct disk_name *name = find_name(&active->live, from);
    if (name == NULL) return OS_NOT_FOUND;
    change_names(from, to, name->file);
    return OS_OK;
}

enum os_result os_path_remove(const char *path)
{
    if (find_name(&active->live, path) == NULL) return OS_NOT_FOUND;
    change_names(path, "", DISK_NOTHING);
    return OS_OK;
}

bool os_path_exists(const char *path)
{
    return find_name(&active->live, path) != NULL;
}

enum os_result os_directory_create(const char *path)
{
    if (find_name(&active->live, path) != NULL) return OS_EXISTS;
    change_names("", path, DISK_DIRECTORY);
    return OS_OK;
}

static bool has_names(const char *directory)
{
    for (uint32_t i = 0; i < active->live.count; i++) {
        if (is_in_directory(active->live.list[i].path, directory)) return true;
    }
    return false;
}

enum os_result os_directory_remove(const char *path)
{
    const struct disk_name *name = find_name(&active->live, path);
    if (name == NULL) return OS_NOT_FOUND;
    if (name->file != DISK_DIRECTORY) return OS_WRONG_KIND;
    if (has_names(path)) return OS_EXISTS;
    change_names(path, "", DISK_NOTHING);
    return OS_OK;
}

enum os_result os_directory_sync(const char *path)
{
    enum os_result result = begin_sync();
    if (result != OS_OK) return result;
    /* The journal syncs the parent of its directory as "NAME/..": all names but those inside. */
    size_t size = strlen(path);
    if (size >= 3 && strcmp(path + size - 3, "/..") == 0) {
        make_durable(is_any, NULL);
        return OS_OK;
    }
    make_durable(is_name_in, path);
    return OS_OK;
}

enum os_result os_directory_list(const char *path, os_name_visitor *visit, void *context)
{
    const struct disk_name *directory = find_name(&active->live, path);
    if (directory == NULL) return OS_NOT_FOUND;
    if (directory->file != DISK_DIRECTORY) return OS_WRONG_KIND;
    size_t size = strlen(path);
    struct disk_names names; /* the visitor may change them */
    disk_names_copy(&active->live, &names);
    for (uint32_t i = 0; i < names.count; i++) {
        if (is_in_directory(names.list[i].path, path))
            visit(context, names.list[i].path + size + 1);
    }
    return OS_OK;
}
