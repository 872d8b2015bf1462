/* SPDX-License-Identifier: Apache-2.0 */
/*
 * journal_heads.c - see journal_heads.h.
 *
 * Role       A line is "h1 SEQUENCE HEAD KEY SIGNATURE" and a line feed: 20 digits, then 64, 64 and
 *            128 lower-case hexadecimal digits, one space between. Signed are 80 bytes: 24 of the
 *            text "perpetua journal head 1\n", the id, the sequence (little-endian), the head.
 * Invariant  A line has one spelling; a last line that was cut short by a crash is passed over.
 * Rules      none.
 */
#include "node/journal_heads.h"

#include <inttypes.h>
#include <openssl/pem.h>
#include <stdio.h>
#include <string.h>

#include "base/check.h"
#include "base/int_math.h"
#include "base/text.h"
#include "node/journal_path.h"
#include "wire/journal_bytes.h"

#define SIGNATURE_SIZE 64
#define MESSAGE_TEXT   "perpetua journal head 1\n"
#define TEXT_SIZE      24
#define MESSAGE_SIZE   80

#define DIGITS    20
#define AT_DIGITS 3
#define AT_HEAD   (AT_DIGITS + DIGITS + 1)
#define AT_KEY    (AT_HEAD + 2 * JOURNAL_HASH_SIZE + 1)
#define AT_SIGN   (AT_KEY + 2 * JOURNAL_KEY_SIZE + 1)
#define LINE_SIZE (AT_SIGN + 2 * SIGNATURE_SIZE + 1) /* with its line feed */

#define KEY_FILE_SIZE_MAX ((size_t)16384)
#define FILE_SIZE_MAX     (UINT64_C(1) << 32)

static_assert(sizeof MESSAGE_TEXT - 1 == TEXT_SIZE, "the text has its place");
static_assert(TEXT_SIZE + JOURNAL_ID_SIZE + 8 + JOURNAL_HASH_SIZE == MESSAGE_SIZE,
              "the message has its parts");

/* --- files --- */

static enum journal_status load_file(const char *path, uint64_t size_max, struct os_memory *memory,
                                     size_t *size, struct journal_error *error)
{
    struct os_file file;
    uint64_t file_size = 0;
    enum os_result result = os_file_open(&file, path, OS_FILE_READ);
    if (result != OS_OK) return journal_error_os(error, result, "open", path);
    result = os_file_size(&file, &file_size);
    if (result == OS_OK && file_size > size_max) result = OS_LIMIT;
    if (result == OS_OK) {
        result = os_memory_take(memory, (size_t)file_size + 1, OS_MEMORY_PLAIN);
        if (result == OS_OK) {
            result = os_file_read(&file, memory->bytes, (size_t)file_size, 0, size);
            if (result != OS_OK) os_memory_give_back(memory);
        }
    }
    os_file_close(&file);
    return result == OS_OK ? JOURNAL_OK : journal_error_os(error, result, "read", path);
}

/* --- keys --- */

static enum journal_status load_key(struct journal_key *key, const char *path, bool is_public,
                                    struct journal_error *error)
{
    struct os_memory memory = {0};
    size_t size = 0;
    *key = (struct journal_key){.is_public = is_public};
    enum journal_status status = load_file(path, KEY_FILE_SIZE_MAX, &memory, &size, error);
    if (status != JOURNAL_OK) return status;
    BIO *input = BIO_new_mem_buf(memory.bytes, (int)size);
    if (input != NULL) {
        key->pair = is_public ? PEM_read_bio_PUBKEY(input, NULL, NULL, NULL)
                              : PEM_read_bio_PrivateKey(input, NULL, NULL, NULL);
    }
    (void)BIO_free(input);
    OPENSSL_cleanse(memory.bytes, memory.size);
    os_memory_give_back(&memory);

    size_t public_size = sizeof key->public_bytes;
    bool is_right = key->pair != NULL && EVP_PKEY_get_id(key->pair) == EVP_PKEY_ED25519 &&
                    EVP_PKEY_get_raw_public_key(key->pair, key->public_bytes, &public_size) == 1 &&
                    public_size == sizeof key->public_bytes;
    if (is_right) return JOURNAL_OK;
    journal_key_release(key);
    return journal_error_set(error, JOURNAL_FOREIGN,
                             "%s: offset 0: expected a PEM file with an Ed25519 %s key", path,
                             is_public ? "public" : "private");
}

enum journal_status journal_key_load_private(struct journal_key *key, const char *path,
                                             struct journal_error *error)
{
    return load_key(key, path, false, error);
}

enum journal_status journal_key_load_public(struct journal_key *key, const char *path,
                                            struct journal_error *error)
{
    return load_key(key, path, true, error);
}

void journal_key_release(struct journal_key *key)
{
    EVP_PKEY_free(key->pair);
    *key = (struct journal_key){0};
}

