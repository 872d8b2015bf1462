/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_coinbase_fuzz.c - any bytes as a document.
 */
#include "wire/import_coinbase.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct coinbase_reader reader;
    struct coinbase_entry entry;
    struct import_fault fault = {0};
    coinbase_begin(&reader, (struct import_slice){(const char *)data, size});
    enum coinbase_result result = COINBASE_ENTRY;
    while (result == COINBASE_ENTRY) result = coinbase_next(&reader, &entry, &fault);
    if (result == COINBASE_BAD) ASSERT(fault.column >= 1 && fault.column <= size + 1);
    if (result == COINBASE_END) ASSERT(reader.sides_seen == 3);
    return 0;
}
