/* SPDX-License-Identifier: Apache-2.0 */
/*
 * report_settings.c - see report_settings.h.
 */
#include "venue/report_settings.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "os/os_small_file.h"

#define FILE_SIZE_MAX ((size_t)1 << 20)

bool report_settings_read(const char *path, struct settings *settings,
                          char error[CONFIG_ERROR_SIZE])
{
    char *text = NULL;
    size_t size = 0;
    settings_default(settings);
    if (path[0] == '\0') return true;
    if (os_small_file_read(path, FILE_SIZE_MAX, &text, &size) != OS_OK) {
        (void)snprintf(error, CONFIG_ERROR_SIZE, "report-settings: cannot read %s", path);
        return false;
    }
    uint32_t line = settings_read(settings, text, size);
    free(text);
    if (line == 0) return true;
    (void)snprintf(error, CONFIG_ERROR_SIZE,
                   "report-settings: %s:%" PRIu32 ": expected level, maker or exchange", path,
                   line);
    return false;
}
