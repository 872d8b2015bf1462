/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_result.h - what the operating system answered.
 *
 * Role       One small list for every call in this folder, so that callers decide by meaning and
 *            not by the numbers of one kernel.
 * Invariant  OS_OK is zero and is the only success.
 * Rules      none.
 */
#ifndef PERPETUA_OS_RESULT_H
#define PERPETUA_OS_RESULT_H

enum os_result {
    OS_OK = 0,
    OS_NOT_FOUND,  /* no such file or directory */
    OS_EXISTS,     /* the name is taken already */
    OS_DENIED,     /* permissions, or a read-only file system */
    OS_WRONG_KIND, /* a directory, a pipe or a device where a file belongs, or the reverse */
    OS_NO_SPACE,   /* the disk or a quota is full */
    OS_NO_MEMORY,
    OS_LIMIT,  /* too many descriptors or threads */
    OS_LOCKED, /* another process holds the lock */
    OS_FAILED  /* everything else, a failing device above all */
};

/* A lower-case phrase without a full stop, such as "no space left on the disk". */
const char *os_result_text(enum os_result result);

/* The meaning of a value of errno. */
enum os_result os_result_from_errno(int error_number);

#endif
