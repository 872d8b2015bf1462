/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_file.h - files and directories, with the promises about durability that a journal needs.
 *
 * Role       The only way to the disk.  There are two implementations behind this header:
 *            os_file_linux.c, and an in-memory disk in test/crash which replaces it at link time
 *            and can show every state in which a power cut could leave the disk.
 *            It knows no journal: only bytes, names and what is durable.
 * Invariant  A call that returned OS_OK did all that it says; a short write is never a success.
 *            Bytes are durable after os_file_write_durable or os_file_sync; names are durable after
 *            os_directory_sync; nothing is durable before.  After a failed sync nothing is known
 *            about the file any more, and the caller must not go on as if it were.
 * Rules      none.
 */
#ifndef PERPETUA_OS_FILE_H
#define PERPETUA_OS_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "os/os_result.h"

/* Memory, offsets and sizes of direct input and output are multiples of this. */
#define OS_FILE_ALIGNMENT 4096

#define OS_PATH_SIZE_MAX 1024 /* with its terminating zero byte */

enum os_file_mode {
    OS_FILE_READ,   /* an existing file */
    OS_FILE_WRITE,  /* an existing file, also to read */
    OS_FILE_CREATE, /* a new file, also to read; refused when the name exists */
    OS_FILE_ENSURE  /* an existing or a new file, also to read */
};

struct os_file {
    int descriptor;
    bool is_direct; /* bytes bypass the page cache; alignment is required */
    bool has_dsync; /* one call writes and syncs; cleared at the first refusal */
};

/* Opens a regular file through the page cache; anything else is OS_DENIED. */
enum os_result os_file_open(struct os_file *file, const char *path, enum os_file_mode mode);

/* As os_file_open but past the page cache where the file system can; see is_direct. */
enum os_result os_file_open_direct(struct os_file *file, const char *path, enum os_file_mode mode);

void os_file_close(struct os_file *file);

enum os_result os_file_size(const struct os_file *file, uint64_t *size);

/* Fills bytes; *read_size is less than size only where the file ends. */
enum os_result os_file_read(const struct os_file *file, void *bytes, size_t size, uint64_t offset,
                            size_t *read_size);

/* Writes all bytes.  They are durable after the next os_file_sync. */
enum os_result os_file_write(const struct os_file *file, const void *bytes, size_t size,
                             uint64_t offset);

/* Writes all bytes and returns when they are durable. */
enum os_result os_file_write_durable(struct os_file *file, const void *bytes, size_t size,
                                     uint64_t offset);

/* Returns when everything written to the file, and its size, are durable. */
enum os_result os_file_sync(const struct os_file *file);

/* Sets the size; reserves the space of a growing file, so that later writes inside it find room. */
enum os_result os_file_allocate(const struct os_file *file, uint64_t size);
enum os_result os_file_truncate(const struct os_file *file, uint64_t size);

/* Takes the file's only lock without waiting; it ends with os_file_close or with the process. */
enum os_result os_file_lock(const struct os_file *file);

/* Hints: read ahead this range; forget what the page cache holds, so that reads see the disk. */
void os_file_will_read(const struct os_file *file, uint64_t offset, size_t size);
void os_file_forget_cache(const struct os_file *file);

enum os_result os_path_rename(const char *from, const char *to);
enum os_result os_path_remove(const char *path);
bool os_path_exists(const char *path);

/* Creates the directory; one that exists already is OS_EXISTS. */
enum os_result os_directory_create(const char *path);

/* Removes an empty directory; one with names in it is OS_EXISTS. */
enum os_result os_directory_remove(const char *path);

/* Returns when all names created, renamed and removed in the directory are durable. */
enum os_result os_directory_sync(const char *path);

/* Called once for each name except "." and ".."; the order is not defined. */
typedef void os_name_visitor(void *context, const char *name);

enum os_result os_directory_list(const char *path, os_name_visitor *visit, void *context);

#endif
