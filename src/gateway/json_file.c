/* SPDX-License-Identifier: Apache-2.0 */
/*
 * json_file.c - see json_file.h.
 */
#include "gateway/json_file.h"

#include <openssl/crypto.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "os/os_small_file.h"

#define FILE_SIZE_MAX ((size_t)4 << 20)

bool json_file_read(const char *path, const struct json_taker *taker, char *error,
                    size_t error_size)
{
    char *text = NULL;
    size_t size = 0;
    json_error_t fault = {0};
    enum os_result result = os_small_file_read(path, FILE_SIZE_MAX, &text, &size);
    if (result == OS_NOT_FOUND) return true;
    if (result != OS_OK) {
        (void)snprintf(error, error_size, "cannot read %s: %s", path, os_result_text(result));
        return false;
    }
    json_t *root = json_loadb(text, size, JSON_REJECT_DUPLICATES, &fault);
    OPENSSL_cleanse(text, size);
    free(text);
    bool is_taken = root != NULL && taker->take(taker->context, root, &fault);
    json_decref(root);
    if (!is_taken) {
        (void)snprintf(error, error_size, "%s:%d: %s", path, fault.line, fault.text);
    }
    return is_taken;
}

bool json_file_replace(const char *path, json_t *root, size_t indent)
{
    char *text = root == NULL ? NULL : json_dumps(root, JSON_INDENT(indent));
    json_decref(root);
    if (text == NULL) return false;
    size_t size = strlen(text);
    enum os_result result = os_small_file_replace(path, text, size, OS_FILE_PRIVATE);
    OPENSSL_cleanse(text, size);
    free(text);
    return result == OS_OK;
}
