/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_request.c - one JSON-RPC request as it came: from a message, an HTTP body or a query string.
 */
#include "gateway/rpc_request.h"

#include <stdlib.h>
#include <string.h>

#define WHOLE_DIGITS_MAX 18u
#define SMALL_SIZE       1024u /* most requests: read without asking for memory */

static bool is_number_letter(char letter)
{
    return (letter >= '0' && letter <= '9') || letter == '-' || letter == '+' || letter == '.' ||
           letter == 'e' || letter == 'E';
}

static size_t skip_digits(const char *text, size_t size, size_t at)
{
    while (at < size && text[at] >= '0' && text[at] <= '9') at++;
    return at;
}

/* The part behind a point or an exponent's sign has digits.  Returns 0 if it has none. */
static size_t take_digits(const char *text, size_t size, size_t at)
{
    size_t end = skip_digits(text, size, at);
    return end == at ? 0 : end;
}

/* Are exactly these bytes a number of JSON, whatever its length? */
static bool is_number(const char *text, size_t size)
{
    size_t sign = text[0] == '-' ? 1 : 0;
    size_t at = take_digits(text, size, sign);
    if (at == 0 || (text[sign] == '0' && at > sign + 1)) return false;
    if (at < size && text[at] == '.') {
        at = take_digits(text, size, at + 1);
        if (at == 0) return false;
    }
    if (at < size && (text[at] == 'e' || text[at] == 'E')) {
        at++;
        if (at < size && (text[at] == '-' || text[at] == '+')) at++;
        at = take_digits(text, size, at);
        if (at == 0) return false;
    }
    return at == size;
}

/* Whole numbers of at most 18 digits stay numbers; everything else that is one becomes a text. */
static bool number_stays(const char *text, size_t size)
{
    size_t sign = text[0] == '-' ? 1 : 0;
    if (size - sign > WHOLE_DIGITS_MAX) return false;
    for (size_t i = sign; i < size; i++) {
        if (text[i] < '0' || text[i] > '9') return false;
    }
    return true;
}

enum rpc_number rpc_number_read(const char *text, size_t *size)
{
    size_t length = 0;
    while (is_number_letter(text[length])) length++;
    *size = length;
    if (length == 0 || !is_number(text, length)) return RPC_NUMBER_NONE;
    return number_stays(text, length) ? RPC_NUMBER_WHOLE : RPC_NUMBER_TEXT;
}

/* The bytes written and where the next go.  A number of three letters grows by two. */
struct copy {
    char *out;
    size_t size;
};

static void copy_append(struct copy *copy, const char *bytes, size_t size)
{
    memcpy(copy->out + copy->size, bytes, size);
    copy->size += size;
}

static size_t copy_number(struct copy *copy, const char *text, size_t size)
{
    size_t length = 1;
    while (length < size && is_number_letter(text[length])) length++;
    /* What is no number at all is left for the reader of JSON to refuse. */
    bool is_text = !number_stays(text, length) && is_number(text, length);
    if (is_text) copy_append(copy, "\"", 1);
    copy_append(copy, text, length);
    if (is_text) copy_append(copy, "\"", 1);
    return length;
}

static size_t copy_string(struct copy *copy, const char *text, size_t size)
{
    size_t length = 1;
    while (length < size && text[length] != '"') length += text[length] == '\\' ? 2 : 1;
    length = length < size ? length + 1 : size;
    copy_append(copy, text, length);
    return length;
}

json_t *rpc_json_read(const char *text, size_t size)
{
    char small[2 * SMALL_SIZE + 2];
    char *out = size <= SMALL_SIZE ? small : malloc(2 * size + 2);
    if (out == NULL) return NULL;
    out[0] = '\0';
    struct copy copy = {out, 0};
    size_t at = 0;
    while (at < size) {
        char letter = text[at];
        if (letter == '"') {
            at += copy_string(&copy, text + at, size - at);
        } else if (letter == '-' || (letter >= '0' && letter <= '9')) {
            at += copy_number(&copy, text + at, size - at);
        } else {
            copy_append(&copy, &letter, 1);
            at++;
        }
    }
    json_t *root = json_loadb(out, copy.size, JSON_REJECT_DUPLICATES | JSON_DECODE_ANY, NULL);
    if (out != small) free(out);
    return root;
}

static bool id_is_legal(const json_t *id)
{
    return json_is_integer(id) || json_is_string(id);
}

