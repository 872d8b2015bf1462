/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_file_linux.c - os_file.h on Linux.
 *
 * Role       See os_file.h.  Interrupted and partial calls are continued here, so that callers see
 *            only success or failure.
 * Invariant  errno is translated once, next to the call that set it.
 * Rules      none.
 */
#include "os/os_file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <unistd.h>

#include "base/check.h"

#define FILE_PERMISSIONS      0640
#define DIRECTORY_PERMISSIONS 0750

static int open_flags(enum os_file_mode mode)
{
    switch (mode) {
    case OS_FILE_READ: return O_RDONLY;
    case OS_FILE_WRITE: return O_RDWR;
    case OS_FILE_CREATE: return O_RDWR | O_CREAT | O_EXCL;
    case OS_FILE_ENSURE: return O_RDWR | O_CREAT;
    }
    IMPOSSIBLE();
}

static int open_retry(const char *path, int flags)
{
    int descriptor;
    do {
        descriptor = open(path, flags | O_CLOEXEC | O_NOCTTY | O_NONBLOCK, FILE_PERMISSIONS);
    } while (descriptor < 0 && errno == EINTR);
    return descriptor;
}

/* A pipe or a device must not stand where a file belongs: reading it could wait for ever. */
static enum os_result require_regular(const struct os_file *file)
{
    struct stat status;
    if (fstat(file->descriptor, &status) != 0) return os_result_from_errno(errno);
    return S_ISREG(status.st_mode) ? OS_OK : OS_WRONG_KIND;
}

static enum os_result finish_open(struct os_file *file)
{
    if (file->descriptor < 0) return os_result_from_errno(errno);
    enum os_result result = require_regular(file);
    if (result != OS_OK) os_file_close(file);
    return result;
}

enum os_result os_file_open(struct os_file *file, const char *path, enum os_file_mode mode)
{
    *file = (struct os_file){.descriptor = open_retry(path, open_flags(mode)), .has_dsync = true};
    return finish_open(file);
}

enum os_result os_file_open_direct(struct os_file *file, const char *path, enum os_file_mode mode)
{
    /* A refused O_DIRECT may already have created the file, so the second try must accept it. */
    bool existed = os_path_exists(path);
    int flags = open_flags(mode);
    *file = (struct os_file){.is_direct = true, .has_dsync = true};
    file->descriptor = open_retry(path, flags | O_DIRECT);
    if (file->descriptor < 0 && errno == EINVAL) {
        if (!existed) flags &= ~O_EXCL;
        file->is_direct = false;
        file->descriptor = open_retry(path, flags);
    }
    return finish_open(file);
}

void os_file_close(struct os_file *file)
{
    ASSERT(file->descriptor >= 0);
    (void)close(file->descriptor);
    file->descriptor = -1;
}

enum os_result os_file_size(const struct os_file *file, uint64_t *size)
{
    struct stat status;
    if (fstat(file->descriptor, &status) != 0) return os_result_from_errno(errno);
    *size = (uint64_t)status.st_size;
    return OS_OK;
}

