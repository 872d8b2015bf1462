/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_sse_fuzz.c - any bytes as a line.
 */
#include "wire/import_sse.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct sse_message message;
    struct import_fault fault = {0};
    struct import_slice line = {(const char *)data, size};
    enum import_result result = sse_read(line, &message, &fault);
    if (result == IMPORT_BAD) ASSERT(fault.column >= 1 && fault.column <= size + 1);
    if (result == IMPORT_TAKEN && message.kind == SSE_EXECUTION) {
        ASSERT(message.execution.qty_milli > 0);
    }
    return 0;
}
