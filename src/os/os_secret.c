/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_secret.c - os_secret.h by getrandom.
 *
 * Role       See os_secret.h.
 * Invariant  All bytes are filled or the call fails.
 * Rules      none.
 */
#include "os/os_secret.h"

#include <errno.h>
#include <sys/random.h>
#include <sys/types.h>

enum os_result os_secret_bytes(void *bytes, size_t size)
{
    size_t done = 0;
    while (done < size) {
        ssize_t count = getrandom((char *)bytes + done, size - done, 0);
        if (count < 0 && errno == EINTR) continue;
        if (count < 0) return os_result_from_errno(errno);
        done += (size_t)count;
    }
    return OS_OK;
}
