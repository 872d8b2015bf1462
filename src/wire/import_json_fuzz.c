/* SPDX-License-Identifier: Apache-2.0 */
/*
 * import_json_fuzz.c - any bytes as a document: the walk ends, inside the document.
 */
#include "wire/import_json.h"

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0) return 0;
    struct json_scanner scanner;
    struct import_slice value;
    json_begin(&scanner, (struct import_slice){(const char *)data, size});
    enum json_token token = JSON_NULL;
    while (token != JSON_END && token != JSON_BAD) {
        size_t before = scanner.at;
        token = json_next(&scanner, &value);
        ASSERT(scanner.at <= size);
        ASSERT(token == JSON_END || token == JSON_BAD || scanner.at > before);
    }
    return 0;
}
