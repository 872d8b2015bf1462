/* SPDX-License-Identifier: Apache-2.0 */
/*
 * http_text_fuzz.c - any bytes as a query string and as a decimal number of a client.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "gateway/instrument.h"
#include "gateway/server.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* What is read as a number is written and read again as the same. */
static void read_number(const char *text, size_t size)
{
    const struct unit_scale scales[] = {{100, 2}, {100, 6}, {1, 4}, {1, 0}};
    for (size_t i = 0; i < sizeof scales / sizeof scales[0]; i++) {
        struct unit_read read = instrument_read(&scales[i], text, size);
        if (read.fault == UNIT_BETWEEN) ASSERT(read.below < read.above);
        if (read.fault != UNIT_GOOD) continue;
        char again[UNIT_TEXT_SIZE];
        size_t again_size = instrument_write(again, &scales[i], read.value);
        struct unit_read back = instrument_read(&scales[i], again, again_size);
        ASSERT(back.fault == UNIT_GOOD);
        ASSERT(back.value == read.value);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    if (size > 0) memcpy(text, bytes, size);
    text[size] = '\0';
    read_number(text, size);
    char name_text[16];
    char value_text[32];
    struct http_field name = {name_text, sizeof name_text};
    struct http_field value = {value_text, sizeof value_text};
    const char *cursor = text;
    while (http_next_parameter(&cursor, &name, &value) != HTTP_PARAMETER_END) {
        ASSERT(cursor <= text + size);
    }
    (void)http_parameter(text, "a", value_text, sizeof value_text);
    free(text);
    return 0;
}
