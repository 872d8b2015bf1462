/* SPDX-License-Identifier: Apache-2.0 */
/*
 * command_codec_fuzz.c - any bytes: refused, or a command that is written as the same bytes and can
 * be shown in both forms.
 */
#include <string.h>

#include "model/command_text.h"
#include "wire/command_codec.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static char text[COMMAND_TEXT_SIZE];
    struct command command;
    if (command_read(bytes, size, &command) != COMMAND_GOOD) return 0;

    uint8_t again[COMMAND_BYTES_MAX];
    size_t again_size = 0;
    ASSERT(command_write(&command, again, &again_size) == COMMAND_GOOD);
    ASSERT(again_size == size);
    ASSERT(memcmp(again, bytes, size) == 0);
    ASSERT(command_text(text, sizeof text, &command, NULL) > 0);
    ASSERT(command_json(text, sizeof text, &command) > 0);
    return 0;
}