static void make_message(uint8_t message[MESSAGE_SIZE], const struct journal_id *id,
                         uint64_t sequence, const struct journal_hash *hash)
{
    memcpy(message, MESSAGE_TEXT, TEXT_SIZE);
    memcpy(message + TEXT_SIZE, id->bytes, JOURNAL_ID_SIZE);
    bytes_put_u64(message + TEXT_SIZE + JOURNAL_ID_SIZE, sequence);
    memcpy(message + MESSAGE_SIZE - JOURNAL_HASH_SIZE, hash->bytes, JOURNAL_HASH_SIZE);
}

static bool sign(const struct journal_key *key, const uint8_t message[MESSAGE_SIZE],
                 uint8_t signature[SIGNATURE_SIZE])
{
    size_t size = SIGNATURE_SIZE;
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    bool is_signed = context != NULL &&
                     EVP_DigestSignInit(context, NULL, NULL, NULL, key->pair) == 1 &&
                     EVP_DigestSign(context, signature, &size, message, MESSAGE_SIZE) == 1 &&
                     size == SIGNATURE_SIZE;
    EVP_MD_CTX_free(context);
    return is_signed;
}

static bool signature_verifies(const uint8_t public_bytes[JOURNAL_KEY_SIZE],
                               const uint8_t message[MESSAGE_SIZE],
                               const uint8_t signature[SIGNATURE_SIZE])
{
    EVP_MD_CTX *context = EVP_MD_CTX_new();
    EVP_PKEY *key =
        EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, public_bytes, JOURNAL_KEY_SIZE);
    bool verifies =
        context != NULL && key != NULL &&
        EVP_DigestVerifyInit(context, NULL, NULL, NULL, key) == 1 &&
        EVP_DigestVerify(context, signature, SIGNATURE_SIZE, message, MESSAGE_SIZE) == 1;
    EVP_PKEY_free(key);
    EVP_MD_CTX_free(context);
    return verifies;
}

/* --- writing --- */

static void put_hex(char *out, const uint8_t *bytes, size_t size)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < size; i++) {
        out[2 * i] = digits[bytes[i] >> 4];
        out[2 * i + 1] = digits[bytes[i] & 15];
    }
}

static void make_line(char line[LINE_SIZE], const struct journal_head *head,
                      const uint8_t signature[SIGNATURE_SIZE])
{
    char digits[DIGITS + 1];
    memset(line, ' ', LINE_SIZE);
    memcpy(line, "h1", 2);
    (void)snprintf(digits, sizeof digits, "%020" PRIu64, head->sequence);
    memcpy(line + AT_DIGITS, digits, DIGITS);
    put_hex(line + AT_HEAD, head->hash.bytes, JOURNAL_HASH_SIZE);
    put_hex(line + AT_KEY, head->key, JOURNAL_KEY_SIZE);
    put_hex(line + AT_SIGN, signature, SIGNATURE_SIZE);
    line[LINE_SIZE - 1] = '\n';
}

/* A line that a crash cut short is written over. */
static enum os_result append_line(struct os_file *file, const char line[LINE_SIZE])
{
    uint64_t size = 0;
    enum os_result result = os_file_size(file, &size);
    if (result != OS_OK) return result;
    return os_file_write_durable(file, line, LINE_SIZE, size / LINE_SIZE * LINE_SIZE);
}

enum journal_status journal_heads_append(const char *directory, const struct journal_id *id,
                                         const struct journal_position *position,
                                         const struct journal_key *key, struct journal_error *error)
{
    ASSERT(!key->is_public);
    ASSERT(position->sequence_next > 1);
    struct journal_head head = {.sequence = position->sequence_next - 1, .hash = position->head};
    uint8_t message[MESSAGE_SIZE];
    uint8_t signature[SIGNATURE_SIZE];
    char line[LINE_SIZE];
    char path[OS_PATH_SIZE_MAX];
    memcpy(head.key, key->public_bytes, sizeof head.key);
    make_message(message, id, head.sequence, &head.hash);
    if (!journal_path_join(path, directory, "heads.sig") || !sign(key, message, signature)) {
        return journal_error_set(error, JOURNAL_FAILED, "cannot sign the head of %s", directory);
    }
    make_line(line, &head, signature);
    struct os_file file;
    bool is_new = !os_path_exists(path);
    enum os_result result = os_file_open(&file, path, OS_FILE_ENSURE);
    if (result != OS_OK) return journal_error_os(error, result, "open", path);
    result = append_line(&file, line);
    os_file_close(&file);
    if (result == OS_OK && is_new) result = os_directory_sync(directory);
    return result == OS_OK ? JOURNAL_OK : journal_error_os(error, result, "write", path);
}

/* --- checking --- */

static bool get_digit(char letter, uint8_t *value)
{
    bool is_digit = letter >= '0' && letter <= '9';
    bool is_letter = letter >= 'a' && letter <= 'f';
    *value = (uint8_t)(is_digit ? letter - '0' : letter - 'a' + 10);
    return is_digit || is_letter;
}

