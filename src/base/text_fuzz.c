/* SPDX-License-Identifier: Apache-2.0 */
/*
 * text_fuzz.c - any bytes as a number: no read beyond them, and what is accepted writes back.
 *
 * The first byte chooses the scale.  An accepted number, written and read again, is the same.
 */
#include "base/check.h"
#include "base/text.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

static void check_decimal(const char *text, size_t size, unsigned scale)
{
    int64_t value = 0;
    if (!text_read_decimal(text, size, scale, &value)) return;

    char written[TEXT_NUMBER_SIZE];
    size_t length = text_write_decimal(written, sizeof written, value, scale);
    int64_t again = ~value;
    ASSERT(text_read_decimal(written, length, scale, &again));
    ASSERT(again == value);
}

static void check_whole(const char *text, size_t size)
{
    uint64_t value = 0;
    if (!text_read_u64(text, size, &value)) return;

    char written[TEXT_NUMBER_SIZE];
    size_t length = text_write_u64(written, sizeof written, value);
    uint64_t again = ~value;
    ASSERT(text_read_u64(written, length, &again));
    ASSERT(again == value);

    int64_t signed_value = -1;
    bool fits = text_read_i64(text, size, &signed_value);
    ASSERT(fits == (value <= INT64_MAX));
    ASSERT(IMPLIES(fits, (uint64_t)signed_value == value));
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    if (size == 0) return 0;
    const char *text = (const char *)bytes + 1;
    check_decimal(text, size - 1, bytes[0] % (TEXT_SCALE_MAX + 1));
    check_whole(text, size - 1);
    return 0;
}
