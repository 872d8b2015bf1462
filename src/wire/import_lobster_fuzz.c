/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_lobster_fuzz.c - any bytes as a message and as a book line.
 */
#include "wire/import_lobster.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    static struct lobster_book book;
    struct lobster_message message;
    struct import_fault fault = {0};
    struct import_slice line = {(const char *)data, size};
    enum import_result result = lobster_read_message(line, &message, &fault);
    if (result == IMPORT_BAD) ASSERT(fault.column >= 1 && fault.column <= size + 1);
    size_t levels = lobster_level_count(line);
    if (levels == 0) return 0;
    result = lobster_read_book(line, levels, &book, &fault);
    if (result == IMPORT_BAD) ASSERT(fault.column >= 1 && fault.column <= size + 1);
    return 0;
}