static bool get_hex(const char *text, uint8_t *bytes, size_t size)
{
    for (size_t i = 0; i < size; i++) {
        uint8_t high = 0;
        uint8_t low = 0;
        if (!get_digit(text[2 * i], &high) || !get_digit(text[2 * i + 1], &low)) return false;
        bytes[i] = (uint8_t)(high << 4 | low);
    }
    return true;
}

static bool get_line(const char line[LINE_SIZE], struct journal_head *head,
                     uint8_t signature[SIGNATURE_SIZE])
{
    bool has_form = memcmp(line, "h1 ", AT_DIGITS) == 0 && line[AT_HEAD - 1] == ' ' &&
                    line[AT_KEY - 1] == ' ' && line[AT_SIGN - 1] == ' ' &&
                    line[LINE_SIZE - 1] == '\n';
    return has_form && text_read_u64(line + AT_DIGITS, DIGITS, &head->sequence) &&
           get_hex(line + AT_HEAD, head->hash.bytes, JOURNAL_HASH_SIZE) &&
           get_hex(line + AT_KEY, head->key, JOURNAL_KEY_SIZE) &&
           get_hex(line + AT_SIGN, signature, SIGNATURE_SIZE);
}

static enum journal_status refuse(const struct journal_heads *heads, uint64_t sequence,
                                  const char *reason, struct journal_error *error)
{
    (void)journal_error_set(error, JOURNAL_CORRUPT, "heads.sig: line %" PRIu64 ": %s", heads->line,
                            reason);
    error->sequence_first = sequence;
    error->sequence_last = sequence;
    return error->status;
}

/* Reads and checks the next line. */
static enum journal_status advance(struct journal_heads *heads, struct journal_error *error)
{
    uint64_t before = heads->next.sequence;
    heads->has_next = false;
    if (heads->size - heads->used < LINE_SIZE) return JOURNAL_OK;
    const char *line = (const char *)heads->memory.bytes + heads->used;
    uint8_t message[MESSAGE_SIZE];
    uint8_t signature[SIGNATURE_SIZE];
    heads->line++;
    heads->used += LINE_SIZE;
    if (!get_line(line, &heads->next, signature)) {
        return refuse(heads, before + 1, "the line is damaged", error);
    }
    if (heads->next.sequence <= before && before != 0) {
        return refuse(heads, before + 1, "its sequence does not ascend", error);
    }
    uint64_t sequence = heads->next.sequence;
    make_message(message, &heads->id, sequence, &heads->next.hash);
    if (!signature_verifies(heads->next.key, message, signature)) {
        return refuse(heads, before + 1, "the signature does not verify", error);
    }
    bool is_trusted = heads->trusted == NULL ||
                      memcmp(heads->trusted->public_bytes, heads->next.key, JOURNAL_KEY_SIZE) == 0;
    if (!is_trusted) return refuse(heads, sequence, "it was signed with another key", error);
    heads->has_next = true;
    return JOURNAL_OK;
}

enum journal_status journal_heads_open(struct journal_heads *heads, const char *directory,
                                       const struct journal_id *id,
                                       const struct journal_key *trusted,
                                       struct journal_error *error)
{
    char path[OS_PATH_SIZE_MAX];
    *heads = (struct journal_heads){.id = *id, .trusted = trusted};
    if (!journal_path_join(path, directory, "heads.sig") || !os_path_exists(path)) {
        return JOURNAL_OK;
    }
    enum journal_status status =
        load_file(path, FILE_SIZE_MAX, &heads->memory, &heads->size, error);
    if (status != JOURNAL_OK) return status;
    heads->is_open = true;
    status = advance(heads, error);
    if (status != JOURNAL_OK) journal_heads_close(heads);
    return status;
}

enum journal_status journal_heads_pass(struct journal_heads *heads,
                                       const struct journal_position *position,
                                       struct journal_error *error)
{
    while (heads->has_next && heads->next.sequence < position->sequence_next) {
        uint64_t sequence = heads->next.sequence;
        if (sequence + 1 != position->sequence_next) {
            return refuse(heads, sequence, "no frame of the journal ends there", error);
        }
        if (!journal_hash_equal(&heads->next.hash, &position->head)) {
            return refuse(heads, sequence, "the journal has another head there", error);
        }
        heads->checked_count++;
        enum journal_status status = advance(heads, error);
        if (status != JOURNAL_OK) return status;
    }
    return JOURNAL_OK;
}

enum journal_status journal_heads_finish(struct journal_heads *heads, uint64_t sequence_last,
                                         struct journal_error *error)
{
    if (!heads->has_next) return JOURNAL_OK;
    (void)refuse(heads, sequence_last + 1,
                 "the journal ends before this head, which was signed: records are lost", error);
    error->sequence_last = heads->next.sequence;
    return error->status;
}

void journal_heads_close(struct journal_heads *heads)
{
    if (heads->is_open) os_memory_give_back(&heads->memory);
    heads->is_open = false;
    heads->has_next = false;
}
