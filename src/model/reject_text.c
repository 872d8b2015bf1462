/* SPDX-License-Identifier: Apache-2.0 */
/*
 * reject_text.c - lookups in the lists of reject.h, and the sentence for the member.
 *
 * Role       See reject_text.h.
 * Invariant  The lists in reject.h are the only place where a word of them is written.
 */
#include "model/reject_text.h"

#include "model/text_line.h"

#define REJECT_PREFIX_SIZE (sizeof "REJECT_" - 1)
#define REASON_PREFIX_SIZE (sizeof "REASON_" - 1)
#define FIELD_PREFIX_SIZE  (sizeof "FIELD_" - 1)

const char *reject_name(uint16_t code)
{
    switch (code) {
#define X(name, number, rule, text)                                                                \
    case name: return &#name[REJECT_PREFIX_SIZE];
        REJECT_LIST(X)
#undef X
    default: return NULL;
    }
}

const char *reject_rule(uint16_t code)
{
    switch (code) {
#define X(name, number, rule, text)                                                                \
    case name: return rule;
        REJECT_LIST(X)
#undef X
    default: return NULL;
    }
}

const char *reject_text(uint16_t code)
{
    switch (code) {
#define X(name, number, rule, text)                                                                \
    case name: return text;
        REJECT_LIST(X)
#undef X
    default: return NULL;
    }
}

const char *reason_name(uint16_t code)
{
    switch (code) {
#define X(name, number, rule, text)                                                                \
    case name: return &#name[REASON_PREFIX_SIZE];
        REASON_LIST(X)
#undef X
    default: return NULL;
    }
}

const char *reason_rule(uint16_t code)
{
    switch (code) {
#define X(name, number, rule, text)                                                                \
    case name: return rule;
        REASON_LIST(X)
#undef X
    default: return NULL;
    }
}

const char *reason_text(uint16_t code)
{
    switch (code) {
#define X(name, number, rule, text)                                                                \
    case name: return text;
        REASON_LIST(X)
#undef X
    default: return NULL;
    }
}

const char *field_name(uint16_t code)
{
    switch (code) {
#define X(name, number, text)                                                                      \
    case name: return &#name[FIELD_PREFIX_SIZE];
        FIELD_LIST(X)
#undef X
    default: return NULL;
    }
}

const char *field_text(uint16_t code)
{
    switch (code) {
#define X(name, number, text)                                                                      \
    case name: return text;
        FIELD_LIST(X)
#undef X
    default: return NULL;
    }
}

/* Writes what the letter after a per cent sign stands for. */
static void put_value(struct text_line *line, char letter, const struct event_reject *reject)
{
    const char *field = field_text(reject->field);
    switch (letter) {
    case 'f': text_line_put(line, field == NULL ? "unknown" : field); break;
    case 'g': text_line_put_i64(line, reject->given); break;
    case 'l': text_line_put_i64(line, reject->legal); break;
    default: IMPOSSIBLE(); /* The texts of reject.h use these three letters only. */
    }
}

size_t reject_sentence(char *out, size_t size, const struct event_reject *reject)
{
    struct text_line line;
    text_line_begin(&line, out, size);
    const char *text = reject_text(reject->code);
    if (text == NULL) return 0;

    while (*text != '\0') {
        if (*text == '%') {
            put_value(&line, text[1], reject);
            text += 2;
        } else {
            text_line_put_char(&line, *text);
            text++;
        }
    }
    return text_line_end(&line);
}
