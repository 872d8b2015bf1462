/* SPDX-License-Identifier: Apache-2.0 */
/*
 * os_small_file.h - files that are read and replaced as a whole: keys, certificates, settings.
 *
 * Role       Reading into memory, and replacing so that after a crash the old or the new content is
 *            there, never a part.
 * Invariant  A private file can be read by its owner alone, from before its first byte is written;
 *            a shared one by everybody, whatever the process does with its other files.
 * Rules      none.
 */
#ifndef PERPETUA_OS_SMALL_FILE_H
#define PERPETUA_OS_SMALL_FILE_H

#include <stdbool.h>
#include <stddef.h>

#include "os/os_result.h"

/* Reads the whole file, at most size_max bytes, and puts a zero byte behind them.  The caller frees
 * *bytes with free().  A larger file is OS_LIMIT. */
enum os_result os_small_file_read(const char *path, size_t size_max, char **bytes, size_t *size);

enum os_file_audience { OS_FILE_PRIVATE, OS_FILE_SHARED };

/* Writes the bytes under another name, syncs, renames, syncs the directory. */
enum os_result os_small_file_replace(const char *path, const void *bytes, size_t size,
                                     enum os_file_audience audience);

#endif
