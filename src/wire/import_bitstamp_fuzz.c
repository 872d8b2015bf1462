/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_bitstamp_fuzz.c - any bytes as a line; an accepted book is walked to its end.
 */
#include "wire/import_bitstamp.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct bitstamp_event event;
    struct import_fault fault = {0};
    struct import_slice line = {(const char *)data, size};
    enum import_result result = bitstamp_read(line, &event, &fault);
    if (result == IMPORT_BAD) {
        ASSERT(fault.column >= 1 && fault.column <= size + 1);
        return 0;
    }
    if (event.kind != BITSTAMP_BOOK) return 0;
    struct bitstamp_book book;
    struct bitstamp_level level;
    bitstamp_book_begin(&book, &event);
    while (bitstamp_book_next(&book, &level)) {
        ASSERT(level.price.size > 0 && level.amount.size > 0);
    }
    return 0;
}
