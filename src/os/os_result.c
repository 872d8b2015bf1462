/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_result.c - the texts and the translation of errno.
 *
 * Role       See os_result.h.
 * Invariant  No value of errno becomes OS_OK.
 * Rules      none.
 */
#include "os/os_result.h"

#include <errno.h>

const char *os_result_text(enum os_result result)
{
    switch (result) {
    case OS_OK: return "done";
    case OS_NOT_FOUND: return "no such file or directory";
    case OS_EXISTS: return "the name exists already";
    case OS_DENIED: return "permission denied";
    case OS_WRONG_KIND: return "not a regular file, or not a directory";
    case OS_NO_SPACE: return "no space left on the disk";
    case OS_NO_MEMORY: return "out of memory";
    case OS_LIMIT: return "a limit of the system is reached";
    case OS_LOCKED: return "locked by another process";
    case OS_FAILED: return "input/output error";
    }
    return "unknown result";
}

enum os_result os_result_from_errno(int error_number)
{
    switch (error_number) {
    case ENOENT: return OS_NOT_FOUND;
    case EEXIST:
    case ENOTEMPTY: return OS_EXISTS;
    case EACCES:
    case EPERM:
    case EROFS: return OS_DENIED;
    case ENOTDIR:
    case EISDIR:
    case ELOOP:
    case ENXIO: return OS_WRONG_KIND;
    case ENOSPC:
    case EDQUOT:
    case EFBIG: return OS_NO_SPACE;
    case ENOMEM: return OS_NO_MEMORY;
    case EMFILE:
    case ENFILE:
    case EAGAIN: return OS_LIMIT;
    default: return OS_FAILED;
    }
}
