/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_mbo_fuzz.c - the first line as a heading, the rest as rows.
 */
#include "wire/import_mbo.h"

#include <string.h>

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct mbo_table table;
    struct mbo_row row;
    struct import_fault fault = {0};
    const char *text = (const char *)data;
    const char *feed = memchr(text, '\n', size);
    struct import_slice heading = {text, feed == NULL ? size : (size_t)(feed - text)};
    if (mbo_read_heading(heading, &table, &fault) == IMPORT_BAD || feed == NULL) return 0;
    struct import_slice rest = {feed + 1, size - heading.size - 1};
    enum import_result result = mbo_read_row(&table, rest, &row, &fault);
    if (result == IMPORT_BAD) ASSERT(fault.column >= 1 && fault.column <= rest.size + 1);
    return 0;
}
