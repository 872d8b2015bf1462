/* SPDX-License-Identifier: Apache-2.0 */
/*
 * credential.c - the list of keys, in memory and in its file; see credential.h.
 *
 * Role       credential_proof.c has the proofs.
 * Invariant  Ids are unique; numbers ascend with the place in the list.
 */
#include "gateway/credential.h"

#include <jansson.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/check.h"
#include "gateway/credential_internal.h"
#include "gateway/json_file.h"
#include "os/os_clock.h"
#include "os/os_file.h"
#include "os/os_secret.h"

#define KEYS_MAX 65536u

/* --- the list --------------------------------------------------------------------------------- */

static bool copy_text(char *to, size_t size, const char *from)
{
    size_t length = strlen(from);
    if (length >= size) return false;
    memcpy(to, from, length + 1);
    return true;
}

static void forget(struct credential *credential)
{
    free(credential->public_pem);
    EVP_PKEY_free(credential->public_key);
    OPENSSL_cleanse(credential, sizeof *credential);
    free(credential);
}

const struct credential *credential_find(const struct credentials *credentials, const char *id)
{
    for (uint32_t i = 0; i < credentials->count; i++) {
        if (strcmp(credentials->list[i]->id, id) == 0) return credentials->list[i];
    }
    return NULL;
}

const struct credential *credential_at(const struct credentials *credentials, uint32_t index)
{
    return index < credentials->count ? credentials->list[index] : NULL;
}

struct credential *credential_edit(struct credentials *credentials, const char *id)
{
    for (uint32_t i = 0; i < credentials->count; i++) {
        if (strcmp(credentials->list[i]->id, id) == 0) return credentials->list[i];
    }
    return NULL;
}

static bool make_room(struct credentials *credentials)
{
    if (credentials->count < credentials->capacity) return true;
    if (credentials->count == KEYS_MAX) return false;
    uint32_t capacity = credentials->capacity == 0 ? 16 : credentials->capacity * 2;
    struct credential **list = realloc(credentials->list, capacity * sizeof(struct credential *));
    if (list == NULL) return false;
    credentials->list = list;
    credentials->capacity = capacity;
    return true;
}

/* Adds with the number that it has. */
static struct credential *append(struct credentials *credentials,
                                 const struct credential *credential)
{
    bool is_named =
        credential->id[0] != '\0' && credential_find(credentials, credential->id) == NULL;
    if (!is_named || !make_room(credentials)) return NULL;
    struct credential *added = malloc(sizeof *added);
    if (added == NULL) return NULL;
    *added = *credential;
    added->public_pem = NULL;
    added->public_key = NULL;
    if (credential->kind == CREDENTIAL_PUBLIC) {
        added->public_pem = strdup(credential->public_pem);
        added->public_key = credential_read_public(added->public_pem);
        if (added->public_key == NULL) {
            forget(added);
            return NULL;
        }
    }
    credentials->list[credentials->count++] = added;
    if (added->number > credentials->number_last) credentials->number_last = added->number;
    return added;
}

struct credential *credential_add(struct credentials *credentials,
                                  const struct credential *credential)
{
    struct credential numbered = *credential;
    numbered.number = credentials->number_last + 1;
    struct credential *added = append(credentials, &numbered);
    OPENSSL_cleanse(&numbered, sizeof numbered);
    return added;
}

void credential_random_text(char *text, size_t letters)
{
    static const char alphabet[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    static_assert(sizeof alphabet == 65, "six bits a letter");
    for (size_t i = 0; i < letters; i++) {
        unsigned char byte = 0;
        enum os_result result = os_secret_bytes(&byte, 1);
        ASSERT(result == OS_OK);
        text[i] = alphabet[byte & 63];
    }
    text[letters] = '\0';
}

int64_t credential_now_ns(void)
{
    return os_clock_wall_ns();
}

/* --- the file --------------------------------------------------------------------------------- */

static const char *const scope_names[] = {
    "account:read", "account:read_write", "trade:read",       "trade:read_write",
    "wallet:read",  "wallet:read_write",  "block_trade:read", "block_trade:read_write",
    "custody:read", "custody:read_write"};

#define SCOPE_COUNT (sizeof scope_names / sizeof scope_names[0])

static_assert(SCOPES_ALL == (1u << SCOPE_COUNT) - 1, "every scope has a name");

static json_t *write_scopes(uint32_t scopes)
{
    json_t *list = json_array();
    for (size_t i = 0; i < SCOPE_COUNT; i++) {
        if ((scopes & (1u << i)) != 0) json_array_append_new(list, json_string(scope_names[i]));
    }
    return list;
}

static const char *const feature_names[] = {"block_trade_approval"};

#define FEATURE_COUNT (sizeof feature_names / sizeof feature_names[0])

const char *credential_feature_name(uint32_t place)
{
    return place < FEATURE_COUNT ? feature_names[place] : NULL;
}

static json_t *write_features(uint32_t features)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < FEATURE_COUNT; i++) {
        if ((features & (1u << i)) != 0) json_array_append_new(list, json_string(feature_names[i]));
    }
    return list;
}

