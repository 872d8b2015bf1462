/* SPDX-License-Identifier: Apache-2.0 */
/*
 * settings.c - see settings.h.
 *
 * Role   See settings.h.
 */
#include "report/settings.h"

#include <string.h>

#include "base/text.h"
#include "model/limits.h"

#define ANY_SYMBOL "*"
#define WORDS_MAX  5u

struct word {
    const char *text;
    size_t size;
};

void settings_default(struct settings *settings)
{
    *settings = (struct settings){.exchange = "PP", .level_count = 1, .maker_count = 1};
    settings->levels[0] =
        (struct level_setting){.symbol = ANY_SYMBOL, .reportable_lots = 25, .volume_lots = 50};
    settings->makers[0] = (struct maker_setting){
        .symbol = ANY_SYMBOL, .spread_ppm = 2000, .lots = 100, .uptime_ppm = 900000};
}

/* The words of a line; more than fit are counted, not kept. */
static uint32_t split(const char *line, size_t size, struct word words[WORDS_MAX])
{
    uint32_t count = 0;
    size_t at = 0;
    while (at < size) {
        size_t end = at;
        while (end < size && line[end] != ' ' && line[end] != '\t') end++;
        bool is_word = end > at;
        if (is_word && count < WORDS_MAX) words[count] = (struct word){line + at, end - at};
        count += is_word;
        at = end + 1;
    }
    return count;
}

static bool is_word(const struct word *word, const char *text)
{
    return word->size == strlen(text) && memcmp(word->text, text, word->size) == 0;
}

static bool read_number(const struct word *word, int64_t most, int64_t *value)
{
    return text_read_i64(word->text, word->size, value) && *value >= 1 && *value <= most;
}

static bool is_same(const char symbol[24], const struct word *word)
{
    return strlen(symbol) == word->size && memcmp(symbol, word->text, word->size) == 0;
}

static bool read_level(struct settings *settings, const struct word *words, uint32_t count)
{
    struct level_setting level = {0};
    if (count != 4 || words[1].size >= sizeof level.symbol) return false;
    memcpy(level.symbol, words[1].text, words[1].size);
    if (!read_number(&words[2], QTY_LOTS_MAX, &level.reportable_lots)) return false;
    if (!read_number(&words[3], QTY_LOTS_MAX, &level.volume_lots)) return false;
    for (uint32_t i = 0; i < settings->level_count; i++) {
        if (!is_same(settings->levels[i].symbol, &words[1])) continue;
        settings->levels[i] = level;
        return true;
    }
    if (settings->level_count == SETTINGS_MAX) return false;
    settings->levels[settings->level_count++] = level;
    return true;
}

static bool read_maker(struct settings *settings, const struct word *words, uint32_t count)
{
    struct maker_setting maker = {0};
    if (count != 5 || words[1].size >= sizeof maker.symbol) return false;
    memcpy(maker.symbol, words[1].text, words[1].size);
    if (!read_number(&words[2], RATE_PPM_MAX, &maker.spread_ppm)) return false;
    if (!read_number(&words[3], QTY_LOTS_MAX, &maker.lots)) return false;
    if (!read_number(&words[4], RATE_PPM_MAX, &maker.uptime_ppm)) return false;
    for (uint32_t i = 0; i < settings->maker_count; i++) {
        if (!is_same(settings->makers[i].symbol, &words[1])) continue;
        settings->makers[i] = maker;
        return true;
    }
    if (settings->maker_count == SETTINGS_MAX) return false;
    settings->makers[settings->maker_count++] = maker;
    return true;
}

static bool read_exchange(struct settings *settings, const struct word *words, uint32_t count)
{
    if (count != 2 || words[1].size != sizeof settings->exchange - 1) return false;
    memcpy(settings->exchange, words[1].text, words[1].size);
    return true;
}

static bool read_line(struct settings *settings, const char *line, size_t size)
{
    struct word words[WORDS_MAX];
    if (size > 0 && line[size - 1] == '\r') size--;
    uint32_t count = split(line, size, words);
    if (count == 0 || words[0].text[0] == '#') return true;
    if (is_word(&words[0], "level")) return read_level(settings, words, count);
    if (is_word(&words[0], "exchange")) return read_exchange(settings, words, count);
    return is_word(&words[0], "maker") && read_maker(settings, words, count);
}

uint32_t settings_read(struct settings *settings, const char *text, size_t size)
{
    size_t at = 0;
    for (uint32_t line = 1; at < size; line++) {
        const char *end = memchr(text + at, '\n', size - at);
        size_t length = end == NULL ? size - at : (size_t)(end - text) - at;
        if (!read_line(settings, text + at, length)) return line;
        at += length + 1;
    }
    return 0;
}

const struct level_setting *settings_level(const struct settings *settings, const char *symbol)
{
    for (uint32_t i = 1; i < settings->level_count; i++) {
        if (strcmp(settings->levels[i].symbol, symbol) == 0) return &settings->levels[i];
    }
    return &settings->levels[0];
}

const struct maker_setting *settings_maker(const struct settings *settings, const char *symbol)
{
    for (uint32_t i = 1; i < settings->maker_count; i++) {
        if (strcmp(settings->makers[i].symbol, symbol) == 0) return &settings->makers[i];
    }
    return &settings->makers[0];
}
