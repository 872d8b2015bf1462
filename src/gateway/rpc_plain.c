/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_plain.c - see rpc_plain.h.
 */
#include "gateway/rpc_plain.h"

#include <string.h>

#include "gateway/rpc_request.h"

/* Where reading stands.  A number ends where the next letter stands, so its zero byte is put over
 * that letter, which is kept here until it is read. */
struct cursor {
    char *at;
    char *cut; /* NULL: none */
    char cut_letter;
};

static char peek(const struct cursor *cursor)
{
    return cursor->at == cursor->cut ? cursor->cut_letter : *cursor->at;
}

static char skip_space(struct cursor *cursor)
{
    char letter = peek(cursor);
    while (letter == ' ' || letter == '\t' || letter == '\n' || letter == '\r') {
        cursor->at++;
        letter = peek(cursor);
    }
    return letter;
}

/* Passes this letter and the space before it. */
static bool take_letter(struct cursor *cursor, char letter)
{
    if (skip_space(cursor) != letter) return false;
    cursor->at++;
    return true;
}

/* A text without escapes; its closing quote becomes its zero byte. */
static bool take_text(struct cursor *cursor, const char **text, uint32_t *size)
{
    if (!take_letter(cursor, '"')) return false;
    char *begin = cursor->at;
    char *end = begin;
    while (*end != '"') {
        bool is_plain = *end >= ' ' && *end <= '~' && *end != '\\';
        if (!is_plain) return false; /* also the zero byte behind the message */
        end++;
    }
    *end = '\0';
    cursor->at = end + 1;
    *text = begin;
    *size = (uint32_t)(end - begin);
    return true;
}

static bool take_number(struct cursor *cursor, struct rpc_plain_value *value)
{
    char *begin = cursor->at;
    size_t size = 0;
    enum rpc_number number = rpc_number_read(begin, &size);
    if (number == RPC_NUMBER_NONE) return false;
    /* The tree knows no negative zero: it would be written as 0. */
    if (number == RPC_NUMBER_WHOLE && size == 2 && memcmp(begin, "-0", 2) == 0) return false;
    cursor->at = begin + size;
    cursor->cut = cursor->at;
    cursor->cut_letter = *cursor->at;
    *cursor->at = '\0';
    value->kind = number == RPC_NUMBER_WHOLE ? RPC_PLAIN_WHOLE : RPC_PLAIN_TEXT;
    value->text = begin;
    value->size = (uint32_t)size;
    return true;
}

static bool take_word(struct cursor *cursor, const char *word)
{
    size_t size = strlen(word);
    if (strncmp(cursor->at, word, size) != 0) return false;
    cursor->at += size;
    return true;
}

static bool take_value(struct cursor *cursor, struct rpc_plain_value *value)
{
    switch (skip_space(cursor)) {
    case '"': value->kind = RPC_PLAIN_TEXT; return take_text(cursor, &value->text, &value->size);
    case 't': value->kind = RPC_PLAIN_TRUE; return take_word(cursor, "true");
    case 'f': value->kind = RPC_PLAIN_FALSE; return take_word(cursor, "false");
    case 'n': value->kind = RPC_PLAIN_NULL; return take_word(cursor, "null");
    default: return take_number(cursor, value);
    }
}

/* Behind a member: another one follows (',') or the object ends ('}').  0: neither. */
static char take_separator(struct cursor *cursor)
{
    char letter = skip_space(cursor);
    if (letter != ',' && letter != '}') return '\0';
    cursor->at++;
    return letter;
}

static bool take_name(struct cursor *cursor, const char **name)
{
    uint32_t size = 0;
    return take_text(cursor, name, &size) && take_letter(cursor, ':');
}

const struct rpc_plain_value *rpc_plain_value(const struct rpc_plain *plain, const char *name)
{
    for (uint32_t i = 0; i < plain->count; i++) {
        if (strcmp(plain->values[i].name, name) == 0) return &plain->values[i];
    }
    return NULL;
}

static bool take_parameters(struct cursor *cursor, struct rpc_plain *plain)
{
    if (!take_letter(cursor, '{')) return false;
    if (skip_space(cursor) == '}') {
        cursor->at++;
        return true;
    }
    char separator = ',';
    while (separator == ',') {
        struct rpc_plain_value *value = &plain->values[plain->count];
        if (plain->count == RPC_PLAIN_VALUES_MAX) return false;
        *value = (struct rpc_plain_value){0};
        if (!take_name(cursor, &value->name) || !take_value(cursor, value)) return false;
        if (rpc_plain_value(plain, value->name) != NULL) return false;
        plain->count++;
        separator = take_separator(cursor);
    }
    return separator == '}';
}

enum member { MEMBER_VERSION = 1, MEMBER_ID = 2, MEMBER_METHOD = 4, MEMBER_PARAMS = 8 };

static uint32_t member_of(const char *name)
{
    if (strcmp(name, "jsonrpc") == 0) return MEMBER_VERSION;
    if (strcmp(name, "id") == 0) return MEMBER_ID;
    if (strcmp(name, "method") == 0) return MEMBER_METHOD;
    return strcmp(name, "params") == 0 ? MEMBER_PARAMS : 0;
}

static bool take_member(struct cursor *cursor, struct rpc_plain *plain, uint32_t *seen)
{
    const char *name = NULL;
    const char *text = NULL;
    uint32_t size = 0;
    if (!take_name(cursor, &name)) return false;
    uint32_t member = member_of(name);
    if (member == 0 || (*seen & member) != 0) return false;
    *seen |= member;
    switch ((enum member)member) {
    case MEMBER_VERSION: return take_text(cursor, &text, &size) && strcmp(text, "2.0") == 0;
    case MEMBER_ID:
        return take_value(cursor, &plain->id) && plain->id.kind != RPC_PLAIN_TRUE &&
               plain->id.kind != RPC_PLAIN_FALSE;
    case MEMBER_METHOD: return take_text(cursor, &plain->method, &size);
    case MEMBER_PARAMS: return take_parameters(cursor, plain);
    }
    return false;
}

bool rpc_plain_read(struct rpc_plain *plain, const char *text, size_t size)
{
    if (size > RPC_PLAIN_SIZE_MAX) return false;
    plain->method = NULL;
    plain->id = (struct rpc_plain_value){0};
    plain->count = 0;
    memcpy(plain->bytes, text, size);
    plain->bytes[size] = '\0';
    struct cursor cursor = {.at = plain->bytes};
    uint32_t seen = 0;
    if (!take_letter(&cursor, '{')) return false;
    char separator = ',';
    while (separator == ',') {
        if (!take_member(&cursor, plain, &seen)) return false;
        separator = take_separator(&cursor);
    }
    if (separator != '}') return false;
    (void)skip_space(&cursor);
    return cursor.at == plain->bytes + size && plain->method != NULL;
}
