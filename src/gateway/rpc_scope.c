/* SPDX-License-Identifier: Apache-2.0 */
/*
 * rpc_scope.c - the rights of a token as text: "account:read trade:read_write".
 */
#include "gateway/rpc_scope.h"

#include <string.h>

#include "base/text.h"
#include "gateway/credential.h"
#include "model/text_line.h"

#define NS_PER_SECOND INT64_C(1000000000)
#define LIFETIME_MAX  INT64_C(31536000) /* seconds: one year */

static const struct {
    const char *name;
    uint32_t read;
    uint32_t write;
} groups[] = {
    {"account", SCOPE_ACCOUNT_READ, SCOPE_ACCOUNT_WRITE},
    {"trade", SCOPE_TRADE_READ, SCOPE_TRADE_WRITE},
    {"wallet", SCOPE_WALLET_READ, SCOPE_WALLET_WRITE},
    {"block_trade", SCOPE_BLOCK_READ, SCOPE_BLOCK_WRITE},
    {"custody", SCOPE_CUSTODY_READ, SCOPE_CUSTODY_WRITE},
};

#define GROUP_COUNT (sizeof groups / sizeof groups[0])

/* A word of a scope: "name:value" or "name". */
struct word {
    const char *name;
    size_t name_size;
    const char *value;
    size_t value_size;
};

static bool word_is(const struct word *word, const char *name)
{
    return strlen(name) == word->name_size && memcmp(name, word->name, word->name_size) == 0;
}

static bool value_is(const struct word *word, const char *value)
{
    return strlen(value) == word->value_size && memcmp(value, word->value, word->value_size) == 0;
}

static bool read_group(const struct word *word, size_t group, uint32_t granted, uint32_t *scopes)
{
    uint32_t both = groups[group].read | groups[group].write;
    uint32_t asked = 0;
    if (value_is(word, "read")) {
        asked = groups[group].read;
    } else if (value_is(word, "read_write")) {
        asked = both;
    } else if (!value_is(word, "none")) {
        return false;
    }
    *scopes = (*scopes & ~both) | (asked & granted);
    return true;
}

static bool copy_value(const struct word *word, char *out, size_t size)
{
    if (word->value_size == 0 || word->value_size >= size) return false;
    memcpy(out, word->value, word->value_size);
    out[word->value_size] = '\0';
    return true;
}

static bool read_word(const struct word *word, uint32_t granted, struct rpc_scope *scope)
{
    for (size_t i = 0; i < GROUP_COUNT; i++) {
        if (word_is(word, groups[i].name)) return read_group(word, i, granted, &scope->scopes);
    }
    if (word_is(word, "connection") || word_is(word, "mainaccount")) return true;
    if (word_is(word, "session")) {
        scope->is_session = true;
        return copy_value(word, scope->session_name, sizeof scope->session_name);
    }
    if (word_is(word, "ip")) return copy_value(word, scope->ip, sizeof scope->ip);
    int64_t seconds;
    if (!word_is(word, "expires") || !text_read_i64(word->value, word->value_size, &seconds)) {
        return false;
    }
    if (seconds < 1 || seconds > LIFETIME_MAX) return false;
    scope->lifetime_ns = seconds * NS_PER_SECOND;
    return true;
}

bool rpc_scope_read(const char *text, uint32_t granted, struct rpc_scope *scope)
{
    *scope = (struct rpc_scope){.scopes = granted};
    const char *at = text;
    while (*at != '\0') {
        size_t size = strcspn(at, " ");
        const char *colon = memchr(at, ':', size);
        struct word word = {.name = at, .name_size = size, .value = at + size};
        if (colon != NULL) {
            word.name_size = (size_t)(colon - at);
            word.value = colon + 1;
            word.value_size = size - word.name_size - 1;
        }
        if (size > 0 && !read_word(&word, granted, scope)) return false;
        at += size;
        if (*at == ' ') at++;
    }
    return true;
}

size_t rpc_scope_write(char text[RPC_SCOPE_TEXT_SIZE], const struct rpc_scope *scope)
{
    struct text_line line;
    text_line_begin(&line, text, RPC_SCOPE_TEXT_SIZE);
    for (size_t i = 0; i < GROUP_COUNT; i++) {
        text_line_put(&line, groups[i].name);
        bool can_write = (scope->scopes & groups[i].write) != 0;
        bool can_read = (scope->scopes & groups[i].read) != 0;
        text_line_put(&line, can_write ? ":read_write " : can_read ? ":read " : ":none ");
    }
    if (scope->is_session) {
        text_line_put(&line, "session:");
        text_line_put(&line, scope->session_name);
    } else {
        text_line_put(&line, "connection");
    }
    text_line_put(&line, " mainaccount");
    return text_line_end(&line);
}
