/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential_fuzz.c - any bytes as the file of keys: it is refused with a reason, or every key in
 * it has an id of its own, one kind of proof, and somebody whose key it is.
 */
#include "gateway/credential.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/check.h"

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size);

/* One file in memory for all inputs. */
static const char *path_of(const uint8_t *bytes, size_t size)
{
    static char path[64];
    static FILE *file;
    if (file == NULL) file = tmpfile();
    if (file == NULL) abort();
    (void)snprintf(path, sizeof path, "/proc/self/fd/%d", fileno(file));
    rewind(file);
    ASSERT(fwrite(bytes, 1, size, file) == size);
    ASSERT(fflush(file) == 0);
    ASSERT(ftruncate(fileno(file), (off_t)size) == 0);
    return path;
}

static void check_key(const struct credentials *credentials, const struct credential *key)
{
    ASSERT(memchr(key->id, '\0', sizeof key->id) != NULL);
    ASSERT(memchr(key->name, '\0', sizeof key->name) != NULL);
    ASSERT(memchr(key->secret, '\0', sizeof key->secret) != NULL);
    ASSERT(key->number != 0);
    ASSERT(key->account_id != 0 || key->user_id != 0);
    ASSERT(key->ip_count <= CREDENTIAL_IPS_MAX);
    ASSERT((key->kind == CREDENTIAL_PUBLIC) == (key->public_key != NULL));
    ASSERT(credential_find(credentials, key->id) == key);
    (void)credential_state(key, "127.0.0.1", 1);
    if (key->kind == CREDENTIAL_SECRET) {
        ASSERT(credential_check_secret(key, key->secret) == CREDENTIAL_GOOD);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t size)
{
    char error[256] = "";
    struct credentials *credentials = credentials_open(path_of(bytes, size), error, sizeof error);
    if (credentials == NULL) {
        ASSERT(error[0] != '\0');
        return 0;
    }
    const struct credential *key;
    for (uint32_t i = 0; (key = credential_at(credentials, i)) != NULL; i++) {
        check_key(credentials, key);
    }
    credentials_close(credentials);
    return 0;
}