enum rpc_read rpc_request_read(struct rpc_request *request, const char *text, size_t size,
                               const char *method)
{
    *request = (struct rpc_request){0};
    if (size > RPC_REQUEST_SIZE_MAX) return RPC_READ_TOO_LARGE;
    request->root = rpc_json_read(text, size);
    if (request->root == NULL) return RPC_READ_NOT_JSON;
    if (!json_is_object(request->root)) return RPC_READ_NOT_REQUEST;

    json_t *id = json_object_get(request->root, "id");
    if (id != NULL && id_is_legal(id)) request->id = id;
    if (id != NULL && !json_is_null(id) && request->id == NULL) return RPC_READ_NOT_REQUEST;
    json_t *version = json_object_get(request->root, "jsonrpc");
    if (version != NULL && !json_is_string(version)) return RPC_READ_NOT_REQUEST;
    if (version != NULL && strcmp(json_string_value(version), "2.0") != 0) {
        return RPC_READ_NOT_REQUEST;
    }
    json_t *named = json_object_get(request->root, "method");
    if (named != NULL && !json_is_string(named)) return RPC_READ_NOT_REQUEST;
    request->method = named == NULL ? method : json_string_value(named);
    if (request->method == NULL) return RPC_READ_NOT_REQUEST;
    if (method != NULL && strcmp(method, request->method) != 0) return RPC_READ_NOT_REQUEST;

    json_t *params = json_object_get(request->root, "params");
    if (params == NULL || json_is_null(params)) {
        if (json_object_set_new(request->root, "params", json_object()) != 0) {
            return RPC_READ_NOT_JSON;
        }
        params = json_object_get(request->root, "params");
    }
    if (json_is_array(params) && json_array_size(params) == 0) {
        (void)json_object_set_new(request->root, "params", json_object());
        params = json_object_get(request->root, "params");
    }
    if (!json_is_object(params)) return RPC_READ_PARAMS;
    request->params = params;
    return RPC_READ_OK;
}

static int hex_value(char letter)
{
    if (letter >= '0' && letter <= '9') return letter - '0';
    if (letter >= 'a' && letter <= 'f') return letter - 'a' + 10;
    if (letter >= 'A' && letter <= 'F') return letter - 'A' + 10;
    return -1;
}

/* A piece of a query string as text; NULL for a broken escape or bytes that are no UTF-8. */
static json_t *decode_piece(const char *piece, size_t size)
{
    char *out = malloc(size + 1);
    if (out == NULL) return NULL;
    size_t length = 0;
    for (size_t i = 0; i < size; i++) {
        char letter = piece[i] == '+' ? ' ' : piece[i];
        if (letter == '%') {
            int high = i + 2 < size ? hex_value(piece[i + 1]) : -1;
            int low = i + 2 < size ? hex_value(piece[i + 2]) : -1;
            if (high < 0 || low < 0) {
                free(out);
                return NULL;
            }
            letter = (char)(high * 16 + low);
            i += 2;
        }
        out[length++] = letter;
    }
    json_t *text = json_stringn(out, length);
    free(out);
    return text;
}

/* One "name=value".  False if it cannot be read or was given twice. */
static bool add_piece(json_t *params, const char *piece, size_t size)
{
    const char *equals = memchr(piece, '=', size);
    if (equals == NULL) return size == 0;
    size_t name_size = (size_t)(equals - piece);
    json_t *name = decode_piece(piece, name_size);
    json_t *value = decode_piece(equals + 1, size - name_size - 1);
    bool is_good = name != NULL && value != NULL && json_string_length(name) > 0 &&
                   strlen(json_string_value(name)) == json_string_length(name) &&
                   json_object_get(params, json_string_value(name)) == NULL;
    if (is_good) is_good = json_object_set(params, json_string_value(name), value) == 0;
    json_decref(name);
    json_decref(value);
    return is_good;
}

enum rpc_read rpc_request_read_query(struct rpc_request *request, const char *query, size_t size,
                                     const char *method)
{
    *request = (struct rpc_request){.method = method};
    if (size > RPC_REQUEST_SIZE_MAX) return RPC_READ_TOO_LARGE;
    request->root = json_object();
    json_t *params = json_object();
    if (request->root == NULL || json_object_set_new(request->root, "params", params) != 0) {
        return RPC_READ_NOT_JSON;
    }
    request->params = params;
    size_t at = 0;
    while (at < size) {
        const char *end = memchr(query + at, '&', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - query) - at;
        if (!add_piece(params, query + at, length)) return RPC_READ_PARAMS;
        at += length + 1;
    }
    return RPC_READ_OK;
}

void rpc_request_release(struct rpc_request *request)
{
    json_decref(request->root);
    *request = (struct rpc_request){0};
}