static json_t *write_ips(const struct credential *credential)
{
    json_t *list = json_array();
    for (uint32_t i = 0; i < credential->ip_count; i++) {
        json_array_append_new(list, json_string(credential->ips[i]));
    }
    return list;
}

static json_t *write_one(const struct credential *credential)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:I, s:i, s:i, s:i, s:o, s:I, s:I, s:b, s:b, s:o}", "id", credential->id,
        "name", credential->name, "number", (json_int_t)credential->number, "user",
        (int)credential->user_id, "member", (int)credential->member_id, "account",
        (int)credential->account_id, "scopes", write_scopes(credential->scopes), "created_ns",
        (json_int_t)credential->created_ns, "expires_ns", (json_int_t)credential->expires_ns,
        "enabled", (int)credential->is_enabled, "revoked", (int)credential->is_revoked, "ips",
        write_ips(credential));
    if (object == NULL) return NULL;
    /* Left out where there are none: an earlier program reads the file then. */
    if (credential->features != 0) {
        json_object_set_new(object, "enabled_features", write_features(credential->features));
    }
    bool is_secret = credential->kind == CREDENTIAL_SECRET;
    json_object_set_new(object, is_secret ? "secret" : "public_key",
                        json_string(is_secret ? credential->secret : credential->public_pem));
    return object;
}

bool credentials_save(struct credentials *credentials)
{
    json_t *keys = json_array();
    for (uint32_t i = 0; i < credentials->count; i++) {
        json_array_append_new(keys, write_one(credentials->list[i]));
    }
    json_t *root = json_pack("{s:i, s:I, s:o}", "version", 1, "number_last",
                             (json_int_t)credentials->number_last, "keys", keys);
    return json_file_replace(credentials->path, root, 2);
}

static bool read_scopes(const json_t *list, uint32_t *scopes)
{
    size_t index = 0;
    json_t *item = NULL;
    *scopes = 0;
    json_array_foreach((json_t *)(uintptr_t)list, index, item)
    {
        const char *name = json_string_value(item);
        uint32_t scope = 0;
        for (size_t i = 0; name != NULL && i < SCOPE_COUNT; i++) {
            if (strcmp(name, scope_names[i]) == 0) scope = 1u << i;
        }
        if (scope == 0) return false;
        *scopes |= scope;
    }
    return true;
}

static bool read_features(const json_t *list, uint32_t *features)
{
    *features = 0;
    for (size_t i = 0; i < json_array_size(list); i++) {
        const char *name = json_string_value(json_array_get(list, i));
        uint32_t feature = 0;
        for (uint32_t j = 0; name != NULL && j < FEATURE_COUNT; j++) {
            if (strcmp(name, feature_names[j]) == 0) feature = 1u << j;
        }
        if (feature == 0) return false;
        *features |= feature;
    }
    return list == NULL || json_is_array(list);
}

static bool read_ips(const json_t *list, struct credential *credential)
{
    size_t count = json_array_size(list);
    if (count > CREDENTIAL_IPS_MAX) return false;
    for (size_t i = 0; i < count; i++) {
        const char *ip = json_string_value(json_array_get(list, i));
        if (ip == NULL || !copy_text(credential->ips[i], CREDENTIAL_IP_SIZE, ip)) return false;
    }
    credential->ip_count = (uint32_t)count;
    return true;
}

