/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_table_fuzz.c - any bytes as the first line of a table and as a row of it.
 */
#include "wire/import_table.h"

#include <string.h>

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char *const names[] = {"time", "rate"};
    if (size == 0) return 0;
    struct import_slice first = {(const char *)data, size};
    const char *feed = memchr(first.text, '\n', size);
    struct import_slice row = first;
    if (feed != NULL) {
        first.size = (size_t)(feed - first.text);
        row = (struct import_slice){feed + 1, size - first.size - 1};
    }
    struct table_columns columns;
    if (!table_find(first, names, 2, &columns)) return 0;

    struct import_slice fields[2];
    struct import_fault fault = {0};
    enum import_result result = table_row(row, &columns, fields, &fault);
    if (result == IMPORT_BAD) {
        ASSERT(fault.column >= 1 && fault.column <= row.size + 1);
        return 0;
    }
    for (size_t i = 0; i < 2; i++) {
        ASSERT(fields[i].text >= row.text);
        ASSERT(fields[i].text + fields[i].size <= row.text + row.size);
    }
    return 0;
}
