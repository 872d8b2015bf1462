/* SPDX-License-Identifier: Apache-2.0 */
/*
 * venue_config_fuzz.c - any bytes as a configuration file.
 */
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "venue/venue_config.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    static struct venue_config config;
    char error[CONFIG_ERROR_SIZE] = "";
    char *text = malloc(size + 1);
    if (text == NULL) return 0;
    if (size > 0) memcpy(text, bytes, size);
    text[size] = '\0';
    venue_config_default(&config);
    bool is_read = venue_config_read(&config, "file", text, error);
    ASSERT(is_read == (error[0] == '\0'));
    if (is_read) (void)venue_config_check(&config, error);
    free(text);
    return 0;
}
