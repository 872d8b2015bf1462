/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_text_fuzz.c - any bytes as a decimal: what is read twice is the same.
 */
#include "wire/import_text.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct import_slice slice = {(const char *)data + 1, size - 1};
    unsigned scale = data[0] % 19u;
    int64_t first = 0;
    int64_t second = 0;
    bool is_read = import_round_decimal(slice, scale, &first);
    ASSERT(is_read == import_round_decimal(slice, scale, &second));
    ASSERT(first == second);
    struct import_slice fields[4];
    ASSERT(import_split(slice, ',', fields, 4) >= 1);
    (void)import_decimals(slice);
    return 0;
}
