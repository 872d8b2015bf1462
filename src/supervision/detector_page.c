/* SPDX-License-Identifier: Apache-2.0 */
/*
 * detector_page.c - see detector_page.h.
 */
#include "supervision/detector_page.h"

#include <string.h>

const struct detector_page *detector_page_find(const char *name)
{
    for (unsigned i = 0; i < detector_page_count; i++) {
        if (strcmp(detector_pages[i].name, name) == 0) return &detector_pages[i];
    }
    return NULL;
}
