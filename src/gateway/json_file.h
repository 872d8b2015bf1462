/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_file.h - files of the venue that are one JSON value, read and replaced as a whole.
 *
 * Role       Keys and requests of blocks: private files whose texts do not stay in memory.
 * Invariant  After a crash the old or the new content is there, never a part.
 * Rules      none.
 */
#ifndef PERPETUA_GATEWAY_JSON_FILE_H
#define PERPETUA_GATEWAY_JSON_FILE_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

/* What takes the value of a file; it is released afterwards.  False: `fault` says why not. */
struct json_taker {
    bool (*take)(void *context, json_t *root, json_error_t *fault);
    void *context;
};

/* True: taken, or there is no such file.  Else `error` has one line: file, line, reason. */
bool json_file_read(const char *path, const struct json_taker *taker, char *error,
                    size_t error_size);

/* Releases root; NULL is none.  `indent` as of JSON_INDENT.  False: the file is as it was. */
bool json_file_replace(const char *path, json_t *root, size_t indent);

#endif
