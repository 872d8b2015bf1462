/* SPDX-License-Identifier: Apache-2.0 */
/*
 * scenario_send.c - any command by its name, its fields by the names they have in JSON.
 *
 * Role   The verb for commands of operators, which have more fields than a sentence bears:
 *        send KIND FIELD VALUE ...  A value is what the field is: a number, a word, words parted by
 *        commas, an amount, a rate, a duration, a time, a name, a text with _ for its blanks.
 */
#include <string.h>

#include "model/command_text.h"
#include "sim/scenario_parse.h"

static bool read_mask(const char *text, enum word_set set, uint64_t *mask)
{
    *mask = 0;
    while (*text != '\0') {
        size_t size = strcspn(text, ",");
        uint64_t bit;
        if (!word_find(set, text, size, &bit)) return false;
        *mask |= bit;
        text += size;
        if (*text == ',') text++;
    }
    return true;
}

static void put_text(struct command *command, const struct text_field *field, const char *text)
{
    char *to = (char *)command + field->offset;
    memset(to, 0, field->size);
    for (size_t i = 0; i < field->size && text[i] != '\0'; i++) {
        to[i] = text[i] == '_' ? ' ' : text[i];
    }
}

static bool read_time(const struct statement *statement, const char *text, uint64_t *value)
{
    struct words words = {.list = {text}, .count = 1};
    int64_t time_ns;
    if (!words_take_time(&words, statement->world->time_ns, &time_ns)) return false;
    *value = (uint64_t)time_ns;
    return true;
}

static bool read_name(const struct statement *statement, enum name_kind kind, const char *text,
                      uint64_t *value)
{
    if (text[0] == '#') return word_read_u64(text + 1, value);
    return world_find(statement->world, kind, text, value);
}

/* The number that a word is for a field of an amount, a duration, a rate; else a plain number. */
static bool read_number(enum text_format format, const char *text, uint64_t *value)
{
    int64_t number = 0;
    uint32_t rate = 0;
    bool is_read;
    if (format == FORMAT_MONEY) {
        is_read = word_read_decimal(text, 6, &number);
    } else if (format == FORMAT_DURATION) {
        is_read = word_read_duration(text, &number);
    } else if (format == FORMAT_PPM) {
        is_read = word_read_rate(text, &rate);
        number = rate;
    } else {
        is_read = word_read_i64(text, &number);
    }
    *value = (uint64_t)number;
    return is_read || word_read_i64(text, (int64_t *)value);
}

/* The number that a word is for a field. */
static bool read_value(const struct statement *statement, const struct text_field *field,
                       const char *text, uint64_t *value)
{
    enum text_format format = (enum text_format)field->format;
    enum word_set set = (enum word_set)field->words;
    if (format == FORMAT_WORD) return word_find(set, text, strlen(text), value);
    if (format == FORMAT_MASK) return read_mask(text, set, value);
    if (format == FORMAT_TIME || format == FORMAT_UNTIL) return read_time(statement, text, value);
    if (format == FORMAT_ACCOUNT) return read_name(statement, NAME_ACCOUNT, text, value);
    if (format == FORMAT_MEMBER) return read_name(statement, NAME_MEMBER, text, value);
    if (format == FORMAT_USER) return read_name(statement, NAME_USER, text, value);
    if (format == FORMAT_PRODUCT) return read_name(statement, NAME_PRODUCT, text, value);
    return read_number(format, text, value);
}

static bool take_field(struct statement *statement)
{
    struct command *command = &statement->command;
    const char *name = words_take(&statement->words);
    const char *text = words_take(&statement->words);
    struct text_field field;
    if (!command_field_find(command->kind, name, strlen(name), &field)) {
        return statement_fail(statement, "the command has no such field", name);
    }
    if (field.format == FORMAT_TEXT) {
        put_text(command, &field, text);
        return true;
    }
    uint64_t value;
    bool is_number = word_read_u64(text, &value);
    bool is_scaled = field.format == FORMAT_MONEY;
    if ((is_scaled || !is_number) && !read_value(statement, &field, text, &value)) {
        return statement_fail(statement, "not a value of this field", text);
    }
    text_field_store(&field, command, value);
    return true;
}

bool send_statement(struct statement *statement, const char *verb, bool *is_known)
{
    if (strcmp(verb, "send") != 0) {
        *is_known = false;
        return false;
    }
    const char *name = words_take(&statement->words);
    uint64_t kind;
    if (!word_find(WORDS_COMMAND, name, strlen(name), &kind)) {
        return statement_fail(statement, "not a kind of command", name);
    }
    statement_begin(statement, (enum command_kind)kind);
    while (words_are_left(&statement->words)) {
        if (!take_field(statement)) return false;
    }
    return statement_send(statement);
}
