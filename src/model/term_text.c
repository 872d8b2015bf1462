/* SPDX-License-Identifier: Apache-2.0 */
/*
 * term_text.c - see term_text.h.
 */
#include "model/term_text.h"

#include <string.h>

#include "base/text.h"
#include "model/command_text.h"

#define MONEY_DECIMALS 6u
#define PPM_DECIMALS   4u  /* of a per cent */
#define E12_DECIMALS   10u /* of a per cent */

struct slice {
    const char *text;
    size_t size;
};

static struct slice slice_of(const char *text)
{
    struct slice slice = {text, 0};
    while (text[slice.size] != '\0') slice.size++;
    return slice;
}

static bool is_text(struct slice slice, const char *text)
{
    struct slice other = slice_of(text);
    return other.size == slice.size && memcmp(other.text, slice.text, slice.size) == 0;
}

static const struct {
    const char *unit;
    int64_t ns;
} units[] = {
    {"ns", 1},
    {"us", INT64_C(1000)},
    {"ms", INT64_C(1000000)},
    {"s", INT64_C(1000000000)},
    {"m", INT64_C(60000000000)},
    {"h", INT64_C(3600000000000)},
    {"d", INT64_C(86400000000000)},
};

static bool read_duration(struct slice value, int64_t *number)
{
    size_t digits = 0;
    while (digits < value.size && value.text[digits] >= '0' && value.text[digits] <= '9') digits++;
    int64_t count;
    if (!text_read_i64(value.text, digits, &count)) return false;
    if (count == 0 && digits == value.size) {
        *number = 0;
        return true;
    }
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        struct slice unit = {value.text + digits, value.size - digits};
        if (is_text(unit, units[i].unit))
            return !__builtin_mul_overflow(count, units[i].ns, number);
    }
    return false;
}

static bool read_rate(struct slice value, unsigned decimals, int64_t *number)
{
    if (value.size == 0 || value.text[value.size - 1] != '%') {
        return text_read_i64(value.text, value.size, number);
    }
    return text_read_decimal(value.text, value.size - 1, decimals, number);
}

/* Words of a set of bits, joined by bars or commas. */
static bool read_mask(struct slice value, enum word_set set, int64_t *number)
{
    uint64_t mask = 0;
    size_t from = 0;
    for (size_t at = 0; at <= value.size; at++) {
        if (at < value.size && value.text[at] != '|' && value.text[at] != ',') continue;
        uint64_t bit;
        if (!word_find(set, value.text + from, at - from, &bit)) return false;
        mask |= bit;
        from = at + 1;
    }
    *number = (int64_t)mask;
    return true;
}

static bool read_word(struct slice value, enum word_set set, int64_t *number)
{
    uint64_t word;
    if (!word_find(set, value.text, value.size, &word)) {
        return text_read_i64(value.text, value.size, number);
    }
    *number = (int64_t)word;
    return true;
}

static bool read_value(const struct text_field *field, struct slice value, int64_t *number)
{
    enum word_set set = (enum word_set)field->words;
    switch (field->format) {
    case FORMAT_DURATION: return read_duration(value, number);
    case FORMAT_PPM: return read_rate(value, PPM_DECIMALS, number);
    case FORMAT_E12: return read_rate(value, E12_DECIMALS, number);
    case FORMAT_MONEY: return text_read_decimal(value.text, value.size, MONEY_DECIMALS, number);
    case FORMAT_WORD: return read_word(value, set, number);
    case FORMAT_MASK:
        return read_mask(value, set, number) || text_read_i64(value.text, value.size, number);
    default: return text_read_i64(value.text, value.size, number);
    }
}

/* "11:2,12:1": ids and weights, from the first place on. */
static bool read_sources(struct body_price_terms *terms, struct slice value)
{
    struct index_source sources[INDEX_SOURCES_MAX] = {{0}};
    uint8_t count = 0;
    size_t from = 0;
    size_t colon = 0;
    for (size_t at = 0; at <= value.size; at++) {
        if (at < value.size && value.text[at] == ':') colon = at;
        if (at < value.size && value.text[at] != ',') continue;
        uint64_t id;
        uint64_t weight;
        if (count == INDEX_SOURCES_MAX || colon <= from) return false;
        if (!text_read_u64(value.text + from, colon - from, &id)) return false;
        if (!text_read_u64(value.text + colon + 1, at - colon - 1, &weight)) return false;
        if (id > UINT32_MAX || weight > UINT32_MAX) return false;
        sources[count++] = (struct index_source){(uint32_t)id, (uint32_t)weight};
        from = at + 1;
    }
    memcpy(terms->sources, sources, sizeof terms->sources);
    terms->source_count = count;
    return true;
}

/* "00:00,08:00": local times of day. */
static bool read_times(struct body_funding_terms *terms, struct slice value)
{
    uint16_t times[FUNDING_TIMES_MAX] = {0};
    uint8_t count = 0;
    for (size_t at = 0; at + 5 <= value.size; at += 6) {
        uint64_t hour;
        uint64_t minute;
        if (count == FUNDING_TIMES_MAX || value.text[at + 2] != ':') return false;
        if (!text_read_u64(value.text + at, 2, &hour)) return false;
        if (!text_read_u64(value.text + at + 3, 2, &minute)) return false;
        if (hour > 23 || minute > 59) return false;
        if (at + 5 < value.size && value.text[at + 5] != ',') return false;
        times[count++] = (uint16_t)(hour * 60 + minute);
    }
    if (count == 0 || value.size != count * (size_t)6 - 1) return false;
    memcpy(terms->times, times, sizeof terms->times);
    terms->time_count = count;
    return true;
}

static bool slice_set(struct command *command, struct slice name, struct slice value)
{
    if (command->kind == COMMAND_PRICE_TERMS && is_text(name, "sources")) {
        return read_sources(&command->prices, value);
    }
    if (command->kind == COMMAND_FUNDING_TERMS && is_text(name, "times")) {
        return read_times(&command->funding, value);
    }
    struct text_field field;
    int64_t number;
    if (!command_field_find(command->kind, name.text, name.size, &field)) return false;
    if (!read_value(&field, value, &number)) return false;
    text_field_store(&field, command, (uint64_t)number);
    return true;
}

bool term_set(struct command *command, const char *name, const char *value)
{
    return slice_set(command, slice_of(name), slice_of(value));
}

/* The next word, empty at the end; *text goes on behind it. */
static struct slice next_word(const char **text)
{
    while (**text == ' ' || **text == '\n') (*text)++;
    struct slice word = {*text, 0};
    while (word.text[word.size] != '\0' && word.text[word.size] != ' ' &&
           word.text[word.size] != '\n') {
        word.size++;
    }
    *text += word.size;
    return word;
}

const char *terms_read(struct command *command, const char *text)
{
    for (;;) {
        struct slice name = next_word(&text);
        if (name.size == 0) return NULL;
        struct slice value = next_word(&text);
        if (!slice_set(command, name, value)) return name.text;
    }
}
