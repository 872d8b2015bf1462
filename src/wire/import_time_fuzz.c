/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_time_fuzz.c - any bytes as a stamp: refused, or an instant from 1970 on.
 */
#include "wire/import_time.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    int64_t time_ns = -1;
    bool is_read = import_time((struct import_slice){(const char *)data, size}, &time_ns);
    ASSERT(is_read ? time_ns >= 0 : time_ns == -1);
    return 0;
}