static bool read_one(json_t *object, struct credential *credential, json_error_t *fault)
{
    const char *id = NULL;
    const char *name = NULL;
    const char *secret = NULL;
    const char *public_pem = NULL;
    json_int_t number = 0;
    json_int_t created_ns = 0;
    json_int_t expires_ns = 0;
    int numbers[3] = {0};
    int flags[2] = {1, 0};
    json_t *scopes = NULL;
    json_t *ips = NULL;
    json_t *features = NULL;
    int status = json_unpack_ex(
        object, fault, JSON_STRICT,
        "{s:s, s?s, s:I, s:i, s:i, s:i, s:o, s?I, s?I, s?b, s?b, s?o, s?o, s?s, s?s}", "id", &id,
        "name", &name, "number", &number, "user", &numbers[0], "member", &numbers[1], "account",
        &numbers[2], "scopes", &scopes, "created_ns", &created_ns, "expires_ns", &expires_ns,
        "enabled", &flags[0], "revoked", &flags[1], "ips", &ips, "enabled_features", &features,
        "secret", &secret, "public_key", &public_pem);
    if (status != 0) return false;
    if (!read_features(features, &credential->features)) {
        (void)snprintf(fault->text, sizeof fault->text,
                       "key '%s' has an enabled feature that does not exist", id);
        return false;
    }
    (void)snprintf(fault->text, sizeof fault->text, "key '%s' is malformed", id);
    bool is_secret = secret != NULL;
    bool is_one = is_secret != (public_pem != NULL);
    /* A key without an account is that of a person: of the venue's staff, for the consoles. */
    bool is_someone = numbers[2] > 0 || (numbers[2] == 0 && numbers[0] > 0);
    bool is_positive = number > 0 && numbers[0] >= 0 && numbers[1] >= 0 && is_someone;
    if (!is_one || !is_positive) return false;
    credential->number = (uint64_t)number;
    credential->kind = is_secret ? CREDENTIAL_SECRET : CREDENTIAL_PUBLIC;
    credential->user_id = (uint32_t)numbers[0];
    credential->member_id = (uint32_t)numbers[1];
    credential->account_id = (uint32_t)numbers[2];
    credential->created_ns = created_ns;
    credential->expires_ns = expires_ns;
    credential->is_enabled = flags[0] != 0;
    credential->is_revoked = flags[1] != 0;
    credential->public_pem = (char *)(uintptr_t)public_pem;
    return copy_text(credential->id, sizeof credential->id, id) &&
           copy_text(credential->name, sizeof credential->name, name == NULL ? "" : name) &&
           copy_text(credential->secret, sizeof credential->secret, is_secret ? secret : "") &&
           read_scopes(scopes, &credential->scopes) && read_ips(ips, credential);
}

static bool read_all(void *context, json_t *root, json_error_t *fault)
{
    struct credentials *credentials = context;
    const json_t *keys = json_object_get(root, "keys");
    (void)snprintf(fault->text, sizeof fault->text, "there is no list 'keys'");
    if (!json_is_array(keys)) return false;
    for (size_t i = 0; i < json_array_size(keys); i++) {
        struct credential credential = {0};
        bool is_read = read_one(json_array_get(keys, i), &credential, fault) &&
                       append(credentials, &credential) != NULL;
        OPENSSL_cleanse(&credential, sizeof credential);
        if (!is_read) return false;
    }
    json_int_t last = json_integer_value(json_object_get(root, "number_last"));
    if ((uint64_t)last > credentials->number_last && last > 0) {
        credentials->number_last = (uint64_t)last;
    }
    return true;
}

struct credentials *credentials_open(const char *path, char *error, size_t error_size)
{
    struct credentials *credentials = calloc(1, sizeof *credentials);
    (void)snprintf(error, error_size, "out of memory for keys");
    if (credentials == NULL) return NULL;
    const struct json_taker taker = {read_all, credentials};
    bool is_open = copy_text(credentials->path, sizeof credentials->path, path) &&
                   json_file_read(path, &taker, error, error_size);
    if (is_open) return credentials;
    credentials_close(credentials);
    return NULL;
}

void credentials_close(struct credentials *credentials)
{
    if (credentials == NULL) return;
    for (uint32_t i = 0; i < credentials->count; i++) forget(credentials->list[i]);
    free(credentials->list);
    credential_forget_stamps(credentials);
    free(credentials);
}