enum os_result os_file_read(const struct os_file *file, void *bytes, size_t size, uint64_t offset,
                            size_t *read_size)
{
    size_t done = 0;
    *read_size = 0;
    while (done < size) {
        ssize_t count =
            pread(file->descriptor, (char *)bytes + done, size - done, (off_t)(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return os_result_from_errno(errno);
        if (count == 0) break;
        done += (size_t)count;
        /* A direct read that ends off the grid has met the end of the file. */
        if (file->is_direct && done % OS_FILE_ALIGNMENT != 0) break;
    }
    *read_size = done;
    return OS_OK;
}

enum os_result os_file_write(const struct os_file *file, const void *bytes, size_t size,
                             uint64_t offset)
{
    size_t done = 0;
    while (done < size) {
        ssize_t count = pwrite(file->descriptor, (const char *)bytes + done, size - done,
                               (off_t)(offset + done));
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return os_result_from_errno(errno);
        if (count == 0) return OS_FAILED;
        done += (size_t)count;
    }
    return OS_OK;
}

static bool is_refusal(int error_number)
{
    return error_number == EOPNOTSUPP || error_number == ENOSYS || error_number == EINVAL;
}

enum os_result os_file_write_durable(struct os_file *file, const void *bytes, size_t size,
                                     uint64_t offset)
{
    size_t done = 0;
    while (file->has_dsync && done < size) {
        struct iovec part = {.iov_base = (char *)(uintptr_t)bytes + done, .iov_len = size - done};
        ssize_t count = pwritev2(file->descriptor, &part, 1, (off_t)(offset + done), RWF_DSYNC);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0 && is_refusal(errno)) {
            file->has_dsync = false;
            break;
        }
        if (count < 0) return os_result_from_errno(errno);
        if (count == 0) return OS_FAILED;
        done += (size_t)count;
    }
    if (done == size) return OS_OK;

    enum os_result result =
        os_file_write(file, (const char *)bytes + done, size - done, offset + done);
    if (result != OS_OK) return result;
    return os_file_sync(file);
}

enum os_result os_file_sync(const struct os_file *file)
{
    int status;
    do {
        status = fdatasync(file->descriptor);
    } while (status != 0 && errno == EINTR);
    return status == 0 ? OS_OK : os_result_from_errno(errno);
}

enum os_result os_file_allocate(const struct os_file *file, uint64_t size)
{
    int error_number;
    do {
        error_number = posix_fallocate(file->descriptor, 0, (off_t)size);
    } while (error_number == EINTR);
    return error_number == 0 ? OS_OK : os_result_from_errno(error_number);
}

enum os_result os_file_truncate(const struct os_file *file, uint64_t size)
{
    int status;
    do {
        status = ftruncate(file->descriptor, (off_t)size);
    } while (status != 0 && errno == EINTR);
    return status == 0 ? OS_OK : os_result_from_errno(errno);
}

enum os_result os_file_lock(const struct os_file *file)
{
    int status;
    do {
        status = flock(file->descriptor, LOCK_EX | LOCK_NB);
    } while (status != 0 && errno == EINTR);
    if (status == 0) return OS_OK;
    return errno == EWOULDBLOCK ? OS_LOCKED : os_result_from_errno(errno);
}

void os_file_will_read(const struct os_file *file, uint64_t offset, size_t size)
{
    if (file->is_direct) return;
    (void)posix_fadvise(file->descriptor, (off_t)offset, (off_t)size, POSIX_FADV_WILLNEED);
}

void os_file_forget_cache(const struct os_file *file)
{
    (void)posix_fadvise(file->descriptor, 0, 0, POSIX_FADV_DONTNEED);
}

enum os_result os_path_rename(const char *from, const char *to)
{
    return rename(from, to) == 0 ? OS_OK : os_result_from_errno(errno);
}

enum os_result os_path_remove(const char *path)
{
    return unlink(path) == 0 ? OS_OK : os_result_from_errno(errno);
}

bool os_path_exists(const char *path)
{
    struct stat status;
    return stat(path, &status) == 0;
}

enum os_result os_directory_create(const char *path)
{
    return mkdir(path, DIRECTORY_PERMISSIONS) == 0 ? OS_OK : os_result_from_errno(errno);
}

enum os_result os_directory_remove(const char *path)
{
    return rmdir(path) == 0 ? OS_OK : os_result_from_errno(errno);
}

enum os_result os_directory_sync(const char *path)
{
    int descriptor = open_retry(path, O_RDONLY | O_DIRECTORY);
    if (descriptor < 0) return os_result_from_errno(errno);
    int status;
    do {
        status = fsync(descriptor);
    } while (status != 0 && errno == EINTR);
    enum os_result result = status == 0 ? OS_OK : os_result_from_errno(errno);
    (void)close(descriptor);
    return result;
}

enum os_result os_directory_list(const char *path, os_name_visitor *visit, void *context)
{
    DIR *directory = opendir(path);
    if (directory == NULL) return os_result_from_errno(errno);
    enum os_result result = OS_OK;
    for (;;) {
        errno = 0;
        const struct dirent *entry = readdir(directory);
        if (entry == NULL) {
            if (errno != 0) result = os_result_from_errno(errno);
            break;
        }
        if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0) continue;
        visit(context, entry->d_name);
    }
    (void)closedir(directory);
    return result;
}
