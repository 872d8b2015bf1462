/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_small_file.c - see os_small_file.h.
 *
 * Role       See os_small_file.h.
 * Invariant  See os_small_file.h.
 * Rules      none.
 */
#include "os/os_small_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "os/os_file.h"

#define PRIVATE_PERMISSIONS 0600
#define SHARED_PERMISSIONS  0644

enum os_result os_small_file_read(const char *path, size_t size_max, char **bytes, size_t *size)
{
    struct os_file file;
    uint64_t file_size = 0;
    *bytes = NULL;
    enum os_result result = os_file_open(&file, path, OS_FILE_READ);
    if (result != OS_OK) return result;
    result = os_file_size(&file, &file_size);
    if (result == OS_OK && file_size > size_max) result = OS_LIMIT;
    if (result == OS_OK) {
        *bytes = malloc((size_t)file_size + 1);
        if (*bytes == NULL) result = OS_NO_MEMORY;
    }
    if (result == OS_OK) result = os_file_read(&file, *bytes, (size_t)file_size, 0, size);
    os_file_close(&file);
    if (result == OS_OK) {
        (*bytes)[*size] = '\0';
        return OS_OK;
    }
    free(*bytes);
    *bytes = NULL;
    return result;
}

static enum os_result write_new(const char *path, const void *bytes, size_t size,
                                enum os_file_audience audience)
{
    struct os_file file;
    (void)os_path_remove(path);
    enum os_result result = os_file_open(&file, path, OS_FILE_CREATE);
    if (result != OS_OK) return result;
    mode_t permissions = audience == OS_FILE_PRIVATE ? PRIVATE_PERMISSIONS : SHARED_PERMISSIONS;
    if (fchmod(file.descriptor, permissions) != 0) {
        result = os_result_from_errno(errno);
    }
    if (result == OS_OK) result = os_file_write(&file, bytes, size, 0);
    if (result == OS_OK) result = os_file_sync(&file);
    os_file_close(&file);
    return result;
}

static enum os_result sync_directory_of(const char *path)
{
    char directory[OS_PATH_SIZE_MAX];
    const char *slash = strrchr(path, '/');
    size_t size = slash == NULL ? 0 : (size_t)(slash - path);
    if (slash == NULL) return os_directory_sync(".");
    if (size == 0) return os_directory_sync("/");
    memcpy(directory, path, size);
    directory[size] = '\0';
    return os_directory_sync(directory);
}

enum os_result os_small_file_replace(const char *path, const void *bytes, size_t size,
                                     enum os_file_audience audience)
{
    char aside[OS_PATH_SIZE_MAX];
    int length = snprintf(aside, sizeof aside, "%s.new", path);
    if (length < 0 || (size_t)length >= sizeof aside) return OS_LIMIT;
    enum os_result result = write_new(aside, bytes, size, audience);
    if (result == OS_OK) result = os_path_rename(aside, path);
    if (result == OS_OK) return sync_directory_of(path);
    (void)os_path_remove(aside);
    return result;
}
