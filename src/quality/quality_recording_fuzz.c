/* SPDX-License-Identifier: Apache-2.0 */
/*
 * quality_recording_fuzz.c - any bytes as recorded messages, line by line.
 */
#include <string.h>

#include "quality/quality_recording.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct recording recording;
    const char *text = (const char *)bytes;
    recording_init(&recording, size % 2 == 0 ? 0 : 100000000);
    recording.is_whole = true;
    for (size_t at = 0; at < size;) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - text) - at;
        (void)recording_line(&recording, (struct import_slice){text + at, length});
        at += length + 1;
    }
    quality_finish(&recording.quality);
    recording_release(&recording);
    return 0;
}
